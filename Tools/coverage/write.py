#!/usr/bin/env python3
"""Writes docs/coverage from the results of a conformance run, read as JSON from standard input.

The input is {service: {operation: {"implemented": bool, "variants": int, "failures": int}}}.
Run by the suite where YAGURA_WRITE_COVERAGE is 1.
"""

import json
import sys
from pathlib import Path

COVERAGE = Path(__file__).resolve().parents[2] / "docs/coverage"
HEAD = """# Coverage

Written by `Tools/coverage/write.py` from a run of the conformance suite. A variant is one call derived from the
service's model (a member missing, a bound met or crossed, a pattern, an enum or a type broken, an optional member
alone); a failure is an answer that is not AWS's. An operation that is not implemented answers an error.
"""


def summary(service, operations):
    implemented = [entry for entry in operations.values() if entry["implemented"]]
    variants, failures = (sum(entry[key] for entry in implemented) for key in ("variants", "failures"))
    return f"| {service} | {len(implemented)} of {len(operations)} | {variants} | {failures} |"


def row(name, entry):
    if not entry["implemented"]:
        return f"| {name} | not implemented | | |"
    return f"| {name} | implemented | {entry['variants']} | {entry['failures']} |"


def page(results):
    lines = [HEAD, "| service | implemented | variants | failures |", "|---|---|---|---|"]
    lines += [summary(service, results[service]) for service in sorted(results)]
    for service in sorted(results):
        lines += ["", f"## {service}", "", "| operation | status | variants | failures |", "|---|---|---|---|"]
        lines += [row(name, entry) for name, entry in sorted(results[service].items())]
    return "\n".join(lines) + "\n"


def main():
    results = json.load(sys.stdin)
    COVERAGE.mkdir(parents=True, exist_ok=True)
    (COVERAGE / "schema.json").write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
    (COVERAGE / "README.md").write_text(page(results))


if __name__ == "__main__":
    main()
