"""Recipients: an answer for an enclave alone is never given to whoever asks instead."""

from __future__ import annotations

import pytest

from harness.errors import refused


def text(value: str) -> bytes:
    return bytes([0x60 | len(value)]) + value.encode()


def document() -> bytes:
    """An attestation document as CBOR and COSE lay it out, signed by nobody."""
    measurement = b"\x58\x30" + bytes(48)
    fields = {
        "module_id": text("i-0-enc0"),
        "digest": text("SHA384"),
        "timestamp": b"\x1b" + (1_700_000_000_000).to_bytes(8, "big"),
        "pcrs": b"\xa1\x00" + measurement,
        "certificate": b"\x42\x30\x00",
        "cabundle": b"\x81\x42\x30\x00",
        "public_key": b"\x42\x30\x00",
    }
    payload = bytes([0xA0 | len(fields)]) + b"".join(text(name) + value for name, value in fields.items())
    return b"\x84\x44\xa1\x01\x38\x22\xa0\x59" + len(payload).to_bytes(2, "big") + payload + b"\x58\x60" + bytes(96)


@pytest.mark.parametrize(
    ("attestation", "message"),
    [
        (b"\x01\x02\x03", r"The attestation document in the request is malformed\."),
        (document()[:-1], r"The attestation document in the request is malformed\."),
        (document(), r"The attestation document in the request could not be verified\."),
    ],
    ids=["nonsense", "cut", "unverified"],
)
def test_recipient_is_refused(shared_account, attestation, message):
    kms = shared_account.kms
    key, pair = shared_account.key(), shared_account.key(KeySpec="ECC_NIST_P256", KeyUsage="KEY_AGREEMENT")
    recipient = {"KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256", "AttestationDocument": attestation}
    sealed = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    peer = kms.get_public_key(KeyId=pair)["PublicKey"]
    for call in (
        lambda: kms.decrypt(CiphertextBlob=sealed, Recipient=recipient),
        lambda: kms.generate_data_key(KeyId=key, KeySpec="AES_256", Recipient=recipient),
        lambda: kms.generate_data_key_pair(KeyId=key, KeyPairSpec="ECC_NIST_P256", Recipient=recipient),
        lambda: kms.generate_random(NumberOfBytes=8, Recipient=recipient),
        lambda: kms.derive_shared_secret(KeyId=pair, KeyAgreementAlgorithm="ECDH", PublicKey=peer, Recipient=recipient),
    ):
        with refused("ValidationException", message=message):
            call()
