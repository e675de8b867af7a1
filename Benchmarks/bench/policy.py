"""Decisions by policies, on one core, beside Cedar deciding the same by equivalent policies."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from .load import GENERATOR
from .openbao import ENVIRONMENT
from .processes import last_core
from .report import Target, markdown

PROGRAM = GENERATOR.parent / "bench-policy"
PEER_PROGRAM = Path(__file__).resolve().parent / "cedar.py"
PACKAGE = "cedarpy==4.12.2"
MAIN = "five units deep"
PEER = "cedarpy"
SIZES = (256, 512, 1024, 2048)


@dataclass(frozen=True)
class Decisions:
    """Decisions a second of CPU time, by case."""

    rates: dict[str, float]
    peer: dict[str, float] | None

    @property
    def microseconds(self) -> float:
        return 1e6 / self.rates[MAIN]

    def growth(self) -> float:
        """By how much a hostile pattern of twice the length takes longer, at worst."""
        costs = [1 / self.rates[f"hostile pattern of {size} bytes"] for size in SIZES]
        return max(after / before for before, after in pairwise(costs))

    def hostility(self) -> float:
        """How much longer the longest hostile pattern takes than a plain one."""
        size = SIZES[-1]
        return self.rates[f"plain pattern of {size} bytes"] / self.rates[f"hostile pattern of {size} bytes"]

    def slowdown(self) -> float:
        """How much slower one decision is in an organization of 10,000 policies than in one of ten."""
        return self.rates["organization of 10 policies"] / self.rates["organization of 10000 policies"]


def measure() -> Decisions:
    """Twice, with the peer between, each on one core: what disturbs a measurement only ever lowers it."""
    before = rates([PROGRAM])
    interpreter = peer_interpreter()
    peer = rates([interpreter, PEER_PROGRAM]) if interpreter else None
    after = rates([PROGRAM])
    return Decisions({case: max(rate, after[case]) for case, rate in before.items()}, peer)


def rates(command: list) -> dict[str, float]:
    command = ["taskset", "-c", str(last_core()), *command]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
    return {line["case"]: line["rate"] for line in map(json.loads, printed.splitlines())}


def peer_interpreter() -> Path | None:
    """Of an environment with the peer, which is installed on first use; None where it cannot be had."""
    python = ENVIRONMENT / "bin/python"
    if not any(ENVIRONMENT.glob("lib/*/site-packages/cedarpy")):
        try:
            subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
            pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE]
            subprocess.run(pip, check=True, timeout=120, stdin=subprocess.DEVNULL)
        except (subprocess.SubprocessError, OSError):
            return None
    return python


def table(measured: Decisions) -> str:
    rows = [("case", "decided by", "decisions/s", "µs each"), ("---",) * 4]
    named = [(case, "yagura", rate) for case, rate in measured.rates.items()]
    named += [(case, PEER, rate) for case, rate in (measured.peer or {}).items()]
    rows += [(case, by, f"{rate:,.0f}", f"{1e6 / rate:.2f}") for case, by, rate in named]
    return markdown(rows)


def targets(measured: Decisions) -> list[Target]:
    found = [
        Target("one decision, five units deep", measured.microseconds, 5, "µs", at_most=True),
        Target("a decision among 10,000 policies beside one among 10", measured.slowdown(), 1.25, "times", at_most=True),
        Target("a hostile pattern of twice the length", measured.growth(), 5, "times as long", at_most=True),
    ]
    if measured.peer:
        ratio = measured.rates[MAIN] / max(measured.peer.values())
        found.append(Target("decisions beside cedarpy", ratio, 10, "times"))
    return found


def json_lines(measured: Decisions) -> str:
    by = {"yagura": measured.rates, PEER: measured.peer or {}}
    return "\n".join(
        json.dumps({"decidedBy": name, "case": case, "decisionsPerSecond": rate})
        for name, cases in by.items()
        for case, rate in cases.items()
    )
