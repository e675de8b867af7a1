"""A disk that is full, may not be written, is shared or has decayed: a clear error, and what can go on goes on."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from harness import tool
from harness.accounts import strict_administrator
from harness.callers import unique
from harness.errors import refused
from harness.mounts import PrivateMounts, fill
from harness.server import Server, binary
from harness.wreckage import SEQUENCE, Wreckage

# Of a database file; the first page's own header follows it.
LENGTH_OF_HEADER = 100
# Of a write-ahead log, and of each frame in it, which holds a page.
LENGTH_OF_LOG_HEADER = 32
LENGTH_OF_FRAME = 24 + 4096
INTERNAL = "The request was rejected because an internal exception occurred. The request can be retried."


def content_of(data: Path) -> dict[str, str]:
    """What each file of a stopped server holds, as a digest; of its database, which counts openings, the rows."""
    files = {
        path.name: path.read_bytes()
        for path in data.iterdir()
        if path.is_file() and not path.name.startswith("state.sqlite")
    }
    with closing(sqlite3.connect(f"file:{data}/state.sqlite?mode=ro", uri=True)) as database:
        files["rows"] = "\n".join(database.iterdump()).encode()
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


@contextmanager
def failing():
    """The call fails as AWS's do when the fault is AWS's."""
    with refused("KMSInternalException", message=INTERNAL) as refusal:
        yield
    assert refusal.status == 500


def start_fails(server: Server, why: str) -> None:
    """The server ends by itself with an error that says this."""
    with pytest.raises(RuntimeError, match=r"ended with [1-9]"):
        server.start()
    assert why in server.log_text()


class Space:
    """A disk whose room the test takes and gives back."""

    def __init__(self, server: Server, taken, given_back):
        self.server = server
        self.take = taken
        self.give_back = given_back


@contextmanager
def small_disk(directory: Path):
    """A file system of 8 MiB, filled to the last byte."""
    with PrivateMounts() as mounts:
        (directory / "disk").mkdir()
        mounts.mount_small(directory / "disk", "8m")
        server = Server(directory / "disk", prefix=mounts.prefix)
        server.log = directory / "server.log"
        inside = mounts.path(directory / "disk")
        yield Space(server.start(), lambda: fill(inside), lambda: (inside / "filler").unlink())
        assert server.stop() == 0
        Wreckage(inside / "data", directory / "copy")


@contextmanager
def small_files(directory: Path):
    """Files that may not grow further, as where a quota is used up."""
    server = Server(directory, prefix=("env", "--ignore-signal=XFSZ")).start()

    def limit(size: int) -> None:
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    yield Space(server, lambda: limit(0), lambda: limit(resource.RLIM_INFINITY))
    assert server.stop() == 0
    Wreckage(server.data, directory / "copy")


@pytest.mark.parametrize("disk", [small_disk, small_files])
def test_full_disk_fails_calls_until_there_is_room_again(tmp_path, disk):
    """A call that cannot be recorded fails, one that only reads included; what was answered before stays."""
    with disk(tmp_path) as space:
        account = strict_administrator(space.server)
        kms, key = account.kms, account.key()
        sealed = kms.encrypt(KeyId=key, Plaintext=b"before")["CiphertextBlob"]
        space.take()
        for _ in range(3):
            with failing():
                kms.create_key()
            with failing():
                kms.put_key_policy(KeyId=key, Policy=kms.get_key_policy(KeyId=key)["Policy"])
            with refused("ServiceFailure"):
                account.iam.create_user(UserName="nobody")
            with failing():
                kms.describe_key(KeyId="alias/nothing")
        assert space.server.health()["status"] == "ok"
        space.give_back()
        assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"before"
        assert [each["KeyArn"] for each in kms.list_keys()["Keys"]] == [key]
        after = account.key()
        assert {each["KeyArn"] for each in kms.list_keys()["Keys"]} == {key, after}
        account.iam.create_user(UserName="somebody")
    log = space.server.log_text()
    assert "state.sqlite" in log
    assert disk is not small_disk or "is full; free some space" in log


def test_rekey_asks_for_room_before_it_changes_anything(tmp_path):
    with PrivateMounts() as mounts:
        (tmp_path / "disk").mkdir()
        mounts.mount_small(tmp_path / "disk", "8m")
        server = Server(tmp_path / "disk", prefix=mounts.prefix)
        server.log = tmp_path / "server.log"
        account = strict_administrator(server.start())
        sealed = account.kms.encrypt(KeyId=account.key(), Plaintext=b"x")["CiphertextBlob"]
        assert server.stop() == 0
        inside = mounts.path(tmp_path / "disk")

        def content() -> tuple:
            left = Wreckage(inside / "data", tmp_path / "copy")
            return (inside / "data/root.key").read_bytes(), left.audit, left.records("kms.key")

        before, filler = content(), fill(inside)
        # Room enough to open the database, and too little for a second one.
        os.truncate(filler, filler.stat().st_size - 64 * 1024)
        refusal = tool.refusal("rekey", "--data", server.data, prefix=mounts.prefix)
        assert "MB free, and sealing everything anew takes" in refusal
        filler.unlink()
        assert content() == before
        tool.done("rekey", "--data", server.data, prefix=mounts.prefix)
        server.start()
        assert account.kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"x"
        assert server.stop() == 0


def test_read_only_directory_is_refused_and_left_alone(tmp_path):
    with PrivateMounts() as mounts:
        server = Server(tmp_path, prefix=mounts.prefix).start()
        account = strict_administrator(server)
        key = account.key()
        assert server.stop() == 0
        mounts.make_read_only(server.data)
        before = content_of(server.data)
        start_fails(server, "cannot be written; check its owner, its permissions and the mount")
        assert content_of(server.data) == before
        mounts.make_writable(server.data)
        server.start()
        account.kms.encrypt(KeyId=key, Plaintext=b"x")
        assert server.stop() == 0


def test_second_server_on_the_same_data_is_refused(make_server, tmp_path):
    first = make_server()
    account = strict_administrator(first)
    key = account.key()
    second = Server(tmp_path)
    second.data = first.data
    start_fails(second, "is in use by another server; stop that one, or name another data directory")
    assert account.kms.list_keys()["Keys"][0]["KeyArn"] == key
    account.kms.encrypt(KeyId=account.key(), Plaintext=b"x")
    assert first.stop() == 0
    Wreckage(first.data, tmp_path / "copy")


# Decay


class Decay:
    """A stopped server's data with two keys: one to be hit, and one that is not."""

    def __init__(self, server: Server):
        self.server = server
        self.account = strict_administrator(server)
        self.hit, self.whole = (self.account.key(Description=unique(f"decay-{name}")) for name in ("hit", "whole"))
        self.sealed = self.account.kms.encrypt(KeyId=self.whole, Plaintext=b"x")["CiphertextBlob"]
        self.hit_text = self.account.kms.describe_key(KeyId=self.hit)["KeyMetadata"]["Description"].encode()

    @property
    def database(self) -> Path:
        return self.server.data / "state.sqlite"

    @property
    def log(self) -> Path:
        return self.server.data / "state.sqlite-wal"

    def require_served(self) -> None:
        kms = self.account.kms
        assert {key["KeyArn"] for key in kms.list_keys()["Keys"]} == {self.hit, self.whole}
        assert kms.decrypt(CiphertextBlob=self.sealed)["Plaintext"] == b"x"

    def flip(self, place: int, file: Path | None = None) -> None:
        with (file or self.database).open("r+b") as opened:
            opened.seek(place)
            byte = opened.read(1)[0]
            opened.seek(place)
            opened.write(bytes([byte ^ 0x04]))

    def flip_each(self, text: bytes) -> None:
        """Everywhere this stands in the file."""
        content = self.database.read_bytes()
        places = [place for place in range(len(content)) if content.startswith(text, place)]
        assert places
        for place in places:
            self.flip(place)

    def root_page(self, table: str) -> int:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as database:
            size = database.execute("PRAGMA page_size").fetchone()[0]
            root = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
        return (root - 1) * size


