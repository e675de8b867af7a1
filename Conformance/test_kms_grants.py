"""Grants: what they allow, their constraints and tokens, and how they end."""

from __future__ import annotations

import re

import pytest

from harness.callers import allow
from harness.errors import refused

UNKNOWN_GRANT = "0" * 64


@pytest.fixture
def key(shared_account) -> str:
    return shared_account.key()


@pytest.fixture
def grantee(shared_account):
    """A user whom nothing but grants allow anything."""
    return shared_account.user()


@pytest.fixture
def grant(shared_account, key, grantee):
    def make(*operations: str, **parameters) -> dict:
        return shared_account.kms.create_grant(
            KeyId=key, GranteePrincipal=grantee.arn, Operations=list(operations), **parameters
        )

    return make


def test_grant_allows_its_operations_and_no_other(key, grantee, grant):
    answer = grant("Encrypt", "DescribeKey")
    assert re.fullmatch(r"[0-9a-f]{64}", answer["GrantId"])
    assert answer["GrantToken"]
    grantee.kms.encrypt(KeyId=key, Plaintext=b"x")
    grantee.kms.describe_key(KeyId=key)
    with refused("AccessDeniedException"):
        grantee.kms.generate_data_key(KeyId=key, KeySpec="AES_256")


def test_grant_is_listed_whole(shared_account, key, grantee, grant):
    answer = grant(
        "Encrypt",
        Name="nightly",
        RetiringPrincipal=shared_account.arn,
        Constraints={"EncryptionContextSubset": {"a": "1"}},
    )
    (entry,) = shared_account.kms.list_grants(KeyId=key)["Grants"]
    created = entry.pop("CreationDate")
    assert created is not None
    assert entry == {
        "KeyId": key,
        "GrantId": answer["GrantId"],
        "Name": "nightly",
        "GranteePrincipal": grantee.arn,
        "RetiringPrincipal": shared_account.arn,
        "IssuingAccount": f"arn:aws:iam::{shared_account.account_id}:root",
        "Operations": ["Encrypt"],
        "Constraints": {"EncryptionContextSubset": {"a": "1"}},
    }


def test_named_grant_asked_again_is_the_same_grant(shared_account, key, grant):
    first, second = grant("Encrypt", Name="once"), grant("Encrypt", Name="once")
    assert first["GrantId"] == second["GrantId"]
    assert len(shared_account.kms.list_grants(KeyId=key)["Grants"]) == 1
    assert grant("Encrypt")["GrantId"] != grant("Encrypt")["GrantId"]


SUBSET = {"EncryptionContextSubset": {"tenant": "42"}}
EQUALS = {"EncryptionContextEquals": {"tenant": "42"}}


@pytest.mark.parametrize(
    ("constraints", "context", "allowed"),
    [
        (SUBSET, {"tenant": "42"}, True),
        (SUBSET, {"tenant": "42", "more": "x"}, True),
        (SUBSET, {"tenant": "43"}, False),
        (SUBSET, {"Tenant": "42"}, False),
        (SUBSET, {}, False),
        (EQUALS, {"tenant": "42"}, True),
        (EQUALS, {"tenant": "42", "more": "x"}, False),
        (EQUALS, {}, False),
    ],
)
def test_constraint_decides_by_the_encryption_context(key, grantee, grant, constraints, context, allowed):
    grant("Encrypt", "Decrypt", Constraints=constraints)
    if allowed:
        sealed = grantee.kms.encrypt(KeyId=key, Plaintext=b"x", EncryptionContext=context)["CiphertextBlob"]
        assert grantee.kms.decrypt(CiphertextBlob=sealed, EncryptionContext=context)["Plaintext"] == b"x"
    else:
        with refused("AccessDeniedException"):
            grantee.kms.encrypt(KeyId=key, Plaintext=b"x", EncryptionContext=context)


def test_constraint_does_not_touch_operations_without_a_context(key, grantee, grant):
    grant("Encrypt", "DescribeKey", Constraints=SUBSET)
    assert grantee.kms.describe_key(KeyId=key)["KeyMetadata"]["Arn"] == key


