"""Imported key material: wrapped, imported, expired, deleted and imported again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from harness.errors import refused
from harness.material import WRAPPING_ALGORITHMS, WRAPPING_KEY_SPECS, import_material, import_parameters, wrap

MATERIAL = bytes.fromhex("a5" * 16 + "5a" * 16)
OTHER = bytes(range(32))
FOREVER = {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}


@pytest.fixture(scope="module")
def kms(shared_account):
    return shared_account.kms


@pytest.fixture
def key(shared_account) -> str:
    return shared_account.key(Origin="EXTERNAL")


def metadata(kms, key: str) -> dict:
    return kms.describe_key(KeyId=key)["KeyMetadata"]


def test_key_without_material_waits_for_it(kms, key):
    found = metadata(kms, key)
    assert (found["KeyState"], found["Enabled"], found["Origin"]) == ("PendingImport", False, "EXTERNAL")
    message = (
        f"{key} is pending import because no key material has ever been imported "
        "or one of the imported key materials is deleted or expired."
    )
    with refused("KMSInvalidStateException", message=re.escape(message)):
        kms.encrypt(KeyId=key, Plaintext=b"x")


@pytest.mark.parametrize("operation", ["enable_key", "disable_key"])
def test_key_without_material_is_neither_enabled_nor_disabled(kms, key, operation):
    with refused("KMSInvalidStateException"):
        getattr(kms, operation)(KeyId=key)


@pytest.mark.parametrize("spec", WRAPPING_KEY_SPECS)
@pytest.mark.parametrize("algorithm", WRAPPING_ALGORITHMS)
def test_material_under_every_wrapping_makes_the_key_usable(kms, key, algorithm, spec):
    parameters = import_parameters(kms, key, algorithm, spec)
    assert parameters["KeyId"] == key
    public_key = serialization.load_der_public_key(parameters["PublicKey"])
    assert public_key.key_size == int(spec.removeprefix("RSA_"))
    answer = kms.import_key_material(
        KeyId=key,
        ImportToken=parameters["ImportToken"],
        EncryptedKeyMaterial=wrap(MATERIAL, parameters["PublicKey"], algorithm),
        **FOREVER,
    )
    assert answer["KeyId"] == key
    found = metadata(kms, key)
    assert (found["KeyState"], found["ExpirationModel"]) == ("Enabled", "KEY_MATERIAL_DOES_NOT_EXPIRE")
    sealed = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"x"


def test_parameters_are_valid_for_a_day(kms, key):
    created = metadata(kms, key)["CreationDate"]
    valid = import_parameters(kms, key)["ParametersValidTo"] - created
    assert timedelta(hours=24) <= valid <= timedelta(hours=24, minutes=10)


def test_deleted_material_stops_the_key_until_the_same_is_imported(kms, key):
    import_material(kms, key, MATERIAL)
    sealed = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    kms.delete_imported_key_material(KeyId=key)
    assert metadata(kms, key)["KeyState"] == "PendingImport"
    with refused("KMSInvalidStateException"):
        kms.decrypt(CiphertextBlob=sealed)
    import_material(kms, key, MATERIAL)
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"x"


@pytest.mark.parametrize("deleted", [True, False], ids=["after deletion", "over the present"])
def test_other_material_is_refused(kms, key, deleted):
    import_material(kms, key, MATERIAL)
    if deleted:
        kms.delete_imported_key_material(KeyId=key)
    with refused("IncorrectKeyMaterialException"):
        import_material(kms, key, OTHER)


def test_expired_material_stops_the_key(clock, timed_account):
    kms, key = timed_account.kms, timed_account.key(Origin="EXTERNAL")
    import_material(
        kms, key, MATERIAL, ExpirationModel="KEY_MATERIAL_EXPIRES", ValidTo=clock.now() + timedelta(days=10)
    )
    found = metadata(kms, key)
    assert found["ExpirationModel"] == "KEY_MATERIAL_EXPIRES"
    assert found["ValidTo"] is not None
    sealed = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    clock.advance(days=9)
    kms.decrypt(CiphertextBlob=sealed)
    clock.advance(days=2)
    assert metadata(kms, key)["KeyState"] == "PendingImport"
    with refused("KMSInvalidStateException"):
        kms.decrypt(CiphertextBlob=sealed)
    import_material(kms, key, MATERIAL)
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"x"


def test_expired_token_is_refused(clock, timed_account):
    kms, key = timed_account.kms, timed_account.key(Origin="EXTERNAL")
    parameters = import_parameters(kms, key)
    clock.advance(hours=25)
    with refused("ExpiredImportTokenException"):
        kms.import_key_material(
            KeyId=key,
            ImportToken=parameters["ImportToken"],
            EncryptedKeyMaterial=wrap(MATERIAL, parameters["PublicKey"], "RSAES_OAEP_SHA_256"),
            **FOREVER,
        )


def test_token_of_another_key_is_refused(kms, key, shared_account):
    other = import_parameters(kms, shared_account.key(Origin="EXTERNAL"))
    with refused("InvalidImportTokenException"):
        kms.import_key_material(
            KeyId=key,
            ImportToken=other["ImportToken"],
            EncryptedKeyMaterial=wrap(MATERIAL, other["PublicKey"], "RSAES_OAEP_SHA_256"),
            **FOREVER,
        )


def test_changed_token_is_refused(kms, key):
    parameters = import_parameters(kms, key)
    token = bytearray(parameters["ImportToken"])
    token[len(token) // 2] ^= 1
    with refused("InvalidImportTokenException"):
        kms.import_key_material(
            KeyId=key,
            ImportToken=bytes(token),
            EncryptedKeyMaterial=wrap(MATERIAL, parameters["PublicKey"], "RSAES_OAEP_SHA_256"),
            **FOREVER,
        )


@pytest.mark.parametrize("algorithm", WRAPPING_ALGORITHMS)
def test_material_wrapped_wrongly_is_an_invalid_ciphertext(kms, key, algorithm):
    parameters = import_parameters(kms, key, algorithm)
    other = next(name for name in WRAPPING_ALGORITHMS if name != algorithm)
    for broken in (bytes(256), wrap(MATERIAL, parameters["PublicKey"], other)):
        with refused("InvalidCiphertextException", "IncorrectKeyMaterialException"):
            kms.import_key_material(
                KeyId=key, ImportToken=parameters["ImportToken"], EncryptedKeyMaterial=broken, **FOREVER
            )


@pytest.mark.parametrize("length", [1, 16, 31, 33, 64])
def test_symmetric_material_must_be_256_bits(kms, key, length):
    with refused("IncorrectKeyMaterialException"):
        import_material(kms, key, bytes(length))


@pytest.mark.parametrize(
    "expiry",
    [
        {"ExpirationModel": "KEY_MATERIAL_EXPIRES"},
        {"ExpirationModel": "KEY_MATERIAL_EXPIRES", "ValidTo": 1_000_000_000},
        {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE", "ValidTo": 4_000_000_000},
    ],
    ids=["no date", "past date", "date without expiry"],
)
def test_expiry_that_makes_no_sense_is_refused(kms, key, expiry):
    with refused("ValidationException"):
        import_material(kms, key, MATERIAL, **expiry)


@pytest.mark.parametrize("operation", ["get_parameters_for_import", "delete_imported_key_material"])
def test_key_of_kms_itself_takes_no_material(kms, shared_account, operation):
    extra = {"WrappingAlgorithm": "RSAES_OAEP_SHA_256", "WrappingKeySpec": "RSA_2048"}
    with refused("UnsupportedOperationException"):
        getattr(kms, operation)(KeyId=shared_account.key(), **(extra if operation.startswith("get") else {}))


def test_retired_wrapping_algorithm_is_refused(kms, key):
    with refused("UnsupportedOperationException", "ValidationException"):
        import_parameters(kms, key, "RSAES_PKCS1_V1_5")


@pytest.mark.parametrize(("spec", "length"), [("HMAC_224", 28), ("HMAC_256", 32), ("HMAC_384", 48), ("HMAC_512", 64)])
def test_imported_hmac_key_gives_the_standard_mac(kms, shared_account, spec, length):
    digest = {"224": hashes.SHA224, "256": hashes.SHA256, "384": hashes.SHA384, "512": hashes.SHA512}[spec[5:]]()
    key = shared_account.key(Origin="EXTERNAL", KeySpec=spec, KeyUsage="GENERATE_VERIFY_MAC")
    material = bytes(i % 251 for i in range(length))
    import_material(kms, key, material)
    expected = hmac.HMAC(material, digest)
    expected.update(b"message")
    answer = kms.generate_mac(KeyId=key, Message=b"message", MacAlgorithm=f"HMAC_SHA_{spec[5:]}")
    assert answer["Mac"] == expected.finalize()


@pytest.mark.parametrize("algorithm", ["RSA_AES_KEY_WRAP_SHA_1", "RSA_AES_KEY_WRAP_SHA_256"])
def test_imported_rsa_key_signs_as_the_original(kms, shared_account, algorithm):
    original = rsa.generate_private_key(65537, 2048)
    key = shared_account.key(Origin="EXTERNAL", KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")
    import_material(kms, key, pkcs8(original), algorithm)
    answer = kms.sign(KeyId=key, Message=b"m", SigningAlgorithm="RSASSA_PKCS1_V1_5_SHA_256")
    original.public_key().verify(answer["Signature"], b"m", padding.PKCS1v15(), hashes.SHA256())


@pytest.mark.parametrize(
    ("spec", "curve"),
    [("ECC_NIST_P256", ec.SECP256R1()), ("ECC_NIST_P384", ec.SECP384R1()), ("ECC_SECG_P256K1", ec.SECP256K1())],
)
def test_imported_ecc_key_has_the_public_key_of_the_original(kms, shared_account, spec, curve):
    original = ec.generate_private_key(curve)
    key = shared_account.key(Origin="EXTERNAL", KeySpec=spec, KeyUsage="SIGN_VERIFY")
    import_material(kms, key, pkcs8(original), "RSA_AES_KEY_WRAP_SHA_256")
    public = kms.get_public_key(KeyId=key)["PublicKey"]
    assert serialization.load_der_public_key(public).public_numbers() == original.public_key().public_numbers()


def test_material_of_another_spec_is_refused(kms, shared_account):
    key = shared_account.key(Origin="EXTERNAL", KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    with refused("IncorrectKeyMaterialException"):
        import_material(kms, key, pkcs8(ec.generate_private_key(ec.SECP384R1())), "RSA_AES_KEY_WRAP_SHA_256")


def pkcs8(private_key) -> bytes:
    return private_key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
