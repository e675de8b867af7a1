"""Key material wrapped for ImportKeyMaterial, with `cryptography` in the place of an HSM."""

from __future__ import annotations

import os

from cryptography.hazmat.primitives import hashes, keywrap, serialization
from cryptography.hazmat.primitives.asymmetric import padding

WRAPPING_ALGORITHMS = ("RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "RSA_AES_KEY_WRAP_SHA_1", "RSA_AES_KEY_WRAP_SHA_256")
WRAPPING_KEY_SPECS = ("RSA_2048", "RSA_3072", "RSA_4096")


def wrap(material: bytes, public_key_der: bytes, algorithm: str) -> bytes:
    """`material` under the wrapping key, by one of AWS's wrapping algorithms."""
    public_key = serialization.load_der_public_key(public_key_der)
    digest = hashes.SHA1() if algorithm.endswith("SHA_1") else hashes.SHA256()
    oaep = padding.OAEP(mgf=padding.MGF1(digest), algorithm=digest, label=None)
    if algorithm.startswith("RSAES_OAEP"):
        return public_key.encrypt(material, oaep)
    # RSA_AES_KEY_WRAP: an ephemeral AES-256 key under OAEP, then the material under RFC 5649 with that key.
    ephemeral = os.urandom(32)
    return public_key.encrypt(ephemeral, oaep) + keywrap.aes_key_wrap_with_padding(ephemeral, material)


def import_parameters(kms, key: str, algorithm: str = "RSAES_OAEP_SHA_256", spec: str = "RSA_2048") -> dict:
    return kms.get_parameters_for_import(KeyId=key, WrappingAlgorithm=algorithm, WrappingKeySpec=spec)


def import_material(kms, key: str, material: bytes, algorithm: str = "RSAES_OAEP_SHA_256", **parameters) -> dict:
    """Wraps and imports in one go; without an expiry unless `parameters` say one."""
    wrapping = import_parameters(kms, key, algorithm)
    parameters.setdefault("ExpirationModel", "KEY_MATERIAL_DOES_NOT_EXPIRE")
    encrypted = wrap(material, wrapping["PublicKey"], algorithm)
    return kms.import_key_material(
        KeyId=key, ImportToken=wrapping["ImportToken"], EncryptedKeyMaterial=encrypted, **parameters
    )
