"""Signatures and MACs, checked by `cryptography` and by the openssl command."""

from __future__ import annotations

import hashlib
import subprocess

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

from harness.errors import refused

MESSAGE = b"the watch sees all"
DIGESTS = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
RSA = [f"RSASSA_{kind}_SHA_{bits}" for kind in ("PSS", "PKCS1_V1_5") for bits in DIGESTS]
ECC = {
    "ECC_NIST_P256": "ECDSA_SHA_256",
    "ECC_NIST_P384": "ECDSA_SHA_384",
    "ECC_NIST_P521": "ECDSA_SHA_512",
    "ECC_SECG_P256K1": "ECDSA_SHA_256",
}
CASES = [*(("RSA_2048", algorithm) for algorithm in RSA), ("RSA_3072", RSA[0]), ("RSA_4096", RSA[3]), *ECC.items()]
MACS = ("224", "256", "384", "512")


@pytest.fixture(scope="module")
def kms(shared_account):
    return shared_account.kms


@pytest.fixture(scope="module")
def key_of(shared_account):
    """One signing key a spec: making RSA keys is slow."""
    keys: dict[str, str] = {}

    def get(spec: str) -> str:
        if spec not in keys:
            usage = "GENERATE_VERIFY_MAC" if spec.startswith("HMAC") else "SIGN_VERIFY"
            keys[spec] = shared_account.key(KeySpec=spec, KeyUsage=usage)
        return keys[spec]

    return get


def digest_of(algorithm: str):
    return DIGESTS[algorithm[-3:]]


def check(public_der: bytes, signature: bytes, algorithm: str, digest=None) -> None:
    """Raises unless the signature over MESSAGE (or its digest) is good."""
    public_key = serialization.load_der_public_key(public_der)
    scheme = utils.Prehashed(digest_of(algorithm)) if digest else digest_of(algorithm)
    data = digest or MESSAGE
    if algorithm.startswith("ECDSA"):
        public_key.verify(signature, data, ec.ECDSA(scheme))
    elif "PSS" in algorithm:
        salt = padding.PSS(padding.MGF1(digest_of(algorithm)), digest_of(algorithm).digest_size)
        public_key.verify(signature, data, salt, scheme)
    else:
        public_key.verify(signature, data, padding.PKCS1v15(), scheme)


@pytest.mark.parametrize(("spec", "algorithm"), CASES)
def test_signature_is_good_to_cryptography_and_to_verify(kms, key_of, spec, algorithm):
    key = key_of(spec)
    public = kms.get_public_key(KeyId=key)
    assert (public["KeyId"], public["KeySpec"], public["KeyUsage"]) == (key, spec, "SIGN_VERIFY")
    assert algorithm in public["SigningAlgorithms"]
    signed = kms.sign(KeyId=key, Message=MESSAGE, SigningAlgorithm=algorithm)
    assert (signed["KeyId"], signed["SigningAlgorithm"]) == (key, algorithm)
    check(public["PublicKey"], signed["Signature"], algorithm)
    verified = kms.verify(KeyId=key, Message=MESSAGE, Signature=signed["Signature"], SigningAlgorithm=algorithm)
    assert (verified["SignatureValid"], verified["KeyId"]) == (True, key)


@pytest.mark.parametrize(("spec", "algorithm"), CASES)
def test_signature_of_a_digest_is_that_of_its_message(kms, key_of, spec, algorithm):
    key = key_of(spec)
    digest = hashlib.new(f"sha{algorithm[-3:]}", MESSAGE).digest()
    signature = kms.sign(KeyId=key, Message=digest, MessageType="DIGEST", SigningAlgorithm=algorithm)["Signature"]
    check(kms.get_public_key(KeyId=key)["PublicKey"], signature, algorithm, digest)
    assert kms.verify(KeyId=key, Message=MESSAGE, Signature=signature, SigningAlgorithm=algorithm)["SignatureValid"]


@pytest.mark.parametrize(("spec", "algorithm"), [("RSA_2048", RSA[0]), ("RSA_2048", RSA[3]), *ECC.items()])
def test_openssl_accepts_the_signature(kms, key_of, tmp_path, spec, algorithm):
    key = key_of(spec)
    signature = kms.sign(KeyId=key, Message=MESSAGE, SigningAlgorithm=algorithm)["Signature"]
    for name, content in {"key.der": kms.get_public_key(KeyId=key)["PublicKey"], "sig": signature}.items():
        (tmp_path / name).write_bytes(content)
    pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"] if "PSS" in algorithm else []
    command = ["openssl", "dgst", f"-sha{algorithm[-3:]}", *pss, "-verify", "key.der", "-keyform", "DER"]
    done = subprocess.run([*command, "-signature", "sig"], input=MESSAGE, cwd=tmp_path, capture_output=True, timeout=30)
    assert done.stdout.strip() == b"Verified OK", done.stderr


def test_signature_of_another_key_is_refused(kms, key_of):
    outsider = ec.generate_private_key(ec.SECP256R1()).sign(MESSAGE, ec.ECDSA(hashes.SHA256()))
    with refused("KMSInvalidSignatureException"):
        kms.verify(KeyId=key_of("ECC_NIST_P256"), Message=MESSAGE, Signature=outsider, SigningAlgorithm="ECDSA_SHA_256")


