"""Looking events up by each attribute, among ten million of ninety days, in the store's own process."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from .report import Target, markdown

EVENTS = int(os.environ.get("BENCH_EVENTS", "10000000"))
MAIN = "Username"
LIMIT = 50


def measure(binary: Path, scratch: Path) -> list[dict]:
    command = [binary.with_name("bench-lookup"), "--events", str(EVENTS), "--directory", str(scratch)]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in result.stdout.splitlines()]


def table(lines: list[dict]) -> str:
    build, *cases = lines
    rows = [("looked up by", "p50 ms", "p99 ms"), ("---",) * 3]
    rows += [(each["case"], milliseconds(each, "p50"), milliseconds(each, "p99")) for each in cases]
    filled = f"{build['events']:,} events, {build['megabytes']:,} MB, made and indexed in {build['seconds']} s"
    return f"{filled}\n\n{markdown(rows)}"


def milliseconds(case: dict, quantile: str) -> str:
    return f"{case[f'{quantile}Microseconds'] / 1000:.2f}"


def targets(lines: list[dict]) -> list[Target]:
    slowest = next(each for each in lines if each["case"] == MAIN)["p99Microseconds"] / 1000
    return [Target(f"p99 of a look-up by user name among {EVENTS:,} events", slowest, LIMIT, "ms", at_most=True)]


def json_lines(lines: list[dict]) -> str:
    return "\n".join(json.dumps(line) for line in lines)