@pytest.fixture
def decay(make_server):
    server = make_server()
    yield Decay(server)
    if server.running:
        assert server.stop() == 0


def test_decayed_record_fails_alone(decay):
    decay.server.stop()
    decay.flip_each(decay.hit_text)
    decay.server.start()
    kms = decay.account.kms
    for call in (kms.describe_key, kms.get_key_policy, kms.disable_key):
        with failing():
            call(KeyId=decay.hit)
    assert "state.sqlite is damaged; restore it from a backup" in decay.server.log_text()
    assert kms.decrypt(CiphertextBlob=decay.sealed)["Plaintext"] == b"x"
    kms.put_key_policy(KeyId=decay.whole, Policy=kms.get_key_policy(KeyId=decay.whole)["Policy"])
    decay.account.key()


def test_decayed_index_page_fails_what_needs_it(decay):
    decay.server.stop()
    for index in ("record_index_by_place", "record_index_by_value"):
        decay.flip(decay.root_page(index))
    decay.server.start()
    kms = decay.account.kms
    with failing():
        kms.list_aliases(KeyId=decay.whole)
    assert "state.sqlite is damaged; restore it from a backup" in decay.server.log_text()
    assert kms.decrypt(CiphertextBlob=decay.sealed)["Plaintext"] == b"x"
    assert kms.describe_key(KeyId=decay.hit)["KeyMetadata"]["KeyState"] == "Enabled"


