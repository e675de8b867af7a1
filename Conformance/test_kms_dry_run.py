"""Dry runs of every operation whose model has them: what would have succeeded says so, and nothing has happened."""

from __future__ import annotations

import botocore.session
import pytest
from botocore import xform_name

from harness.callers import allow
from harness.errors import refused

WOULD_HAVE = "The request would have succeeded, but the DryRun option is set."
MODEL = botocore.session.Session().get_service_model("kms")
WITH_DRY_RUN = sorted(
    name
    for name in MODEL.operation_names
    if "DryRun" in (MODEL.operation_model(name).input_shape.members if MODEL.operation_model(name).input_shape else {})
)


@pytest.fixture(scope="module")
def calls(shared_account) -> dict[str, dict]:
    """The parameters of a call of each operation that would succeed."""
    kms = shared_account.kms
    symmetric = shared_account.key()
    signing = shared_account.key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    agreement = shared_account.key(KeySpec="ECC_NIST_P256", KeyUsage="KEY_AGREEMENT")
    mac = shared_account.key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")
    sealed = kms.encrypt(KeyId=symmetric, Plaintext=b"x")["CiphertextBlob"]
    signature = kms.sign(KeyId=signing, Message=b"x", SigningAlgorithm="ECDSA_SHA_256")["Signature"]
    tag = kms.generate_mac(KeyId=mac, Message=b"x", MacAlgorithm="HMAC_SHA_256")["Mac"]
    grantee = shared_account.user().arn
    grant = kms.create_grant(KeyId=symmetric, GranteePrincipal=grantee, Operations=["Encrypt"])["GrantId"]
    peer = kms.get_public_key(KeyId=agreement)["PublicKey"]
    signed = dict(KeyId=signing, Message=b"x", SigningAlgorithm="ECDSA_SHA_256")
    macked = dict(KeyId=mac, Message=b"x", MacAlgorithm="HMAC_SHA_256")
    pair = dict(KeyId=symmetric, KeyPairSpec="ECC_NIST_P256")
    return {
        "CreateGrant": dict(KeyId=symmetric, GranteePrincipal=grantee, Operations=["Decrypt"]),
        "Decrypt": dict(CiphertextBlob=sealed),
        "DeriveSharedSecret": dict(KeyId=agreement, KeyAgreementAlgorithm="ECDH", PublicKey=peer),
        "Encrypt": dict(KeyId=symmetric, Plaintext=b"x"),
        "GenerateDataKey": dict(KeyId=symmetric, KeySpec="AES_256"),
        "GenerateDataKeyPair": pair,
        "GenerateDataKeyPairWithoutPlaintext": pair,
        "GenerateDataKeyWithoutPlaintext": dict(KeyId=symmetric, KeySpec="AES_256"),
        "GenerateMac": macked,
        "ReEncrypt": dict(CiphertextBlob=sealed, DestinationKeyId=symmetric),
        "RetireGrant": dict(KeyId=symmetric, GrantId=grant),
        "RevokeGrant": dict(KeyId=symmetric, GrantId=grant),
        "Sign": signed,
        "Verify": dict(signed, Signature=signature),
        "VerifyMac": dict(macked, Mac=tag),
    }


def test_every_operation_with_dry_runs_is_tried(calls):
    assert sorted(calls) == WITH_DRY_RUN


@pytest.mark.parametrize("operation", WITH_DRY_RUN)
def test_dry_run_says_that_it_would_have_succeeded_and_does_nothing(shared_account, calls, operation):
    kms = shared_account.kms
    key = calls["CreateGrant"]["KeyId"]
    before = kms.list_grants(KeyId=key)["Grants"]
    with refused("DryRunOperationException", message=WOULD_HAVE):
        getattr(kms, xform_name(operation))(**calls[operation], DryRun=True)
    assert kms.list_grants(KeyId=key)["Grants"] == before


@pytest.mark.parametrize("operation", WITH_DRY_RUN)
def test_dry_run_of_what_is_not_allowed_is_refused(shared_account, calls, operation):
    stranger = shared_account.user(allow("kms:ListKeys"))
    with refused("AccessDeniedException"):
        getattr(stranger.kms, xform_name(operation))(**calls[operation], DryRun=True)
