"""Custom key stores: keys whose material a hardware security module holds, here SoftHSM behind PKCS#11."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness import tool
from harness.accounts import new_account, strict_administrator
from harness.audit import Audit
from harness.callers import unique
from harness.errors import refused
from harness.server import Server
from harness.soft_hsm import MODULE, PIN, SoftHSM, self_signed

CLUSTER = "cluster-2345abcdefg"

pytestmark = pytest.mark.skipif(not Path(MODULE).exists(), reason="needs the Debian package softhsm2")


@pytest.fixture(scope="module")
def hsm(tmp_path_factory) -> SoftHSM:
    return SoftHSM.create(tmp_path_factory.mktemp("hsm"), CLUSTER)


@pytest.fixture(scope="module")
def hsm_server(hsm, make_server) -> Server:
    """A server that knows one cluster. PKCS#11 modules read their configuration from the environment."""
    os.environ["SOFTHSM2_CONF"] = str(hsm.configuration)
    try:
        return make_server(dev=True, options=("--hsm-cluster", hsm.option))
    finally:
        del os.environ["SOFTHSM2_CONF"]


@pytest.fixture
def kms(hsm_server):
    return new_account(hsm_server).kms


@pytest.fixture
def store(kms, hsm):
    """A key store that is connected. It goes with its keys, since the cluster serves one store at a time."""
    store = kms.create_custom_key_store(**request(hsm))["CustomKeyStoreId"]
    kms.connect_custom_key_store(CustomKeyStoreId=store)
    assert entry(kms, store)["ConnectionState"] == "CONNECTED"
    yield store
    if entry(kms, store)["ConnectionState"] != "DISCONNECTED":
        kms.disconnect_custom_key_store(CustomKeyStoreId=store)


@pytest.fixture(autouse=True)
def freed(hsm_server):
    """After each test the cluster is free again."""
    yield
    hsm_server.request("POST", "/_yagura/reset")


def request(hsm: SoftHSM, **changes) -> dict:
    parameters = {
        "CustomKeyStoreName": unique("store"),
        "CloudHsmClusterId": hsm.cluster,
        "TrustAnchorCertificate": hsm.trust_anchor,
        "KeyStorePassword": PIN,
    }
    return parameters | changes


def entry(kms, store: str) -> dict:
    (found,) = kms.describe_custom_key_stores(CustomKeyStoreId=store)["CustomKeyStores"]
    return found


def create_key(kms, store: str) -> dict:
    return kms.create_key(Origin="AWS_CLOUDHSM", CustomKeyStoreId=store)["KeyMetadata"]


def test_store_is_described_as_it_was_made(kms, hsm):
    parameters = request(hsm)
    store = kms.create_custom_key_store(**parameters)["CustomKeyStoreId"]
    found = entry(kms, store)
    assert found["CustomKeyStoreName"] == parameters["CustomKeyStoreName"]
    assert (found["CloudHsmClusterId"], found["TrustAnchorCertificate"]) == (CLUSTER, hsm.trust_anchor)
    assert (found["CustomKeyStoreType"], found["ConnectionState"]) == ("AWS_CLOUDHSM", "DISCONNECTED")
    named = kms.describe_custom_key_stores(CustomKeyStoreName=parameters["CustomKeyStoreName"])
    assert named["CustomKeyStores"] == [found]
    assert PIN not in str(found)


def test_store_is_refused_that_cannot_be(kms, hsm):
    with refused("CloudHsmClusterNotFoundException"):
        kms.create_custom_key_store(**request(hsm, CloudHsmClusterId="cluster-77777777777"))
    for anchor in ["not a certificate", self_signed("another").decode()]:
        with refused("IncorrectTrustAnchorException"):
            kms.create_custom_key_store(**request(hsm, TrustAnchorCertificate=anchor))
    kms.create_custom_key_store(**request(hsm, CustomKeyStoreName="taken"))
    with refused("CustomKeyStoreNameInUseException"):
        kms.create_custom_key_store(**request(hsm, CustomKeyStoreName="taken"))
    with refused("CloudHsmClusterInUseException"):
        kms.create_custom_key_store(**request(hsm))


def test_wrong_password_fails_the_connection_and_says_so(kms, hsm):
    store = kms.create_custom_key_store(**request(hsm, KeyStorePassword="wrong-pin"))["CustomKeyStoreId"]
    kms.connect_custom_key_store(CustomKeyStoreId=store)
    found = entry(kms, store)
    assert (found["ConnectionState"], found["ConnectionErrorCode"]) == ("FAILED", "INVALID_CREDENTIALS")
    with refused("CustomKeyStoreInvalidStateException"):
        kms.connect_custom_key_store(CustomKeyStoreId=store)
    kms.disconnect_custom_key_store(CustomKeyStoreId=store)
    kms.update_custom_key_store(CustomKeyStoreId=store, KeyStorePassword=PIN)
    kms.connect_custom_key_store(CustomKeyStoreId=store)
    found = entry(kms, store)
    assert found["ConnectionState"] == "CONNECTED"
    assert "ConnectionErrorCode" not in found


