#!/usr/bin/env bash
# Compares the product's HTTP layer with bare NIO and with Hummingbird, one after the other on this machine, and says
# how much CPU time each spends on a request. With a server at YAGURA_ADDRESS, also loads that one.
set -euo pipefail
cd "$(dirname "$0")"

seconds=${SECONDS_EACH:-5}
connections=${CONNECTIONS:-32}
echo "bench: building" >&2
swift build -c release >&2
bin=.build/release

cpu_ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }

measure() {
    local name=$1 port=$2 pid before after report
    "$bin/$name" "$port" >/dev/null 2>&1 &
    pid=$!
    trap 'kill $pid 2>/dev/null || true' EXIT
    until curl -s -o /dev/null "http://127.0.0.1:$port/"; do kill -0 $pid; done
    "$bin/bench-load" --address "127.0.0.1:$port" --warm-up 0 --duration 1 --connections "$connections" >/dev/null
    before=$(cpu_ticks $pid)
    report=$("$bin/bench-load" --address "127.0.0.1:$port" --warm-up 0 --duration "$seconds" \
        --connections "$connections" --body '{"KeyId":"alias/test","Plaintext":"aGVsbG8="}' \
        --service kms --header 'x-amz-target: TrentService.Encrypt' \
        --header 'content-type: application/x-amz-json-1.1')
    after=$(cpu_ticks $pid)
    jq -c --arg server "$name" --argjson ticks $((after - before)) --argjson hertz "$(getconf CLK_TCK)" \
        '{server: $server, cpuMicrosecondsPerRequest: ($ticks * 1e6 / $hertz / .requests * 10 | round / 10)} + .' <<<"$report"
    kill $pid
    wait $pid 2>/dev/null || true
}

port=4701
for server in hello-nio hello-yagura hello-hummingbird; do
    echo "bench: $server" >&2
    measure $server $((port++))
done
