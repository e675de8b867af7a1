"""What keeping records adds to a signed call: the server beside itself without any, in turns."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from time import sleep

from .load import Contestant, generate
from .report import Target, markdown
from .yagura import yagura

OPERATIONS = ("Encrypt", "Decrypt", "GenerateDataKey")
AUDITED, UNAUDITED = "yagura", "yagura-unaudited"
LIMIT = 15
# What follows the journal is some moments behind; its work counts with the stretch that caused it.
SETTLING_SECONDS = 1.0


def measure(binary: Path, scratch: Path, rounds: int, seconds: int) -> list[Contestant]:
    with ExitStack() as servers:
        contestants = []
        for name in (AUDITED, UNAUDITED):
            server = servers.enter_context(yagura(binary.with_name(name), scratch / name))
            contestants += [Contestant(name, operation, server.pid, server.request(operation)) for operation in OPERATIONS]
        for each in contestants:
            generate(each.request, seconds=1)
        for _ in range(rounds):
            for each in contestants:
                sleep(SETTLING_SECONDS)
                each.measure(seconds, SETTLING_SECONDS)
    return contestants


def shares(contestants: list[Contestant]) -> dict[str, float]:
    """By operation, what records add to the CPU time of a call, in hundredths of what it takes without them."""
    costs = {(each.name, each.operation): each.cost for each in contestants}
    return {name: (costs[AUDITED, name] / costs[UNAUDITED, name] - 1) * 100 for name in OPERATIONS}


def table(contestants: list[Contestant]) -> str:
    rows = [("operation", "server", "requests/s", "CPU µs/request"), ("---",) * 4]
    rows += [(each.operation, each.name, f"{each.rate:,.0f}", f"{each.cost:.1f}") for each in contestants]
    return markdown(rows)


def targets(contestants: list[Contestant]) -> list[Target]:
    return [Target(f"what records add to {name}", share, LIMIT, "% of its CPU time", at_most=True)
            for name, share in shares(contestants).items()]  # fmt: skip


def json_lines(contestants: list[Contestant]) -> str:
    return "\n".join(
        json.dumps({"server": each.name, "operation": each.operation, "requestsPerSecond": each.rates,
                    "cpuMicrosecondsPerRequest": [round(cost, 1) for cost in each.costs]})
        for each in contestants
    )  # fmt: skip
