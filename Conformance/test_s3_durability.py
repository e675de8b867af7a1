"""What was answered is there after any end of the server, whole, and nothing else lies about."""

from __future__ import annotations

import hashlib
import os
import threading

import pytest

from harness import tool
from harness.accounts import strict_administrator
from harness.callers import Account, unique
from harness.server import Server

MEGABYTE = 1 << 20


def blobs(server: Server) -> list:
    return [path for path in (server.data / "objects").rglob("*-*") if path.is_file() and path.parent.name != "incoming"]


class Writer(threading.Thread):
    """Puts objects until the server is gone; remembers those that were answered."""

    def __init__(self, account: Account, bucket: str, size: int):
        super().__init__(daemon=True)
        self.s3 = Account(account.server, account.account_id, account.credentials).client("s3")
        self.bucket, self.size = bucket, size
        self.kept: dict[str, str] = {}
        self.enough = threading.Event()

    def run(self) -> None:
        for step in range(100_000):
            body = os.urandom(self.size)
            # Some are written over, so that content is deleted amid it all.
            key = f"{self.name}/{step % 7}"
            try:
                self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)
            except Exception:
                self.kept.pop(key, None)
                return
            self.kept[key] = hashlib.md5(body).hexdigest()
            if step >= 10:
                self.enough.set()


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_answered_objects_survive_whole(make_server, end):
    server = make_server()
    account = strict_administrator(server)
    bucket = unique("durable")
    account.client("s3").create_bucket(Bucket=bucket)
    writers = [Writer(account, bucket, size) for size in (100, 70_000, 2 * MEGABYTE)]
    for writer in writers:
        writer.start()
    for writer in writers:
        assert writer.enough.wait(60)
    getattr(server, end)()
    for writer in writers:
        writer.join(60)
    server.start()
    s3 = strict_administrator(server).client("s3")
    for writer in writers:
        for key, digest in writer.kept.items():
            assert hashlib.md5(s3.get_object(Bucket=bucket, Key=key)["Body"].read()).hexdigest() == digest
    assert all(b"Writer" not in path.read_bytes()[:1000] for path in blobs(server))
    server.stop()


def test_backups_have_the_content_of_objects(make_server, tmp_path):
    server = make_server()
    account = strict_administrator(server)
    s3 = account.client("s3")
    bucket = unique("backed-up")
    s3.create_bucket(Bucket=bucket)
    bodies = {f"key {index}": os.urandom(10 ** (index + 2)) for index in range(5)}
    for key, body in bodies.items():
        s3.put_object(Bucket=bucket, Key=key, Body=body)
    tool.done("backup", "--data", server.data, "--to", tmp_path / "backup", "--include-root-key")
    for key in bodies:
        s3.delete_object(Bucket=bucket, Key=key)
    copy = Server(tmp_path)
    tool.done("restore", "--from", tmp_path / "backup", "--to", copy.data)
    copy.start()
    restored = strict_administrator(copy).client("s3")
    for key, body in bodies.items():
        assert restored.get_object(Bucket=bucket, Key=key)["Body"].read() == body
    assert copy.stop() == 0
    # A backup whose content has changed on disk is not taken for one.
    victim = max((tmp_path / "backup" / "objects").rglob("*-*"), key=lambda path: path.stat().st_size)
    content = bytearray(victim.read_bytes())
    content[100] ^= 1
    victim.write_bytes(content)
    assert "damaged" in tool.refusal("restore", "--from", tmp_path / "backup", "--to", tmp_path / "other")
    server.stop()


def test_objects_can_be_read_after_the_root_key_has_changed(make_server):
    server = make_server()
    s3 = strict_administrator(server).client("s3")
    bucket = unique("rekeyed")
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="key", Body=b"kept")
    server.stop()
    tool.done("rekey", "--data", server.data)
    server.start()
    assert strict_administrator(server).client("s3").get_object(Bucket=bucket, Key="key")["Body"].read() == b"kept"
    server.stop()
