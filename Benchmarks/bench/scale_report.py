"""What many keys cost: as a table, targets and a line of JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

from .report import Target, markdown
from .scale import PAGE, Calls, Scale


def table(scale: Scale) -> str:
    rows = [
        (f"{scale.keys:,} keys, an alias and a grant each", "measured"),
        ("---", "---"),
        ("database", f"{scale.database_megabytes:.0f} MB"),
        ("start to first signed answer", f"{scale.start_milliseconds:.0f} ms"),
        ("idle resident memory", f"{scale.idle_megabytes:.0f} MB"),
        (f"ListKeys, first page of {PAGE:,}", f"{scale.first_page_milliseconds:.2f} ms"),
        ("ListKeys, middle page", f"{scale.middle_page_milliseconds:.2f} ms"),
        ("ListKeys, last page", f"{scale.last_page_milliseconds:.2f} ms"),
        ("Decrypt under one of them", calls(scale.one_key)),
        ("Decrypt under all of them at random", calls(scale.any_key)),
        ("yagura rekey", f"{scale.rekey_seconds:.1f} s"),
    ]
    return markdown(rows)


def calls(each: Calls) -> str:
    return f"{each.requests_per_second:,}/s, p99 {each.p99_milliseconds:.1f} ms, {each.cpu_microseconds:.0f} µs of CPU time"


def targets(scale: Scale) -> list[Target]:
    slowest = max(scale.middle_page_milliseconds, scale.last_page_milliseconds)
    name = f"{scale.keys:,} keys"
    return [
        Target(f"{name}: start to first answer", scale.start_milliseconds, 2000, "ms", at_most=True),
        Target(f"{name}: idle resident memory", scale.idle_megabytes, 60, "MB", at_most=True),
        Target(f"{name}: a later page beside the first", slowest / scale.first_page_milliseconds, 1.25, "times",
               at_most=True),
    ]  # fmt: skip


def json_lines(scale: Scale) -> str:
    return json.dumps(asdict(scale))
