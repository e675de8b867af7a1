#!/usr/bin/env bash
# Fuzzes every parser for FUZZ_SECONDS (20), two at a time; fails if one breaks. Names of targets may be given.
# With a FUZZ_SEED other than 0 every run tries the same inputs in the same order.
# What is found worth running again stays in Fuzzing/.build/corpus/, beside the committed corpus.
set -euo pipefail
cd "$(dirname "$0")"

libraries=$(swift -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')/clang/lib/linux
swift build -c release -Xlinker "$libraries/libclang_rt.fuzzer_no_main-$(uname -m).a"
fuzz=$(swift build -c release --show-bin-path)/fuzz
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <("$fuzz")

run() {
    local target=$1 found=.build/corpus/$1 log=.build/$1.log arguments=()
    mkdir -p "$found"
    [ ! -f "dictionaries/$target.dict" ] || arguments+=("-dict=dictionaries/$target.dict")
    if SWIFT_BACKTRACE=enable=no "$fuzz" "$target" -max_total_time="${FUZZ_SECONDS:-20}" -max_len=4096 -timeout=10 \
        -seed="${FUZZ_SEED:-0}" -rss_limit_mb=1024 -artifact_prefix=".build/$target-" "${arguments[@]}" \
        "$found" "corpus/$target" >"$log" 2>&1; then
        awk -v target="$target" '/DONE/ { coverage = $4; corpus = $8 } /^Done / { runs = $2 }
            END { printf "%-15s %9d runs, %5d edges, corpus %s\n", target, runs, coverage, corpus }' "$log"
    else
        echo "$target broke; keep the input in corpus/$target/ once it is mended:"
        grep -aE 'Fatal error|ERROR|Test unit written' "$log"
        return 1
    fi
}
export -f run
export fuzz
printf '%s\n' "${targets[@]}" | xargs -P 2 -I{} bash -euo pipefail -c 'run {}'
