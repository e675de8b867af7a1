"""`yagura rekey`: everything under a new root key, the old one good for nothing, and no instant at which a kill hurts."""

from __future__ import annotations

import base64
import os
import random
import time
from pathlib import Path

import pytest

from harness import tool
from harness.accounts import strict_administrator
from harness.callers import Account, allow
from harness.errors import refused
from harness.material import import_material

ROUNDS = int(os.environ.get("YAGURA_FAULT_ROUNDS", "12"))
KEYS = 120
IDENTIFIER_BYTES = 8


def identifier(root_key: Path) -> str:
    """The name of a root key: HKDF-Expand-SHA-256, as docs/ciphertext.md has it."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

    secret = bytes.fromhex(root_key.read_text().strip())
    return HKDFExpand(SHA256(), 32, b"yagura/root/identifier/1").derive(secret)[:IDENTIFIER_BYTES].hex()


def traces(data: Path, name: str) -> list[str]:
    """The files that hold anything sealed under the root key of this name, or the name itself."""
    header = b"\x01" + bytes.fromhex(name)
    spellings = [header, base64.b64encode(header), name.encode()]
    return [path.name for path in tool.files(data) if any(form in path.read_bytes() for form in spellings)]


class Possessions:
    """What an administrator has on a server, and the proof that it is all still good for something."""

    def __init__(self, account: Account):
        self.account = account
        kms = account.kms
        rotated, imported = account.key(), account.key(Origin="EXTERNAL")
        import_material(kms, imported, os.urandom(32))
        self.sealed = [kms.encrypt(KeyId=rotated, Plaintext=b"first")["CiphertextBlob"]]
        kms.rotate_key_on_demand(KeyId=rotated)
        for key in (rotated, imported):
            self.sealed.append(kms.encrypt(KeyId=key, Plaintext=b"text")["CiphertextBlob"])
        self.signer = account.key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
        self.authenticator = account.key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")
        self.mac = kms.generate_mac(KeyId=self.authenticator, Message=b"text", MacAlgorithm="HMAC_SHA_256")["Mac"]
        self.signature = kms.sign(KeyId=self.signer, Message=b"text", SigningAlgorithm="ECDSA_SHA_256")["Signature"]
        self.user = account.user(allow("kms:ListKeys"))

    def check(self) -> None:
        kms = self.account.kms
        plaintexts = [kms.decrypt(CiphertextBlob=blob)["Plaintext"] for blob in self.sealed]
        assert plaintexts == [b"first", b"text", b"text"]
        kms.sign(KeyId=self.signer, Message=b"text", SigningAlgorithm="ECDSA_SHA_256")
        kms.verify(
            KeyId=self.signer, Message=b"text", Signature=self.signature, SigningAlgorithm="ECDSA_SHA_256"
        )
        kms.verify_mac(KeyId=self.authenticator, Message=b"text", Mac=self.mac, MacAlgorithm="HMAC_SHA_256")
        self.user.kms.list_keys(Limit=1)


@pytest.fixture(scope="module")
def stopped(make_server):
    """A server with possessions and a few keys more, stopped."""
    server = make_server()
    account = strict_administrator(server)
    owned = Possessions(account)
    for _ in range(KEYS):
        account.key()
    assert server.stop() == 0
    return server, owned


def test_everything_works_under_the_new_root_key(stopped):
    server, owned = stopped
    root_key = server.data / "root.key"
    before, old = root_key.read_bytes(), identifier(root_key)
    assert traces(server.data, old) != []
    printed = tool.done("rekey", "--data", server.data)
    new = identifier(root_key)
    assert old != new and old in printed and new in printed
    assert traces(server.data, old) == []
    assert sorted(path.name for path in server.data.iterdir() if "root" in path.name) == ["root.key"]
    assert root_key.stat().st_mode & 0o777 == 0o600

    # The old key, put back by mistake, opens nothing and is told apart from damage.
    current = root_key.read_bytes()
    root_key.write_bytes(before)
    said = tool.refusal("serve", "--data", server.data, "--listen", server.listen)
    assert f"is another root key ({old})" in said and new in said
    assert "cannot be opened" in tool.refusal("env", "--data", server.data)
    root_key.write_bytes(current)

    server.start()
    owned.check()
    assert tool.done("env", "--data", server.data, "--listen", server.listen).count("export ") >= 4
    assert server.stop() == 0


def test_sessions_and_tokens_of_the_old_root_key_are_refused(stopped):
    server, owned = stopped
    server.start()
    role = owned.account.role(allow("kms:ListKeys"))
    session = owned.account.assume(role)
    session.kms.list_keys(Limit=1)
    assert server.stop() == 0
    tool.done("rekey", "--data", server.data)
    server.start()
    with refused("UnrecognizedClientException", "InvalidClientTokenId", "ExpiredTokenException"):
        session.kms.list_keys(Limit=1)
    assert server.stop() == 0


def test_rekey_of_a_running_server_is_refused(stopped):
    server, owned = stopped
    before = (server.data / "root.key").read_bytes()
    server.start()
    assert "is in use by another server" in tool.refusal("rekey", "--data", server.data)
    owned.check()
    assert server.stop() == 0
    assert (server.data / "root.key").read_bytes() == before


def test_killed_at_any_instant_it_leaves_one_good_key(stopped):
    server, owned = stopped
    started = time.monotonic()
    tool.done("rekey", "--data", server.data)
    span = time.monotonic() - started
    for number in range(ROUNDS):
        old = identifier(server.data / "root.key")
        process = tool.start("rekey", "--data", server.data)
        # The sleep draws the instant of the kill, anywhere in a run; nothing is expected to have happened by its end.
        time.sleep(random.uniform(0, span))
        process.kill()
        process.communicate()
        assert tool.done("env", "--data", server.data).count("export ") >= 4
        server.start()
        owned.check()
        assert server.stop() == 0
        assert sorted(path.name for path in server.data.glob("*.next*")) == []
        if identifier(server.data / "root.key") != old:
            assert traces(server.data, old) == []
