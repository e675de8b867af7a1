"""Virtual multi-factor devices, their codes (RFC 6238, by hand), and what a session knows of them."""

from __future__ import annotations

import pytest
from harness.callers import Account, Caller, Credentials, User, allow, deny, document, unique
from harness.errors import refused
from harness.mfa import Device

NOT_VALID = "Authentication code for device is not valid."
WRONG_CODE = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
WRONG_DEVICE = "MultiFactorAuthentication failed, unable to validate MFA code.*"
PRESENT = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


@pytest.fixture
def user(timed_account) -> User:
    return timed_account.user(allow("kms:ListKeys", "iam:ListUsers", "sts:AssumeRole"))


@pytest.fixture
def device(timed_account, clock, user) -> Device:
    return Device(timed_account, clock).enable(timed_account, user)


def session(user: User, **proof) -> Caller:
    return Caller(user.server, Credentials.of(user.sts.get_session_token(**proof)["Credentials"]), user.arn)


def test_device_is_kept_and_told(timed_account, clock):
    iam, owner = timed_account.iam, timed_account.user()
    device = Device(timed_account, clock, Path="/phones/", Tags=[{"Key": "team", "Value": "a"}])
    assert device.serial.startswith(f"arn:aws:iam::{timed_account.account_id}:mfa/phones/device-")
    assert len(device.text) == 64
    (listed,) = iam.list_virtual_mfa_devices(AssignmentStatus="Unassigned")["VirtualMFADevices"]
    assert listed["SerialNumber"] == device.serial and "Base32StringSeed" not in listed
    device.enable(timed_account, owner)
    assert iam.list_virtual_mfa_devices(AssignmentStatus="Unassigned")["VirtualMFADevices"] == []
    (listed,) = iam.list_virtual_mfa_devices(AssignmentStatus="Assigned")["VirtualMFADevices"]
    assert listed["User"]["UserName"] == owner.name and listed["EnableDate"]
    (mine,) = iam.list_mfa_devices(UserName=owner.name)["MFADevices"]
    told = iam.get_mfa_device(SerialNumber=device.serial, UserName=owner.name)
    assert mine["EnableDate"] == told["EnableDate"] and told["UserName"] == owner.name
    assert iam.list_mfa_device_tags(SerialNumber=device.serial)["Tags"] == [{"Key": "team", "Value": "a"}]
    iam.tag_mfa_device(SerialNumber=device.serial, Tags=[{"Key": "TEAM", "Value": "b"}])
    assert iam.list_mfa_device_tags(SerialNumber=device.serial)["Tags"] == [{"Key": "TEAM", "Value": "b"}]
    iam.untag_mfa_device(SerialNumber=device.serial, TagKeys=["team"])
    assert iam.list_mfa_device_tags(SerialNumber=device.serial)["Tags"] == []


def test_device_ends_step_by_step(timed_account, user, device):
    iam = timed_account.iam
    with refused("DeleteConflict", message="MFA VirtualDevice in use. Must deactivate first."):
        iam.delete_virtual_mfa_device(SerialNumber=device.serial)
    iam.deactivate_mfa_device(UserName=user.name, SerialNumber=device.serial)
    assert iam.list_mfa_devices(UserName=user.name)["MFADevices"] == []
    with refused("NoSuchEntity", message="MFA Device invalid for user."):
        iam.deactivate_mfa_device(UserName=user.name, SerialNumber=device.serial)
    with refused("AccessDenied", message=WRONG_DEVICE):
        session(user, **device.proof())
    iam.delete_virtual_mfa_device(SerialNumber=device.serial)
    with refused("NoSuchEntity"):
        iam.delete_virtual_mfa_device(SerialNumber=device.serial)


def test_user_with_a_device_is_not_deleted(timed_account, clock):
    iam, name = timed_account.iam, unique("user")
    iam.create_user(UserName=name)
    device = Device(timed_account, clock)
    device.enable(timed_account, User(timed_account.server, timed_account.credentials, name=name))
    with refused("DeleteConflict"):
        iam.delete_user(UserName=name)
    iam.deactivate_mfa_device(UserName=name, SerialNumber=device.serial)
    iam.delete_user(UserName=name)


