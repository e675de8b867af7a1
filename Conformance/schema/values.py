"""Valid values for any shape: made from its constraints, or from resources that are made for the purpose."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property

from botocore.model import OperationModel, Shape
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from harness.callers import Account, allow, document, key_policy, unique
from harness.errors import refused
from harness.material import import_parameters, wrap
from schema.model import pattern_of, required

CANDIDATES = (
    "example",
    "/",
    "123456789012",
    "AKIAIOSFODNN7EXAMPLE",
    "arn:aws:iam::123456789012:role/example",
    "v1",
    "0" * 64,
    "us-east-1",
    "alias/example",
    "cluster-2222222222a",
    "https://example.com",
    "123456",
    "arn:aws:iam::123456789012:mfa/example",
    "/kms/xks/v1",
    "A" * 43,
    "o-0000000000/r-0000",
    "p-00000000",
    "com.amazonaws.vpce.us-east-1.vpce-svc-0a",
)
TRUST = document(allow("sts:AssumeRole", principal={"Service": "ec2.amazonaws.com"}))
POLICY = document(allow("kms:ListKeys"))
# Members that the model calls optional and without which the operation cannot do anything.
SUFFICIENT = {
    "Decrypt": ("CiphertextBlob",),
    "ReEncrypt": ("CiphertextBlob",),
    "GenerateDataKey": ("NumberOfBytes",),
    "GenerateDataKeyWithoutPlaintext": ("NumberOfBytes",),
    "GenerateRandom": ("NumberOfBytes",),
    "RetireGrant": ("KeyId", "GrantId"),
    "ImportKeyMaterial": ("ExpirationModel",),
    "CreateLoginProfile": ("UserName", "Password"),
    "DeleteLoginProfile": ("UserName",),
    "GetLoginProfile": ("UserName",),
}


class Resources:
    """What an operation's calls refer to, made in an account of their own when first needed."""

    def __init__(self, account: Account, operation: OperationModel):
        self.account = account
        self.operation = operation

    @property
    def creates(self) -> bool:
        return self.operation.name.startswith("Create")

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

    @cached_property
    def user(self):
        return self.account.user()

    @cached_property
    def encoded_message(self) -> str:
        with refused("AccessDeniedException") as refusal:
            self.user.kms.list_keys()
        return refusal.encoded

    @cached_property
    def existing_group(self) -> str:
        name = unique("group")
        self.account.iam.create_group(GroupName=name)
        return name

    @cached_property
    def existing_instance_profile(self) -> str:
        name = unique("profile")
        self.account.iam.create_instance_profile(InstanceProfileName=name)
        return name

    @cached_property
    def role_arn(self) -> str:
        return self.account.role()

    @cached_property
    def policy_arn(self) -> str:
        return self.account.iam.create_policy(PolicyName=unique("policy"), PolicyDocument=POLICY)["Policy"]["Arn"]


