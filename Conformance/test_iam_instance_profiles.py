"""IAM: instance profiles, account aliases, the account's summary and its authorization details."""

from __future__ import annotations

import re

import pytest

from harness.callers import allow, document, unique
from harness.errors import refused

TRUST = document(allow("sts:AssumeRole", principal={"Service": "ec2.amazonaws.com"}))


@pytest.fixture
def iam(account):
    return account.iam


def role(iam) -> str:
    name = unique("role")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
    return name


def test_profile_is_made_given_a_role_listed_and_deleted(account, iam):
    name, its_role = unique("profile"), role(iam)
    tags = [{"Key": "team", "Value": "w"}]
    made = iam.create_instance_profile(InstanceProfileName=name, Path="/web/", Tags=tags)["InstanceProfile"]
    assert made["Arn"] == f"arn:aws:iam::{account.account_id}:instance-profile/web/{name}"
    assert re.fullmatch(r"AIPA[A-Z2-7]{17}", made["InstanceProfileId"])
    assert (made["Roles"], made["Tags"]) == ([], tags)
    iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=its_role)
    found = iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"]
    assert [r["RoleName"] for r in found["Roles"]] == [its_role]
    with refused("LimitExceeded", message="Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"):
        iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=role(iam))
    (listed,) = iam.list_instance_profiles_for_role(RoleName=its_role)["InstanceProfiles"]
    assert listed["InstanceProfileName"] == name
    (listed,) = iam.list_instance_profiles(PathPrefix="/web/")["InstanceProfiles"]
    assert listed["Roles"][0]["AssumeRolePolicyDocument"]["Statement"]
    for operation, parameters in [
        (iam.delete_instance_profile, {"InstanceProfileName": name}),
        (iam.delete_role, {"RoleName": its_role}),
    ]:
        with refused("DeleteConflict", message="Cannot delete entity, must remove roles from instance profile first."):
            operation(**parameters)
    iam.remove_role_from_instance_profile(InstanceProfileName=name, RoleName=its_role)
    iam.delete_instance_profile(InstanceProfileName=name)
    with refused("NoSuchEntity", message=f"Instance Profile {name} cannot be found."):
        iam.get_instance_profile(InstanceProfileName=name)


def test_tags_of_a_profile_are_put_listed_and_taken_off(iam):
    name = unique("profile")
    iam.create_instance_profile(InstanceProfileName=name)
    iam.tag_instance_profile(InstanceProfileName=name, Tags=[{"Key": k, "Value": "v"} for k in "abc"])
    iam.untag_instance_profile(InstanceProfileName=name, TagKeys=["b"])
    pages = iam.get_paginator("list_instance_profile_tags").paginate(
        InstanceProfileName=name, PaginationConfig={"PageSize": 1}
    )
    assert [tag["Key"] for page in pages for tag in page["Tags"]] == ["a", "c"]


def test_role_is_added_only_by_who_may_pass_it(account, iam):
    name, its_role = unique("profile"), role(iam)
    iam.create_instance_profile(InstanceProfileName=name)
    user = account.user(allow("iam:AddRoleToInstanceProfile"))
    with refused("AccessDenied", message=r".* not authorized to perform: iam:PassRole on resource: .*"):
        user.iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=its_role)


def test_alias_belongs_to_one_account(account, other_account, iam):
    alias = unique("alias")
    iam.create_account_alias(AccountAlias=alias)
    with refused("EntityAlreadyExists"):
        other_account.iam.create_account_alias(AccountAlias=alias)
    assert iam.list_account_aliases()["AccountAliases"] == [alias]
    with refused("NoSuchEntity"):
        other_account.iam.delete_account_alias(AccountAlias=alias)
    iam.delete_account_alias(AccountAlias=alias)
    assert iam.list_account_aliases()["AccountAliases"] == []


def test_summary_counts_the_accounts_entities(account, iam):
    before = iam.get_account_summary()["SummaryMap"]
    account.user()
    role(iam)
    after = iam.get_account_summary()["SummaryMap"]
    assert (after["Users"], after["Roles"]) == (before["Users"] + 1, before["Roles"] + 1)
    assert (after["UsersQuota"], after["RolesQuota"], after["GroupsQuota"]) == (5000, 1000, 300)


def test_details_hold_every_entity_in_pages_of_any_size(account, iam):
    user = account.user(allow("kms:*"), Tags=[{"Key": "team", "Value": "w"}])
    its_role, group = role(iam), unique("group")
    iam.create_group(GroupName=group)
    iam.add_user_to_group(GroupName=group, UserName=user.name)
    pages = list(iam.get_paginator("get_account_authorization_details").paginate(PaginationConfig={"PageSize": 1}))
    users = {u["UserName"]: u for page in pages for u in page["UserDetailList"]}
    assert users[user.name]["GroupList"] == [group]
    assert users[user.name]["UserPolicyList"][0]["PolicyDocument"]["Statement"][0]["Action"] == ["kms:*"]
    assert users[user.name]["Tags"] == [{"Key": "team", "Value": "w"}]
    assert [r["RoleName"] for page in pages for r in page["RoleDetailList"]] == [its_role]
    assert [g["GroupName"] for page in pages for g in page["GroupDetailList"]] == [group]
    only = iam.get_account_authorization_details(Filter=["Group"])
    assert [g["GroupName"] for g in only["GroupDetailList"]] == [group]
    assert not only["UserDetailList"]
    assert not only["Policies"]


def test_account_from_the_command_line(aws):
    aws.ok("iam", "create-instance-profile", "--instance-profile-name", "web")
    listed = aws.ok("iam", "list-instance-profiles")["InstanceProfiles"]
    assert [profile["InstanceProfileName"] for profile in listed] == ["web"]
    aws.ok("iam", "create-account-alias", "--account-alias", unique("yagura-cli"))
    assert aws.ok("iam", "get-account-summary")["SummaryMap"]["InstanceProfiles"] == 1
    details = aws.ok("iam", "get-account-authorization-details", "--filter", "User")
    assert details["UserDetailList"]
