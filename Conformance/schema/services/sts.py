"""STS."""

from __future__ import annotations

from functools import cached_property

from harness.errors import refused
from schema.services.base import POLICY, Resources, Service


class STSResources(Resources):
    @cached_property
    def encoded_message(self) -> str:
        with refused("AccessDeniedException") as refusal:
            self.user.kms.list_keys()
        return refusal.encoded


class NamedSTSResources(STSResources):
    role_arn = "arn:aws:iam::123456789012:role/role"
    encoded_message = "message"


SERVICE = Service(
    resources=STSResources,
    named=NamedSTSResources,
    by_member={
        "AccessKeyId": lambda r: "AKIAIOSFODNN7EXAMPLE",
        "RoleArn": lambda r: r.role_arn,
        "EncodedMessage": lambda r: r.encoded_message,
    },
    by_shape={
        "sessionPolicyDocumentType": lambda r: POLICY,
        "unrestrictedSessionPolicyDocumentType": lambda r: POLICY,
    },
    refused={
        # The suite's server knows no issuer; test_sts_web_identity.py has one.
        "AssumeRoleWithWebIdentity": "InvalidIdentityToken",
    },
    shared=frozenset({"AccessDenied", "InvalidParameterValue"}),
)