@pytest.mark.parametrize(("spec", "algorithm"), [("RSA_2048", RSA[0]), ("ECC_NIST_P256", "ECDSA_SHA_256")])
@pytest.mark.parametrize("change", ["message", "signature", "empty signature"])
def test_wrong_signature_is_refused(kms, key_of, spec, algorithm, change):
    key = key_of(spec)
    signature = kms.sign(KeyId=key, Message=MESSAGE, SigningAlgorithm=algorithm)["Signature"]
    message = MESSAGE + b"!" if change == "message" else MESSAGE
    if change == "signature":
        signature = signature[:-1] + bytes([signature[-1] ^ 1])
    if change == "empty signature":
        signature = b"\x00"
    with refused("KMSInvalidSignatureException"):
        kms.verify(KeyId=key, Message=message, Signature=signature, SigningAlgorithm=algorithm)


def test_algorithm_that_the_key_lacks_is_refused(kms, key_of):
    with refused("InvalidKeyUsageException", "ValidationException"):
        kms.sign(KeyId=key_of("ECC_NIST_P256"), Message=MESSAGE, SigningAlgorithm="ECDSA_SHA_384")


@pytest.mark.parametrize("length", [1, 31, 33])
def test_digest_of_the_wrong_length_is_refused(kms, key_of, length):
    with refused("ValidationException"):
        kms.sign(
            KeyId=key_of("ECC_NIST_P256"), Message=bytes(length), MessageType="DIGEST", SigningAlgorithm="ECDSA_SHA_256"
        )


def test_public_key_of_a_symmetric_key_is_refused(kms, shared_account):
    with refused("UnsupportedOperationException"):
        kms.get_public_key(KeyId=shared_account.key())


def test_public_key_encrypts_outside_what_the_key_decrypts(kms, shared_account):
    key = shared_account.key(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")
    public_key = serialization.load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
    oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
    sealed = public_key.encrypt(b"from outside", oaep)
    opened = kms.decrypt(KeyId=key, CiphertextBlob=sealed, EncryptionAlgorithm="RSAES_OAEP_SHA_256")
    assert opened["Plaintext"] == b"from outside"


@pytest.mark.parametrize("bits", MACS)
def test_mac_has_its_length_and_verifies(kms, key_of, bits):
    key, algorithm = key_of(f"HMAC_{bits}"), f"HMAC_SHA_{bits}"
    made = kms.generate_mac(KeyId=key, Message=MESSAGE, MacAlgorithm=algorithm)
    assert (made["KeyId"], made["MacAlgorithm"], len(made["Mac"])) == (key, algorithm, int(bits) // 8)
    again = kms.generate_mac(KeyId=key, Message=MESSAGE, MacAlgorithm=algorithm)
    assert again["Mac"] == made["Mac"]
    verified = kms.verify_mac(KeyId=key, Message=MESSAGE, Mac=made["Mac"], MacAlgorithm=algorithm)
    assert verified["MacValid"] is True


@pytest.mark.parametrize("mac", [bytes(32), b"\x01", bytes(6144)], ids=["zeros", "short", "long"])
def test_wrong_mac_is_refused(kms, key_of, mac):
    with refused("KMSInvalidMacException"):
        kms.verify_mac(KeyId=key_of("HMAC_256"), Message=MESSAGE, Mac=mac, MacAlgorithm="HMAC_SHA_256")


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("sign", {"SigningAlgorithm": "ECDSA_SHA_256"}),
        ("verify", {"SigningAlgorithm": "ECDSA_SHA_256"}),
        ("generate_mac", {"MacAlgorithm": "HMAC_SHA_256"}),
        ("verify_mac", {"MacAlgorithm": "HMAC_SHA_256"}),
    ],
)
def test_dry_run_signs_and_verifies_nothing(kms, key_of, operation, parameters):
    if operation == "verify":
        key = key_of("ECC_NIST_P256")
        made = kms.sign(KeyId=key, Message=MESSAGE, SigningAlgorithm="ECDSA_SHA_256")
        parameters = {**parameters, "Signature": made["Signature"]}
    elif operation == "verify_mac":
        key = key_of("HMAC_256")
        made = kms.generate_mac(KeyId=key, Message=MESSAGE, MacAlgorithm="HMAC_SHA_256")
        parameters = {**parameters, "Mac": made["Mac"]}
    else:
        key = key_of("ECC_NIST_P256" if operation == "sign" else "HMAC_256")
    with refused("DryRunOperationException"):
        getattr(kms, operation)(KeyId=key, Message=MESSAGE, DryRun=True, **parameters)


def test_shared_secret_is_the_one_the_other_side_derives(kms, shared_account, dev_server):
    if "DeriveSharedSecret" not in dev_server.operations()["kms"]:
        pytest.skip("DeriveSharedSecret is not implemented")
    key = shared_account.key(KeySpec="ECC_NIST_P256", KeyUsage="KEY_AGREEMENT")
    peer = ec.generate_private_key(ec.SECP256R1())
    peer_der = peer.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    answer = kms.derive_shared_secret(KeyId=key, KeyAgreementAlgorithm="ECDH", PublicKey=peer_der)
    ours = serialization.load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
    assert answer["SharedSecret"] == peer.exchange(ec.ECDH(), ours)