def test_token_is_accepted_by_the_grantee_and_of_no_use_to_others(shared_account, key, grantee, grant):
    token = grant("Encrypt")["GrantToken"]
    grantee.kms.encrypt(KeyId=key, Plaintext=b"x", GrantTokens=[token])
    stranger = shared_account.user()
    with refused("AccessDeniedException"):
        stranger.kms.encrypt(KeyId=key, Plaintext=b"x", GrantTokens=[token])


@pytest.mark.parametrize("token", ["nonsense", "A" * 200])
def test_token_that_no_grant_gave_is_invalid(shared_account, key, token):
    with refused("InvalidGrantTokenException"):
        shared_account.kms.encrypt(KeyId=key, Plaintext=b"x", GrantTokens=[token])


def test_revoked_grant_allows_nothing(shared_account, key, grantee, grant):
    answer = grant("Encrypt")
    grantee.kms.encrypt(KeyId=key, Plaintext=b"x")
    shared_account.kms.revoke_grant(KeyId=key, GrantId=answer["GrantId"])
    assert shared_account.kms.list_grants(KeyId=key)["Grants"] == []
    with refused("AccessDeniedException"):
        grantee.kms.encrypt(KeyId=key, Plaintext=b"x")


@pytest.mark.parametrize("operation", ["revoke_grant", "retire_grant"])
def test_unknown_grant_is_not_found(shared_account, key, operation):
    with refused("NotFoundException", "InvalidGrantIdException"):
        getattr(shared_account.kms, operation)(KeyId=key, GrantId=UNKNOWN_GRANT)


def test_retiring_principal_retires_by_token(shared_account, key, grantee, grant):
    retirer = shared_account.user()
    token = grant("Encrypt", RetiringPrincipal=retirer.arn)["GrantToken"]
    retirer.kms.retire_grant(GrantToken=token)
    assert shared_account.kms.list_grants(KeyId=key)["Grants"] == []


def test_retiring_principal_retires_by_key_and_id(shared_account, key, grantee, grant):
    retirer = shared_account.user()
    identifier = grant("Encrypt", RetiringPrincipal=retirer.arn)["GrantId"]
    retirer.kms.retire_grant(KeyId=key, GrantId=identifier)
    assert shared_account.kms.list_grants(KeyId=key)["Grants"] == []


def test_grantee_retires_only_if_its_grant_says_so(key, grantee, grant):
    without, with_it = grant("Encrypt"), grant("Encrypt", "RetireGrant")
    grantee.kms.retire_grant(KeyId=key, GrantId=with_it["GrantId"])
    with refused("AccessDeniedException"):
        grantee.kms.retire_grant(KeyId=key, GrantId=without["GrantId"])


def test_stranger_may_not_retire(shared_account, key, grant):
    identifier = grant("Encrypt", RetiringPrincipal=shared_account.user().arn)["GrantId"]
    with refused("AccessDeniedException"):
        shared_account.user().kms.retire_grant(KeyId=key, GrantId=identifier)


def test_retire_needs_a_token_or_a_key_and_id(shared_account, key):
    for parameters in ({}, {"KeyId": key}, {"GrantId": UNKNOWN_GRANT}):
        with refused("ValidationException"):
            shared_account.kms.retire_grant(**parameters)


def test_retirable_grants_are_listed_for_their_principal(shared_account, grantee, grant):
    retirer = shared_account.user(allow("kms:ListRetirableGrants"))
    made = {grant("Encrypt", RetiringPrincipal=retirer.arn)["GrantId"] for _ in range(3)}
    grant("Encrypt")
    first = retirer.kms.list_retirable_grants(RetiringPrincipal=retirer.arn, Limit=2)
    assert (len(first["Grants"]), first["Truncated"]) == (2, True)
    rest = retirer.kms.list_retirable_grants(RetiringPrincipal=retirer.arn, Marker=first["NextMarker"])
    assert {entry["GrantId"] for page in (first, rest) for entry in page["Grants"]} == made


