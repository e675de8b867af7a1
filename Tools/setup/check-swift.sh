#!/usr/bin/env bash
# Says plainly what is wrong where there is no Swift compiler that can build this package.
set -euo pipefail

if ! command -v swift >/dev/null; then
    echo "setup: no swift command: install Swift 6.2 or later from https://www.swift.org/install" >&2
    exit 1
fi
version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -1)
if [ "$(printf '6.2\n%s\n' "$version" | sort -V | head -1)" != 6.2 ]; then
    echo "setup: Swift 6.2 or later is needed, and this is $version" >&2
    exit 1
fi
