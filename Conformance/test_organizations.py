"""Organizations: the organization, its tree, and who may read and change it."""

from __future__ import annotations

import json

import pytest

from harness.accounts import new_account
from harness.callers import allow, document
from harness.errors import refused
from harness.organizations import root_of, unit_in


@pytest.fixture
def organizations(account):
    """An account that manages an organization, as its Organizations client."""
    client = account.client("organizations")
    client.create_organization(FeatureSet="ALL")
    return client


def test_organization_is_described(account):
    client = account.client("organizations")
    made = client.create_organization(FeatureSet="ALL")["Organization"]
    assert made["MasterAccountId"] == account.account_id
    assert made["Arn"] == f"arn:aws:organizations::{account.account_id}:organization/{made['Id']}"
    assert client.describe_organization()["Organization"] == made
    with refused("AlreadyInOrganizationException"):
        client.create_organization()
    assert account.iam.get_role(RoleName="AWSServiceRoleForOrganizations")


def test_standalone_account_is_told(account):
    with refused("AWSOrganizationsNotInUseException"):
        account.client("organizations").describe_organization()


def test_without_permission_nothing_is_told(account):
    user = account.user()
    with refused("AccessDeniedException"):
        user.client("organizations").describe_organization()


def test_units_go_five_deep(organizations):
    parent = root_of(organizations)
    for level in range(1, 6):
        parent = unit_in(organizations, parent, f"level {level}")
    described = organizations.describe_organizational_unit(OrganizationalUnitId=parent)["OrganizationalUnit"]
    assert described["Path"].count("/") == 7
    with refused("ConstraintViolationException") as refusal:
        unit_in(organizations, parent, "level 6")
    assert "depth" in refusal.message


def test_unit_is_renamed_and_deleted(organizations):
    root = root_of(organizations)
    unit = unit_in(organizations, root, "security")
    with refused("DuplicateOrganizationalUnitException"):
        unit_in(organizations, root, "security")
    child = unit_in(organizations, unit, "audit")
    organizations.update_organizational_unit(OrganizationalUnitId=unit, Name="safety")
    listed = organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
    assert [entry["Name"] for entry in listed] == ["safety"]
    with refused("OrganizationalUnitNotEmptyException"):
        organizations.delete_organizational_unit(OrganizationalUnitId=unit)
    organizations.delete_organizational_unit(OrganizationalUnitId=child)
    organizations.delete_organizational_unit(OrganizationalUnitId=unit)
    with refused("OrganizationalUnitNotFoundException"):
        organizations.describe_organizational_unit(OrganizationalUnitId=unit)


def test_lists_are_paged(organizations):
    root = root_of(organizations)
    units = {unit_in(organizations, root, f"unit {number}") for number in range(25)}
    paginator = organizations.get_paginator("list_children")
    pages = list(paginator.paginate(ParentId=root, ChildType="ORGANIZATIONAL_UNIT"))
    assert [len(page["Children"]) for page in pages] == [20, 5]
    assert {child["Id"] for page in pages for child in page["Children"]} == units
    with refused("InvalidInputException"):
        organizations.list_children(ParentId=root, ChildType="ACCOUNT", NextToken=pages[0]["NextToken"])


def test_reading_is_allowed_by_resource(account):
    client = account.client("organizations")
    client.create_organization()
    root = root_of(client)
    mine, other = unit_in(client, root, "mine"), unit_in(client, root, "other")
    arn = client.describe_organizational_unit(OrganizationalUnitId=mine)["OrganizationalUnit"]["Arn"]
    user = account.user(allow("organizations:DescribeOrganizationalUnit", resource=arn)).client("organizations")
    assert user.describe_organizational_unit(OrganizationalUnitId=mine)
    with refused("AccessDeniedException"):
        user.describe_organizational_unit(OrganizationalUnitId=other)


def test_tags_of_the_request_and_the_resource_are_conditions(account):
    client = account.client("organizations")
    client.create_organization()
    root = root_of(client)
    condition = {"StringEquals": {"aws:RequestTag/team": "red"}}
    user = account.user(
        allow("organizations:CreateOrganizationalUnit"), allow("organizations:TagResource", condition=condition)
    ).client("organizations")
    red = [{"Key": "team", "Value": "red"}]
    unit = user.create_organizational_unit(ParentId=root, Name="red", Tags=red)["OrganizationalUnit"]["Id"]
    assert client.list_tags_for_resource(ResourceId=unit)["Tags"] == red
    with refused("AccessDeniedException"):
        user.create_organizational_unit(ParentId=root, Name="blue", Tags=[{"Key": "team", "Value": "blue"}])


def test_resource_policy_lets_a_member_in(organizations, dev_server):
    member = new_account(dev_server)
    target = {"Id": member.account_id, "Type": "ACCOUNT"}
    handshake = organizations.invite_account_to_organization(Target=target)["Handshake"]["Id"]
    client = member.client("organizations")
    client.accept_handshake(HandshakeId=handshake)
    with refused("AccessDeniedException", message="You don't have permissions to access this resource."):
        client.list_accounts()
    content = document(allow("organizations:ListAccounts", principal=member.arn))
    policy = organizations.put_resource_policy(Content=content)["ResourcePolicy"]
    assert json.loads(policy["Content"]) == json.loads(content)
    assert len(client.list_accounts()["Accounts"]) == 2
    with refused("AccessDeniedException"):
        client.list_roots()
    organizations.delete_resource_policy()
    with refused("AccessDeniedException"):
        client.list_accounts()
    with refused("ResourcePolicyNotFoundException"):
        organizations.describe_resource_policy()


def test_command_line_walks_the_tree(aws):
    aws.ok("organizations", "create-organization", "--feature-set", "ALL")
    root = aws.ok("organizations", "list-roots")["Roots"][0]["Id"]
    unit = aws.ok("organizations", "create-organizational-unit", "--parent-id", root, "--name", "security")
    unit_id = unit["OrganizationalUnit"]["Id"]
    parents = aws.ok("organizations", "list-parents", "--child-id", unit_id)["Parents"]
    assert parents == [{"Id": root, "Type": "ROOT"}]
    aws.ok("organizations", "delete-organizational-unit", "--organizational-unit-id", unit_id)
    aws.ok("organizations", "delete-organization")
