"""Objects of 64 KiB and of 64 MiB, put and got over loopback, beside SeaweedFS and the disk itself."""

from __future__ import annotations

import http.client
import json
import os
import statistics
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from .report import Target, markdown
from .seaweedfs import binary as seaweed_binary
from .seaweedfs import seaweedfs
from .yagura import yagura

SMALL, LARGE = 64 << 10, 64 << 20
WORKERS = 4
SECONDS = 4
ROUNDS = 3
PRODUCT, PEER, DISK = "yagura", "seaweedfs", "the disk"


@dataclass(frozen=True)
class Rate:
    store: str
    operation: str
    size: int
    # Of the median round.
    megabytes: float

    @property
    def objects(self) -> float:
        return self.megabytes * (1 << 20) / self.size


def measure(program: Path, scratch: Path) -> list[Rate]:
    """In turns, so that a noisy machine hurts all alike."""
    with ExitStack() as servers:
        stores = {PRODUCT: Store(servers.enter_context(yagura(program, scratch / "data")).client("s3"))}
        if (peer := seaweed_binary()) is not None:
            port = servers.enter_context(seaweedfs(peer, scratch / "peer"))
            stores[PEER] = Store(anyone(port))
        found: dict[tuple[str, str, int], list[float]] = {}
        for _ in range(ROUNDS):
            for size in (SMALL, LARGE):
                found.setdefault((DISK, "PUT", size), []).append(write_files(scratch, size))
                for name, store in stores.items():
                    for operation in ("PUT", "GET"):
                        found.setdefault((name, operation, size), []).append(store.rate(operation, size))
    return [Rate(*key, statistics.median(rates)) for key, rates in found.items()]


def anyone(port: int):
    return boto3.client(
        "s3", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1", aws_access_key_id="any",
        aws_secret_access_key="any",
    )  # fmt: skip


class Store:
    """A bucket, and URLs signed beforehand: what is measured is the server, not who signs."""

    def __init__(self, client):
        self.client = boto3_path_style(client)
        self.client.create_bucket(Bucket="bench")

    def rate(self, operation: str, size: int) -> float:
        """Megabytes a second of all workers together."""
        urls = [self._urls(operation, worker, size) for worker in range(WORKERS)]
        with ProcessPoolExecutor(WORKERS) as pool:
            done = list(pool.map(transfer, urls, [operation] * WORKERS, [size] * WORKERS))
        return sum(done) / (1 << 20)

    def _urls(self, operation: str, worker: int, size: int) -> list[str]:
        count = 64 if size == SMALL else 4
        return [
            self.client.generate_presigned_url(
                f"{operation.lower()}_object", Params={"Bucket": "bench", "Key": f"{size}/{worker}/{index}"}
            )
            for index in range(count)
        ]


def boto3_path_style(client):
    config = Config(signature_version="s3v4", s3={"addressing_style": "path"})
    credentials = client._request_signer._credentials
    return boto3.client(
        "s3", endpoint_url=client.meta.endpoint_url, region_name=client.meta.region_name, config=config,
        aws_access_key_id=credentials.access_key, aws_secret_access_key=credentials.secret_key,
    )  # fmt: skip


def transfer(urls: list[str], operation: str, size: int) -> float:
    """Bytes a second over one kept connection."""
    connection = http.client.HTTPConnection(urlsplit(urls[0]).netloc, timeout=60)
    body = os.urandom(size) if operation == "PUT" else None
    total, begun = 0, monotonic()
    while monotonic() - begun < SECONDS:
        parts = urlsplit(urls[total // size % len(urls)])
        connection.request(operation, f"{parts.path}?{parts.query}", body)
        response = connection.getresponse()
        length = len(response.read())
        if response.status != 200 or (operation == "GET" and length != size):
            raise RuntimeError(f"{operation} answered {response.status}")
        total += size
    return total / (monotonic() - begun)


def write_files(scratch: Path, size: int) -> float:
    """Megabytes a second that the disk takes from as many writers, each file synchronised."""
    with ProcessPoolExecutor(WORKERS) as pool:
        return sum(pool.map(write_file, [scratch / f"file-{n}" for n in range(WORKERS)], [size] * WORKERS)) / (1 << 20)


def write_file(path: Path, size: int) -> float:
    data = os.urandom(size)
    total, begun = 0, monotonic()
    while monotonic() - begun < SECONDS / 2:
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        total += size
    path.unlink()
    return total / (monotonic() - begun)


def table(found: list[Rate]) -> str:
    headings = ("store", "operation", "size", "objects/s", "MB/s")
    rows = [headings, tuple("---" for _ in headings)]
    for each in found:
        rows.append((each.store, each.operation, f"{each.size >> 10} KiB", f"{each.objects:.0f}",
                     f"{each.megabytes:.0f}"))  # fmt: skip
    return markdown(rows)


def targets(found: list[Rate]) -> list[Target]:
    rates = {(each.store, each.operation, each.size): each.megabytes for each in found}
    reached = []
    for operation in ("PUT", "GET"):
        for size in (SMALL, LARGE):
            own, peer = rates[PRODUCT, operation, size], rates.get((PEER, operation, size))
            if peer:
                reached.append(Target(f"{operation} of {size >> 10} KiB beside SeaweedFS", own / peer, 1, "times"))
    large = rates[PRODUCT, "PUT", LARGE] / rates[DISK, "PUT", LARGE]
    return [*reached, Target(f"PUT of {LARGE >> 10} KiB beside the disk", large, 0.5, "times")]


def json_lines(found: list[Rate]) -> str:
    return "\n".join(json.dumps({"benchmark": "objects", **asdict(each)}) for each in found)
