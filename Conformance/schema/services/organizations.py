"""Organizations."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property

from harness.accounts import new_account
from harness.callers import allow, document, unique
from harness.organizations import created, root_of, unit_in
from schema.services.base import Resources, Service

SCP = document({"Effect": "Deny", "Action": "kms:ListKeys", "Resource": "*"})
PRINCIPAL = "config.amazonaws.com"


class OrganizationsResources(Resources):
    @cached_property
    def client(self):
        """Of the management account of an organization with all features."""
        client = self.account.client("organizations")
        client.create_organization(FeatureSet="ALL")
        return client

    @cached_property
    def root(self) -> str:
        return root_of(self.client)

    @property
    def unit(self) -> str:
        """Anew for each call, so that it is as a call before has not left it."""
        return unit_in(self.client, self.root, unique("unit"))

    @cached_property
    def member(self) -> str:
        _ = self.client
        return created(self.account, unique("member"))

    @property
    def policy(self) -> str:
        made = self.client.create_policy(
            Name=unique("policy"), Description="", Type="SERVICE_CONTROL_POLICY", Content=SCP
        )
        return made["Policy"]["PolicySummary"]["Id"]

    @property
    def handshake(self) -> str:
        """One that the operation's caller may act on: sent for who cancels, received for who answers."""
        sends = self.operation.name in ("CancelHandshake", "DescribeHandshake")
        other = new_account(self.account.server)
        sender, receiver = (self.account, other) if sends else (other, self.account)
        if sends:
            _ = self.client
        else:
            sender.client("organizations").create_organization(FeatureSet="ALL")
        target = {"Id": receiver.account_id, "Type": "ACCOUNT"}
        return sender.client("organizations").invite_account_to_organization(Target=target)["Handshake"]["Id"]

    @property
    def request(self) -> str:
        asked = self.client.create_account(Email=f"{unique('asked')}@example.com", AccountName="asked")
        return asked["CreateAccountStatus"]["Id"]

    @cached_property
    def delegate(self) -> str:
        """A member that administers a service."""
        self.client.enable_aws_service_access(ServicePrincipal=PRINCIPAL)
        if self.operation.name != "RegisterDelegatedAdministrator":
            self.client.register_delegated_administrator(AccountId=self.member, ServicePrincipal=PRINCIPAL)
        return self.member

    @property
    def invited(self) -> str:
        _ = self.client
        other = new_account(self.account.server)
        if self.operation.name == "InviteOrganizationToTransferResponsibility":
            other.client("organizations").create_organization(FeatureSet="ALL")
        return other.account_id

    def parent(self, member: str) -> str:
        return self.unit if member == "DestinationParentId" else self.root


class NamedOrganizationsResources(OrganizationsResources):
    client = None
    root = "r-abcd"
    unit = "ou-abcd-12345678"
    member = "210987654321"
    policy = "p-12345678"
    handshake = "h-12345678"
    request = "car-12345678"
    delegate = "210987654321"
    invited = "210987654321"


def prepare(r: OrganizationsResources) -> None:
    """An organization, but where the operation's caller must not be in one yet."""
    if r.operation.name not in ("CreateOrganization", "AcceptHandshake", "DeclineHandshake"):
        _ = r.client


def account_id(r: OrganizationsResources) -> str:
    if r.operation.name in ("DeregisterDelegatedAdministrator", "ListDelegatedServicesForAccount"):
        return r.delegate
    if r.operation.name == "RegisterDelegatedAdministrator":
        return r.delegate
    return r.member


SERVICE = Service(
    resources=OrganizationsResources,
    named=NamedOrganizationsResources,
    prepare=prepare,
    by_member={
        "SourceParentId": lambda r: r.root,
        "DestinationParentId": lambda r: r.unit,
        "ParentId": lambda r: r.root,
        "ChildId": lambda r: r.member,
        "TargetId": lambda r: r.unit,
        "AccountId": account_id,
        "Content": lambda r: (
            document(
                allow(
                    "organizations:DescribeOrganization", principal=f"arn:aws:iam::{r.account.account_id}:root"
                )
            )
            if r.operation.name == "PutResourcePolicy"
            else SCP
        ),
        "Name": lambda r: unique("name"),
        "StartTimestamp": lambda r: month_after(datetime.now(UTC)),
    },
    by_shape={
        "HandshakeId": lambda r: r.handshake,
        "PolicyId": lambda r: r.policy,
        "RootId": lambda r: r.root,
        "OrganizationalUnitId": lambda r: r.unit,
        "CreateAccountRequestId": lambda r: r.request,
        "TaggableResourceId": lambda r: r.member,
        "ServicePrincipal": lambda r: PRINCIPAL,
        "Email": lambda r: f"{unique('account')}@example.com",
        "PolicyType": lambda r: "SERVICE_CONTROL_POLICY",
        "HandshakePartyType": lambda r: "ACCOUNT",
        "HandshakePartyId": lambda r: r.invited,
        "ResponsibilityTransferId": lambda r: "rt-12345678",
    },
    refused={
        "CreateGovCloudAccount": "ConstraintViolationException",
        # A policy and a resource policy that other tests make, and types that they enable.
        "DeleteResourcePolicy": "ResourcePolicyNotFoundException",
        "DescribeEffectivePolicy": "EffectivePolicyNotFoundException",
        "DescribeResourcePolicy": "ResourcePolicyNotFoundException",
        "DescribeResponsibilityTransfer": "ResponsibilityTransferNotFoundException",
        "DetachPolicy": "PolicyNotAttachedException",
        "EnableAllFeatures": "HandshakeConstraintViolationException",
        "EnablePolicyType": "PolicyTypeAlreadyEnabledException",
        "LeaveOrganization": "MasterCannotLeaveOrganizationException",
        "ListAccountsWithInvalidEffectivePolicy": "EffectivePolicyNotFoundException",
        "ListEffectivePolicyValidationErrors": "EffectivePolicyNotFoundException",
        # Not before it is four days old.
        "RemoveAccountFromOrganization": "ConstraintViolationException",
        "TerminateResponsibilityTransfer": "ResponsibilityTransferNotFoundException",
        "UpdateResponsibilityTransfer": "ResponsibilityTransferNotFoundException",
    },
)


def month_after(now: datetime) -> datetime:
    """The first instant of the next month, when a transfer may begin."""
    year, month = (now.year + 1, 1) if now.month == 12 else (now.year, now.month + 1)
    return datetime(year, month, 1, tzinfo=UTC)
