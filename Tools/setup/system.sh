#!/usr/bin/env bash
# Installs the Debian packages that building and testing need, where any is missing. Run as root.
set -euo pipefail

packages=(
    ca-certificates curl jq libdeflate-dev libp11-kit-dev libsqlite3-dev libssl-dev make openssl pkg-config python3-venv softhsm2 wrk
)
missing=()
for package in "${packages[@]}"; do
    dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
    echo "setup: system packages are in place"
    exit 0
fi
echo "setup: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null
