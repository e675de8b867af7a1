"""`yagura backup` while serving, and `yagura restore`: what was answered before it is all there, and only ever whole."""

from __future__ import annotations

import hashlib
import itertools
import json
import shutil
import threading

import pytest

from harness import tool
from harness.accounts import strict_administrator
from harness.callers import Account
from harness.server import Server
from harness.wreckage import Wreckage

ENOUGH_WRITES = 40


class Sealer(threading.Thread):
    """Makes keys and seals under them until it is told to stop."""

    def __init__(self, account: Account):
        super().__init__(daemon=True)
        self.account = Account(account.server, account.account_id, account.credentials)
        self.sealed: dict[bytes, bytes] = {}
        self.enough = threading.Event()
        self.over = threading.Event()

    def run(self) -> None:
        kms = self.account.kms
        for step in itertools.count():
            if self.over.is_set():
                return
            text = f"{self.name}-{step}".encode()
            blob = kms.encrypt(KeyId=self.account.key(), Plaintext=text)["CiphertextBlob"]
            self.sealed[blob] = text
            if step >= ENOUGH_WRITES:
                self.enough.set()


@pytest.fixture(scope="module")
def backed_up(make_server, tmp_path_factory):
    """A server backed up amid writing, what had been answered by then, and the backup."""
    server = make_server()
    account = strict_administrator(server)
    sealers = [Sealer(account) for _ in range(3)]
    for sealer in sealers:
        sealer.start()
    for sealer in sealers:
        assert sealer.enough.wait(60)
    answered = {blob: text for sealer in sealers for blob, text in list(sealer.sealed.items())}
    backup = tmp_path_factory.mktemp("backups") / "backup"
    said = tool.run("backup", "--data", server.data, "--to", backup)
    for sealer in sealers:
        sealer.over.set()
        sealer.join()
    assert said.returncode == 0, said.stderr
    assert "copied 100%" in said.stderr
    return server, account, answered, backup


def restored(backup, directory, *options) -> Server:
    server = Server(directory)
    tool.done("restore", "--from", backup, "--to", server.data, *options)
    return server


def test_backup_amid_writing_has_all_that_was_answered(backed_up, tmp_path):
    server, account, answered, backup = backed_up
    copy = restored(backup, tmp_path, "--root-key-file", server.data / "root.key")
    assert all(path.stat().st_mode & 0o077 == 0 for path in [copy.data, *tool.files(copy.data)])
    before = Wreckage(copy.data, tmp_path / "before")
    copy.start()
    administrator = strict_administrator(copy)
    assert administrator.credentials == account.credentials
    for blob, text in answered.items():
        assert administrator.kms.decrypt(CiphertextBlob=blob)["Plaintext"] == text
    assert copy.stop() == 0
    after = Wreckage(copy.data, tmp_path / "after")
    # No half thing: a key is there if and only if its making is on record; and the audit goes on from there.
    made = {record["responseElements"]["keyMetadata"]["keyId"] for record in before.done("CreateKey")}
    assert made == set(before.records("kms.key"))
    assert after.audit[: len(before.audit)] == before.audit
    assert len(after.done("Decrypt")) == len(before.done("Decrypt")) + len(answered)
    assert after.sequence == sorted(set(after.sequence))


def test_manifest_says_what_is_there_and_the_root_key_is_not(backed_up):
    server, account, _, backup = backed_up
    manifest = json.loads((backup / "manifest.json").read_text())
    listed = {entry["name"]: (entry["size"], entry["sha256"]) for entry in manifest["files"]}
    present = {path.name: path.read_bytes() for path in backup.iterdir() if path.name != "manifest.json"}
    assert listed == {name: (len(text), hashlib.sha256(text).hexdigest()) for name, text in present.items()}
    assert set(listed) == {"state.sqlite", "administrator.sealed"}
    assert manifest["account"] == account.account_id
    secret = bytes.fromhex((server.data / "root.key").read_text())
    assert not any(secret in text or secret.hex().encode() in text for text in present.values())
    assert all(path.stat().st_mode & 0o077 == 0 for path in [backup, *tool.files(backup)])
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]


def test_restore_without_the_root_key_says_what_to_put_where(backed_up, tmp_path):
    server, _, _, backup = backed_up
    copy = Server(tmp_path)
    said = tool.done("restore", "--from", backup, "--to", copy.data)
    identifier = json.loads((backup / "manifest.json").read_text())["rootKeyIdentifier"]
    assert identifier in said and f"{copy.data}/root.key" in said
    assert "root.key is missing" in tool.refusal("serve", "--data", copy.data, "--listen", copy.listen)
    shutil.copy(server.data / "root.key", copy.data / "root.key")
    copy.start()
    assert copy.stop() == 0


def test_backup_with_the_root_key_opens_by_itself(backed_up, tmp_path):
    server, account, answered, _ = backed_up
    tool.done("backup", "--data", server.data, "--to", tmp_path / "whole", "--include-root-key")
    copy = restored(tmp_path / "whole", tmp_path).start()
    blob, text = next(iter(answered.items()))
    assert strict_administrator(copy).kms.decrypt(CiphertextBlob=blob)["Plaintext"] == text
    assert copy.stop() == 0


def test_killed_server_is_backed_up_too(make_server, tmp_path):
    server = make_server()
    account = strict_administrator(server)
    key = account.key()
    server.kill()
    tool.done("backup", "--data", server.data, "--to", tmp_path / "backup", "--include-root-key")
    copy = restored(tmp_path / "backup", tmp_path).start()
    assert strict_administrator(copy).kms.describe_key(KeyId=key)["KeyMetadata"]["Arn"] == key
    assert copy.stop() == 0


@pytest.mark.parametrize("damage", ["flip", "cut", "absent", "manifest", "key"])
def test_damaged_backup_is_refused_and_nothing_restored(backed_up, tmp_path, damage):
    server, _, _, backup = backed_up
    copy = tmp_path / "copy"
    shutil.copytree(backup, copy)
    database, options = copy / "state.sqlite", []
    if damage == "flip":
        content = bytearray(database.read_bytes())
        content[len(content) // 2] ^= 1
        database.write_bytes(content)
    elif damage == "cut":
        database.write_bytes(database.read_bytes()[:-4096])
    elif damage == "absent":
        (copy / "administrator.sealed").unlink()
    elif damage == "manifest":
        (copy / "manifest.json").unlink()
    else:
        other = tmp_path / "other.key"
        other.touch(0o600)
        other.write_text("ab" * 32)
        options = ["--root-key-file", other]
    said = tool.refusal("restore", "--from", copy, "--to", tmp_path / "data", *options)
    expected = {"manifest": "is not a whole backup", "key": "is another root key"}
    assert expected.get(damage, "is damaged") in said
    assert not (tmp_path / "data").exists() and not (tmp_path / "data.partial").exists()


def test_nothing_is_written_over(backed_up, tmp_path):
    server, _, _, backup = backed_up
    (tmp_path / "mine").write_text("keep")
    for command in (["backup", "--data", server.data], ["restore", "--from", backup]):
        assert "is not an empty directory" in tool.refusal(*command, "--to", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert "there is no data" in tool.refusal("backup", "--data", tmp_path, "--to", tmp_path / "new")
