"""IAM."""

from __future__ import annotations

from functools import cached_property
from types import SimpleNamespace

from harness.callers import Credentials, unique
from harness.mfa import Device
from schema.services.base import POLICY, TRUST, Resources, Service


class IAMResources(Resources):
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
    def policy_arn(self) -> str:
        return self.account.iam.create_policy(PolicyName=unique("policy"), PolicyDocument=POLICY)["Policy"]["Arn"]

    @cached_property
    def provider_url(self) -> str:
        return f"https://{unique('issuer')}.example.com"

    @cached_property
    def provider_arn(self) -> str:
        made = self.account.iam.create_open_id_connect_provider(Url=self.provider_url, ClientIDList=["yagura"])
        return made["OpenIDConnectProviderArn"]

    @cached_property
    def device(self) -> Device:
        """A virtual device, which is the user's already where the operation is about a user's."""
        device = Device(self.account)
        if "UserName" in self.operation.input_shape.members and self.operation.name != "EnableMFADevice":
            device.enable(self.account, self.user)
        return device

    @property
    def ahead(self) -> int:
        """When the first of two codes is of, in half minutes from now: a device that is in use has shown that of now."""
        return 1 if self.operation.name == "ResyncMFADevice" else -1


class NamedIAMResources(IAMResources):
    user = SimpleNamespace(
        name="user", arn="arn:aws:iam::123456789012:user/user", credentials=Credentials("AKIAIOSFODNN7EXAMPLE", "x")
    )
    role_arn = "arn:aws:iam::123456789012:role/role"
    existing_group = "group"
    existing_instance_profile = "profile"
    policy_arn = "arn:aws:iam::123456789012:policy/policy"
    provider_arn = "arn:aws:iam::123456789012:oidc-provider/issuer.example.com"
    device = SimpleNamespace(serial="arn:aws:iam::123456789012:mfa/device", code=lambda ahead=0: "123456")


SERVICE = Service(
    resources=IAMResources,
    named=NamedIAMResources,
    by_member={
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
        "PolicyName": lambda r: unique("policy"),
        "PolicyDocument": lambda r: TRUST if r.operation.name == "UpdateAssumeRolePolicy" else POLICY,
        "AssumeRolePolicyDocument": lambda r: TRUST,
        "AccessKeyId": lambda r: r.user.credentials.access_key,
        "VersionId": lambda r: "v1",
        "Path": lambda r: "/",
        "NewPath": lambda r: "/",
        "PathPrefix": lambda r: "/",
        "Url": lambda r: f"https://{unique('issuer')}.example.com",
        "OpenIDConnectProviderArn": lambda r: r.provider_arn,
        "VirtualMFADeviceName": lambda r: unique("device"),
        "SerialNumber": lambda r: r.device.serial,
        "AuthenticationCode1": lambda r: r.device.code(r.ahead),
        "AuthenticationCode2": lambda r: r.device.code(r.ahead + 1),
    },
    by_shape={
        "thumbprintType": lambda r: "a" * 40,
        "policyDocumentType": lambda r: POLICY,
        "ActionNameType": lambda r: "kms:ListKeys",
        "serviceNamespaceType": lambda r: "kms",
    },
    sufficient={
        "CreateLoginProfile": ("UserName", "Password"),
        "DeleteLoginProfile": ("UserName",),
        "GetLoginProfile": ("UserName",),
        "DeactivateMFADevice": ("UserName",),
        "GetMFADevice": ("UserName",),
    },
    refused={
        "ChangePassword": "NoSuchEntity",
        "DeleteAccessKey": "NoSuchEntity",
        "DeleteAccountAlias": "NoSuchEntity",
        "DeleteAccountPasswordPolicy": "NoSuchEntity",
        "DeleteGroupPolicy": "NoSuchEntity",
        "DeleteLoginProfile": "NoSuchEntity",
        "DeletePolicyVersion": "DeleteConflict",
        "DeleteRolePermissionsBoundary": "NoSuchEntity",
        "DeleteRolePolicy": "NoSuchEntity",
        # Customers' roles are none of a service's.
        "DeleteServiceLinkedRole": "NoSuchEntity",
        "DeleteUser": "DeleteConflict",
        "DeleteUserPermissionsBoundary": "NoSuchEntity",
        "DeleteUserPolicy": "NoSuchEntity",
        "DetachGroupPolicy": "NoSuchEntity",
        "DetachRolePolicy": "NoSuchEntity",
        "DetachUserPolicy": "NoSuchEntity",
        # The account is in no organization.
        "GenerateOrganizationsAccessReport": "AccessDenied",
        "GetAccountPasswordPolicy": "NoSuchEntity",
        "GetCredentialReport": "ReportNotPresent",
        "GetGroupPolicy": "NoSuchEntity",
        "GetLoginProfile": "NoSuchEntity",
        "GetOrganizationsAccessReport": "NoSuchEntity",
        "GetRolePolicy": "NoSuchEntity",
        "GetServiceLastAccessedDetails": "NoSuchEntity",
        "GetServiceLastAccessedDetailsWithEntities": "NoSuchEntity",
        "GetServiceLinkedRoleDeletionStatus": "InvalidInput",
        "GetUserPolicy": "NoSuchEntity",
        "RemoveRoleFromInstanceProfile": "NoSuchEntity",
        "UpdateAccessKey": "NoSuchEntity",
        "UpdateLoginProfile": "NoSuchEntity",
    },
    shared=frozenset({"InvalidInput", "NoSuchEntity", "LimitExceeded"}),
    unmodelled={
        # A service whose roles are not for customers to make.
        "CreateServiceLinkedRole": {"AccessDenied"},
        "GenerateOrganizationsAccessReport": {"AccessDenied"},
        # Whether an access key exists is told to nobody but those who may see it.
        "GetAccessKeyLastUsed": {"AccessDenied"},
    },
)