def test_key_lives_in_the_token_and_works_like_any_other(kms, hsm, store):
    before = hsm.bytes_on_disk()
    key = create_key(kms, store)
    assert hsm.bytes_on_disk() != before
    assert (key["Origin"], key["KeyState"], key["KeyManager"]) == ("AWS_CLOUDHSM", "Enabled", "CUSTOMER")
    assert (key["CustomKeyStoreId"], key["CloudHsmClusterId"]) == (store, CLUSTER)
    assert kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"] == key

    context = {"for": "tests"}
    sealed = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x" * 4096, EncryptionContext=context)["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=sealed, EncryptionContext=context)["Plaintext"] == b"x" * 4096
    with refused("InvalidCiphertextException"):
        kms.decrypt(CiphertextBlob=sealed)
    with refused("InvalidCiphertextException"):
        kms.decrypt(CiphertextBlob=sealed[:-1] + bytes([sealed[-1] ^ 1]), EncryptionContext=context)

    data_key = kms.generate_data_key(KeyId=key["KeyId"], KeySpec="AES_256")
    assert kms.decrypt(CiphertextBlob=data_key["CiphertextBlob"])["Plaintext"] == data_key["Plaintext"]
    other = kms.create_key()["KeyMetadata"]["KeyId"]
    moved = kms.re_encrypt(CiphertextBlob=data_key["CiphertextBlob"], DestinationKeyId=other)["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=moved)["Plaintext"] == data_key["Plaintext"]
    assert len(kms.generate_random(NumberOfBytes=24, CustomKeyStoreId=store)["Plaintext"]) == 24


def test_disconnected_store_makes_its_keys_unavailable_and_no_others(kms, store):
    key, other = create_key(kms, store)["Arn"], kms.create_key()["KeyMetadata"]["KeyId"]
    sealed = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    kms.disconnect_custom_key_store(CustomKeyStoreId=store)
    found = kms.describe_key(KeyId=key)["KeyMetadata"]
    assert (found["KeyState"], found["Enabled"]) == ("Unavailable", False)
    with refused("KMSInvalidStateException", message=f"{key} is unavailable\\."):
        kms.decrypt(CiphertextBlob=sealed)
    with refused("CustomKeyStoreInvalidStateException"):
        create_key(kms, store)
    with refused("CustomKeyStoreInvalidStateException"):
        kms.generate_random(NumberOfBytes=1, CustomKeyStoreId=store)
    with refused("CustomKeyStoreHasCMKsException"):
        kms.delete_custom_key_store(CustomKeyStoreId=store)
    kms.encrypt(KeyId=other, Plaintext=b"x")
    kms.connect_custom_key_store(CustomKeyStoreId=store)
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"x"


@pytest.mark.parametrize(
    "operation", ["enable_key_rotation", "get_key_rotation_status", "rotate_key_on_demand", "list_key_rotations"]
)
def test_keys_of_a_store_do_not_rotate(kms, store, operation):
    with refused("UnsupportedOperationException"):
        getattr(kms, operation)(KeyId=create_key(kms, store)["KeyId"])


@pytest.fixture
def kept(hsm, make_server, monkeypatch):
    """A strict server, a connected store on it, and a ciphertext of a key in that store."""
    monkeypatch.setenv("SOFTHSM2_CONF", str(hsm.configuration))
    server = make_server(options=("--hsm-cluster", hsm.option))
    kms = strict_administrator(server).kms
    store = kms.create_custom_key_store(**request(hsm))["CustomKeyStoreId"]
    kms.connect_custom_key_store(CustomKeyStoreId=store)
    return server, store, kms.encrypt(KeyId=create_key(kms, store)["KeyId"], Plaintext=b"kept")["CiphertextBlob"]


def test_connection_and_keys_survive_a_kill(kept):
    server, store, sealed = kept
    server.kill()
    server.start()
    kms = strict_administrator(server).kms
    assert entry(kms, store)["ConnectionState"] == "CONNECTED"
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"kept"
    server.stop()
    written = b"".join(path.read_bytes() for path in server.data.rglob("*") if path.is_file())
    assert PIN.encode() not in written + server.log.read_bytes()


def test_password_is_known_under_a_new_root_key(kept):
    server, _, sealed = kept
    assert server.stop() == 0
    tool.done("rekey", "--data", server.data)
    server.start()
    assert strict_administrator(server).kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"kept"


def test_server_without_the_module_serves_everything_else(tmp_path, make_server):
    missing = f"{CLUSTER}={tmp_path / 'none.so'},token=kms"
    kms = new_account(make_server(dev=True, options=("--hsm-cluster", missing))).kms
    store = kms.create_custom_key_store(
        CustomKeyStoreName="store",
        CloudHsmClusterId=CLUSTER,
        TrustAnchorCertificate=self_signed("any").decode(),
        KeyStorePassword=PIN,
    )["CustomKeyStoreId"]
    kms.connect_custom_key_store(CustomKeyStoreId=store)
    found = entry(kms, store)
    assert (found["ConnectionState"], found["ConnectionErrorCode"]) == ("FAILED", "NETWORK_ERRORS")
    kms.encrypt(KeyId=kms.create_key()["KeyMetadata"]["KeyId"], Plaintext=b"x")


def test_password_is_not_in_the_audit_record(kms, hsm, hsm_server):
    kms.create_custom_key_store(**request(hsm))
    records = [record for record in Audit(hsm_server).records() if record["eventName"] == "CreateCustomKeyStore"]
    assert records
    assert PIN not in str(records)
