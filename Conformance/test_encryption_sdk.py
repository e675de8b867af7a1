"""The AWS Encryption SDK, unmodified, with its keys on the server."""

from __future__ import annotations

import io
import os

import aws_encryption_sdk
import botocore.session
import pytest
from aws_cryptographic_material_providers.mpl import AwsCryptographicMaterialProviders
from aws_cryptographic_material_providers.mpl.config import MaterialProvidersConfig
from aws_cryptographic_material_providers.mpl.models import CreateAwsKmsKeyringInput, CreateMultiKeyringInput
from aws_encryption_sdk.exceptions import AWSEncryptionSDKClientError
from aws_encryption_sdk.identifiers import CommitmentPolicy

from harness.audit import Audit
from harness.callers import allow, key_policy

CONTEXT = {"purpose": "conformance", "owner": "watch"}
DOCUMENT = os.urandom(300_000)


@pytest.fixture(scope="module")
def client():
    return aws_encryption_sdk.EncryptionSDKClient(commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT)


@pytest.fixture(scope="module")
def providers():
    return AwsCryptographicMaterialProviders(config=MaterialProvidersConfig())


@pytest.fixture(scope="module")
def keys(shared_account) -> list[str]:
    return [shared_account.key() for _ in range(3)]


@pytest.fixture(scope="module")
def keyring(providers, shared_account):
    def make(key: str, caller=shared_account):
        return providers.create_aws_kms_keyring(input=CreateAwsKmsKeyringInput(kms_key_id=key, kms_client=caller.kms))

    return make


@pytest.fixture(scope="module")
def multi_keyring(providers, keyring, keys):
    rings = [keyring(key) for key in keys]
    return providers.create_multi_keyring(input=CreateMultiKeyringInput(generator=rings[0], child_keyrings=rings[1:]))


def test_file_comes_back_from_its_encrypted_copy(client, keyring, keys, tmp_path):
    plain, sealed, opened = (tmp_path / name for name in ("plain", "sealed", "opened"))
    plain.write_bytes(DOCUMENT)
    ring = keyring(keys[0])
    with (
        plain.open("rb") as source,
        sealed.open("wb") as target,
        client.stream(mode="e", source=source, keyring=ring, encryption_context=CONTEXT) as stream,
    ):
        target.writelines(stream)
    with (
        sealed.open("rb") as source,
        opened.open("wb") as target,
        client.stream(mode="d", source=source, keyring=ring) as stream,
    ):
        target.writelines(stream)
        found = stream.header.encryption_context
    assert opened.read_bytes() == DOCUMENT
    assert DOCUMENT[:64] not in sealed.read_bytes()
    assert {name: found.get(name) for name in CONTEXT} == CONTEXT


def test_each_of_several_keys_decrypts_alone(client, keyring, multi_keyring, keys):
    sealed, _ = client.encrypt(source=DOCUMENT, keyring=multi_keyring, encryption_context=CONTEXT)
    for key in keys:
        opened, header = client.decrypt(source=sealed, keyring=keyring(key))
        assert opened == DOCUMENT
        assert len(header.encrypted_data_keys) == 3


def test_remaining_key_decrypts_when_the_first_is_disabled(client, multi_keyring, keys, shared_account):
    sealed, _ = client.encrypt(source=DOCUMENT, keyring=multi_keyring)
    shared_account.kms.disable_key(KeyId=keys[0])
    try:
        opened, _ = client.decrypt(source=sealed, keyring=multi_keyring)
    finally:
        shared_account.kms.enable_key(KeyId=keys[0])
    assert opened == DOCUMENT


def test_key_that_did_not_encrypt_does_not_decrypt(client, keyring, keys, shared_account):
    sealed, _ = client.encrypt(source=b"x", keyring=keyring(keys[0]))
    with pytest.raises(Exception, match=r"(?i)unable to decrypt|decrypt"):
        client.decrypt(source=sealed, keyring=keyring(shared_account.key()))


def test_policy_on_the_context_reaches_the_sdk(client, keyring, shared_account):
    user = shared_account.user()
    condition = {"StringEquals": {"kms:EncryptionContext:purpose": "conformance"}}
    statement = allow("kms:GenerateDataKey", "kms:Decrypt", principal=user.arn, condition=condition)
    key = shared_account.key(Policy=key_policy(statement, account_id=shared_account.account_id))
    ring = keyring(key, user)
    sealed, _ = client.encrypt(source=b"x", keyring=ring, encryption_context=CONTEXT)
    assert client.decrypt(source=sealed, keyring=ring)[0] == b"x"
    with pytest.raises(Exception, match=r"AccessDenied|not authorized"):
        client.encrypt(source=b"x", keyring=ring, encryption_context={"purpose": "other"})


# The older interface: master key providers, with a cache of data keys.


@pytest.fixture(scope="module")
def master_keys(tmp_path_factory):
    """Makes providers of keys as a program does that is configured by the shared configuration file."""

    def make(account, keys: list[str]):
        config = tmp_path_factory.mktemp("aws") / "config"
        config.write_text(
            f"[default]\nregion = us-east-1\nendpoint_url = {account.server.endpoint}\n"
            f"aws_access_key_id = {account.credentials.access_key}\n"
            f"aws_secret_access_key = {account.credentials.secret_key}\n"
        )
        session = botocore.session.Session()
        session.set_config_variable("config_file", str(config))
        return aws_encryption_sdk.StrictAwsKmsMasterKeyProvider(key_ids=keys, botocore_session=session)

    return make


@pytest.fixture(scope="module")
def provider(master_keys, shared_account, keys):
    return master_keys(shared_account, keys)


def test_caching_makes_one_data_key_serve_many_messages(client, master_keys, audited):
    manager = aws_encryption_sdk.CachingCryptoMaterialsManager(
        master_key_provider=master_keys(audited, [audited.key()]),
        cache=aws_encryption_sdk.LocalCryptoMaterialsCache(capacity=10),
        max_age=600.0,
        max_messages_encrypted=100,
    )
    sealed = [
        client.encrypt(source=f"message {i}".encode(), materials_manager=manager, encryption_context=CONTEXT)[0]
        for i in range(5)
    ]
    assert [client.decrypt(source=blob, materials_manager=manager)[0] for blob in sealed] == [
        f"message {i}".encode() for i in range(5)
    ]
    made = [record["eventName"] for record in Audit(audited.server).records()]
    assert (made.count("GenerateDataKey"), made.count("Decrypt")) == (1, 1)


def test_several_master_keys_seal_one_message(client, provider, keys):
    sealed, header = client.encrypt(source=io.BytesIO(DOCUMENT), key_provider=provider, encryption_context=CONTEXT)
    assert {key.key_provider.key_info.decode() for key in header.encrypted_data_keys} == set(keys)
    assert client.decrypt(source=sealed, key_provider=provider)[0] == DOCUMENT


def test_changed_message_is_refused(client, provider):
    sealed, _ = client.encrypt(source=b"a message", key_provider=provider)
    changed = sealed[:-20] + bytes([sealed[-20] ^ 1]) + sealed[-19:]
    with pytest.raises(Exception) as caught:
        client.decrypt(source=changed, key_provider=provider)
    assert isinstance(caught.value, AWSEncryptionSDKClientError) or "Invalid" in type(caught.value).__name__
