#!/usr/bin/env bash
# Makes .venv at the root of the repository with what the conformance tests need. Quick when nothing has changed.
set -euo pipefail
cd "$(dirname "$0")/../.."

requirements=Tools/setup/requirements-test.txt
stamp=.venv/requirements.sha256
wanted=$(sha256sum "$requirements" | cut -d' ' -f1)
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    echo "setup: .venv is in place"
    exit 0
fi
echo "setup: making .venv from $requirements"
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$requirements" </dev/null
echo "$wanted" >"$stamp"
