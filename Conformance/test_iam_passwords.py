"""IAM: login profiles, the account's password policy, and the names of groups."""

from __future__ import annotations

import re

import pytest

from harness.audit import request_id
from harness.callers import allow, unique
from harness.errors import refused

FIRST, SECOND = "Correct-horse-1", "Battery-staple-2"


@pytest.fixture
def iam(account):
    return account.iam


def test_password_is_made_shown_as_a_date_and_deleted(account, iam):
    user = account.user()
    made = iam.create_login_profile(UserName=user.name, Password=FIRST, PasswordResetRequired=True)["LoginProfile"]
    assert (made["UserName"], made["PasswordResetRequired"]) == (user.name, True)
    assert iam.get_login_profile(UserName=user.name)["LoginProfile"] == made
    with refused("EntityAlreadyExists"):
        iam.create_login_profile(UserName=user.name, Password=SECOND)
    key = iam.list_access_keys(UserName=user.name)["AccessKeyMetadata"][0]["AccessKeyId"]
    iam.delete_access_key(UserName=user.name, AccessKeyId=key)
    with refused("DeleteConflict", message="Cannot delete entity, must delete login profile first."):
        iam.delete_user(UserName=user.name)
    iam.delete_login_profile(UserName=user.name)
    with refused("NoSuchEntity", message=f"Login Profile for User {user.name} cannot be found."):
        iam.get_login_profile(UserName=user.name)
    iam.delete_user(UserName=user.name)


def test_policy_of_the_account_is_kept_shown_and_enforced(account, iam):
    with refused("NoSuchEntity", message=f"The Password Policy with domain name {account.account_id} cannot be found."):
        iam.get_account_password_policy()
    iam.update_account_password_policy(
        MinimumPasswordLength=10, RequireSymbols=True, MaxPasswordAge=90, PasswordReusePrevention=3
    )
    policy = iam.get_account_password_policy()["PasswordPolicy"]
    assert policy == {
        "MinimumPasswordLength": 10,
        "RequireSymbols": True,
        "RequireNumbers": False,
        "RequireUppercaseCharacters": False,
        "RequireLowercaseCharacters": False,
        "AllowUsersToChangePassword": False,
        "ExpirePasswords": True,
        "MaxPasswordAge": 90,
        "PasswordReusePrevention": 3,
    }
    user = account.user()
    with refused("PasswordPolicyViolation") as refusal:
        iam.create_login_profile(UserName=user.name, Password="short1")
    assert refusal.status == 400
    iam.create_login_profile(UserName=user.name, Password="long enough - yes")
    with refused("PasswordPolicyViolation"):
        iam.update_login_profile(UserName=user.name, Password="long enough - yes")
    iam.delete_account_password_policy()
    with refused("NoSuchEntity"):
        iam.delete_account_password_policy()


def test_user_changes_their_own_password(account, iam):
    user = account.user()
    iam.create_login_profile(UserName=user.name, Password=FIRST, PasswordResetRequired=True)
    with refused("AccessDenied"):
        user.iam.change_password(OldPassword=FIRST, NewPassword=SECOND)
    iam.update_account_password_policy(MinimumPasswordLength=8, AllowUsersToChangePassword=True)
    with refused("AccessDenied", message="The old password was incorrect."):
        user.iam.change_password(OldPassword=SECOND, NewPassword=SECOND)
    user.iam.change_password(OldPassword=FIRST, NewPassword=SECOND)
    assert not iam.get_login_profile(UserName=user.name)["LoginProfile"]["PasswordResetRequired"]


def test_role_has_no_password_to_change(account):
    session = account.assume(account.role(allow("iam:*")))
    with refused("InvalidUserType"):
        session.iam.change_password(OldPassword=FIRST, NewPassword=SECOND)


def test_no_password_reaches_the_journal(audited, audit):
    user = audited.user(allow("iam:ChangePassword"))
    answer = audited.iam.create_login_profile(UserName=user.name, Password=FIRST)
    user.iam.change_password(OldPassword=FIRST, NewPassword=SECOND)
    record = audit.of(request_id(answer))
    assert record["requestParameters"]["userName"] == user.name
    text = audit.text()
    assert FIRST.encode() not in text
    assert SECOND.encode() not in text


def test_renamed_group_keeps_its_members_and_policies(account, iam):
    user, group, new = account.user(), unique("group"), unique("renamed")
    iam.create_group(GroupName=group)
    iam.add_user_to_group(GroupName=group, UserName=user.name)
    iam.attach_group_policy(GroupName=group, PolicyArn="arn:aws:iam::aws:policy/IAMFullAccess")
    iam.update_group(GroupName=group, NewGroupName=new, NewPath="/moved/")
    found = iam.get_group(GroupName=new)
    assert found["Group"]["Arn"] == f"arn:aws:iam::{account.account_id}:group/moved/{new}"
    assert [member["UserName"] for member in found["Users"]] == [user.name]
    assert [g["GroupName"] for g in user.iam.list_groups_for_user(UserName=user.name)["Groups"]] == [new]
    with refused("NoSuchEntity", message=re.escape(f"The group with name {group} cannot be found.")):
        iam.get_group(GroupName=group)


def test_passwords_from_the_command_line(aws):
    aws.ok("iam", "create-user", "--user-name", "operator")
    aws.ok("iam", "update-account-password-policy", "--minimum-password-length", "12", "--require-symbols")
    policy = aws.ok("iam", "get-account-password-policy")["PasswordPolicy"]
    assert (policy["MinimumPasswordLength"], policy["RequireSymbols"]) == (12, True)
    made = aws.ok("iam", "create-login-profile", "--user-name", "operator", "--password", FIRST)
    assert made["LoginProfile"]["UserName"] == "operator"
    aws.ok("iam", "delete-login-profile", "--user-name", "operator")
    aws.ok("iam", "delete-account-password-policy")
