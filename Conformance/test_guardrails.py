"""Service and resource control policies, as every call of a member account feels them."""

from __future__ import annotations

import json
import re

import pytest

from harness.accounts import strict_administrator
from harness.callers import allow, deny, document, key_policy
from harness.errors import refused
from harness.organizations import access_role, created, root_of, unit_in

# The article's example, with actions that the server implements beside those that it does not.
FORBIDDEN = document(deny("cloudtrail:*", "organizations:*", "config:*", "kms:CreateKey"))


def by_control_policy(kind: str, arn: str) -> str:
    return rf"User: .* is not authorized to perform: .* with an explicit deny in a {kind}: {re.escape(arn)}"


class Organization:
    """An organization, its management account, and what the tests hang in it."""

    def __init__(self, manager):
        self.manager = manager
        self.client = manager.client("organizations")
        self.client.create_organization(FeatureSet="ALL")
        self.root = root_of(self.client)

    def policy(self, name: str, content: str, kind: str = "SERVICE_CONTROL_POLICY") -> dict:
        made = self.client.create_policy(Name=name, Description="", Content=content, Type=kind)
        return made["Policy"]["PolicySummary"]

    def attach(self, policy: dict, target: str) -> None:
        self.client.attach_policy(PolicyId=policy["Id"], TargetId=target)

    def detach(self, policy: dict, target: str) -> None:
        self.client.detach_policy(PolicyId=policy["Id"], TargetId=target)

    def member(self, name: str, parent: str | None = None) -> tuple[str, object]:
        """A new account, below a unit if one is given, and a session of its access role."""
        account = created(self.manager, name)
        if parent:
            self.client.move_account(AccountId=account, SourceParentId=self.root, DestinationParentId=parent)
        return account, self.manager.assume(access_role(account))


@pytest.fixture
def organization(account):
    return Organization(account)


def test_policy_on_the_root_is_felt_in_every_child(organization):
    inner = unit_in(organization.client, unit_in(organization.client, organization.root, "outer"), "inner")
    _, shallow = organization.member("shallow")
    _, deep = organization.member("deep", inner)
    policy = organization.policy("no-audit-changes", FORBIDDEN)
    for session in (shallow, deep):
        session.client("organizations").describe_organization()
    organization.attach(policy, organization.root)
    denial = by_control_policy("service control policy", policy["Arn"])
    for session in (shallow, deep):
        with refused("AccessDeniedException", message=denial):
            session.client("organizations").describe_organization()
        with refused("AccessDeniedException", message=denial):
            session.kms.create_key()
        session.kms.list_keys()
    # The management account is exempt.
    organization.manager.kms.create_key()
    organization.detach(policy, organization.root)
    deep.kms.create_key()


def test_child_can_only_narrow(organization):
    unit = unit_in(organization.client, organization.root, "narrow")
    account, session = organization.member("member", unit)
    keys = organization.policy("keys", document(allow("kms:ListKeys", "kms:CreateKey")))
    everything = organization.policy("everything", document(allow("*")))
    organization.attach(keys, unit)
    organization.client.detach_policy(PolicyId="p-FullAWSAccess", TargetId=unit)
    session.kms.list_keys()
    no_allow = r".* because no service control policy allows the iam:ListUsers action"
    with refused("AccessDenied", message=no_allow):
        session.iam.list_users()
    organization.attach(everything, account)
    with refused("AccessDenied", message=no_allow):
        session.iam.list_users()
    organization.attach(everything, unit)
    session.iam.list_users()


def test_move_and_update_take_effect_on_an_open_connection(organization):
    client = organization.client
    strict, free = (unit_in(client, organization.root, name) for name in ("strict", "free"))
    policy = organization.policy("no-keys", document(deny("kms:CreateKey")))
    organization.attach(policy, strict)
    account, session = organization.member("member", free)
    kms = session.kms
    kms.create_key()
    client.move_account(AccountId=account, SourceParentId=free, DestinationParentId=strict)
    with refused("AccessDeniedException"):
        kms.create_key()
    client.update_policy(PolicyId=policy["Id"], Content=document(deny("kms:ListKeys")))
    kms.create_key()
    with refused("AccessDeniedException"):
        kms.list_keys()
    client.move_account(AccountId=account, SourceParentId=strict, DestinationParentId=free)
    kms.list_keys()


def test_resource_control_policy_binds_callers_of_other_accounts(organization, other_account):
    account, session = organization.member("owner")
    open_policy = key_policy(allow("kms:*", principal=other_account.arn), account_id=account)
    key = session.kms.create_key(Policy=open_policy)["KeyMetadata"]["Arn"]
    own = organization.manager.key()
    other_account.kms.encrypt(KeyId=key, Plaintext=b"x")
    organization.client.enable_policy_type(RootId=organization.root, PolicyType="RESOURCE_CONTROL_POLICY")
    other_account.kms.encrypt(KeyId=key, Plaintext=b"x")
    organization_id = organization.client.describe_organization()["Organization"]["Id"]
    outsiders = {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": organization_id}}
    content = document(deny("kms:*", principal="*", condition=outsiders))
    policy = organization.policy("own-only", content, "RESOURCE_CONTROL_POLICY")
    organization.attach(policy, organization.root)
    # Outsiders are not told which policy it was.
    with refused("AccessDeniedException", message=r".* with an explicit deny in a resource control policy"):
        other_account.kms.encrypt(KeyId=key, Plaintext=b"x")
    session.kms.encrypt(KeyId=key, Plaintext=b"x")
    # Resources of the management account are not bound.
    organization.manager.kms.encrypt(KeyId=own, Plaintext=b"x")
    organization.attach(
        organization.policy("nobody", document(deny("kms:Encrypt", principal="*")), "RESOURCE_CONTROL_POLICY"), account
    )
    with refused("AccessDeniedException"):
        session.kms.encrypt(KeyId=key, Plaintext=b"x")
    organization.manager.kms.encrypt(KeyId=own, Plaintext=b"x")


def test_key_policy_trusts_the_organization(organization, other_account):
    organization_id = organization.client.describe_organization()["Organization"]["Id"]
    condition = {"StringEquals": {"aws:PrincipalOrgID": organization_id}}
    manager = organization.manager
    policy = key_policy(allow("kms:Encrypt", principal="*", condition=condition), account_id=manager.account_id)
    key = manager.key(Policy=policy)
    _, session = organization.member("member")
    session.kms.encrypt(KeyId=key, Plaintext=b"x")
    with refused("AccessDeniedException"):
        other_account.kms.encrypt(KeyId=key, Plaintext=b"x")


def test_guardrails_survive_a_restart(make_server):
    server = make_server()
    manager = strict_administrator(server)
    organization = Organization(manager)
    _, session = organization.member("member")
    policy = organization.policy("no-keys", document(deny("kms:CreateKey")))
    organization.attach(policy, organization.root)
    server.stop()
    server.start()
    with refused("AccessDeniedException", message=by_control_policy("service control policy", policy["Arn"])):
        session.kms.create_key()
    session.kms.list_keys()
    described = organization.client.describe_policy(PolicyId=policy["Id"])["Policy"]
    assert json.loads(described["Content"])["Statement"][0]["Action"] == ["kms:CreateKey"]
