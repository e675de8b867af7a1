"""Where the root key is kept: a plain file, a file under a passphrase, a file under a hardware token's key."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from harness import tool
from harness.callers import Account, Credentials
from harness.server import Server, binary
from harness.token import MODULE, SoftToken

PASSPHRASE = "correct horse battery staple"
PIN = "4711-4711"
KINDS = ["file", "passphrase", "pkcs11"]


class Keeper:
    """A kind of root key, its secret in a file, and what a server is started with."""

    def __init__(self, kind: str, folder: Path):
        self.kind, self.folder = kind, folder
        folder.mkdir(exist_ok=True)
        self.secret_file = folder / "secret"
        self.variables: dict[str, str] = {}
        if kind == "passphrase":
            self.secret_file.write_text(PASSPHRASE + "\n")
        if kind == "pkcs11":
            self.secret_file.write_text(PIN + "\n")
            self.variables = SoftToken.make(folder / "hsm", pin=PIN).environment

    def options(self, **changes: str) -> tuple[str, ...]:
        flags = {
            "file": {},
            "passphrase": {"--root-passphrase-file": str(self.secret_file)},
            "pkcs11": {
                "--root-key-module": MODULE,
                "--root-key-token": "yagura",
                "--root-key-pin-file": str(self.secret_file),
            },
        }[self.kind]
        flags = {"--root-key": self.kind, **flags, **{f"--{name.replace('_', '-')}": changes[name] for name in changes}}
        return tuple(word for pair in flags.items() for word in pair)

    def server(self) -> Server:
        return Server(self.folder, options=self.options(), variables=self.variables)


@pytest.fixture(params=KINDS)
def keeper(request, tmp_path) -> Keeper:
    return Keeper(request.param, tmp_path)


@pytest.fixture(params=["passphrase", "pkcs11"])
def sealer(request, tmp_path) -> Keeper:
    return Keeper(request.param, tmp_path)


def administrator(server: Server) -> Account:
    """Of `yagura env`, told the same root key."""
    command = [binary(), "env", "--data", server.data, "--listen", server.listen, *server.options]
    printed = subprocess.run(
        [str(word) for word in command], env={**os.environ, **server.variables}, check=True, capture_output=True, text=True
    ).stdout
    values = dict(line.removeprefix("export ").split("=", 1) for line in printed.splitlines())
    return Account(server, "123456789012", Credentials(values["AWS_ACCESS_KEY_ID"], values["AWS_SECRET_ACCESS_KEY"]))


def refusal(server: Server, options: tuple[str, ...], variables: dict | None = None) -> str:
    """The one line with which a start is refused."""
    command = [binary(), "serve", "--data", server.data, "--listen", server.listen, *options]
    result = subprocess.run(
        [str(word) for word in command],
        env={**os.environ, **server.variables, **(variables or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert result.returncode not in (0, -6, -11), result
    lines = [line for line in result.stderr.splitlines() if not line.startswith("time=")]
    assert len(lines) == 1 and lines[0].startswith("Error: "), result
    assert PASSPHRASE not in result.stderr and PIN not in result.stderr
    return lines[0]


def left_by(keeper: Keeper) -> tuple[Server, Account, bytes]:
    """A server that was stopped, its administrator, and what was sealed there."""
    server = keeper.server().start()
    account = administrator(server)
    sealed = account.kms.encrypt(KeyId=account.key(), Plaintext=b"kept")["CiphertextBlob"]
    assert server.stop() == 0
    return server, account, sealed


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} if folder.exists() else {}


def test_data_outlives_a_restart(keeper):
    server = keeper.server().start()
    account = administrator(server)
    key = account.key()
    sealed = account.kms.encrypt(KeyId=key, Plaintext=b"kept")["CiphertextBlob"]
    assert server.stop() == 0
    server.start()
    assert account.kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"kept"
    assert server.stop() == 0
    files = contents(server.data)
    assert ("root.key" in files) == (keeper.kind == "file")
    assert ("root.sealed" in files) == (keeper.kind != "file")


def test_secret_is_nowhere_in_the_data_or_the_log(sealer):
    server = sealer.server().start()
    administrator(server).key()
    server.stop()
    secret = sealer.secret_file.read_text().strip().encode()
    for name, content in {**contents(server.data), "log": server.log.read_bytes()}.items():
        assert secret not in content, name
        assert secret.hex().encode() not in content, name


def test_wrong_secret_is_refused_and_changes_nothing(sealer):
    server = sealer.server().start()
    server.stop()
    before = contents(server.data)
    sealer.secret_file.write_text("another secret")
    line = refusal(server, sealer.options())
    assert "does not open" in line if sealer.kind == "passphrase" else "refused the PIN" in line
    assert contents(server.data) == before
    sealer.secret_file.write_text(PASSPHRASE if sealer.kind == "passphrase" else PIN)
    server.start()
    assert server.stop() == 0


def test_secret_comes_from_the_environment_too(sealer):
    variable = {"passphrase": "YAGURA_ROOT_PASSPHRASE", "pkcs11": "YAGURA_ROOT_KEY_PIN"}[sealer.kind]
    server = sealer.server().start()
    server.stop()
    flag = {"passphrase": "--root-passphrase-file", "pkcs11": "--root-key-pin-file"}[sealer.kind]
    words = list(sealer.options())
    del words[words.index(flag) : words.index(flag) + 2]
    assert variable in refusal(server, tuple(words))
    server.options, server.variables = tuple(words), {**server.variables, variable: sealer.secret_file.read_text().strip()}
    server.start()
    assert server.stop() == 0


def test_missing_secret_or_token_makes_nothing(sealer):
    server = sealer.server()
    flag = {"passphrase": "root_passphrase_file", "pkcs11": "root_key_pin_file"}[sealer.kind]
    assert "cannot be read" in refusal(server, sealer.options(**{flag: "/nowhere/secret"}))
    sealer.secret_file.write_text("\n")
    assert "is empty" in refusal(server, sealer.options())
    if sealer.kind == "pkcs11":
        sealer.secret_file.write_text(PIN)
        assert "no token is labelled" in refusal(server, sealer.options(root_key_token="absent"))
        assert "cannot be reached" in refusal(server, sealer.options(root_key_module="/nowhere/module.so"))
    assert not server.data.exists()


def test_other_kind_is_refused_by_name_and_changes_nothing(keeper, tmp_path_factory):
    server = keeper.server().start()
    server.stop()
    before = contents(server.data)
    for kind in KINDS:
        if kind == keeper.kind:
            continue
        other = Keeper(kind, tmp_path_factory.mktemp("other"))
        line = refusal(server, other.options(), other.variables)
        assert "--root-key" in line and "Nothing has been changed" in line
    assert contents(server.data) == before


def test_damaged_seal_is_refused(sealer):
    server = sealer.server().start()
    server.stop()
    path = server.data / "root.sealed"
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    assert "is damaged" in refusal(server, sealer.options())
    path.unlink()
    assert "is missing" in refusal(server, sealer.options())
    assert not path.exists()


def test_token_without_the_key_is_refused(tmp_path, tmp_path_factory):
    keeper = Keeper("pkcs11", tmp_path)
    server = keeper.server().start()
    server.stop()
    other = Keeper("pkcs11", tmp_path_factory.mktemp("other"))
    assert "the token has no key" in refusal(server, other.options(), other.variables)


CHANGES = [
    ("file", "file"),
    ("file", "passphrase"),
    ("file", "pkcs11"),
    ("passphrase", "file"),
    ("passphrase", "passphrase"),
    ("passphrase", "pkcs11"),
    ("pkcs11", "passphrase"),
]


@pytest.fixture(params=CHANGES, ids="-to-".join)
def change(request, tmp_path) -> tuple[Keeper, Keeper]:
    """Two ways of keeping the root key of one data directory, each with a secret of its own."""
    before, after = (Keeper(kind, tmp_path / name) for kind, name in zip(request.param, ("before", "after")))
    if before.kind == after.kind == "passphrase":
        after.secret_file.write_text("another " + PASSPHRASE)
    before.variables = after.variables = {**before.variables, **after.variables}
    return before, after


def rekeyed(server: Server, after: Keeper) -> None:
    new = [word.replace("--root", "--new-root") for word in after.options()]
    command = [binary(), "rekey", "--data", server.data, *server.options, *new]
    environment = {**os.environ, **server.variables}
    subprocess.run([str(word) for word in command], env=environment, check=True, capture_output=True)


def test_rekey_changes_how_the_root_key_is_kept(change):
    before, after = change
    server, account, sealed = left_by(before)
    rekeyed(server, after)
    assert [name for name in contents(server.data) if name.startswith("root.")] == [
        "root.key" if after.kind == "file" else "root.sealed"
    ]
    if before.kind != after.kind or before.kind == "passphrase":
        assert "root" in refusal(server, before.options())
    server.options = after.options()
    server.start()
    assert administrator(server).kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"kept"
    assert server.stop() == 0


def test_change_that_was_killed_after_its_commit_is_finished_by_the_next_start(change):
    before, after = change
    server, account, sealed = left_by(before)
    old = {name: content for name, content in contents(server.data).items() if name.startswith("root.")}
    rekeyed(server, after)
    # As a kill between the commit and the renames leaves it.
    place = server.data / ("root.key" if after.kind == "file" else "root.sealed")
    place.rename(place.with_name(place.name + ".next"))
    for name, content in old.items():
        (server.data / name).write_bytes(content)
        (server.data / name).chmod(0o600)
    server.options = after.options()
    server.start()
    assert account.kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"kept"
    assert server.stop() == 0
    assert [name for name in contents(server.data) if name.startswith("root.")] == [place.name]


@pytest.mark.parametrize("apart", [True, False], ids=["kept apart", "in the backup"])
def test_restore_takes_a_sealed_root_key_and_tries_its_secret(sealer, tmp_path, apart):
    server, _, sealed = left_by(sealer)
    backup, place, variables = tmp_path / "backup", tmp_path / "restored" / "data", server.variables
    place.parent.mkdir()
    tool.done("backup", "--data", server.data, "--to", backup, *([] if apart else ["--include-root-key"]))
    command = ["restore", "--from", backup, "--to", place]
    command += ["--root-key-file", server.data / "root.sealed"] if apart else []

    right = sealer.secret_file.read_text()
    sealer.secret_file.write_text("another secret")
    said = tool.refusal(*command, *sealer.options(), variables=variables)
    assert "does not open" in said if sealer.kind == "passphrase" else "refused the PIN" in said
    assert list(place.parent.iterdir()) == []

    sealer.secret_file.write_text(right)
    assert tool.done(*command, *sealer.options(), variables=variables) == f"restored to {place}\n"
    copy = Server(place.parent, options=sealer.options(), variables=variables).start()
    assert administrator(copy).kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"kept"
    assert copy.stop() == 0


def test_restore_without_the_secret_takes_the_sealed_root_key_by_its_name(tmp_path):
    keeper, other = (Keeper("passphrase", tmp_path / name) for name in ("one", "other"))
    servers = [each.server().start() for each in (keeper, other)]
    assert [server.stop() for server in servers] == [0, 0]
    own, foreign = (server.data / "root.sealed" for server in servers)
    tool.done("backup", "--data", servers[0].data, "--to", tmp_path / "backup")
    command = ["restore", "--from", tmp_path / "backup", "--to", tmp_path / "data", "--root-key-file"]
    assert "is another root key" in tool.refusal(*command, foreign)
    assert "start the server with the --root-key that it was made with" in tool.done(*command, own)
    assert (tmp_path / "data" / "root.sealed").read_bytes() == own.read_bytes()


def test_rekey_names_the_key_that_it_leaves_in_the_token(tmp_path):
    """Backups made before can be opened with nothing else."""
    keeper = Keeper("pkcs11", tmp_path)
    server = keeper.server().start()
    administrator(server)
    assert server.stop() == 0
    sealed = (server.data / "root.sealed").read_bytes()
    tool.done("backup", "--data", server.data, "--to", tmp_path / "old", "--include-root-key")
    said = tool.done("rekey", "--data", server.data, *server.options, variables=server.variables)
    label = said.partition("the token keeps '")[2].partition("'")[0]
    assert label.encode() in sealed
    tool.done("restore", "--from", tmp_path / "old", "--to", tmp_path / "back", *server.options, variables=server.variables)
