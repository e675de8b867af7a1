"""Events against many rules, on one core: in one index, and rule by rule."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise

from .load import GENERATOR
from .policy import rates
from .report import Target, markdown

PROGRAM = GENERATOR.parent / "bench-events"
MAIN = "one index of 1000 rules"
LOOP = "rule by rule, 1000 rules"
SIZES = (256, 512, 1024, 2048)


@dataclass(frozen=True)
class Matches:
    """Events a second of CPU time, by case."""

    rates: dict[str, float]

    @property
    def microseconds(self) -> float:
        return 1e6 / self.rates[MAIN]

    @property
    def gain(self) -> float:
        """How much faster the index is than a loop over the rules."""
        return self.rates[MAIN] / self.rates[LOOP]

    def slowdown(self) -> float:
        """How much longer an event takes among 10,000 rules than among ten."""
        return self.rates["one index of 10 rules"] / self.rates["one index of 10000 rules"]

    def growth(self) -> float:
        """By how much a hostile value of twice the length takes longer, at worst."""
        costs = [1 / self.rates[f"hostile value of {size} bytes"] for size in SIZES]
        return max(after / before for before, after in pairwise(costs))


def measure() -> Matches:
    """Twice: what disturbs a measurement only ever lowers it."""
    before, after = rates([PROGRAM]), rates([PROGRAM])
    return Matches({case: max(rate, after[case]) for case, rate in before.items()})


def table(measured: Matches) -> str:
    rows = [("case", "events/s", "µs each"), ("---",) * 3]
    rows += [(case, f"{rate:,.0f}", f"{1e6 / rate:.2f}") for case, rate in measured.rates.items()]
    return markdown(rows)


def targets(measured: Matches) -> list[Target]:
    return [
        Target("one event against 1,000 rules", measured.microseconds, 20, "µs", at_most=True),
        Target("one index beside a loop over 1,000 rules", measured.gain, 50, "times", at_most=False),
        Target("an event among 10,000 rules beside one among 10", measured.slowdown(), 3, "times", at_most=True),
        Target("a hostile value of twice the length", measured.growth(), 2.5, "times", at_most=True),
    ]


def json_lines(measured: Matches) -> str:
    return "\n".join(
        json.dumps({"benchmark": "events", "case": case, "rate": rate}) for case, rate in measured.rates.items()
    )