@pytest.mark.parametrize("table", ["header", "sqlite_schema", "record"])
def test_database_that_does_not_open_says_what_to_do(decay, table):
    decay.server.stop()
    places = {"header": 0, "sqlite_schema": LENGTH_OF_HEADER}
    decay.flip(places[table] if table in places else decay.root_page(table))
    start_fails(decay.server, "state.sqlite is damaged; restore it from a backup")


def test_decayed_journal_entry_is_told_by_the_running_server(decay):
    decay.server.stop()
    with closing(sqlite3.connect(decay.database)) as database:
        sql = "SELECT number, body FROM journal WHERE CAST(body AS TEXT) LIKE '%CreateKey%' ORDER BY number"
        number, body = database.execute(sql).fetchone()
    decay.flip_each(json.loads(body)["requestID"].encode())
    decay.server.start()
    before = (number & SEQUENCE) - 1
    decay.server.await_logged(f"state.sqlite is damaged behind entry {before}: restore it from a backup")
    decay.require_served()
    # Found in the journal, whose other entries are read all the same.
    assert decay.account.kms.get_key_last_usage(KeyId=decay.whole)["KeyLastUsage"]["Operation"] == "Decrypt"
    decay.account.key()


# The write-ahead log, which a server that was killed leaves


@pytest.mark.parametrize("part", ["header", "first frame", "frame in the middle", "last frame"])
def test_decayed_log_is_refused_and_left_alone(decay, part):
    """SQLite would take the log's end to be there, and drop what was acknowledged."""
    decay.server.kill()
    frames = (decay.log.stat().st_size - LENGTH_OF_LOG_HEADER) // LENGTH_OF_FRAME
    frame = {"first frame": 0, "frame in the middle": frames // 2, "last frame": frames - 1}
    begins = 0 if part == "header" else LENGTH_OF_LOG_HEADER + frame[part] * LENGTH_OF_FRAME
    place = 20 if part == "header" else begins + LENGTH_OF_FRAME // 2
    decay.flip(place, decay.log)
    before = {path.name: path.read_bytes() for path in decay.server.data.iterdir() if path.is_file()}
    start_fails(decay.server, f"state.sqlite-wal is damaged from byte {begins} on")
    refusal = tool.refusal("backup", "--data", decay.server.data, "--to", decay.server.data.parent / "backup")
    assert f"is damaged from byte {begins} on" in refusal
    assert {path.name: path.read_bytes() for path in decay.server.data.iterdir() if path.is_file()} == before
    decay.flip(place, decay.log)
    decay.server.start()
    decay.require_served()


def test_log_torn_by_a_kill_starts_with_all_that_was_answered(decay):
    decay.server.kill()
    log = decay.log.read_bytes()
    # A commit begun, of which half a page arrived.
    decay.log.write_bytes(log + log[-LENGTH_OF_FRAME : -LENGTH_OF_FRAME // 2])
    decay.server.start()
    decay.require_served()


def test_log_torn_by_a_power_cut_starts(decay):
    """Without the index, which a power cut may take, the last commit may be one that nobody was told of."""
    decay.account.iam.create_user(UserName="torn")
    decay.server.kill()
    (decay.server.data / "state.sqlite-shm").unlink()
    decay.log.write_bytes(decay.log.read_bytes()[: -LENGTH_OF_FRAME // 2])
    decay.server.start()
    decay.require_served()


# Root keys

OTHER_KEY = "00112233445566778899aabbccddeeff" * 2 + "\n"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "is missing, and without it the data beside it cannot be opened"),
        ("", "is not a root key: it must hold 64 hexadecimal digits"),
        (OTHER_KEY[:40], "is not a root key: it must hold 64 hexadecimal digits"),
        (OTHER_KEY, "put the right file back from your backup"),
    ],
    ids=["missing", "empty", "truncated", "another"],
)
def test_wrong_root_key_is_refused_and_harms_nothing(make_server, content, why):
    server = make_server()
    account = strict_administrator(server)
    sealed = account.kms.encrypt(KeyId=account.key(), Plaintext=b"x")["CiphertextBlob"]
    assert server.stop() == 0
    file = server.data / "root.key"
    right = file.read_text()
    file.unlink() if content is None else file.write_text(content)
    before = content_of(server.data)
    start_fails(server, why)
    assert content_of(server.data) == before
    told = subprocess.run([binary(), "env", "--data", server.data], capture_output=True, text=True, check=False)
    assert told.returncode != 0
    assert "root" in told.stderr
    file.touch(mode=0o600)
    file.write_text(right)
    server.start()
    assert account.kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"x"
    assert server.stop() == 0
