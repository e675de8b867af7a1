"""KMS."""

from __future__ import annotations

from functools import cached_property
from types import SimpleNamespace

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from harness.callers import key_policy, unique
from harness.material import import_parameters, wrap
from schema.services.base import Resources, Service


class KMSResources(Resources):
    @cached_property
    def key(self) -> str:
        """A key that the operation's other members make sense for."""
        members = self.operation.input_shape.members
        if self.operation.name in ("GetPublicKey",) or "SigningAlgorithm" in members:
            return self.account.key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
        if "MacAlgorithm" in members:
            return self.account.key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")
        if "KeyAgreementAlgorithm" in members:
            return self.account.key(KeySpec="ECC_NIST_P256", KeyUsage="KEY_AGREEMENT")
        if {"WrappingAlgorithm", "ImportToken", "KeyMaterialId"} & set(members):
            return self.account.key(Origin="EXTERNAL")
        return self.account.key()

    @property
    def primary_key(self) -> str:
        """A multi-Region primary key that nothing was done to yet; to be changed for its replica, it has one."""
        key = self.account.key(MultiRegion=True)
        if self.operation.name == "UpdatePrimaryRegion":
            self.account.kms.replicate_key(KeyId=key, ReplicaRegion="eu-west-1")
        return key

    @cached_property
    def ciphertext(self) -> bytes:
        return self.account.kms.encrypt(KeyId=self.key, Plaintext=b"schema")["CiphertextBlob"]

    @cached_property
    def import_parameters(self) -> dict:
        return import_parameters(self.account.kms, self.key)

    @cached_property
    def wrapped_material(self) -> bytes:
        return wrap(bytes(range(32)), self.import_parameters["PublicKey"], "RSAES_OAEP_SHA_256")

    @cached_property
    def existing_alias(self) -> str:
        name = f"alias/{unique()}"
        self.account.kms.create_alias(AliasName=name, TargetKeyId=self.key)
        return name

    @cached_property
    def grant(self) -> dict:
        return self.account.kms.create_grant(KeyId=self.key, GranteePrincipal=self.user.arn, Operations=["DescribeKey"])

    @cached_property
    def public_key(self) -> bytes:
        return (
            ec.generate_private_key(ec.SECP256R1())
            .public_key()
            .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        )


class NamedKMSResources(KMSResources):
    key = "arn:aws:kms:us-east-1:123456789012:key/0b0e9d62-3f1c-4a4e-9a2b-1c2d3e4f5a6b"
    primary_key = "arn:aws:kms:us-east-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab"
    ciphertext = b"sealed"
    import_parameters = {"ImportToken": b"token"}
    wrapped_material = b"wrapped"
    existing_alias = "alias/existing"
    grant = {"GrantId": "0" * 64, "GrantToken": "token"}
    user = SimpleNamespace(name="user", arn="arn:aws:iam::123456789012:user/user")


SERVICE = Service(
    resources=KMSResources,
    named=NamedKMSResources,
    by_member={
        "CiphertextBlob": lambda r: r.ciphertext,
        "ImportToken": lambda r: r.import_parameters["ImportToken"],
        "EncryptedKeyMaterial": lambda r: r.wrapped_material,
        "ExpirationModel": lambda r: "KEY_MATERIAL_DOES_NOT_EXPIRE",
        "PolicyName": lambda r: "default",
    },
    by_shape={
        "KeyIdType": lambda r: r.primary_key if r.operation.name in ("ReplicateKey", "UpdatePrimaryRegion") else r.key,
        "AliasNameType": lambda r: f"alias/{unique()}" if r.creates else r.existing_alias,
        "GrantIdType": lambda r: r.grant["GrantId"],
        "GrantTokenType": lambda r: r.grant["GrantToken"],
        "PrincipalIdType": lambda r: r.user.arn,
        "PolicyType": lambda r: key_policy(account_id=r.account.account_id),
        "KeySpec": lambda r: "SYMMETRIC_DEFAULT",
        "CustomerMasterKeySpec": lambda r: "SYMMETRIC_DEFAULT",
        "KeyUsageType": lambda r: "ENCRYPT_DECRYPT",
        "DataKeyPairSpec": lambda r: "ECC_NIST_P256",
        "SigningAlgorithmSpec": lambda r: "ECDSA_SHA_256",
        "MacAlgorithmSpec": lambda r: "HMAC_SHA_256",
        "AlgorithmSpec": lambda r: "RSAES_OAEP_SHA_256",
        "RegionType": lambda r: "eu-west-1",
        "PublicKeyType": lambda r: r.public_key,
        "NumberOfBytesType": lambda r: 32,
        "GrantOperation": lambda r: "DescribeKey",
    },
    sufficient={
        "Decrypt": ("CiphertextBlob",),
        "ReEncrypt": ("CiphertextBlob",),
        "GenerateDataKey": ("NumberOfBytes",),
        "GenerateDataKeyWithoutPlaintext": ("NumberOfBytes",),
        "GenerateRandom": ("NumberOfBytes",),
        "RetireGrant": ("KeyId", "GrantId"),
        "ImportKeyMaterial": ("ExpirationModel",),
    },
    refused={
        "CancelKeyDeletion": "KMSInvalidStateException",
        # The suite's server knows no hardware security module; test_kms_key_stores.py has one.
        "ConnectCustomKeyStore": "CustomKeyStoreNotFoundException",
        "CreateCustomKeyStore": "ValidationException",
        "DeleteCustomKeyStore": "CustomKeyStoreNotFoundException",
        "DisconnectCustomKeyStore": "CustomKeyStoreNotFoundException",
        "UpdateCustomKeyStore": "ValidationException",
        "Verify": "KMSInvalidSignatureException",
        "VerifyMac": "KMSInvalidMacException",
    },
    shared=frozenset({"InvalidGrantTokenException", "InvalidMarkerException", "NotAuthorizedException"}),
    demanded={"Decrypt": "CiphertextBlob", "ReEncrypt": "CiphertextBlob"},
)