def test_device_is_enabled_with_two_codes_in_a_row(timed_account, clock, user):
    device, iam = Device(timed_account, clock), timed_account.iam
    for first, second in ((0, -1), (-2, 0), (-1, -1), (-40, -39)):
        with refused("InvalidAuthenticationCode", message=NOT_VALID) as refusal:
            iam.enable_mfa_device(
                UserName=user.name,
                SerialNumber=device.serial,
                AuthenticationCode1=device.code(first),
                AuthenticationCode2=device.code(second),
            )
        assert refusal.status == 403
    device.enable(timed_account, user)
    with refused("EntityAlreadyExists"):
        device.enable(timed_account, user)
    with refused("NoSuchEntity"):
        iam.enable_mfa_device(
            UserName=user.name,
            SerialNumber=device.serial + "x",
            AuthenticationCode1="000000",
            AuthenticationCode2="000001",
        )


def test_device_whose_clock_went_wrong_is_set_right(timed_account, clock, user, device):
    ahead = 100
    with refused("AccessDenied", message=WRONG_CODE):
        session(user, SerialNumber=device.serial, TokenCode=device.code(ahead))
    timed_account.iam.resync_mfa_device(
        UserName=user.name,
        SerialNumber=device.serial,
        AuthenticationCode1=device.code(ahead - 1),
        AuthenticationCode2=device.code(ahead),
    )
    session(user, SerialNumber=device.serial, TokenCode=device.code(ahead + 1)).kms.list_keys()
    with refused("AccessDenied", message=WRONG_CODE):
        session(user, SerialNumber=device.serial, TokenCode=device.code())


def test_code_is_accepted_once(clock, user, device):
    proof = device.proof()
    session(user, **proof)
    with refused("AccessDenied", message=WRONG_CODE) as refusal:
        session(user, **proof)
    assert refusal.status == 403
    clock.advance(seconds=30)
    session(user, **device.proof())


def test_codes_cannot_be_tried_out(clock, user, device):
    right = device.code()
    wrong = [f"{number:06}" for number in range(9) if f"{number:06}" not in (right, device.code(-1), device.code(1))]
    for code in wrong[:5]:
        with refused("AccessDenied", message=WRONG_CODE):
            session(user, SerialNumber=device.serial, TokenCode=code)
    with refused("AccessDenied", message=WRONG_CODE):
        session(user, SerialNumber=device.serial, TokenCode=right)
    clock.advance(seconds=30)
    session(user, **device.proof())


def test_code_without_device_and_device_of_another_are_refused(timed_account, user, device):
    other = timed_account.user()
    for caller, proof in (
        (user, {"TokenCode": device.code()}),
        (user, {"SerialNumber": device.serial}),
        (other, device.proof()),
    ):
        with refused("AccessDenied", message=WRONG_DEVICE):
            caller.sts.get_session_token(**proof)


def test_session_tells_that_a_code_was_given_and_when(timed_account, clock, user, device):
    recent = {**PRESENT, "NumericLessThan": {"aws:MultiFactorAuthAge": "60"}}
    for statement in (allow("kms:ListKeys", condition=recent), allow("iam:ListUsers")):
        timed_account.iam.put_user_policy(
            UserName=user.name, PolicyName=unique("policy"), PolicyDocument=document(statement)
        )
    timed_account.iam.put_user_policy(
        UserName=user.name, PolicyName="inline", PolicyDocument=document(allow("iam:ListUsers"))
    )
    with_code, without = session(user, **device.proof()), session(user)
    with_code.kms.list_keys()
    with_code.iam.list_users()
    for caller in (user, without):
        with refused("AccessDeniedException"):
            caller.kms.list_keys()
    with refused("AccessDenied"):
        without.iam.list_users()
    with refused("AccessDenied"):
        with_code.sts.get_session_token()
    clock.advance(seconds=60)
    with refused("AccessDeniedException"):
        with_code.kms.list_keys()


