"""Calls over the wire that are dear by nature: signatures, key pairs, new keys; and what writers cost readers."""

from __future__ import annotations

import base64
import json
import os
import statistics
import subprocess
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from .load import CONNECTIONS, Request, checked, generate, load_command
from .yagura import Yagura

SIGNERS = {
    "RSA_2048": "RSASSA_PSS_SHA_256",
    "RSA_3072": "RSASSA_PSS_SHA_256",
    "RSA_4096": "RSASSA_PSS_SHA_256",
    "ECC_NIST_P256": "ECDSA_SHA_256",
    "ECC_NIST_P384": "ECDSA_SHA_384",
    "ECC_NIST_P521": "ECDSA_SHA_512",
    "ECC_SECG_P256K1": "ECDSA_SHA_256",
    "ECC_NIST_EDWARDS25519": "ED25519_SHA_512",
    "ML_DSA_44": "ML_DSA_SHAKE_256",
    "ML_DSA_65": "ML_DSA_SHAKE_256",
    "ML_DSA_87": "ML_DSA_SHAKE_256",
}
PAIR_SPECS = ("ECC_NIST_P256", "RSA_2048")
GRANTS = 10_000
WRITERS, READERS = 10, 8
SYNC_SECONDS = 1.0
PERMISSION = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Resource": "*", "Action": [
        "kms:CreateKey", "kms:CreateGrant", "kms:Sign", "kms:Verify", "kms:GenerateDataKeyPair"]}],
}  # fmt: skip


@dataclass(frozen=True)
class Rate:
    operation: str
    spec: str
    requests_per_second: int
    p50_milliseconds: float
    p99_milliseconds: float


@dataclass(frozen=True)
class Durable:
    """Keys made a second, and 4 KiB appended and synced a second by one writer in the same directory."""

    keys: Rate
    syncs: float

    @property
    def ratio(self) -> float:
        return self.keys.requests_per_second / self.syncs


@dataclass(frozen=True)
class Disturbance:
    """A reader's latency in milliseconds, alone and while grants are written."""

    alone: Rate
    beside: Rate
    grants_per_second: float


@dataclass(frozen=True)
class Measured:
    rates: list[Rate]
    disturbance: Disturbance
    durable: Durable


def permit(server: Yagura) -> None:
    iam = server.client("iam")
    iam.put_user_policy(UserName="bench", PolicyName="wire", PolicyDocument=json.dumps(PERMISSION))


def signatures(server: Yagura, seconds: int) -> list[Rate]:
    kms, found = server.client("kms"), []
    for spec, algorithm in SIGNERS.items():
        key = kms.create_key(KeySpec=spec, KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
        body = {"KeyId": key, "Message": base64.b64encode(bytes(32)).decode(), "SigningAlgorithm": algorithm}
        signature = kms.sign(KeyId=key, Message=bytes(32), SigningAlgorithm=algorithm)["Signature"]
        found.append(rate(server, "Sign", spec, body, seconds))
        body["Signature"] = base64.b64encode(signature).decode()
        found.append(rate(server, "Verify", spec, body, seconds))
    return found


def key_pairs(server: Yagura, seconds: int) -> list[Rate]:
    return [
        rate(server, "GenerateDataKeyPair", spec,
             server.bodies["GenerateDataKey"] | {"KeyPairSpec": spec, "KeySpec": None}, seconds)
        for spec in PAIR_SPECS
    ]  # fmt: skip


def new_keys(server: Yagura, directory: Path, seconds: int) -> Durable:
    """The disk is measured before and after, so that a change of its mood is seen by both."""
    before = syncs_per_second(directory)
    keys = rate(server, "CreateKey", "SYMMETRIC_DEFAULT", {}, seconds)
    return Durable(keys, (before + syncs_per_second(directory)) / 2)


def syncs_per_second(directory: Path) -> float:
    path, block, count = directory / "sync-probe", bytes(4096), 0
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        began = perf_counter()
        while (elapsed := perf_counter() - began) < SYNC_SECONDS:
            os.write(file, block)
            os.fdatasync(file)
            count += 1
        return count / elapsed
    finally:
        os.close(file)
        path.unlink()


def beside_writers(server: Yagura) -> Disturbance:
    """GenerateDataKey by a few connections, alone and while others write grants, each on a key of its own."""
    alone = reading(server)
    somebody = server.client("iam").create_user(UserName="somebody")["User"]["Arn"]
    commands = [grant_command(server, somebody) for _ in range(WRITERS)]
    began, stretches = perf_counter(), []
    with ExitStack() as stack:
        writers = [stack.enter_context(writing(command)) for command in commands]
        while any(each.poll() is None for each in writers):
            stretches.append(reading(server))
        elapsed = perf_counter() - began
        written = sum(checked(json.loads(each.stdout.read()), "CreateGrant")["requests"] for each in writers)
    # The last stretch outlasted the writers.
    return Disturbance(alone, middle(stretches[:-1] or stretches), written / elapsed)


def grant_command(server: Yagura, grantee: str) -> list[str | Path]:
    key = server.client("kms").create_key()["KeyMetadata"]["KeyId"]
    grant = server.request("CreateGrant", {"KeyId": key, "GranteePrincipal": grantee, "Operations": ["Decrypt"]})
    return load_command(grant, 1, "--requests", str(GRANTS // WRITERS))


@contextmanager
def writing(command: list[str | Path]):
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def reading(server: Yagura) -> Rate:
    request = server.request("GenerateDataKey")
    return measured("GenerateDataKey", "AES_256", request, 1, READERS)


def middle(rates: list[Rate]) -> Rate:
    return Rate(rates[0].operation, rates[0].spec, *(
        statistics.median(getattr(each, name) for each in rates)
        for name in ("requests_per_second", "p50_milliseconds", "p99_milliseconds")
    ))  # fmt: skip


def rate(server: Yagura, operation: str, spec: str, body: dict, seconds: int) -> Rate:
    body = {name: value for name, value in body.items() if value is not None}
    return measured(operation, spec, server.request(operation, body), seconds, CONNECTIONS)


def measured(operation: str, spec: str, request: Request, seconds: int, connections: int) -> Rate:
    found = checked(generate(request, seconds, connections), f"{operation} {spec}")
    return Rate(operation, spec, found["requestsPerSecond"], found["p50Microseconds"] / 1000,
                found["p99Microseconds"] / 1000)  # fmt: skip
