"""A store of a hundred thousand keys, each with an alias and a grant: its start, its memory, its pages, its calls."""

from __future__ import annotations

import base64
import json
import os
import statistics
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from time import perf_counter, sleep

from .load import CONNECTIONS, checked, generate, load_command
from .processes import cpu_seconds, free_port, resident_megabytes, running
from .yagura import HEALTH, Yagura, administrator_of, yagura

# All that AWS allows in a Region.
KEYS = int(os.environ.get("BENCH_KEYS", "100000"))
PAGE = 1000
STARTS = 5
SECONDS = 4
STILL_SECONDS = 2.0
PERMISSION = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Resource": "*", "Action": [
        "kms:CreateKey", "kms:CreateAlias", "kms:CreateGrant", "kms:Encrypt", "kms:Decrypt", "kms:ListKeys"]}],
}  # fmt: skip


@dataclass(frozen=True)
class Calls:
    """Decrypt by many connections at once."""

    requests_per_second: int
    p99_milliseconds: float
    cpu_microseconds: float


@dataclass(frozen=True)
class Scale:
    keys: int
    database_megabytes: float
    # From the start of the process to the answer to a signed call.
    start_milliseconds: float
    # Once the work that follows a start is done.
    idle_megabytes: float
    first_page_milliseconds: float
    middle_page_milliseconds: float
    last_page_milliseconds: float
    one_key: Calls
    any_key: Calls
    rekey_seconds: float


def measure(binary: Path, scratch: Path, keys: int = KEYS) -> Scale:
    data = scratch / "data"
    with yagura(binary, data) as server:
        bodies = fill(server, scratch, keys)
    # A start writes down what it finds in the journal of the keys' last uses. What is measured is a store at rest.
    with restarted(binary, data, server) as again:
        await_stillness(again.pid)
    times = [start(binary, data) for _ in range(STARTS)]
    with restarted(binary, data, server) as again:
        await_stillness(again.pid)
        memory = resident_megabytes(again.pid)
        pages = [page(again, marker) for marker in markers(again)]
        one = decrypt(again, "--sign-each", body=bodies.read_text().partition("\n")[0])
        some = decrypt(again, "--bodies", str(bodies))
    size = (data / "state.sqlite").stat().st_size / 1e6
    began = perf_counter()
    subprocess.run([binary, "rekey", "--data", data], check=True, capture_output=True)
    return Scale(keys, size, statistics.median(times), memory, *pages, one, some, perf_counter() - began)


def fill(server: Yagura, scratch: Path, keys: int) -> Path:
    """Makes keys until there are so many, with an alias and a grant each. Returns bodies of Decrypt, one for each key."""
    server.client("iam").put_user_policy(UserName="bench", PolicyName="scale", PolicyDocument=json.dumps(PERMISSION))
    somebody = server.client("iam").create_user(UserName="somebody")["User"]["Arn"]
    made = at_once(server, scratch, "CreateKey", [{}] * (keys - len(key_ids(server))))
    names = [answer["KeyMetadata"]["KeyId"] for answer in made]
    at_once(server, scratch, "CreateAlias",
            [{"AliasName": f"alias/scale-{n}", "TargetKeyId": name} for n, name in enumerate(names)])  # fmt: skip
    grant = {"GranteePrincipal": somebody, "Operations": ["Decrypt"]}
    at_once(server, scratch, "CreateGrant", [{"KeyId": name} | grant for name in names])
    plaintext = base64.b64encode(b"hello").decode()
    sealed = at_once(server, scratch, "Encrypt", [{"KeyId": name, "Plaintext": plaintext} for name in names])
    Random(1).shuffle(sealed)
    return written(scratch / "decrypt", [{"CiphertextBlob": answer["CiphertextBlob"]} for answer in sealed])


def at_once(server: Yagura, scratch: Path, operation: str, bodies: list[dict]) -> list[dict]:
    """Makes these calls, in any order, and returns the answers."""
    file, answers = scratch / operation, []
    whole = len(bodies) - len(bodies) % CONNECTIONS
    for part, connections in ((bodies[:whole], CONNECTIONS), (bodies[whole:], 1)):
        if part:
            command = load_command(server.request(operation, {}), connections, "--requests", str(len(part)),
                                   "--bodies", str(written(file, part)), "--sign-each", "--answers")  # fmt: skip
            printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
            checked(json.loads(printed[0]), operation)
            answers += [json.loads(line) for line in printed[1:] if line]
    return answers


def written(file: Path, bodies: list[dict]) -> Path:
    file.write_text("".join(json.dumps(body, separators=(",", ":")) + "\n" for body in bodies))
    return file


def key_ids(server: Yagura) -> list[str]:
    pages = server.client("kms").get_paginator("list_keys").paginate(PaginationConfig={"PageSize": PAGE})
    return [key["KeyId"] for found in pages for key in found["Keys"]]


def start(binary: Path, data: Path) -> float:
    """Milliseconds to the answer to a signed call about a key that nothing has asked for yet."""
    place, port = server_place(data)
    kms = administrator_of(binary, place)("kms")
    began = perf_counter()
    with running([binary, "serve", *place], port, HEALTH):
        kms.describe_key(KeyId="alias/scale-0")
        return (perf_counter() - began) * 1000


def server_place(data: Path) -> tuple[list[str], int]:
    port = free_port()
    return ["--data", str(data), "--listen", f"127.0.0.1:{port}"], port


@contextmanager
def restarted(binary: Path, data: Path, before: Yagura):
    place, port = server_place(data)
    with running([binary, "serve", *place], port, HEALTH) as pid:
        yield Yagura(pid, port, before.access_key, before.bodies, administrator_of(binary, place))


def await_stillness(pid: int) -> None:
    """Returns once the process has used no processor for a while: it has read through what it reads after a start."""
    used = -1.0
    while (now := cpu_seconds(pid)) - used > 0.01:
        used = now
        sleep(STILL_SECONDS)


def markers(server: Yagura) -> list[str | None]:
    """What asks for the first, the middle and the last page of keys."""
    kms, found = server.client("kms"), [None]
    for _ in count():
        answer = kms.list_keys(Limit=PAGE, **({"Marker": found[-1]} if found[-1] else {}))
        if not answer["Truncated"]:
            return [found[0], found[len(found) // 2], found[-1]]
        found.append(answer["NextMarker"])


def page(server: Yagura, marker: str | None) -> float:
    """Milliseconds for one page, of which one is asked for at a time."""
    body = {"Limit": PAGE} | ({"Marker": marker} if marker else {})
    report = generate(server.request("ListKeys", body), seconds=1, connections=1)
    return checked(report, "ListKeys")["p50Microseconds"] / 1000


def decrypt(server: Yagura, *options: str, body: str = "{}") -> Calls:
    request = server.request("Decrypt", json.loads(body))
    command = load_command(request, CONNECTIONS, "--duration", str(SECONDS), *options)
    before = cpu_seconds(server.pid)
    report = checked(json.loads(subprocess.run(command, check=True, capture_output=True).stdout), "Decrypt")
    used = cpu_seconds(server.pid) - before
    return Calls(report["requestsPerSecond"], report["p99Microseconds"] / 1000, used * 1e6 / report["requests"])
