"""What must be nowhere on disk or in a log: material, plaintexts, data keys, secrets."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from urllib.parse import quote

import pytest

from harness.accounts import strict_administrator
from harness.callers import allow, unique
from harness.errors import refused
from harness.material import import_material
from harness.wire import Wire, json_request
from harness.xks_proxy import HOST, XksProxy, new_secret


def spellings(secret: bytes) -> dict[str, bytes]:
    """The forms that a careless program might write a secret in."""
    forms = {
        "raw": secret,
        "base64": base64.b64encode(secret).rstrip(b"="),
        "base64url": base64.urlsafe_b64encode(secret).rstrip(b"="),
        "hex": secret.hex().encode(),
        "HEX": secret.hex().upper().encode(),
        "decimal": ", ".join(str(byte) for byte in secret).encode(),
        "escaped": quote(secret, safe="").encode(),
        "UTF-16": secret.decode("latin-1").encode("utf-16-le"),
    }
    # Base64 of a longer text that contains the secret: each alignment, without the letters that the edges decide.
    for shift in range(3):
        forms[f"base64 shifted by {shift}"] = base64.b64encode(bytes(shift) + secret)[4:-4]
    return forms


@pytest.fixture(scope="module")
def spilled(make_server, xks_proxy):
    """A server that has handled secrets in every way there is, has then been stopped, and the secrets."""
    server = make_server(options=xks_proxy.options)
    account = strict_administrator(server)
    secrets = {"administrator's secret key": account.credentials.secret_key.encode(), **handle_secrets(account)}
    secrets |= handle_proxy_secrets(account.kms, xks_proxy)
    assert server.stop() == 0
    return server, secrets


def handle_secrets(account) -> dict[str, bytes]:
    kms = account.kms
    secrets = {
        "imported material": os.urandom(32),
        "plaintext": os.urandom(64),
        "text": unique("tell-nobody").encode() * 3,
    }
    external = account.key(Origin="EXTERNAL")
    import_material(kms, external, secrets["imported material"])
    key = account.key()
    for member in ("plaintext", "text"):
        sealed = kms.encrypt(KeyId=key, Plaintext=secrets[member])["CiphertextBlob"]
        kms.decrypt(CiphertextBlob=sealed)
    secrets["data key"] = kms.generate_data_key(KeyId=key, KeySpec="AES_256")["Plaintext"]
    secrets["data key under imported material"] = kms.generate_data_key(KeyId=external, KeySpec="AES_256")["Plaintext"]
    secrets["random bytes"] = kms.generate_random(NumberOfBytes=48)["Plaintext"]
    secrets["private key"] = kms.generate_data_key_pair(KeyId=key, KeyPairSpec="ECC_NIST_P256")["PrivateKeyPlaintext"]
    user = account.user(allow("sts:AssumeRole"))
    secrets["user's secret key"] = user.credentials.secret_key.encode()
    session = account.assume(account.role())
    secrets["session's secret key"] = session.credentials.secret_key.encode()
    secrets["session token"] = session.credentials.session_token.encode()
    secrets["message of a failed call"] = failing_call(account, key)
    return secrets


def handle_proxy_secrets(kms, proxy: XksProxy) -> dict[str, bytes]:
    """The secret of an external key store's proxy, in calls that succeed and in one that it refuses."""
    parameters = {
        "CustomKeyStoreType": "EXTERNAL_KEY_STORE",
        "XksProxyConnectivity": "PUBLIC_ENDPOINT",
        "XksProxyUriEndpoint": f"https://{HOST}",
        "XksProxyUriPath": "/leaks/kms/xks/v1",
        "XksProxyAuthenticationCredential": proxy.credential,
    }
    store = kms.create_custom_key_store(CustomKeyStoreName="external", **parameters)["CustomKeyStoreId"]
    kms.connect_custom_key_store(CustomKeyStoreId=store)
    wrong = {**proxy.credential, "RawSecretAccessKey": new_secret()}
    with refused("XksProxyIncorrectAuthenticationCredentialException"):
        kms.update_custom_key_store(CustomKeyStoreId=store, XksProxyAuthenticationCredential=wrong)
    key = kms.create_key(Origin="EXTERNAL_KEY_STORE", CustomKeyStoreId=store, XksKeyId=proxy.key())
    data_key = kms.generate_data_key(KeyId=key["KeyMetadata"]["KeyId"], KeySpec="AES_256")
    kms.decrypt(CiphertextBlob=data_key["CiphertextBlob"])
    return {
        "proxy's secret key": proxy.credential["RawSecretAccessKey"].encode(),
        "wrong secret key of a proxy": wrong["RawSecretAccessKey"].encode(),
        "data key under an external key": data_key["Plaintext"],
    }


def failing_call(account, key: str) -> bytes:
    """Plaintexts of calls that are refused must not be repeated either."""
    plaintext = os.urandom(40)
    with refused("InvalidKeyUsageException"):
        account.kms.sign(KeyId=key, Message=plaintext, SigningAlgorithm="ECDSA_SHA_256")
    wire = Wire(account)
    body = {"KeyId": key, "Plaintext": base64.b64encode(plaintext).decode(), "GrantTokens": "x"}
    wrong = json_request("Encrypt", body)
    assert wire.call("kms", wrong).code == "SerializationException"
    wire.close()
    return plaintext


def files(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]


def test_no_secret_is_on_disk_or_in_the_log(spilled):
    server, secrets = spilled
    contents = {path: path.read_bytes() for path in [*files(server.data), server.log]}
    assert sum(map(len, contents.values())) > 1000
    found = [
        f"{name} ({form}) in {path.name}"
        for name, secret in secrets.items()
        for form, spelling in spellings(secret).items()
        for path, content in contents.items()
        if spelling in content and not is_announcement(name, path, server)
    ]
    assert not found, found


def is_announcement(name: str, path: Path, server) -> bool:
    """The administrator's key is shown once at the first start, and kept, sealed or readable by its owner alone."""
    if name != "administrator's secret key":
        return False
    if path == server.log:
        return server.log_text().count(server.environment()["AWS_SECRET_ACCESS_KEY"]) == 1
    return path.stat().st_mode & 0o077 == 0 and path.stat().st_size < 4096


def test_data_is_its_owners_alone(spilled):
    server, _ = spilled
    assert server.data.stat().st_mode & 0o077 == 0
    assert [path for path in files(server.data) if path.stat().st_mode & 0o077] == []


def test_search_finds_a_secret_that_is_there(tmp_path):
    """The search itself: every spelling is found in a file that has it."""
    secret = os.urandom(32)
    for form, spelling in spellings(secret).items():
        (tmp_path / "file").write_bytes(b"{" + spelling + b"}")
        content = files(tmp_path)[0].read_bytes()
        assert any(candidate in content for candidate in spellings(secret).values()), form
    for before in (b"", b"1", b"12", b"123"):
        embedded = base64.b64encode(before + secret + b" after")
        assert any(candidate in embedded for candidate in spellings(secret).values()), before
