#!/usr/bin/env bash
# Envelope encryption in five steps, with the AWS CLI against a running server. Shows each command and its answer.
# Starts no server. Leaves no file behind; the plaintext data key is in shell variables only, never in a file.
set -euo pipefail
cd "$(dirname "$0")/../.."

bold='' dim='' plain=''
if [ -t 1 ]; then bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'; fi

title() { printf '\n%s%s%s\n' "$bold" "$1" "$plain"; }
say() { printf '%s# %s%s\n' "$dim" "$1" "$plain"; }
fail() { printf 'tour: %s\n' "$1" >&2; exit 1; }

# Shows a command and runs exactly what it showed.
run() {
    printf '%s$ %s%s\n' "$bold" "$1" "$plain"
    eval "$1"
}

# The same for a command that must be refused with the error code $2.
run_refused() {
    local answer
    printf '%s$ %s%s\n' "$bold" "$1" "$plain"
    if answer=$(eval "$1" 2>&1); then fail "this should have been refused"; fi
    printf '%s\n' "$answer"
    [[ $answer == *"$2"* ]] || fail "the refusal should have been $2"
}

# Settings of the shell that would lead the AWS CLI elsewhere, or into a pager.
unset AWS_PROFILE AWS_IGNORE_CONFIGURED_ENDPOINT_URLS "${!AWS_ENDPOINT_URL_@}"
export AWS_PAGER='' PATH="$PWD/.venv/bin:$PATH"
for tool in aws curl openssl; do command -v $tool >/dev/null || fail "there is no $tool command: \`make setup-test\` installs it"; done

# Where the server is, and whose keys to use: those of the shell if it names a server, else `yagura env`'s.
endpoint=${AWS_ENDPOINT_URL:-http://127.0.0.1:4600}
health=$(curl --silent --fail --max-time 5 ${AWS_CA_BUNDLE:+--cacert "$AWS_CA_BUNDLE"} "$endpoint/_yagura/health") ||
    fail "nothing answers at $endpoint. Run \`make run\` in another terminal, wait for \`listening\`, and come back."
if [ -z "${AWS_ENDPOINT_URL:-}" ] || [ -z "${AWS_ACCESS_KEY_ID:-}" ]; then
    yagura=''
    for binary in .build/release/yagura .build/debug/yagura; do [ -x $binary ] && yagura=$binary && break; done
    [ -n "$yagura" ] || fail "there is no .build/release/yagura: run \`make build\`"
    options="--listen ${endpoint#*://}"
    if [[ $health == *'"mode":"dev"'* ]]; then options+=' --dev'; else options+=" --data ${YAGURA_DATA:-var}"; fi
    unset AWS_SESSION_TOKEN
    title 'Point the AWS CLI at the server'
    exports=$("$yagura" env $options) || fail "\`$yagura env $options\` failed: is that the server's data directory?"
    printf '%s$ eval "$(%s env %s)"%s\n' "$bold" "$yagura" "$options" "$plain"
    eval "$exports"
fi

# Memory where there is such a place; the files in it are the letter, its encrypted form and the sealed key.
place=${TMPDIR:-/tmp}
if [ -d /dev/shm ] && [ -w /dev/shm ]; then place=/dev/shm; fi
work=$(mktemp -d "$place/yagura-tour.XXXXXX")
trap 'rm -rf "$work"' EXIT
name=alias/tour-$(date +%Y%m%d-%H%M%S)
context=purpose=tour,file=letter.txt

title '1. Create a master key and give it a name'
run "key_id=\$(aws kms create-key --description 'Master key of the tour' --query KeyMetadata.KeyId --output text)"
run "aws kms create-alias --alias-name $name --target-key-id \$key_id"
run "aws kms describe-key --key-id $name --query 'KeyMetadata.{Arn:Arn,KeyState:KeyState,KeySpec:KeySpec}'"

cd "$work"
title '2. Ask for a data key, in plaintext and sealed under the master key'
run "read -r plaintext sealed < <(aws kms generate-data-key --key-id $name --key-spec AES_256 --encryption-context $context --query '[Plaintext, CiphertextBlob]' --output text)"
run 'printf %s "$plaintext" | base64 -d | wc -c'
say 'The plaintext key has 32 bytes and stays in a shell variable. The sealed one may lie beside the data:'
run 'printf %s "$sealed" | base64 -d > data-key.sealed'
run 'wc -c < data-key.sealed'

title '3. Encrypt a file here, with the data key'
run "printf 'Meet me at the watchtower.\n' > letter.txt"
run "iv=\$(openssl rand -hex 16)"
run "key=\$(printf %s \"\$plaintext\" | base64 -d | od -An -v -tx1 | tr -d ' \n')"
say 'The process list shows -K while openssl runs. A program hands the key over in memory; a shell cannot.'
run 'openssl enc -aes-256-cbc -K "$key" -iv "$iv" -in letter.txt -out letter.enc'
run 'unset plaintext key'
run 'od -An -tx1 letter.enc'

title '4. Have the sealed key opened, under the same encryption context'
run "plaintext=\$(aws kms decrypt --ciphertext-blob fileb://data-key.sealed --encryption-context $context --query Plaintext --output text)"
run "key=\$(printf %s \"\$plaintext\" | base64 -d | od -An -v -tx1 | tr -d ' \n')"

title '5. Decrypt the file here, and compare'
run 'openssl enc -d -aes-256-cbc -K "$key" -iv "$iv" -in letter.enc -out letter.decrypted'
run 'unset plaintext key'
run 'cmp letter.txt letter.decrypted && cat letter.decrypted'

title 'Another encryption context does not open the key'
run_refused 'aws kms decrypt --ciphertext-blob fileb://data-key.sealed --encryption-context purpose=theft' \
    InvalidCiphertextException

if [[ $health == *'"mode":"dev"'* ]]; then
    title 'Both calls to Decrypt are in the audit journal'
    run 'curl -s "$AWS_ENDPOINT_URL/_yagura/audit" | grep -F "\"eventName\":\"Decrypt\"" | tail -n 2'
fi

title 'Tidy up'
run "aws kms delete-alias --alias-name $name"
run "aws kms schedule-key-deletion --key-id \$key_id --pending-window-in-days 7 --query '{KeyState:KeyState,PendingWindowInDays:PendingWindowInDays}'"
