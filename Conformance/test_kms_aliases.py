"""Aliases: made, listed, pointed elsewhere, deleted."""

from __future__ import annotations

import re

import pytest

from harness.callers import unique
from harness.errors import refused

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def alias() -> str:
    return f"alias/{unique()}"


def own(answer: dict) -> list[dict]:
    """Aliases that are not AWS's own."""
    return [entry for entry in answer["Aliases"] if not entry["AliasName"].startswith("alias/aws/")]


def test_alias_is_listed_with_its_key(account, alias):
    key = account.kms.create_key()["KeyMetadata"]
    account.kms.create_alias(AliasName=alias, TargetKeyId=key["Arn"])
    (entry,) = own(account.kms.list_aliases())
    assert entry["AliasName"] == alias
    assert entry["AliasArn"] == f"arn:aws:kms:us-east-1:{account.account_id}:{alias}"
    assert entry["TargetKeyId"] == key["KeyId"]
    assert entry["CreationDate"] == entry["LastUpdatedDate"]


def test_old_ciphertexts_decrypt_after_the_alias_points_elsewhere(shared_account, alias):
    kms = shared_account.kms
    old, new = shared_account.key(), shared_account.key()
    kms.create_alias(AliasName=alias, TargetKeyId=old)
    before = kms.encrypt(KeyId=alias, Plaintext=b"before")
    kms.update_alias(AliasName=alias, TargetKeyId=new)
    after = kms.encrypt(KeyId=alias, Plaintext=b"after")
    assert (before["KeyId"], after["KeyId"]) == (old, new)
    assert kms.decrypt(CiphertextBlob=before["CiphertextBlob"])["Plaintext"] == b"before"
    assert kms.decrypt(CiphertextBlob=after["CiphertextBlob"])["Plaintext"] == b"after"
    with refused("IncorrectKeyException"):
        kms.decrypt(CiphertextBlob=before["CiphertextBlob"], KeyId=alias)


def test_deleted_alias_leaves_its_key(shared_account, alias):
    kms, key = shared_account.kms, shared_account.key()
    kms.create_alias(AliasName=alias, TargetKeyId=key)
    kms.delete_alias(AliasName=alias)
    assert kms.list_aliases(KeyId=key)["Aliases"] == []
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled"


def test_alias_name_is_taken_once_a_region(account, alias):
    first, second = account.key(), account.key()
    account.kms.create_alias(AliasName=alias, TargetKeyId=first)
    arn = f"arn:aws:kms:us-east-1:{account.account_id}:{alias}"
    with refused("AlreadyExistsException", message=re.escape(f"An alias with the name {arn} already exists")):
        account.kms.create_alias(AliasName=alias, TargetKeyId=second)
    elsewhere = account.client("kms", "eu-west-1")
    elsewhere.create_alias(AliasName=alias, TargetKeyId=elsewhere.create_key()["KeyMetadata"]["KeyId"])


@pytest.mark.parametrize("operation", ["update_alias", "delete_alias"])
def test_unknown_alias_is_not_found(shared_account, operation):
    parameters = {"TargetKeyId": shared_account.key()} if operation == "update_alias" else {}
    arn = f"arn:aws:kms:us-east-1:{shared_account.account_id}:alias/nobody"
    with refused("NotFoundException", message=re.escape(f"Alias {arn} is not found.")):
        getattr(shared_account.kms, operation)(AliasName="alias/nobody", **parameters)


def test_alias_to_an_unknown_key_is_refused(shared_account, alias):
    with refused("NotFoundException"):
        shared_account.kms.create_alias(AliasName=alias, TargetKeyId=UNKNOWN)


@pytest.mark.parametrize("name", ["no-prefix", "aliasfoo", "key/foo"])
def test_alias_name_needs_its_prefix(shared_account, name):
    with refused("ValidationException", "InvalidAliasNameException"):
        shared_account.kms.create_alias(AliasName=name, TargetKeyId=shared_account.key())


@pytest.mark.parametrize("name", ["alias/aws/s3", "alias/aws/mine"])
def test_prefix_of_aws_is_reserved(shared_account, name):
    with refused("NotAuthorizedException", "InvalidAliasNameException", "ValidationException"):
        shared_account.kms.create_alias(AliasName=name, TargetKeyId=shared_account.key())


def test_alias_cannot_target_another_accounts_key(shared_account, other_account, alias):
    with refused("NotFoundException", "AccessDeniedException", "InvalidArnException", "ValidationException"):
        shared_account.kms.create_alias(AliasName=alias, TargetKeyId=other_account.key())


@pytest.mark.parametrize(
    "other",
    [
        {"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"},
        {"KeySpec": "RSA_2048", "KeyUsage": "ENCRYPT_DECRYPT"},
    ],
    ids=["MAC", "asymmetric"],
)
def test_alias_stays_with_one_type_and_usage_of_key(shared_account, alias, other):
    shared_account.kms.create_alias(AliasName=alias, TargetKeyId=shared_account.key())
    with refused("ValidationException"):
        shared_account.kms.update_alias(AliasName=alias, TargetKeyId=shared_account.key(**other))


def test_aliases_of_one_key_are_listed_and_paged(account):
    key, other = account.key(), account.key()
    names = {f"alias/{unique()}" for _ in range(5)}
    for name in names:
        account.kms.create_alias(AliasName=name, TargetKeyId=key)
    account.kms.create_alias(AliasName=f"alias/{unique()}", TargetKeyId=other)
    paginator = account.kms.get_paginator("list_aliases")
    pages = list(paginator.paginate(KeyId=key, PaginationConfig={"PageSize": 2}))
    assert [len(page["Aliases"]) for page in pages] == [2, 2, 1]
    assert {entry["AliasName"] for page in pages for entry in page["Aliases"]} == names


def test_all_aliases_are_paged(account):
    key = account.key()
    names = {f"alias/{unique()}" for _ in range(4)}
    for name in names:
        account.kms.create_alias(AliasName=name, TargetKeyId=key)
    pages = account.kms.get_paginator("list_aliases").paginate(PaginationConfig={"PageSize": 3})
    listed = [entry["AliasName"] for page in pages for entry in own(page)]
    assert sorted(listed) == sorted(names)
