"""Keys: made, described, listed, tagged, disabled and deleted."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from harness.callers import unique
from harness.errors import refused

UNKNOWN = "00000000-0000-4000-8000-000000000000"
KEY_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def state(kms, key: str) -> str:
    return kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"]


def test_new_key_is_symmetric_enabled_and_customer_managed(account):
    metadata = account.kms.create_key()["KeyMetadata"]
    assert KEY_ID.fullmatch(metadata["KeyId"])
    assert metadata["Arn"] == f"arn:aws:kms:us-east-1:{account.account_id}:key/{metadata['KeyId']}"
    expected = {
        "AWSAccountId": account.account_id,
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "Description": "",
        "Enabled": True,
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
        "KeyManager": "CUSTOMER",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "KeyState": "Enabled",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "MultiRegion": False,
        "Origin": "AWS_KMS",
    }
    assert {name: metadata.get(name) for name in expected} == expected
    assert account.kms.describe_key(KeyId=metadata["KeyId"])["KeyMetadata"] == metadata


@pytest.mark.parametrize(
    ("spec", "usage", "member", "algorithms"),
    [
        ("RSA_2048", "ENCRYPT_DECRYPT", "EncryptionAlgorithms", ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"]),
        ("ECC_NIST_P256", "SIGN_VERIFY", "SigningAlgorithms", ["ECDSA_SHA_256"]),
        ("ECC_NIST_P384", "SIGN_VERIFY", "SigningAlgorithms", ["ECDSA_SHA_384"]),
        ("ECC_NIST_P521", "SIGN_VERIFY", "SigningAlgorithms", ["ECDSA_SHA_512"]),
        ("ECC_SECG_P256K1", "SIGN_VERIFY", "SigningAlgorithms", ["ECDSA_SHA_256"]),
        ("ECC_NIST_P256", "KEY_AGREEMENT", "KeyAgreementAlgorithms", ["ECDH"]),
        ("HMAC_224", "GENERATE_VERIFY_MAC", "MacAlgorithms", ["HMAC_SHA_224"]),
        ("HMAC_256", "GENERATE_VERIFY_MAC", "MacAlgorithms", ["HMAC_SHA_256"]),
        ("HMAC_384", "GENERATE_VERIFY_MAC", "MacAlgorithms", ["HMAC_SHA_384"]),
        ("HMAC_512", "GENERATE_VERIFY_MAC", "MacAlgorithms", ["HMAC_SHA_512"]),
    ],
)
def test_key_spec_and_usage_decide_the_algorithms(shared_account, spec, usage, member, algorithms):
    metadata = shared_account.kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]
    assert (metadata["KeySpec"], metadata["KeyUsage"]) == (spec, usage)
    assert sorted(metadata[member]) == algorithms


@pytest.mark.parametrize(
    ("spec", "usage"),
    [
        ("SYMMETRIC_DEFAULT", "SIGN_VERIFY"),
        ("HMAC_256", "ENCRYPT_DECRYPT"),
        ("ECC_NIST_P256", "ENCRYPT_DECRYPT"),
        ("RSA_2048", "KEY_AGREEMENT"),
        ("ECC_SECG_P256K1", "KEY_AGREEMENT"),
    ],
)
def test_usage_that_does_not_fit_the_spec_is_refused(shared_account, spec, usage):
    with refused("ValidationException"):
        shared_account.kms.create_key(KeySpec=spec, KeyUsage=usage)


@pytest.mark.parametrize("spec", ["RSA_2048", "ECC_NIST_P256", "HMAC_256"])
def test_asymmetric_and_hmac_keys_need_a_usage(shared_account, spec):
    with refused("ValidationException"):
        shared_account.kms.create_key(KeySpec=spec)


def test_description_is_kept_and_replaced(shared_account):
    key = shared_account.key(Description="first")
    shared_account.kms.update_key_description(KeyId=key, Description="second – ü")
    assert shared_account.kms.describe_key(KeyId=key)["KeyMetadata"]["Description"] == "second – ü"


@pytest.mark.parametrize(
    "reference",
    [UNKNOWN, "arn:aws:kms:us-east-1:{account}:key/" + UNKNOWN],
    ids=["key id", "key ARN"],
)
def test_unknown_key_is_not_found_by_its_arn(shared_account, reference):
    arn = f"arn:aws:kms:us-east-1:{shared_account.account_id}:key/{UNKNOWN}"
    with refused("NotFoundException", message=re.escape(f"Key '{arn}' does not exist")):
        shared_account.kms.describe_key(KeyId=reference.format(account=shared_account.account_id))


def test_unknown_alias_is_not_found_by_its_arn(shared_account):
    arn = f"arn:aws:kms:us-east-1:{shared_account.account_id}:alias/nobody"
    with refused("NotFoundException", message=re.escape(f"Alias {arn} is not found.")):
        shared_account.kms.describe_key(KeyId="alias/nobody")


@pytest.mark.parametrize("reference", ["id", "arn", "alias name", "alias arn"])
def test_describe_accepts_every_kind_of_key_identifier(shared_account, reference):
    metadata = shared_account.kms.create_key()["KeyMetadata"]
    alias = f"alias/{unique()}"
    shared_account.kms.create_alias(AliasName=alias, TargetKeyId=metadata["KeyId"])
    identifier = {
        "id": metadata["KeyId"],
        "arn": metadata["Arn"],
        "alias name": alias,
        "alias arn": f"arn:aws:kms:us-east-1:{shared_account.account_id}:{alias}",
    }[reference]
    assert shared_account.kms.describe_key(KeyId=identifier)["KeyMetadata"]["Arn"] == metadata["Arn"]


def test_keys_of_another_region_are_not_seen(account):
    key = account.kms.create_key()["KeyMetadata"]["KeyId"]
    elsewhere = account.client("kms", "eu-west-1")
    assert elsewhere.list_keys()["Keys"] == []
    with refused("NotFoundException"):
        elsewhere.describe_key(KeyId=key)


def test_list_keys_pages_through_all_and_only_the_accounts_keys(account, other_account):
    other_account.key()
    made = {account.key() for _ in range(5)}
    pages = list(account.kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 2}))
    assert [len(page["Keys"]) for page in pages] == [2, 2, 1]
    assert [page["Truncated"] for page in pages] == [True, True, False]
    assert "NextMarker" not in pages[-1]
    listed = [key for page in pages for key in page["Keys"]]
    assert {key["KeyArn"] for key in listed} == made
    assert all(key["KeyArn"].endswith(key["KeyId"]) for key in listed)


def test_page_cursor_stays_correct_while_keys_are_added(account):
    before = {account.key() for _ in range(4)}
    first = account.kms.list_keys(Limit=2)
    account.key()
    rest = account.kms.list_keys(Marker=first["NextMarker"])
    seen = [key["KeyArn"] for page in (first, rest) for key in page["Keys"]]
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


@pytest.mark.parametrize("marker", ["nonsense", "AAAA", "eyJhIjoxfQ=="])
def test_marker_that_no_page_gave_is_refused(account, marker):
    with refused("InvalidMarkerException"):
        account.kms.list_keys(Marker=marker)


def test_marker_of_another_account_is_refused_or_shows_only_own_keys(account, other_account):
    for _ in range(3):
        account.key()
    marker = account.kms.list_keys(Limit=1)["NextMarker"]
    try:
        keys = other_account.kms.list_keys(Marker=marker)["Keys"]
    except other_account.kms.exceptions.InvalidMarkerException:
        keys = []
    assert keys == []


def test_tags_are_added_replaced_paged_and_removed(shared_account):
    kms = shared_account.kms
    key = shared_account.key(Tags=[{"TagKey": "a", "TagValue": "1"}, {"TagKey": "b", "TagValue": ""}])
    kms.tag_resource(KeyId=key, Tags=[{"TagKey": "a", "TagValue": "2"}, {"TagKey": "c", "TagValue": "3"}])
    pages = list(kms.get_paginator("list_resource_tags").paginate(KeyId=key, PaginationConfig={"PageSize": 2}))
    assert len(pages) == 2
    tags = {tag["TagKey"]: tag["TagValue"] for page in pages for tag in page["Tags"]}
    assert tags == {"a": "2", "b": "", "c": "3"}
    kms.untag_resource(KeyId=key, TagKeys=["a", "never there"])
    assert {tag["TagKey"] for tag in kms.list_resource_tags(KeyId=key)["Tags"]} == {"b", "c"}


@pytest.mark.parametrize(
    "tags",
    [
        [{"TagKey": "aws:reserved", "TagValue": "x"}],
        [{"TagKey": "twice", "TagValue": "1"}, {"TagKey": "twice", "TagValue": "2"}],
    ],
    ids=["reserved prefix", "same key twice"],
)
def test_bad_tags_are_refused(shared_account, tags):
    with refused("TagException"):
        shared_account.kms.create_key(Tags=tags)


def test_fifty_first_tag_is_refused(shared_account):
    key = shared_account.key(Tags=[{"TagKey": f"t{i}", "TagValue": ""} for i in range(50)])
    with refused("LimitExceededException", "TagException"):
        shared_account.kms.tag_resource(KeyId=key, Tags=[{"TagKey": "one more", "TagValue": ""}])


def test_disabled_key_refuses_use_and_enabled_again_decrypts(shared_account):
    kms, key = shared_account.kms, shared_account.key()
    sealed = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    kms.disable_key(KeyId=key)
    metadata = kms.describe_key(KeyId=key)["KeyMetadata"]
    assert (metadata["KeyState"], metadata["Enabled"]) == ("Disabled", False)
    with refused("DisabledException", message=re.escape(f"{key} is disabled.")):
        kms.decrypt(CiphertextBlob=sealed)
    kms.enable_key(KeyId=key)
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"x"


def test_schedule_and_cancel_key_deletion(shared_account):
    kms, key = shared_account.kms, shared_account.key()
    answer = kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    assert (answer["KeyId"], answer["KeyState"], answer["PendingWindowInDays"]) == (key, "PendingDeletion", 7)
    metadata = kms.describe_key(KeyId=key)["KeyMetadata"]
    assert metadata["DeletionDate"] == answer["DeletionDate"]
    assert metadata["DeletionDate"] - metadata["CreationDate"] >= timedelta(days=7)
    assert kms.cancel_key_deletion(KeyId=key)["KeyId"] == key
    metadata = kms.describe_key(KeyId=key)["KeyMetadata"]
    assert metadata["KeyState"] == "Disabled"
    assert "DeletionDate" not in metadata


def test_deletion_waits_thirty_days_unless_told(shared_account):
    answer = shared_account.kms.schedule_key_deletion(KeyId=shared_account.key())
    assert answer["PendingWindowInDays"] == 30


@pytest.mark.parametrize("days", [6, 31])
def test_waiting_period_outside_seven_to_thirty_days_is_refused(shared_account, days):
    with refused("ValidationException"):
        shared_account.kms.schedule_key_deletion(KeyId=shared_account.key(), PendingWindowInDays=days)


def test_cancelling_what_is_not_scheduled_is_refused(shared_account):
    key = shared_account.key()
    with refused("KMSInvalidStateException", message=re.escape(f"{key} is not pending deletion.")):
        shared_account.kms.cancel_key_deletion(KeyId=key)


def test_deletion_destroys_the_key_when_its_date_comes(clock, timed_account):
    kms, key = timed_account.kms, timed_account.key()
    alias = f"alias/{unique()}"
    kms.create_alias(AliasName=alias, TargetKeyId=key)
    sealed = kms.encrypt(KeyId=key, Plaintext=b"gone")["CiphertextBlob"]
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    clock.advance(days=6, hours=23)
    assert state(kms, key) == "PendingDeletion"
    clock.advance(hours=2)
    with refused("NotFoundException"):
        kms.describe_key(KeyId=key)
    with refused("NotFoundException", "InvalidCiphertextException", "AccessDeniedException"):
        kms.decrypt(CiphertextBlob=sealed)
    with refused("NotFoundException"):
        kms.describe_key(KeyId=alias)
    assert alias not in [entry["AliasName"] for entry in kms.list_aliases()["Aliases"]]
    assert kms.list_keys()["Keys"] == []


PENDING = "is pending deletion."
USES = {
    "encrypt": {"Plaintext": b"x"},
    "generate_data_key": {"KeySpec": "AES_256"},
    "generate_data_key_without_plaintext": {"KeySpec": "AES_256"},
    "generate_data_key_pair": {"KeyPairSpec": "ECC_NIST_P256"},
    "generate_data_key_pair_without_plaintext": {"KeyPairSpec": "ECC_NIST_P256"},
}
CHANGES = {
    "enable_key": {},
    "disable_key": {},
    "enable_key_rotation": {},
    "disable_key_rotation": {},
    "rotate_key_on_demand": {},
    "update_key_description": {"Description": "x"},
    "tag_resource": {"Tags": [{"TagKey": "a", "TagValue": "b"}]},
    "untag_resource": {"TagKeys": ["a"]},
    "schedule_key_deletion": {},
}


@pytest.fixture(scope="module")
def pending(shared_account):
    key = shared_account.key()
    shared_account.kms.schedule_key_deletion(KeyId=key)
    return key


@pytest.fixture(scope="module")
def disabled(shared_account):
    key = shared_account.key()
    shared_account.kms.disable_key(KeyId=key)
    return key


@pytest.mark.parametrize("operation", [*USES, *CHANGES])
def test_key_pending_deletion_refuses_use_and_change(shared_account, pending, operation):
    parameters = {**USES, **CHANGES}[operation]
    # The key state table lets either code name this state, the text being the same.
    with refused("KMSInvalidStateException", "DisabledException", message=re.escape(f"{pending} {PENDING}")):
        getattr(shared_account.kms, operation)(KeyId=pending, **parameters)


@pytest.mark.parametrize(
    "operation",
    ["describe_key", "get_key_policy", "list_key_policies", "list_grants", "list_resource_tags", "list_aliases"],
)
@pytest.mark.parametrize("key", ["pending", "disabled"])
def test_unusable_key_can_still_be_looked_at(shared_account, operation, key, request):
    answer = getattr(shared_account.kms, operation)(KeyId=request.getfixturevalue(key))
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200


@pytest.mark.parametrize("operation", [*USES, "rotate_key_on_demand", "enable_key_rotation", "disable_key_rotation"])
def test_disabled_key_refuses_use_and_rotation(shared_account, disabled, operation):
    parameters = {**USES, **CHANGES}[operation]
    with refused("DisabledException", message=re.escape(f"{disabled} is disabled.")):
        getattr(shared_account.kms, operation)(KeyId=disabled, **parameters)


def test_disabled_key_refuses_grants(shared_account, disabled):
    with refused("DisabledException"):
        shared_account.kms.create_grant(KeyId=disabled, GranteePrincipal=shared_account.arn, Operations=["Encrypt"])


def test_alias_to_key_pending_deletion_is_refused(shared_account, pending):
    with refused("KMSInvalidStateException"):
        shared_account.kms.create_alias(AliasName=f"alias/{unique()}", TargetKeyId=pending)


@pytest.mark.parametrize("operation", ["list_keys", "list_aliases"])
def test_listing_has_no_marker_when_all_fits(account, operation):
    answer = getattr(account.kms, operation)()
    assert answer["Truncated"] is False
    assert "NextMarker" not in answer


def test_list_key_policies_names_the_only_one(shared_account):
    answer = shared_account.kms.list_key_policies(KeyId=shared_account.key())
    assert (answer["PolicyNames"], answer["Truncated"]) == (["default"], False)


def test_replicating_a_single_region_key_is_refused(shared_account):
    with refused("UnsupportedOperationException"):
        shared_account.kms.replicate_key(KeyId=shared_account.key(), ReplicaRegion="eu-west-1")
