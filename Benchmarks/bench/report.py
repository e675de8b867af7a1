"""The results as a table, as targets met or missed, and as lines of JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass

from .load import Contestant
from .start import Start

PRODUCT, FLOOR, LAYER, FRAMEWORK, PEER = "yagura", "hello-nio", "hello-yagura", "hello-hummingbird", "openbao"
# The product again, waiting for the disk before every answer.
WAITING = "yagura, flush 0"
HEADINGS = (
    "server",
    "operation",
    "requests/s",
    "p99 ms",
    "CPU µs/request",
    "÷ hello-nio",
    "÷ hummingbird",
    "÷ openbao",
)


@dataclass(frozen=True)
class Target:
    name: str
    value: float
    limit: float
    unit: str
    at_most: bool = False

    @property
    def is_met(self) -> bool:
        return self.value < self.limit if self.at_most else self.value >= self.limit

    def line(self) -> str:
        verdict = "met   " if self.is_met else "MISSED"
        return f"{verdict}  {self.name}: {self.value:.4g} {self.unit} ({'<' if self.at_most else '≥'} {self.limit:g})"


def targets(contestants: list[Contestant], start: Start) -> list[Target]:
    found = []
    for product in (each for each in contestants if each.name == PRODUCT):
        if (framework := peer(contestants, FRAMEWORK, product)) is not None:
            found.append(Target(f"{product.operation} beside Hummingbird saying hello",
                                product.rate / framework.rate, 0.6, "times"))  # fmt: skip
        if (transit := peer(contestants, PEER, product)) is not None:
            found.append(Target(f"{product.operation} beside OpenBao", product.rate / transit.rate, 3, "times"))
    return [
        *found,
        Target("start to first answer", start.milliseconds, 150, "ms", at_most=True),
        Target("idle resident memory", start.idle_megabytes, 45, "MB", at_most=True),
    ]


def peer(contestants: list[Contestant], name: str, product: Contestant) -> Contestant | None:
    """The contestant of this name that does the same; one that says hello does so whatever is asked."""
    return next((each for each in contestants if each.name == name and each.operation in (product.operation, "hello")),
                None)  # fmt: skip


def table(contestants: list[Contestant]) -> str:
    rows = [HEADINGS, tuple("---" for _ in HEADINGS)]
    for each in contestants:
        ratios = [ratio(each, peer(contestants, name, each)) for name in (FLOOR, FRAMEWORK, PEER)]
        rows.append((each.name, each.operation, f"{each.rate:,.0f}", f"{each.p99 / 1000:.2f}", f"{each.cost:.1f}",
                     *ratios))  # fmt: skip
    return markdown(rows)


def markdown(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("| " + " | ".join(aligned(row, widths)) + " |" for row in rows)


def ratio(one: Contestant, other: Contestant | None) -> str:
    return "" if other is None or other is one else f"{one.rate / other.rate:.2f}"


def aligned(row: tuple[str, ...], widths: list[int]) -> list[str]:
    return [cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))]  # fmt: skip


def json_lines(contestants: list[Contestant], start: Start) -> str:
    lines = [
        {"server": each.name, "operation": each.operation, "requestsPerSecond": each.rates,
         "p99Microseconds": each.p99s, "cpuMicrosecondsPerRequest": [round(cost, 1) for cost in each.costs]}
        for each in contestants
    ]  # fmt: skip
    lines.append({"startMilliseconds": round(start.milliseconds, 1), "idleMegabytes": round(start.idle_megabytes, 1),
                  "binaryMegabytes": round(start.binary_megabytes, 1)})  # fmt: skip
    return "\n".join(json.dumps(line) for line in lines)
