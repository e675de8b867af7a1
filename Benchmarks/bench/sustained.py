"""Signed calls for minutes on end at half of the peak rate, each of them in a file that the trail delivered."""

from __future__ import annotations

import gzip
import json
import os
import re
import statistics
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic, sleep

from .load import CONNECTIONS, checked, generate, load_command
from .processes import cpu_seconds, resident_megabytes
from .report import Target, markdown
from .yagura import ACCOUNT, Yagura, yagura

MINUTES = float(os.environ.get("BENCH_MINUTES", "10"))
# The peak is measured by another operation, so that the files tell its events from those that are counted.
OPERATION, PEAK_OPERATION = "GenerateDataKey", "Encrypt"
BUCKET, TRAIL = "sustained-trail", "sustained"
PEAK_SECONDS = 5
DELIVERY_SECONDS = 5
SAMPLE_SECONDS = 5.0
# What may still be on its way when the load ends.
PATIENCE_SECONDS = 300.0


@dataclass(frozen=True)
class Sustained:
    minutes: float
    peak: int
    calls: int
    rate: float
    p99_milliseconds: float
    cpu_microseconds: float
    # Resident memory in megabytes: the median of the second quarter of the time, and of the last.
    memory_early: float
    memory_late: float
    delivered: int
    delivered_twice: int
    # From the end of the load to the last event in a file.
    delay_seconds: float


def measure(binary: Path, scratch: Path, minutes: float = MINUTES) -> Sustained:
    environment = {"YAGURA_TRAIL_DELIVERY_SECONDS": str(DELIVERY_SECONDS)}
    with yagura(binary, scratch / "data", environment=environment) as server:
        peak = checked(generate(server.request(PEAK_OPERATION), PEAK_SECONDS), "the peak")["requestsPerSecond"]
        start_trail(server)
        calls = int(peak / 2 * minutes * 60) // CONNECTIONS * CONNECTIONS
        command = load_command(server.request(OPERATION), CONNECTIONS, "--requests", str(calls),
                               "--rate", str(peak // 2), "--sign-each")  # fmt: skip
        began, before = monotonic(), cpu_seconds(server.pid)
        report, memory = watched(command, server.pid)
        seconds, used = monotonic() - began, cpu_seconds(server.pid) - before
        checked(report, "the sustained load")
        ids, delay = await_delivery(server, calls)
        quarter = max(1, len(memory) // 4)
        return Sustained(
            minutes, peak, calls, calls / seconds, report["p99Microseconds"] / 1000, used * 1e6 / calls,
            statistics.median(memory[quarter : 2 * quarter] or memory), statistics.median(memory[-quarter:]),
            len(set(ids)), len(ids) - len(set(ids)), delay)  # fmt: skip


def start_trail(server: Yagura) -> None:
    """An all-region trail with a bucket that takes its files.

    Source: CloudTrail user guide, "Amazon S3 bucket policy for CloudTrail".
    """
    s3, cloudtrail = server.client("s3"), server.client("cloudtrail")
    s3.create_bucket(Bucket=BUCKET)
    bucket = f"arn:aws:s3:::{BUCKET}"
    service = {"Principal": {"Service": "cloudtrail.amazonaws.com"}, "Effect": "Allow"}
    owner = {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}
    policy = {"Version": "2012-10-17", "Statement": [
        service | {"Action": "s3:GetBucketAcl", "Resource": bucket},
        service | {"Action": "s3:PutObject", "Resource": f"{bucket}/AWSLogs/{ACCOUNT}/*", "Condition": owner},
    ]}  # fmt: skip
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))
    cloudtrail.create_trail(Name=TRAIL, S3BucketName=BUCKET, IsMultiRegionTrail=True)
    cloudtrail.start_logging(Name=TRAIL)


def watched(command: list, pid: int) -> tuple[dict, list[float]]:
    """The report of the load, and the server's resident memory while it lasted."""
    memory = []
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True) as load:
        while load.poll() is None:
            memory.append(resident_megabytes(pid))
            try:
                load.wait(SAMPLE_SECONDS)
            except subprocess.TimeoutExpired:
                continue
        return json.loads(load.stdout.readline()), memory


def await_delivery(server: Yagura, calls: int) -> tuple[list[int], float]:
    """The ids of the events in the files, once there are as many as calls or no more have come for long."""
    s3 = server.client("s3")
    seen, ids, began, last = set(), [], monotonic(), monotonic()
    while len(ids) < calls and monotonic() - last < PATIENCE_SECONDS:
        for key in keys(s3) - seen:
            seen.add(key)
            found = event_ids(gzip.decompress(s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()))
            if found:
                ids, last = ids + found, monotonic()
        sleep(1)
    # One more look: what is delivered twice comes after all that is delivered once.
    sleep(2 * DELIVERY_SECONDS)
    for key in keys(s3) - seen:
        ids += event_ids(gzip.decompress(s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()))
    return ids, last - began


def keys(s3) -> set[str]:
    pages: Iterator[dict] = s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
    return {found["Key"] for page in pages for found in page.get("Contents", []) if "/CloudTrail/" in found["Key"]}


def event_ids(file: bytes) -> list[int]:
    """As numbers: of ten million texts the memory would not be small."""
    names = re.findall(rb'"eventName":"(\w+)"', file)
    texts = re.findall(rb'"eventID":"([0-9a-f-]{36})"', file)
    if len(names) != len(texts):
        raise RuntimeError("a file has more event names than event ids, or less")
    return [int(text.replace(b"-", b""), 16) for name, text in zip(names, texts, strict=True) if name == OPERATION.encode()]


def table(found: Sustained) -> str:
    rows = [
        (f"{found.minutes:g} minutes of {OPERATION}, with a trail", "measured"), ("---", "---"),
        ("peak without a trail", f"{found.peak:,}/s"), ("calls", f"{found.calls:,}, {found.rate:,.0f}/s"),
        ("p99", f"{found.p99_milliseconds:.2f} ms"), ("CPU time of a call", f"{found.cpu_microseconds:.1f} µs"),
        ("resident memory, second quarter of the time", f"{found.memory_early:.0f} MB"),
        ("resident memory, last quarter", f"{found.memory_late:.0f} MB"),
        ("events in the files", f"{found.delivered:,}"), ("of them twice", f"{found.delivered_twice:,}"),
        ("last event in a file after the end", f"{found.delay_seconds:.0f} s"),
    ]  # fmt: skip
    return markdown(rows)


def targets(found: Sustained) -> list[Target]:
    return [
        Target("events delivered", found.delivered / found.calls, 1, "of the calls"),
        Target("events delivered twice", found.delivered_twice, 1, "events", at_most=True),
        Target("growth of memory", found.memory_late / found.memory_early, 1.1, "times", at_most=True),
    ]


def json_lines(found: Sustained) -> str:
    return json.dumps(asdict(found))
