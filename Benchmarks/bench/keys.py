"""Signatures and MACs in one process on one core, each beside the same libcrypto without the product around it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.backends.openssl.backend import backend
from cryptography.hazmat.primitives.asymmetric import mldsa

from .load import GENERATOR
from .processes import last_core

PROGRAM = GENERATOR.parent / "bench-keys"
MAC_BYTES = 256
RSA = [(f"RSA_{bits}", f"RSASSA_{padding}_SHA_256") for bits in (2048, 3072, 4096) for padding in ("PKCS1_V1_5", "PSS")]
CASES = [
    *RSA,
    ("ECC_NIST_P256", "ECDSA_SHA_256"),
    ("ECC_NIST_P384", "ECDSA_SHA_384"),
    ("ECC_NIST_P521", "ECDSA_SHA_512"),
    ("ECC_SECG_P256K1", "ECDSA_SHA_256"),
    ("ECC_NIST_EDWARDS25519", "ED25519_SHA_512"),
    *((f"HMAC_{bits}", f"HMAC_SHA_{bits}") for bits in (224, 256, 384, 512)),
    *((f"ML_DSA_{size}", "ML_DSA_SHAKE_256") for size in (44, 65, 87)),
]  # fmt: skip


@dataclass(frozen=True)
class Rates:
    """Operations a second of CPU time: a signature or a MAC made, and checked."""

    make: float
    check: float


@dataclass(frozen=True)
class Comparison:
    spec: str
    algorithm: str
    own: Rates
    peer: Rates
    peer_name: str

    @property
    def ratios(self) -> tuple[float, float]:
        return self.own.make / self.peer.make, self.own.check / self.peer.check


def compare() -> list[Comparison]:
    """Each algorithm and its peer in turns on one core, so that both meet the same machine."""
    found, speeds = [], {}
    for spec, algorithm in CASES:
        before = own_rates(spec, algorithm)
        if spec not in speeds:
            speeds[spec] = peer_of(spec, algorithm)
        name, peer = speeds[spec]
        found.append(Comparison(spec, algorithm, best(before, own_rates(spec, algorithm)), peer, name))
    return found


def own_rates(*arguments: str) -> Rates:
    """The rates of `bench-keys`, by the CPU time of its thread."""
    return Rates(**json.loads(on_one_core([PROGRAM, *arguments, "--duration", "300"])))


def best(one: Rates, other: Rates) -> Rates:
    """What disturbs a measurement only ever lowers it."""
    return Rates(max(one.make, other.make), max(one.check, other.check))


def peer_of(spec: str, algorithm: str) -> tuple[str, Rates]:
    if spec.startswith("ML_DSA"):
        return f"{backend.openssl_version_text().rsplit(' ', 3)[0]} (cryptography)", mldsa_rates(spec)
    if spec == "ECC_SECG_P256K1":
        return "EVP loop", own_rates(spec, algorithm, "--library")
    return "openssl speed", speed_rates(spec)


def speed_rates(spec: str) -> Rates:
    """What `openssl speed` says, by user time. It pads RSA by PKCS #1 v1.5 and knows no PSS."""
    if spec.startswith("HMAC"):
        text = speed("-bytes", str(MAC_BYTES), "-hmac", spec.replace("HMAC_", "sha"))
        rate = float(re.findall(r"^\+F:.*:([\d.]+)$", text, re.MULTILINE)[0]) / MAC_BYTES
        return Rates(rate, rate)
    name = {"ECC_NIST_EDWARDS25519": "ed25519"}.get(spec) or spec.lower().replace("ecc_nist_", "ecdsa").replace("_", "")
    make, check = re.findall(r"^\+F[246]:.*:([\d.]+):([\d.]+)$", speed(name), re.MULTILINE)[0]
    return Rates(float(make), float(check))


def speed(*arguments: str) -> str:
    return on_one_core(["openssl", "speed", "-mr", "-seconds", "1", *arguments])


def on_one_core(command: list) -> str:
    # The last core: the first takes more of the machine's interrupts.
    command = ["taskset", "-c", str(last_core()), *command]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def mldsa_rates(spec: str) -> Rates:
    """The OpenSSL that Python's cryptography carries: Debian's knows no ML-DSA."""
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {last_core()})
    try:
        key = getattr(mldsa, f"{spec.replace('_', '')}PrivateKey").generate()
        public, message = key.public_key(), bytes(MAC_BYTES)
        signature = key.sign(message)
        return Rates(rate(lambda: key.sign(message)), rate(lambda: public.verify(signature, message)))
    finally:
        os.sched_setaffinity(0, everywhere)


def rate(work: Callable[[], object], seconds: float = 0.5) -> float:
    began, calls = time.process_time(), 0
    while (elapsed := time.process_time() - began) < seconds:
        work()
        calls += 1
    return calls / elapsed