def test_role_asks_for_a_code(timed_account, user, device):
    role = timed_account.role(allow("kms:ListKeys"), trust=allow("sts:AssumeRole", principal=user.arn, condition=PRESENT))
    with refused("AccessDenied"):
        user.assume(role)
    user.assume(role, **device.proof()).kms.list_keys()


def test_role_takes_a_session_that_was_made_with_a_code(timed_account, user, device):
    role = timed_account.role(trust=allow("sts:AssumeRole", principal=user.arn, condition=PRESENT))
    with_code, without = session(user, **device.proof()), session(user)
    chained = with_code.assume(role)
    assert chained.sts.get_caller_identity()["Account"] == timed_account.account_id
    with refused("AccessDenied"):
        without.assume(role)


# GetFederationToken.


def federate(user: User, *statements: dict, **parameters) -> Caller:
    if statements:
        parameters["Policy"] = document(*statements)
    answer = user.sts.get_federation_token(Name="visitor", **parameters)
    return Caller(user.server, Credentials.of(answer["Credentials"]), answer["FederatedUser"]["Arn"])


def test_federated_user_is_named(account):
    user = account.user(allow("sts:GetFederationToken"))
    answer = user.sts.get_federation_token(Name="visitor", DurationSeconds=900)
    arn = f"arn:aws:sts::{account.account_id}:federated-user/visitor"
    assert answer["FederatedUser"] == {"FederatedUserId": f"{account.account_id}:visitor", "Arn": arn}
    identity = Caller(user.server, Credentials.of(answer["Credentials"])).sts.get_caller_identity()
    assert (identity["Arn"], identity["UserId"]) == (arn, f"{account.account_id}:visitor")


def test_federated_user_may_do_what_both_policies_allow(account):
    user = account.user(allow("sts:GetFederationToken", "kms:ListKeys", "kms:ListAliases", "iam:*", "sts:*"))
    visitor = federate(user, allow("kms:ListKeys", "kms:CreateKey", "iam:*", "sts:*"))
    visitor.kms.list_keys()
    for call in (visitor.kms.list_aliases, visitor.kms.create_key):
        with refused("AccessDeniedException"):
            call()
    for call in (visitor.iam.list_users, visitor.sts.get_session_token):
        with refused("AccessDenied"):
            call()
    with refused("AccessDeniedException"):
        federate(user).kms.list_keys()


def test_federating_needs_permission_and_long_term_credentials(account):
    with refused("AccessDenied"):
        federate(account.user())
    user = account.user(allow("sts:GetFederationToken"))
    with refused("AccessDenied", message=".*sts:TagSession.*"):
        federate(user, Tags=[{"Key": "team", "Value": "a"}])
    with refused("AccessDenied", message="Cannot call GetFederationToken with session credentials"):
        session(user).sts.get_federation_token(Name="visitor")


def test_federated_user_has_tags_and_is_asked_for_them(account):
    user = account.user(
        allow("sts:GetFederationToken"),
        allow("sts:TagSession", condition={"StringEquals": {"aws:RequestTag/team": "a"}}),
        allow("kms:ListKeys", condition={"StringEquals": {"aws:PrincipalTag/team": "a"}}),
        Tags=[{"Key": "TEAM", "Value": "own"}],
    )
    federate(user, allow("*"), Tags=[{"Key": "team", "Value": "a"}]).kms.list_keys()
    with refused("AccessDeniedException"):
        federate(user, allow("*")).kms.list_keys()
    with refused("AccessDenied"):
        federate(user, allow("*"), Tags=[{"Key": "team", "Value": "b"}])


def test_denial_of_the_user_binds_the_federated_user(account):
    user = account.user(allow("*"), deny("kms:ListKeys"))
    with refused("AccessDeniedException", message=".*explicit deny in an identity-based policy.*"):
        federate(user, allow("*")).kms.list_keys()
