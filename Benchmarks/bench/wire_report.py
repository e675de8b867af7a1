"""Signatures, key pairs, new keys and grants: as tables, targets and lines of JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

from .keys import Comparison
from .report import Target, markdown
from .wire import Measured, Rate

LEAST_SHARE = 0.8


def keys_table(comparisons: list[Comparison]) -> str:
    headings = ("key spec", "algorithm", "made/s", "checked/s", "made ÷ peer", "checked ÷ peer", "peer")
    return markdown([headings, ("---",) * len(headings), *(keys_row(each) for each in comparisons)])


def keys_row(each: Comparison) -> tuple[str, ...]:
    made, checked = each.ratios
    return (each.spec, each.algorithm, f"{each.own.make:,.0f}", f"{each.own.check:,.0f}", f"{made:.2f}",
            f"{checked:.2f}", each.peer_name)  # fmt: skip


def rates_table(measured: Measured) -> str:
    headings = ("operation", "key spec", "requests/s", "p50 ms", "p99 ms")
    quiet, beside = measured.disturbance.alone, measured.disturbance.beside
    named = [*((each.operation, each) for each in [*measured.rates, measured.durable.keys]),
             ("GenerateDataKey, 8 connections", quiet), ("the same beside 10,000 CreateGrant", beside)]  # fmt: skip
    rows = markdown([headings, ("---",) * len(headings), *(rates_row(name, each) for name, each in named)])
    return (
        f"{rows}\n\n4 KiB appended and synced: {measured.durable.syncs:,.0f}/s; "
        f"grants written: {measured.disturbance.grants_per_second:,.0f}/s"
    )


def rates_row(name: str, each: Rate) -> tuple[str, ...]:
    return (name, each.spec, f"{each.requests_per_second:,.0f}", f"{each.p50_milliseconds:.2f}",
            f"{each.p99_milliseconds:.2f}")  # fmt: skip


def targets(comparisons: list[Comparison], measured: Measured) -> list[Target]:
    worst = min(comparisons, key=lambda each: min(each.ratios))
    return [
        Target(f"signatures and MACs beside libcrypto, the worst ({worst.spec} {worst.algorithm})",
               min(worst.ratios), LEAST_SHARE, "times"),
        Target("CreateKey beside the disk's syncs", measured.durable.ratio, 1, "times"),
    ]  # fmt: skip


def json_lines(comparisons: list[Comparison], measured: Measured) -> str:
    lines = [*(asdict(each) for each in comparisons), *(asdict(each) for each in measured.rates),
             asdict(measured.durable), asdict(measured.disturbance)]  # fmt: skip
    return "\n".join(json.dumps(each) for each in lines)
