"""ML-DSA (FIPS 204) and Ed25519 (RFC 8032) keys, against `cryptography` in both directions."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa

from harness.errors import refused
from harness.material import import_material

MESSAGE = b"the watch sees all"
ML_DSA = {"ML_DSA_44": mldsa.MLDSA44PrivateKey, "ML_DSA_65": mldsa.MLDSA65PrivateKey, "ML_DSA_87": mldsa.MLDSA87PrivateKey}
MAKERS = {**ML_DSA, "ECC_NIST_EDWARDS25519": ed25519.Ed25519PrivateKey}


@pytest.fixture(scope="module")
def kms(shared_account):
    return shared_account.kms


@pytest.fixture(scope="module")
def made_here(shared_account):
    """The public half of a key of each spec that KMS made, by its ARN."""
    keys = {}

    def get(spec: str):
        if spec not in keys:
            keys[spec] = shared_account.key(KeySpec=spec, KeyUsage="SIGN_VERIFY")
        public = shared_account.kms.get_public_key(KeyId=keys[spec])["PublicKey"]
        return keys[spec], serialization.load_der_public_key(public)

    return get


@pytest.fixture(scope="module")
def made_there(shared_account):
    """A key of each spec that `cryptography` made, and its ARN once it is imported."""
    keys = {}

    def get(spec: str):
        if spec not in keys:
            theirs = MAKERS[spec].generate()
            material = theirs.private_bytes(
                serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            key = shared_account.key(KeySpec=spec, KeyUsage="SIGN_VERIFY", Origin="EXTERNAL")
            import_material(shared_account.kms, key, material)
            keys[spec] = key, theirs
        return keys[spec]

    return get


def algorithm_of(spec: str) -> str:
    return "ML_DSA_SHAKE_256" if spec in ML_DSA else "ED25519_SHA_512"


def external_mu(public_key, message: bytes) -> bytes:
    """The message representative of FIPS 204, algorithm 7, for an empty context."""
    tr = hashlib.shake_256(public_key.public_bytes_raw()).digest(64)
    return hashlib.shake_256(tr + bytes([0, 0]) + message).digest(64)


@pytest.mark.parametrize("spec", MAKERS)
def test_signature_made_here_is_good_there(kms, made_here, spec):
    key, public_key = made_here(spec)
    signed = kms.sign(KeyId=key, Message=MESSAGE, SigningAlgorithm=algorithm_of(spec))
    public_key.verify(signed["Signature"], MESSAGE)


@pytest.mark.parametrize("spec", MAKERS)
def test_imported_key_has_the_public_half_it_had(kms, made_there, spec):
    key, theirs = made_there(spec)
    expected = theirs.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert kms.get_public_key(KeyId=key)["PublicKey"] == expected


@pytest.mark.parametrize("spec", MAKERS)
def test_signature_made_there_is_good_here(kms, made_there, spec):
    key, theirs = made_there(spec)
    signature = theirs.sign(MESSAGE)
    parameters = {"KeyId": key, "Message": MESSAGE, "SigningAlgorithm": algorithm_of(spec)}
    assert kms.verify(Signature=signature, **parameters)["SignatureValid"] is True
    with refused("KMSInvalidSignatureException"):
        kms.verify(Signature=signature[:-1] + bytes([signature[-1] ^ 1]), **parameters)


@pytest.mark.parametrize("spec", ML_DSA)
def test_representative_computed_outside_stands_for_the_message(kms, made_there, spec):
    key, theirs = made_there(spec)
    mu = {
        "KeyId": key,
        "Message": external_mu(theirs.public_key(), MESSAGE),
        "MessageType": "EXTERNAL_MU",
        "SigningAlgorithm": "ML_DSA_SHAKE_256",
    }
    theirs.public_key().verify(kms.sign(**mu)["Signature"], MESSAGE)
    assert kms.verify(Signature=theirs.sign(MESSAGE), **mu)["SignatureValid"] is True


@pytest.mark.parametrize("spec", ML_DSA)
def test_signature_with_a_context_is_another_signature(kms, made_there, spec):
    key, theirs = made_there(spec)
    with refused("KMSInvalidSignatureException"):
        kms.verify(
            KeyId=key,
            Message=MESSAGE,
            Signature=theirs.sign(MESSAGE, b"elsewhere"),
            SigningAlgorithm="ML_DSA_SHAKE_256",
        )
