"""STS: who calls, role sessions, their trust, their limits and their end."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from harness.callers import Caller, Credentials, allow, deny, document, unique
from harness.errors import EXPLICIT_SESSION_DENY, no_identity_policy, no_session_policy, not_authorised, refused

EXPIRED = "The security token included in the request is expired"


def role_id(account, role: str) -> str:
    return account.iam.get_role(RoleName=role.rpartition("/")[2])["Role"]["RoleId"]


def test_user_is_identified(account):
    user = account.user()
    identity = user.sts.get_caller_identity()
    user_id = account.iam.get_user(UserName=user.name)["User"]["UserId"]
    assert (identity["Account"], identity["Arn"], identity["UserId"]) == (account.account_id, user.arn, user_id)


def test_identity_needs_no_permission_and_no_denial_stops_it(account):
    user = account.user(deny("*"))
    assert user.sts.get_caller_identity()["Arn"] == user.arn


def test_session_is_identified_by_role_and_name(account):
    role = account.role(Path="/deep/path/")
    name = role.rpartition("/")[2]
    answer = account.sts.assume_role(RoleArn=role, RoleSessionName="watch")
    user = answer["AssumedRoleUser"]
    assert user["Arn"] == f"arn:aws:sts::{account.account_id}:assumed-role/{name}/watch"
    assert user["AssumedRoleId"] == f"{role_id(account, role)}:watch"
    assert re.fullmatch(r"ASIA[A-Z2-7]{16}", answer["Credentials"]["AccessKeyId"])
    session = Caller(account.server, Credentials.of(answer["Credentials"]))
    identity = session.sts.get_caller_identity()
    assert (identity["Arn"], identity["UserId"]) == (user["Arn"], user["AssumedRoleId"])
    assert identity["Account"] == account.account_id


@pytest.mark.parametrize(("asked", "lasts"), [(None, 3600), (900, 900), (3600, 3600)])
def test_session_lasts_as_asked(account, asked, lasts):
    parameters = {"DurationSeconds": asked} if asked else {}
    answer = account.sts.assume_role(RoleArn=account.role(), RoleSessionName="watch", **parameters)
    left = answer["Credentials"]["Expiration"] - datetime.now(UTC)
    assert timedelta(seconds=lasts - 60) <= left <= timedelta(seconds=lasts)


def test_session_is_not_longer_than_its_role_allows(account):
    role = account.role(MaxSessionDuration=3600)
    message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    with refused("ValidationError", message=re.escape(message)):
        account.sts.assume_role(RoleArn=role, RoleSessionName="watch", DurationSeconds=3601)


def test_chained_session_is_not_longer_than_an_hour(account):
    second = account.role(MaxSessionDuration=43200)
    first = account.assume(account.role(allow("sts:AssumeRole")))
    with refused("ValidationError"):
        first.sts.assume_role(RoleArn=second, RoleSessionName="watch", DurationSeconds=3601)
    assert first.assume(second, DurationSeconds=3600).sts.get_caller_identity()


def test_expired_session_is_refused_by_every_protocol(clock, timed_account):
    session = timed_account.assume(timed_account.role(allow("*")), DurationSeconds=900)
    session.kms.list_keys()
    clock.advance(seconds=901)
    with refused("ExpiredTokenException", message=re.escape(EXPIRED) + r"\.?") as json_refusal:
        session.kms.list_keys()
    with refused("ExpiredToken", message=re.escape(EXPIRED) + r"\.?") as xml_refusal:
        session.sts.get_caller_identity()
    assert (json_refusal.status, xml_refusal.status) == (400, 403)


def test_session_without_its_token_is_refused(administrator):
    session = administrator.assume(administrator.role(allow("*")))
    bare = Caller(administrator.server, Credentials(session.credentials.access_key, session.credentials.secret_key))
    with refused("UnrecognizedClientException"):
        bare.kms.list_keys()
    with refused("InvalidClientTokenId"):
        bare.sts.get_caller_identity()


def test_changed_session_token_is_refused(administrator):
    session = administrator.assume(administrator.role(allow("*")))
    token = session.credentials.session_token
    middle = len(token) // 2
    changed = token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]
    forged = Caller(
        administrator.server, Credentials(session.credentials.access_key, session.credentials.secret_key, changed)
    )
    with refused("UnrecognizedClientException"):
        forged.kms.list_keys()


def test_token_of_one_session_does_not_serve_another(administrator):
    role = administrator.role(allow("*"))
    first, second = administrator.assume(role), administrator.assume(role)
    mixed = Caller(
        administrator.server,
        Credentials(first.credentials.access_key, first.credentials.secret_key, second.credentials.session_token),
    )
    with refused("UnrecognizedClientException"):
        mixed.kms.list_keys()


# Trust.


def assume_denied(caller, role: str):
    return not_authorised(caller.arn, "sts:AssumeRole", role, "").rstrip("\\ ") + ".*"


def test_trusted_user_of_the_same_account_needs_no_policy_of_its_own(account):
    user = account.user()
    role = account.role(trust=allow("sts:AssumeRole", principal=user.arn))
    assert user.assume(role).sts.get_caller_identity()["Account"] == account.account_id


def test_trusting_the_account_leaves_it_to_identity_policies(account):
    role = account.role(trust=allow("sts:AssumeRole", principal=f"arn:aws:iam::{account.account_id}:root"))
    without, with_it = account.user(), account.user(allow("sts:AssumeRole", resource=role))
    with_it.assume(role)
    with refused("AccessDenied", message=assume_denied(without, role)) as refusal:
        without.assume(role)
    assert refusal.status == 403


def test_untrusted_user_is_denied_whatever_its_policy(account):
    role = account.role(trust=allow("sts:AssumeRole", principal=account.user().arn))
    user = account.user(allow("*"))
    with refused("AccessDenied", message=assume_denied(user, role)):
        user.assume(role)


def test_role_of_another_account_needs_both_sides(account, other_account):
    role = account.role(
        allow("kms:ListKeys"),
        trust=allow("sts:AssumeRole", principal=f"arn:aws:iam::{other_account.account_id}:root"),
    )
    with_it, without = other_account.user(allow("sts:AssumeRole")), other_account.user()
    session = with_it.assume(role)
    assert session.sts.get_caller_identity()["Account"] == account.account_id
    session.kms.list_keys()
    with refused("AccessDenied"):
        without.assume(role)


def test_unknown_role_is_denied_not_unknown(account):
    user = account.user(allow("sts:AssumeRole"))
    role = f"arn:aws:iam::{account.account_id}:role/nobody"
    with refused("AccessDenied", message=assume_denied(user, role)):
        user.assume(role)


def test_external_id_is_required_by_its_condition(account):
    user = account.user()
    condition = {"StringEquals": {"sts:ExternalId": "s3cret"}}
    role = account.role(trust=allow("sts:AssumeRole", principal=user.arn, condition=condition))
    user.assume(role, ExternalId="s3cret")
    for parameters in ({}, {"ExternalId": "other"}):
        with refused("AccessDenied"):
            user.assume(role, **parameters)


def test_trust_can_require_a_session_name(account):
    user = account.user()
    condition = {"StringLike": {"sts:RoleSessionName": "${aws:username}"}}
    role = account.role(trust=allow("sts:AssumeRole", principal=user.arn, condition=condition))
    user.assume(role, RoleSessionName=user.name)
    with refused("AccessDenied"):
        user.assume(role, RoleSessionName="another")


def test_changed_trust_counts_at_once(account):
    user = account.user()
    role = account.role(trust=allow("sts:AssumeRole", principal=user.arn))
    user.assume(role)
    trust = document(allow("sts:AssumeRole", principal=account.user().arn))
    account.iam.update_assume_role_policy(RoleName=role.rpartition("/")[2], PolicyDocument=trust)
    with refused("AccessDenied"):
        user.assume(role)


# Session policies.


def test_session_policy_narrows_the_role(account):
    session = account.assume(account.role(allow("kms:*")), Policy=document(allow("kms:ListKeys")))
    session.kms.list_keys()
    message = not_authorised(session.arn, "kms:ListAliases", "*", no_session_policy("kms:ListAliases"))
    with refused("AccessDeniedException", message=message):
        session.kms.list_aliases()


def test_session_policy_gives_nothing_that_the_role_lacks(account):
    session = account.assume(account.role(allow("kms:ListKeys")), Policy=document(allow("*")))
    message = not_authorised(session.arn, "kms:ListAliases", "*", no_identity_policy("kms:ListAliases"))
    with refused("AccessDeniedException", message=message):
        session.kms.list_aliases()


def test_session_policy_denies_explicitly(account):
    session = account.assume(account.role(allow("kms:*")), Policy=document(allow("*"), deny("kms:ListKeys")))
    message = not_authorised(session.arn, "kms:ListKeys", "*", EXPLICIT_SESSION_DENY)
    with refused("AccessDeniedException", message=message):
        session.kms.list_keys()


def test_managed_session_policies_narrow_too(account):
    policy = document(allow("kms:ListKeys"))
    arn = account.iam.create_policy(PolicyName=unique(), PolicyDocument=policy)["Policy"]["Arn"]
    session = account.assume(account.role(allow("kms:*")), PolicyArns=[{"arn": arn}])
    session.kms.list_keys()
    with refused("AccessDeniedException"):
        session.kms.list_aliases()


@pytest.mark.parametrize("policy", ["not json", "{}", document(allow("*", principal="*"))])
def test_malformed_session_policy_is_refused(account, policy):
    with refused("MalformedPolicyDocument"):
        account.assume(account.role(), Policy=policy)


def test_session_tags_are_seen_by_conditions(account):
    condition = {"StringEquals": {"aws:PrincipalTag/team": "watch"}}
    role = account.role(
        allow("kms:ListKeys", condition=condition),
        trust=allow("sts:AssumeRole", "sts:TagSession", principal=account.arn),
    )
    account.assume(role, Tags=[{"Key": "team", "Value": "watch"}]).kms.list_keys()
    with refused("AccessDeniedException"):
        account.assume(role, Tags=[{"Key": "team", "Value": "sleep"}]).kms.list_keys()


def test_principal_tag_of_a_user_is_seen_by_conditions(account):
    condition = {"StringEquals": {"aws:PrincipalTag/team": "watch"}}
    user = account.user(allow("kms:ListKeys", condition=condition), Tags=[{"Key": "team", "Value": "watch"}])
    user.kms.list_keys()
    account.iam.tag_user(UserName=user.name, Tags=[{"Key": "team", "Value": "sleep"}])
    with refused("AccessDeniedException"):
        user.kms.list_keys()


def test_policy_added_to_a_role_counts_in_its_open_sessions(account):
    role = account.role()
    session = account.assume(role)
    with refused("AccessDeniedException"):
        session.kms.list_keys()
    policy = document(allow("kms:ListKeys"))
    account.iam.put_role_policy(RoleName=role.rpartition("/")[2], PolicyName="late", PolicyDocument=policy)
    session.kms.list_keys()


@pytest.mark.parametrize("name", ["", "x", "with space", "a/b", "n" * 65])
def test_session_name_has_an_alphabet_and_a_length(account, wire_of, name):
    parameters = {"RoleArn": account.role(), "RoleSessionName": name}
    reply = wire_of(account)("sts", "AssumeRole", parameters)
    assert (reply.status, reply.code) == (400, "ValidationError")
    assert "'roleSessionName' failed to satisfy constraint" in reply.message


def test_session_token_of_a_user_is_a_session_of_the_user(account):
    user = account.user(allow("kms:ListKeys"))
    answer = user.sts.get_session_token(DurationSeconds=900)
    session = Caller(account.server, Credentials.of(answer["Credentials"]))
    assert session.sts.get_caller_identity()["Arn"] == user.arn
    session.kms.list_keys()


def test_account_of_an_access_key_is_told(account):
    user = account.user(allow("sts:GetAccessKeyInfo"))
    answer = user.sts.get_access_key_info(AccessKeyId=user.credentials.access_key)
    assert answer["Account"] == account.account_id


def test_trust_document_comes_back_as_put(account):
    trust = allow("sts:AssumeRole", principal=account.user().arn)
    name = account.role(trust=trust).rpartition("/")[2]
    found = account.iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    assert found == json.loads(document(trust))


def test_session_of_a_user_may_call_neither_iam_nor_most_of_sts(account):
    user = account.user(allow("*"))
    session = Caller(account.server, Credentials.of(user.sts.get_session_token()["Credentials"]))
    session.kms.list_keys()
    session.assume(account.role())
    for call in (session.iam.list_users, session.sts.get_session_token):
        with refused("AccessDenied"):
            call()


def test_trust_is_not_for_whoever_is_made_anew_under_a_users_name(account):
    name = unique("user")
    first = account.user(name=name)
    role = account.role(trust=allow("sts:AssumeRole", principal=first.arn))
    first.assume(role)
    account.iam.delete_access_key(UserName=name, AccessKeyId=first.credentials.access_key)
    account.iam.delete_user(UserName=name)
    with refused("AccessDenied"):
        account.user(name=name).assume(role)
    trust = account.iam.get_role(RoleName=role.rpartition("/")[2])["Role"]["AssumeRolePolicyDocument"]
    assert trust["Statement"][0]["Principal"]["AWS"].startswith("AIDA")
