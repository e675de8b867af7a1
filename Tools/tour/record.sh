#!/usr/bin/env bash
# Who did what: a trail of all Regions, what it delivers, who is told of it, and what becomes of a file that somebody
# changes. Starts a server of its own that keeps nothing, and a mail server, and ends both.
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

# Waits for a command to print something, and shows nothing.
await() {
    local found
    for _ in $(seq 300); do
        if found=$(eval "$1" 2>/dev/null) && [ -n "$found" ]; then printf '%s' "$found" && return; fi
        sleep 0.2
    done
    fail "this did not come about: $1"
}

yagura=''
for binary in ${YAGURA_BINARY:-} .build/release/yagura .build/debug/yagura; do [ -x "$binary" ] && yagura=$(realpath "$binary") && break; done
[ -n "$yagura" ] || fail "there is no .build/release/yagura: run \`make build\`"
export AWS_PAGER='' PATH="$PWD/.venv/bin:$PATH"
for tool in aws curl jq python3; do command -v $tool >/dev/null || fail "there is no $tool command: \`make setup-test\` installs it"; done

work=$(mktemp -d "${TMPDIR:-/tmp}/yagura-tour.XXXXXX")
started=()
trap 'for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done; rm -rf "$work"' EXIT
mailbox=$PWD/Tools/tour/mailbox.py
cd "$work"
mkdir mail

python3 "$mailbox" mail > mail.port &
started+=($!)
mail_port=$(await 'cat mail.port')
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
title 'A server that closes files and digests every few seconds, where AWS takes minutes and hours'
say "yagura serve --dev --trail-delivery-seconds 1 --trail-digest-seconds 3 --smtp 127.0.0.1:$mail_port"
"$yagura" serve --dev --listen "127.0.0.1:$port" --trail-delivery-seconds 1 --trail-digest-seconds 3 \
    --smtp "127.0.0.1:$mail_port" --smtp-from tour@yagura.test > server.log 2>&1 &
started+=($!)
await "curl --silent --fail http://127.0.0.1:$port/_yagura/health" >/dev/null
unset AWS_PROFILE AWS_SESSION_TOKEN AWS_IGNORE_CONFIGURED_ENDPOINT_URLS "${!AWS_ENDPOINT_URL_@}"
eval "$("$yagura" env --dev --listen "127.0.0.1:$port")"
export AWS_DEFAULT_REGION=us-east-1 AWS_REGION=us-east-1
account=$(aws sts get-caller-identity --query Account --output text)
start=$(date -u -d '1 minute ago' +%Y-%m-%dT%H:%M:%SZ)
bucket=tour-records-$account
arn=arn:aws:cloudtrail:us-east-1:$account:trail/everything

title '1. A bucket that lets CloudTrail deliver, and a topic that lets it tell'
cat > bucket-policy.json <<POLICY
{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:GetBucketAcl",
   "Resource": "arn:aws:s3:::$bucket", "Condition": {"StringEquals": {"aws:SourceArn": "$arn"}}},
  {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": ["s3:PutObject", "s3:PutObjectAcl"],
   "Resource": "arn:aws:s3:::$bucket/AWSLogs/$account/*",
   "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": "$arn"}}}]}
POLICY
cat > topic-policy.json <<POLICY
{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "SNS:Publish",
   "Resource": "arn:aws:sns:us-east-1:$account:records", "Condition": {"StringEquals": {"aws:SourceArn": "$arn"}}}]}
POLICY
run "aws s3 mb s3://$bucket"
run "aws s3api put-bucket-policy --bucket $bucket --policy file://bucket-policy.json"
run "topic=\$(aws sns create-topic --name records --query TopicArn --output text)"
run 'aws sns set-topic-attributes --topic-arn "$topic" --attribute-name Policy --attribute-value file://topic-policy.json'
run 'aws sns subscribe --topic-arn "$topic" --protocol email --notification-endpoint guard@example.com'
link=$(await "python3 -c 'import email, email.policy, glob, re
for name in glob.glob(\"mail/*.eml\"):
    mail = email.message_from_bytes(open(name, \"rb\").read(), policy=email.policy.default)
    part = mail.get_body((\"plain\", \"html\"))
    for link in re.findall(r\"https?://[^\\s\\\"<>]+ConfirmSubscription[^\\s\\\"<>]+\", part.get_content()): print(link.replace(\"&amp;\", \"&\")); raise SystemExit'")
say 'The subscription is confirmed by the link in the mail that has come.'
curl --silent --fail "$link" >/dev/null

title '2. A trail of all Regions'
run "aws cloudtrail create-trail --name everything --s3-bucket-name $bucket --is-multi-region-trail --enable-log-file-validation --sns-topic-name records"
run 'aws cloudtrail start-logging --name everything'

title '3. Things happen'
run 'aws iam create-user --user-name mallory --query User.Arn'
run "aws kms create-key --region eu-central-1 --query KeyMetadata.Arn"

title '4. Files arrive'
key=$(await "aws s3api list-objects-v2 --bucket $bucket --prefix AWSLogs/$account/CloudTrail/us-east-1/ --query 'Contents[?ends_with(Key, \`.json.gz\`)].Key' --output text | tr '\t' '\n' | while read -r key; do aws s3 cp \"s3://$bucket/\$key\" - | gunzip | grep CreateUser >/dev/null && echo \"\$key\"; done | head -n 1")
await "aws s3api list-objects-v2 --bucket $bucket --prefix AWSLogs/$account/CloudTrail/eu-central-1/ --query 'Contents[].Key' --output text | grep json.gz" >/dev/null
run "aws s3 ls --recursive s3://$bucket | grep json.gz"
run "aws s3 cp s3://$bucket/$key - | gunzip | jq '.Records[] | select(.eventName == \"CreateUser\") | {eventTime, eventName, userIdentity: .userIdentity.arn, sourceIPAddress, requestParameters}'"

title '5. The call is looked up'
run "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=CreateUser --query 'Events[].{When:EventTime,What:EventName,Who:Username}' --output table"

title '6. The mail that tells of the file'
mail=$(await "grep -l s3ObjectKey mail/*.eml | head -n 1")
run "sed -n '/^Subject/p; /s3ObjectKey/,\$p' $mail"

title '7. The files are what was delivered'
await "aws cloudtrail validate-logs --trail-arn $arn --start-time $start | grep '[1-9][0-9]*/[0-9]* log files valid'" >/dev/null
run "aws cloudtrail validate-logs --trail-arn $arn --start-time $start"

title '8. Somebody changes one, and that is found'
run "aws s3 cp s3://$bucket/$key - | gunzip | sed s/mallory/alice/ | gzip > forged.json.gz"
run "aws s3 cp forged.json.gz s3://$bucket/$key --content-encoding gzip --content-type application/json"
printf '%s$ %s%s\n' "$bold" "aws cloudtrail validate-logs --trail-arn $arn --start-time $start" "$plain"
if answer=$(aws cloudtrail validate-logs --trail-arn "$arn" --start-time "$start" 2>&1); then fail 'the forgery should have been found'; fi
printf '%s\n' "$answer"
[[ $answer == *"s3://$bucket/$key"*INVALID* ]] || fail 'the file that was changed should have been named'