def test_grants_are_listed_by_id_by_grantee_and_by_page(shared_account, key, grantee, grant):
    other = shared_account.user()
    ids = [grant("Encrypt")["GrantId"] for _ in range(3)]
    foreign = shared_account.kms.create_grant(KeyId=key, GranteePrincipal=other.arn, Operations=["Encrypt"])

    def listed(**parameters) -> set[str]:
        return {entry["GrantId"] for entry in shared_account.kms.list_grants(KeyId=key, **parameters)["Grants"]}

    assert listed(GrantId=ids[0]) == {ids[0]}
    assert listed(GranteePrincipal=other.arn) == {foreign["GrantId"]}
    paginator = shared_account.kms.get_paginator("list_grants")
    pages = list(paginator.paginate(KeyId=key, PaginationConfig={"PageSize": 3}))
    assert [len(page["Grants"]) for page in pages] == [3, 1]


def test_grantee_passes_on_no_more_than_it_has(shared_account, key, grantee, grant):
    grant("Encrypt", "CreateGrant")
    child = shared_account.user()
    grantee.kms.create_grant(KeyId=key, GranteePrincipal=child.arn, Operations=["Encrypt"])
    child.kms.encrypt(KeyId=key, Plaintext=b"x")
    with refused("AccessDeniedException", "ValidationException"):
        grantee.kms.create_grant(KeyId=key, GranteePrincipal=child.arn, Operations=["Decrypt"])


def test_grant_with_operations_that_the_key_cannot_do_is_refused(grant):
    with refused("ValidationException"):
        grant("Sign")


def test_grant_without_operations_is_refused(grant):
    with refused("ValidationException"):
        grant()


def test_signing_key_takes_grants_to_sign(shared_account, grantee):
    key = shared_account.key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    shared_account.kms.create_grant(KeyId=key, GranteePrincipal=grantee.arn, Operations=["Sign", "GetPublicKey"])
    grantee.kms.sign(KeyId=key, Message=b"x", SigningAlgorithm="ECDSA_SHA_256")
    grantee.kms.get_public_key(KeyId=key)
    with refused("AccessDeniedException"):
        grantee.kms.verify(KeyId=key, Message=b"x", Signature=b"x", SigningAlgorithm="ECDSA_SHA_256")


def test_reencrypt_by_grants_needs_both_directions(shared_account, key, grantee, grant):
    target = shared_account.key()
    sealed = shared_account.kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    grant("ReEncryptFrom")
    with refused("AccessDeniedException"):
        grantee.kms.re_encrypt(CiphertextBlob=sealed, DestinationKeyId=target)
    shared_account.kms.create_grant(KeyId=target, GranteePrincipal=grantee.arn, Operations=["ReEncryptTo"])
    grantee.kms.re_encrypt(CiphertextBlob=sealed, DestinationKeyId=target)


def test_grant_reaches_another_account_by_key_arn(other_account, shared_account, key):
    foreign = other_account.user(allow("kms:Encrypt"))
    shared_account.kms.create_grant(KeyId=key, GranteePrincipal=foreign.arn, Operations=["Encrypt"])
    foreign.kms.encrypt(KeyId=key, Plaintext=b"x")


def test_dry_run_makes_no_grant_and_ends_none(shared_account, key, grant):
    with refused("DryRunOperationException"):
        grant("Encrypt", DryRun=True)
    assert shared_account.kms.list_grants(KeyId=key)["Grants"] == []
    identifier = grant("Encrypt")["GrantId"]
    for end in (shared_account.kms.revoke_grant, shared_account.kms.retire_grant):
        with refused("DryRunOperationException"):
            end(KeyId=key, GrantId=identifier, DryRun=True)
    assert len(shared_account.kms.list_grants(KeyId=key)["Grants"]) == 1


def test_marker_that_no_page_gave_is_refused(shared_account, key):
    with refused("InvalidMarkerException"):
        shared_account.kms.list_grants(KeyId=key, Marker="nonsense")


@pytest.mark.parametrize("principal", ["nobody", "arn:aws:iam::123456789012", "arn:aws:s3:::bucket"])
def test_grantee_that_is_no_principal_is_refused(shared_account, key, principal):
    with refused("InvalidArnException", "ValidationException"):
        shared_account.kms.create_grant(KeyId=key, GranteePrincipal=principal, Operations=["Encrypt"])