Supplier = Callable[[Resources], object]
# By the name of the shape, or of the member where a shape serves several purposes: the member's name wins.
BY_MEMBER: dict[str, Supplier] = {
    "CiphertextBlob": lambda r: r.ciphertext,
    "ImportToken": lambda r: r.import_parameters["ImportToken"],
    "EncryptedKeyMaterial": lambda r: r.wrapped_material,
    "ExpirationModel": lambda r: "KEY_MATERIAL_DOES_NOT_EXPIRE",
    "UserName": lambda r: unique("user") if r.operation.name == "CreateUser" else r.user.name,
    "NewUserName": lambda r: unique("user"),
    "GroupName": lambda r: unique("group") if r.operation.name == "CreateGroup" else r.existing_group,
    "NewGroupName": lambda r: unique("group"),
    "RoleName": lambda r: unique("role") if r.operation.name == "CreateRole" else r.role_arn.rpartition("/")[2],
    "RoleArn": lambda r: r.role_arn,
    "InstanceProfileName": lambda r: unique("profile") if r.creates else r.existing_instance_profile,
    "AWSServiceName": lambda r: "macie.amazonaws.com",
    "Password": lambda r: "Correct-horse-1",
    "Arn": lambda r: r.user.arn,
    "PolicyArn": lambda r: r.policy_arn,
    "PermissionsBoundary": lambda r: r.policy_arn,
    "PolicySourceArn": lambda r: r.user.arn,
    "arn": lambda r: r.policy_arn,
    "PolicyName": lambda r: "default" if "KeyId" in r.operation.input_shape.members else unique("policy"),
    "PolicyDocument": lambda r: TRUST if r.operation.name == "UpdateAssumeRolePolicy" else POLICY,
    "AssumeRolePolicyDocument": lambda r: TRUST,
    "AccessKeyId": lambda r: r.user.credentials.access_key,
    "VersionId": lambda r: "v1",
    "EncodedMessage": lambda r: r.encoded_message,
    "Path": lambda r: "/",
    "NewPath": lambda r: "/",
    "PathPrefix": lambda r: "/",
}
BY_SHAPE: dict[str, Supplier] = {
    "KeyIdType": lambda r: r.primary_key if r.operation.name in ("ReplicateKey", "UpdatePrimaryRegion") else r.key,
    "AliasNameType": lambda r: f"alias/{unique()}" if r.creates else r.existing_alias,
    "GrantIdType": lambda r: r.grant["GrantId"],
    "GrantTokenType": lambda r: r.grant["GrantToken"],
    "PrincipalIdType": lambda r: r.user.arn,
    "PolicyType": lambda r: key_policy(account_id=r.account.account_id),
    "policyDocumentType": lambda r: POLICY,
    "ActionNameType": lambda r: "kms:ListKeys",
    "serviceNamespaceType": lambda r: "kms",
    "sessionPolicyDocumentType": lambda r: POLICY,
    "unrestrictedSessionPolicyDocumentType": lambda r: POLICY,
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
}


class NoValueKnownError(Exception):
    """No candidate satisfies a shape: CANDIDATES or the suppliers need one more."""


class Values:
    def __init__(self, resources: Resources):
        self._resources = resources

    def valid(self, shape: Shape, member: str | None = None):
        """A value that breaks no constraint, and refers to something that exists where it refers at all."""
        supplier = BY_MEMBER.get(member or "") or BY_SHAPE.get(shape.name)
        if supplier and shape.type_name not in ("list", "map", "structure"):
            return supplier(self._resources)
        return getattr(self, f"_{shape.type_name}")(shape)

    def _string(self, shape: Shape) -> str:
        meta = shape.metadata
        if "enum" in meta:
            return meta["enum"][0]
        least, most = meta.get("min", 0), meta.get("max", 10_000)
        for text in CANDIDATES:
            for fitted in (text, text.ljust(least, text[-1])):
                if least <= len(fitted) <= most and fits(shape, fitted):
                    return fitted
        raise NoValueKnownError(f"{shape.name}: {meta}")

    def _integer(self, shape: Shape) -> int:
        return max(shape.metadata.get("min", 1), 1)

    _long = _integer

    def _double(self, shape: Shape) -> float:
        return float(self._integer(shape))

    _float = _double

    def _boolean(self, shape: Shape) -> bool:
        return False

    def _timestamp(self, shape: Shape) -> datetime:
        return datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)

    def _blob(self, shape: Shape) -> bytes:
        return b"x" * max(shape.metadata.get("min", 1), 1)

    def _list(self, shape: Shape) -> list:
        count = max(shape.metadata.get("min", 1), 1)
        return [self.valid(shape.member) for _ in range(count)]

    def _map(self, shape: Shape) -> dict:
        return {self.valid(shape.key): self.valid(shape.value)}

    def _structure(self, shape: Shape) -> dict:
        """The required members, or one that is not: the query protocol cannot spell an empty structure."""
        names = required(shape) or list(shape.members)[:1]
        return {name: self.valid(shape.members[name], name) for name in names}

    def baseline(self, operation: OperationModel) -> dict:
        """The input with every member that the operation needs and no other."""
        shape = operation.input_shape
        needed = [*required(shape), *SUFFICIENT.get(operation.name, ())]
        return {name: self.valid(shape.members[name], name) for name in needed if name in shape.members}


def fits(shape: Shape, text: str) -> bool:
    pattern = pattern_of(shape)
    return pattern is None or re.fullmatch(pattern, text) is not None
