"""Request limits, as an operator sets them: off unless asked for."""

from __future__ import annotations

import pytest
from botocore.config import Config
from botocore.session import Session

from harness.accounts import new_account
from harness.audit import Audit
from harness.errors import refused

THROTTLED = r"You have exceeded the rate at which you may call KMS\. Reduce the frequency of your calls\."


@pytest.fixture(scope="module")
def limited(make_server):
    return make_server(
        dev=True, options=("--request-limit", "kms.ListKeys=2", "--request-limit", "kms.rsa=1,kms.ListAliases=1")
    )


def test_call_beyond_the_limit_is_throttled_and_recorded(limited):
    account = new_account(limited)
    with refused("ThrottlingException", message=THROTTLED) as refusal:
        for _ in range(100):
            account.kms.list_keys()
    assert refusal.status == 400
    assert Audit(limited).of(refusal.request_id)["errorCode"] == "ThrottlingException"
    account.kms.create_key()
    new_account(limited).kms.list_keys()


def test_operations_on_one_sort_of_key_share_a_limit(limited):
    account = new_account(limited)
    key = account.key(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")
    other = account.key()
    with refused("ThrottlingException", message=THROTTLED):
        for _ in range(50):
            sealed = account.kms.encrypt(KeyId=key, Plaintext=b"x", EncryptionAlgorithm="RSAES_OAEP_SHA_256")
            account.kms.decrypt(
                KeyId=key, CiphertextBlob=sealed["CiphertextBlob"], EncryptionAlgorithm="RSAES_OAEP_SHA_256"
            )
    for _ in range(5):
        account.kms.encrypt(KeyId=other, Plaintext=b"x")


def test_retries_of_an_sdk_succeed(limited):
    account = new_account(limited)
    client = Session().create_client(
        "kms",
        region_name="us-east-1",
        endpoint_url=limited.endpoint,
        aws_access_key_id=account.credentials.access_key,
        aws_secret_access_key=account.credentials.secret_key,
        config=Config(retries={"mode": "standard", "total_max_attempts": 10}),
    )
    answers = [client.list_aliases() for _ in range(3)]
    assert sum(answer["ResponseMetadata"]["RetryAttempts"] for answer in answers) > 0
