"""Log events written and searched, beside a plain file that is appended to with a sync a batch, and grep."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter, time

from .report import Target, markdown
from .yagura import yagura

EVENTS = int(os.environ.get("BENCH_LOG_EVENTS", "500000"))
BATCH = 1000
# One event in so many has what is searched for.
RARE = 10_000
GROUP, STREAM = "bench", "stream"


@dataclass(frozen=True)
class Logs:
    events: int
    put_seconds: float
    append_seconds: float
    filter_seconds: float
    grep_seconds: float


def message(number: int) -> str:
    level = "ERROR" if number % RARE == 0 else "INFO"
    return f'{{"level":"{level}","number":{number},"path":"/api/items/{number % 977}","text":"{"x" * 120}"}}'


def measure(binary: Path, scratch: Path) -> Logs:
    file = scratch / "events.log"
    with yagura(binary, scratch / "data") as server:
        logs = server.client("logs")
        logs.create_log_group(logGroupName=GROUP)
        logs.create_log_stream(logGroupName=GROUP, logStreamName=STREAM)
        put = append = 0.0
        with file.open("ab") as plain:
            for start in range(0, EVENTS, BATCH):
                batch = [message(number) for number in range(start, start + BATCH)]
                events = [{"timestamp": int(time() * 1000), "message": text} for text in batch]
                began = perf_counter()
                logs.put_log_events(logGroupName=GROUP, logStreamName=STREAM, logEvents=events)
                put += perf_counter() - began
                began = perf_counter()
                plain.write("".join(f"{text}\n" for text in batch).encode())
                plain.flush()
                os.fsync(plain.fileno())
                append += perf_counter() - began
        began = perf_counter()
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=GROUP, filterPattern="ERROR")
        found = sum(len(page["events"]) for page in pages)
        searched = perf_counter() - began
        began = perf_counter()
        counted = subprocess.run(["grep", "-c", "ERROR", file], check=True, capture_output=True, text=True)
        grepped = perf_counter() - began
        if found != int(counted.stdout):
            raise RuntimeError(f"found {found} events, grep {counted.stdout.strip()}")
    return Logs(EVENTS, put, append, searched, grepped)


def table(found: Logs) -> str:
    rows = [("log events", "per second", "of a plain file"), ("---",) * 3]
    for name, seconds, plain in (
        ("PutLogEvents, batches of 1,000, boto3", found.put_seconds, found.append_seconds),
        ("FilterLogEvents, one match in 10,000", found.filter_seconds, found.grep_seconds),
    ):
        rows.append((name, f"{found.events / seconds:,.0f}", f"{plain / seconds:.3f}"))
    return markdown(rows)


def targets(_: Logs) -> list[Target]:
    return []


def json_lines(found: Logs) -> str:
    return json.dumps(asdict(found))
