"""Encrypt, Decrypt, ReEncrypt, data keys, random bytes."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.callers import unique
from harness.errors import refused

CONTEXT = {"tenant": "42", "purpose": "発注", "empty": ""}
WRONG_KEY = "The key ID in the request does not identify a CMK that can perform this operation."
WOULD_HAVE = "The request would have succeeded, but the DryRun option is set."


@pytest.fixture(scope="module")
def key(shared_account):
    return shared_account.key()


@pytest.fixture(scope="module")
def kms(shared_account):
    return shared_account.kms


@pytest.mark.parametrize("size", [1, 16, 4095, 4096])
def test_plaintext_comes_back(kms, key, size):
    plaintext = bytes(i % 256 for i in range(size))
    sealed = kms.encrypt(KeyId=key, Plaintext=plaintext, EncryptionContext=CONTEXT)
    assert (sealed["KeyId"], sealed["EncryptionAlgorithm"]) == (key, "SYMMETRIC_DEFAULT")
    assert plaintext not in sealed["CiphertextBlob"] or size == 1
    opened = kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"], EncryptionContext=CONTEXT)
    assert (opened["Plaintext"], opened["KeyId"], opened["EncryptionAlgorithm"]) == (
        plaintext,
        key,
        "SYMMETRIC_DEFAULT",
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plaintext=st.binary(min_size=1, max_size=200),
    context=st.dictionaries(st.text(min_size=1, max_size=20), st.text(max_size=20), max_size=4),
)
def test_any_bytes_and_context_come_back(kms, key, plaintext, context):
    sealed = kms.encrypt(KeyId=key, Plaintext=plaintext, EncryptionContext=context)["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=sealed, EncryptionContext=context)["Plaintext"] == plaintext


def test_same_plaintext_never_gives_the_same_ciphertext(kms, key):
    blobs = {kms.encrypt(KeyId=key, Plaintext=b"same")["CiphertextBlob"] for _ in range(20)}
    assert len(blobs) == 20


def test_context_is_independent_of_its_order(kms, key):
    sealed = kms.encrypt(KeyId=key, Plaintext=b"x", EncryptionContext={"a": "1", "b": "2"})["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=sealed, EncryptionContext={"b": "2", "a": "1"})["Plaintext"] == b"x"


@pytest.mark.parametrize(
    "context",
    [{}, {"tenant": "43"}, {"Tenant": "42"}, {"tenant": "42", "more": "x"}, {"tenan": "t42"}],
    ids=["none", "other value", "other case", "one more", "moved boundary"],
)
def test_other_context_does_not_decrypt(kms, key, context):
    sealed = kms.encrypt(KeyId=key, Plaintext=b"x", EncryptionContext={"tenant": "42"})["CiphertextBlob"]
    with refused("InvalidCiphertextException"):
        kms.decrypt(CiphertextBlob=sealed, EncryptionContext=context)


def test_no_bit_of_a_ciphertext_can_be_changed(kms, key):
    sealed = kms.encrypt(KeyId=key, Plaintext=b"sixteen bytes ok")["CiphertextBlob"]
    # Bytes that name the key may make it unknown or another's instead: what must not happen is a plaintext.
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1 << (position % 8)
        with refused("InvalidCiphertextException", "AccessDeniedException", "NotFoundException"):
            kms.decrypt(CiphertextBlob=bytes(changed))


@pytest.mark.parametrize("cut", [1, 2, 16, 40])
def test_cut_or_prolonged_ciphertext_is_invalid(kms, key, cut):
    sealed = kms.encrypt(KeyId=key, Plaintext=b"sixteen bytes ok")["CiphertextBlob"]
    for broken in (sealed[:-cut], sealed + bytes(cut)):
        with refused("InvalidCiphertextException"):
            kms.decrypt(CiphertextBlob=broken, KeyId=key)


@pytest.mark.parametrize("blob", [b"\x00", b"not a ciphertext", bytes(6144)])
def test_bytes_that_are_no_ciphertext_are_invalid(kms, blob):
    with refused("InvalidCiphertextException") as refusal:
        kms.decrypt(CiphertextBlob=blob)
    assert refusal.status == 400


def test_naming_another_key_is_an_incorrect_key(kms, key, shared_account):
    sealed = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    with refused("IncorrectKeyException", message=WRONG_KEY):
        kms.decrypt(CiphertextBlob=sealed, KeyId=shared_account.key())


def test_decrypt_by_an_alias_of_the_key(kms, key):
    alias = f"alias/{unique()}"
    kms.create_alias(AliasName=alias, TargetKeyId=key)
    sealed = kms.encrypt(KeyId=alias, Plaintext=b"x")
    assert sealed["KeyId"] == key
    assert kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"], KeyId=alias)["Plaintext"] == b"x"


@pytest.mark.parametrize(
    ("parameters", "length"),
    [
        ({"KeySpec": "AES_256"}, 32),
        ({"KeySpec": "AES_128"}, 16),
        ({"NumberOfBytes": 1}, 1),
        ({"NumberOfBytes": 1024}, 1024),
    ],
)
def test_data_key_has_the_length_asked_and_decrypts_to_itself(kms, key, parameters, length):
    answer = kms.generate_data_key(KeyId=key, EncryptionContext=CONTEXT, **parameters)
    assert len(answer["Plaintext"]) == length
    assert answer["KeyId"] == key
    opened = kms.decrypt(CiphertextBlob=answer["CiphertextBlob"], EncryptionContext=CONTEXT)
    assert opened["Plaintext"] == answer["Plaintext"]


@pytest.mark.parametrize("operation", ["generate_data_key", "generate_data_key_without_plaintext"])
@pytest.mark.parametrize("parameters", [{}, {"KeySpec": "AES_256", "NumberOfBytes": 32}], ids=["neither", "both"])
def test_data_key_needs_exactly_one_of_spec_and_length(kms, key, operation, parameters):
    with refused("ValidationException"):
        getattr(kms, operation)(KeyId=key, **parameters)


def test_data_key_without_plaintext_gives_it_only_to_decrypt(kms, key):
    answer = kms.generate_data_key_without_plaintext(KeyId=key, NumberOfBytes=64)
    assert "Plaintext" not in answer
    assert len(kms.decrypt(CiphertextBlob=answer["CiphertextBlob"])["Plaintext"]) == 64


def test_envelope_encryption_works_end_to_end(kms, key):
    data_key = kms.generate_data_key(KeyId=key, KeySpec="AES_256")
    nonce = bytes(12)
    document = AESGCM(data_key["Plaintext"]).encrypt(nonce, b"the document", None)
    opened_key = kms.decrypt(CiphertextBlob=data_key["CiphertextBlob"])["Plaintext"]
    assert AESGCM(opened_key).decrypt(nonce, document, None) == b"the document"


def test_reencrypt_moves_to_another_key_and_context(kms, key, shared_account):
    target = shared_account.key()
    sealed = kms.encrypt(KeyId=key, Plaintext=b"moved", EncryptionContext={"a": "1"})["CiphertextBlob"]
    answer = kms.re_encrypt(
        CiphertextBlob=sealed,
        SourceEncryptionContext={"a": "1"},
        DestinationKeyId=target,
        DestinationEncryptionContext={"b": "2"},
    )
    assert (answer["SourceKeyId"], answer["KeyId"]) == (key, target)
    assert answer["SourceEncryptionAlgorithm"] == answer["DestinationEncryptionAlgorithm"] == "SYMMETRIC_DEFAULT"
    opened = kms.decrypt(CiphertextBlob=answer["CiphertextBlob"], EncryptionContext={"b": "2"})
    assert (opened["Plaintext"], opened["KeyId"]) == (b"moved", target)


def test_reencrypt_names_the_wrong_source_key(kms, key, shared_account):
    sealed = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    with refused("IncorrectKeyException", message=WRONG_KEY):
        kms.re_encrypt(CiphertextBlob=sealed, SourceKeyId=shared_account.key(), DestinationKeyId=key)


def test_reencrypt_needs_the_source_context(kms, key):
    sealed = kms.encrypt(KeyId=key, Plaintext=b"x", EncryptionContext={"a": "1"})["CiphertextBlob"]
    with refused("InvalidCiphertextException"):
        kms.re_encrypt(CiphertextBlob=sealed, DestinationKeyId=key)


def test_reencrypt_between_symmetric_and_rsa(kms, key, shared_account):
    rsa = shared_account.key(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")
    sealed = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    moved = kms.re_encrypt(
        CiphertextBlob=sealed, DestinationKeyId=rsa, DestinationEncryptionAlgorithm="RSAES_OAEP_SHA_256"
    )
    opened = kms.decrypt(CiphertextBlob=moved["CiphertextBlob"], KeyId=rsa, EncryptionAlgorithm="RSAES_OAEP_SHA_256")
    assert opened["Plaintext"] == b"x"


@pytest.mark.parametrize("size", [1, 32, 1024])
def test_random_bytes_have_the_length_asked(kms, size):
    first, second = (kms.generate_random(NumberOfBytes=size)["Plaintext"] for _ in range(2))
    assert len(first) == len(second) == size
    assert size < 16 or first != second


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("encrypt", {"Plaintext": b"x"}),
        ("generate_data_key", {"KeySpec": "AES_256"}),
        ("generate_data_key_without_plaintext", {"KeySpec": "AES_256"}),
        ("generate_data_key_pair", {"KeyPairSpec": "ECC_NIST_P256"}),
        ("generate_data_key_pair_without_plaintext", {"KeyPairSpec": "ECC_NIST_P256"}),
    ],
)
def test_dry_run_says_what_would_have_happened(kms, key, operation, parameters):
    with refused("DryRunOperationException", message=WOULD_HAVE):
        getattr(kms, operation)(KeyId=key, DryRun=True, **parameters)


def test_dry_run_of_decrypt_and_reencrypt(kms, key):
    sealed = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    with refused("DryRunOperationException", message=WOULD_HAVE):
        kms.decrypt(CiphertextBlob=sealed, DryRun=True)
    with refused("DryRunOperationException", message=WOULD_HAVE):
        kms.re_encrypt(CiphertextBlob=sealed, DestinationKeyId=key, DryRun=True)


def test_dry_run_of_a_refused_call_gives_its_refusal(kms, shared_account):
    user, key = shared_account.user(), shared_account.key()
    with refused("AccessDeniedException"):
        user.kms.encrypt(KeyId=key, Plaintext=b"x", DryRun=True)


@pytest.mark.parametrize("spec", ["RSA_2048", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1"])
def test_data_key_pair_halves_belong_together(kms, key, spec):
    answer = kms.generate_data_key_pair(KeyId=key, KeyPairSpec=spec, EncryptionContext=CONTEXT)
    assert (answer["KeyId"], answer["KeyPairSpec"]) == (key, spec)
    private = serialization.load_der_private_key(answer["PrivateKeyPlaintext"], None)
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert public == answer["PublicKey"]
    opened = kms.decrypt(CiphertextBlob=answer["PrivateKeyCiphertextBlob"], EncryptionContext=CONTEXT)
    assert opened["Plaintext"] == answer["PrivateKeyPlaintext"]


def test_data_key_pair_without_plaintext_keeps_the_private_half_sealed(kms, key):
    answer = kms.generate_data_key_pair_without_plaintext(KeyId=key, KeyPairSpec="ECC_NIST_P256")
    assert "PrivateKeyPlaintext" not in answer
    opened = kms.decrypt(CiphertextBlob=answer["PrivateKeyCiphertextBlob"])["Plaintext"]
    assert serialization.load_der_private_key(opened, None).key_size == 256


@pytest.mark.parametrize(
    ("spec", "algorithm", "largest"),
    [
        ("RSA_2048", "RSAES_OAEP_SHA_1", 214),
        ("RSA_2048", "RSAES_OAEP_SHA_256", 190),
        ("RSA_3072", "RSAES_OAEP_SHA_256", 318),
    ],
)
def test_rsa_key_encrypts_up_to_its_limit(kms, shared_account, spec, algorithm, largest):
    rsa = shared_account.key(KeySpec=spec, KeyUsage="ENCRYPT_DECRYPT")
    sealed = kms.encrypt(KeyId=rsa, Plaintext=bytes(largest), EncryptionAlgorithm=algorithm)
    opened = kms.decrypt(KeyId=rsa, CiphertextBlob=sealed["CiphertextBlob"], EncryptionAlgorithm=algorithm)
    assert opened["Plaintext"] == bytes(largest)
    with refused("ValidationException"):
        kms.encrypt(KeyId=rsa, Plaintext=bytes(largest + 1), EncryptionAlgorithm=algorithm)


def test_rsa_decrypt_needs_the_key_and_the_algorithm(kms, shared_account):
    rsa = shared_account.key(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")
    sealed = kms.encrypt(KeyId=rsa, Plaintext=b"x", EncryptionAlgorithm="RSAES_OAEP_SHA_256")["CiphertextBlob"]
    with refused("InvalidCiphertextException", "ValidationException"):
        kms.decrypt(CiphertextBlob=sealed, EncryptionAlgorithm="RSAES_OAEP_SHA_256")
    with refused("InvalidCiphertextException"):
        kms.decrypt(CiphertextBlob=sealed, KeyId=rsa, EncryptionAlgorithm="RSAES_OAEP_SHA_1")


@pytest.mark.parametrize(
    ("key_parameters", "operation", "parameters"),
    [
        ({"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"}, "encrypt", {"Plaintext": b"x"}),
        ({"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"}, "encrypt", {"Plaintext": b"x"}),
        ({"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"}, "generate_data_key", {"KeySpec": "AES_256"}),
        ({"KeySpec": "RSA_2048", "KeyUsage": "ENCRYPT_DECRYPT"}, "generate_data_key", {"KeySpec": "AES_256"}),
        ({}, "encrypt", {"Plaintext": b"x", "EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}),
        ({}, "sign", {"Message": b"x", "SigningAlgorithm": "ECDSA_SHA_256"}),
        ({}, "generate_mac", {"Message": b"x", "MacAlgorithm": "HMAC_SHA_256"}),
    ],
)
def test_key_is_refused_for_what_it_is_not_for(kms, shared_account, key_parameters, operation, parameters):
    wrong = shared_account.key(**key_parameters)
    with refused("InvalidKeyUsageException"):
        getattr(kms, operation)(KeyId=wrong, **parameters)


def test_rsa_key_takes_no_encryption_context(kms, shared_account):
    rsa = shared_account.key(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")
    with refused("ValidationException"):
        kms.encrypt(KeyId=rsa, Plaintext=b"x", EncryptionAlgorithm="RSAES_OAEP_SHA_256", EncryptionContext={"a": "b"})
