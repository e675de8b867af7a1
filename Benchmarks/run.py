#!/usr/bin/env python3
"""Measures the product beside its peers in one run, in turns, so that a noisy machine hurts all alike.

YAGURA_BINARY names another program than `.build/release/yagura`, BENCH_SECONDS another length of each stretch,
BENCH_KEYS another number of keys than 100,000, BENCH_EVENTS another number of events than ten million. One of STAGES
measures that alone: `run.py scale` the store of many keys, `run.py policy` decisions by policies, `run.py events`
events against rules, `run.py tree` a large organization, `run.py audit` what keeping records adds to a call,
`run.py lookup` how long looking them up takes, `run.py logs` log events, `run.py objects` objects beside SeaweedFS,
`run.py sustained` BENCH_MINUTES
(10) of calls whose events a trail delivers.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench import (
    audit, events, keys, logs, lookup, objects, openbao, policy, report, scale, scale_report, sustained, tree, wire,
    wire_report,
)  # fmt: skip
from bench.load import CONNECTIONS, GENERATOR, Contestant, generate
from bench.processes import free_port, running
from bench.start import measure_start
from bench.yagura import yagura

HERE = Path(__file__).resolve().parent
BINARY = Path(os.environ.get("YAGURA_BINARY", HERE.parent / ".build/release/yagura"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "4"))
ROUNDS = 3
WIRE_SECONDS = 1
OPERATIONS = ("Encrypt", "Decrypt", "GenerateDataKey")


def main() -> None:
    # Unwinds like any other end, so that every server is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    if sys.argv[1:]:
        measure, words = (STAGES | ALONE)[sys.argv[1]]
        found = measure()
        print(words.table(found), *(each.line() for each in words.targets(found)), sep="\n")
    else:
        measure_all()


def measure_all() -> None:
    # On the disk that holds the repository: a temporary directory may be memory, which makes every commit cheap.
    with tempfile.TemporaryDirectory(dir=HERE / ".build") as scratch, ExitStack() as servers:
        note("starting the server ten times")
        start = measure_start(BINARY, Path(scratch))
        note("signatures and MACs in one process")
        comparisons = keys.compare()
        contestants = line_up(servers, Path(scratch))
        for each in contestants:
            generate(each.request, seconds=1)
        for turn in range(ROUNDS):
            note(f"round {turn + 1} of {ROUNDS}")
            for each in contestants:
                each.measure(SECONDS)
    with tempfile.TemporaryDirectory(dir=HERE / ".build") as scratch:
        measured = over_the_wire(Path(scratch))
    stages = [(words, measure()) for measure, words in STAGES.values()]
    print(f"{CONNECTIONS} connections, {SECONDS} s each, medians of {ROUNDS} rounds, {os.cpu_count()} cores\n")
    print(report.table(contestants))
    print(f"\nstripped binary {start.binary_megabytes:.1f} MB\n")
    tables = (wire_report.keys_table(comparisons), wire_report.rates_table(measured))
    print(*tables, *(words.table(found) for words, found in stages), sep="\n\n", end="\n\n")
    targets = report.targets(contestants, start) + wire_report.targets(comparisons, measured)
    targets += [target for words, found in stages for target in words.targets(found)]
    print("\n".join(target.line() for target in targets), end="\n\n")
    print(report.json_lines(contestants, start))
    print(wire_report.json_lines(comparisons, measured))
    print(*(words.json_lines(found) for words, found in stages), sep="\n")


def over_the_wire(scratch: Path) -> wire.Measured:
    """On a server of its own: what it writes must not weigh on the others."""
    with yagura(BINARY, scratch / "data") as server:
        wire.permit(server)
        note("signatures over the wire")
        rates = wire.signatures(server, WIRE_SECONDS)
        note("key pairs, new keys, and grants beside a reader")
        rates += wire.key_pairs(server, 2 * WIRE_SECONDS)
        # New keys come last: a store of thousands of keys is another store.
        disturbance = wire.beside_writers(server)
        return wire.Measured(rates, disturbance, wire.new_keys(server, scratch, 2 * WIRE_SECONDS))


def decisions() -> policy.Decisions:
    note("decisions by policies in one process")
    return policy.measure()


def matching() -> events.Matches:
    note("events against rules in one process")
    return events.measure()


def keeping_records() -> list[Contestant]:
    note("the server beside itself without records")
    with tempfile.TemporaryDirectory(dir=HERE / ".build") as scratch:
        return audit.measure(BINARY, Path(scratch), ROUNDS, SECONDS)


def looking_up() -> list[dict]:
    note(f"looking up among {lookup.EVENTS:,} events")
    with tempfile.TemporaryDirectory(dir=HERE / ".build") as scratch:
        return lookup.measure(BINARY, Path(scratch))


def log_events() -> logs.Logs:
    note(f"{logs.EVENTS:,} log events written and searched")
    with tempfile.TemporaryDirectory(dir=HERE / ".build") as scratch:
        return logs.measure(BINARY, Path(scratch))


def minutes_of_calls() -> sustained.Sustained:
    note(f"{sustained.MINUTES:g} minutes of calls with a trail")
    with tempfile.TemporaryDirectory(dir=HERE / ".build") as scratch:
        return sustained.measure(BINARY, Path(scratch))


def buckets_of_objects() -> list[objects.Rate]:
    note("objects put and got")
    with tempfile.TemporaryDirectory(dir=HERE / ".build") as scratch:
        return objects.measure(BINARY, Path(scratch))


def many_keys() -> scale.Scale:
    note(f"{scale.KEYS:,} keys")
    with tempfile.TemporaryDirectory(dir=HERE / ".build") as scratch:
        return scale.measure(BINARY, Path(scratch))


def large_tree() -> tuple[tree.Tree, tree.Tree]:
    note(f"an organization of {tree.ACCOUNTS:,} accounts")
    with tempfile.TemporaryDirectory(dir=HERE / ".build") as scratch:
        return tree.measure(BINARY, Path(scratch))


def line_up(servers: ExitStack, scratch: Path) -> list[Contestant]:
    product = servers.enter_context(yagura(BINARY, scratch / "data"))
    contestants = [
        Contestant(report.PRODUCT, operation, product.pid, product.request(operation)) for operation in OPERATIONS
    ]
    waiting = servers.enter_context(yagura(BINARY, scratch / "waiting", "--audit-flush-ms", "0"))
    contestants.append(
        Contestant(report.WAITING, "GenerateDataKey", waiting.pid, waiting.request("GenerateDataKey"))
    )
    for name in (report.FRAMEWORK, report.FLOOR, report.LAYER):
        port = free_port()
        pid = servers.enter_context(running([GENERATOR.parent / name, str(port)], port, "/"))
        request = product.request("Encrypt").sent_to(port)
        contestants.append(Contestant(name, "hello", pid, request))
    program = openbao.binary()
    if program is None:
        note(f"{openbao.PACKAGE} cannot be installed: OpenBao is left out")
        return contestants
    peer = servers.enter_context(openbao.openbao(program, scratch))
    return contestants + [
        Contestant(report.PEER, operation, peer.pid, peer.request(operation)) for operation in OPERATIONS
    ]


def note(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr)


# What is measured by itself: how, and the words for what is found.
STAGES = {
    "policy": (decisions, policy),
    "events": (matching, events),
    "audit": (keeping_records, audit),
    "lookup": (looking_up, lookup),
    "logs": (log_events, logs),
    "objects": (buckets_of_objects, objects),
    "scale": (many_keys, scale_report),
    "tree": (large_tree, tree),
}
# What takes too long to be a stage of every run.
ALONE = {"sustained": (minutes_of_calls, sustained)}


if __name__ == "__main__":
    main()
