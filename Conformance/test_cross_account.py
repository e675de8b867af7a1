"""Decisions between accounts, as AWS's tables have them.

Source: IAM user guide, "Cross-account policy evaluation logic", "Permissions boundaries for IAM entities", "Policy
evaluation for requests within a single account" and "AWS JSON policy elements: Principal".
"""

from __future__ import annotations

import pytest

from harness.callers import Account, Caller, User, allow, deny, document, key_policy, statement, unique
from harness.errors import refused

DENIED = ("AccessDeniedException", "AccessDenied")


def is_allowed(who: Caller, key: str, **parameters) -> bool:
    """Whether a caller may encrypt under a key."""
    try:
        who.kms.encrypt(KeyId=key, Plaintext=b"text", **parameters)
    except who.kms.exceptions.ClientError as error:
        if error.response["Error"]["Code"] not in DENIED:
            raise
        return False
    return True


def key_of(owner: Account, *statements: dict) -> str:
    """A key that its account is in charge of, and of which the policy says more."""
    return owner.key(Policy=key_policy(*statements, account_id=owner.account_id))


def encrypting(effect: str, principal, condition: dict | None = None) -> dict:
    return statement(effect, ("kms:Encrypt",), None, principal, condition)


IDENTITY = {
    "allows": [allow("kms:Encrypt")],
    "silent": [allow("kms:ListKeys")],
    "denies": [allow("*"), deny("kms:Encrypt")],
}


@pytest.mark.parametrize("identity", IDENTITY)
@pytest.mark.parametrize("resource", ["names the user", "names its account", "silent", "denies"])
def test_both_accounts_must_allow(account, other_account, identity, resource):
    user = account.user(*IDENTITY[identity])
    root = f"arn:aws:iam::{account.account_id}:root"
    says = {
        "names the user": [encrypting("Allow", user.arn)],
        "names its account": [encrypting("Allow", root)],
        "silent": [],
        "denies": [encrypting("Allow", root), encrypting("Deny", user.arn)],
    }[resource]
    expected = identity == "allows" and resource.startswith("names")
    assert is_allowed(user, key_of(other_account, *says)) == expected


@pytest.mark.parametrize("identity", IDENTITY)
@pytest.mark.parametrize("resource", ["names the user", "names its account", "denies"])
def test_within_an_account_either_side_allows(account, identity, resource):
    user = account.user(*IDENTITY[identity])
    says = {
        "names the user": [encrypting("Allow", user.arn)],
        "names its account": [],
        "denies": [encrypting("Deny", user.arn)],
    }[resource]
    by_identity = identity == "allows" and resource != "denies"
    by_key = resource == "names the user" and identity != "denies"
    assert is_allowed(user, key_of(account, *says)) == (by_identity or by_key)


def test_account_can_be_named_by_number_or_arn(account, other_account):
    user = account.user(allow("kms:*"))
    for name in (account.account_id, f"arn:aws:iam::{account.account_id}:root"):
        assert is_allowed(user, key_of(other_account, encrypting("Allow", name)))
    stranger = account.user(allow("kms:*"))
    assert is_allowed(stranger, key_of(other_account, encrypting("Allow", "*")))


def bounded(account: Account, *statements: dict) -> str:
    """The ARN of a policy to be a boundary."""
    name = unique("boundary")
    return account.iam.create_policy(PolicyName=name, PolicyDocument=document(*statements))["Policy"]["Arn"]


@pytest.mark.parametrize("boundary", ["allows", "silent", "denies"])
@pytest.mark.parametrize("is_same_account", [True, False])
def test_boundary_and_a_policy_that_names_the_user(account, other_account, boundary, is_same_account):
    """A resource policy of the same account that names a user passes what its boundary leaves out, and no denial."""
    limit = bounded(account, *IDENTITY[boundary])
    user = account.user(allow("*"), PermissionsBoundary=limit)
    owner = account if is_same_account else other_account
    expected = boundary == "allows" or (boundary == "silent" and is_same_account)
    assert is_allowed(user, key_of(owner, encrypting("Allow", user.arn))) == expected


@pytest.mark.parametrize("named", ["role", "session"])
@pytest.mark.parametrize("limit", ["boundary", "session policy"])
@pytest.mark.parametrize("is_same_account", [True, False])
def test_limits_of_a_session_and_a_policy_that_names_it(account, other_account, named, limit, is_same_account):
    """One that names the session passes them within the account; one that names the role, or across accounts, not."""
    parameters = {"PermissionsBoundary": bounded(account, allow("s3:*"))} if limit == "boundary" else {}
    role = account.role(allow("*"), **parameters)
    policy = {"Policy": document(allow("s3:*"))} if limit == "session policy" else {}
    session = account.assume(role, **policy)
    owner = account if is_same_account else other_account
    key = key_of(owner, encrypting("Allow", role if named == "role" else session.arn))
    assert is_allowed(session, key) == (named == "session" and is_same_account)


def test_role_is_named_for_all_its_sessions(account, other_account):
    role = account.role(allow("kms:*"))
    key = key_of(other_account, encrypting("Allow", role))
    assert is_allowed(account.assume(role), key)
    assert not is_allowed(account.assume(account.role(allow("kms:*"))), key)


@pytest.mark.parametrize("trusted", ["user", "account"])
@pytest.mark.parametrize("may", [True, False])
@pytest.mark.parametrize("is_same_account", [True, False])
def test_role_is_assumed_if_it_trusts_and_the_caller_may(account, other_account, trusted, may, is_same_account):
    user = account.user(*([allow("sts:AssumeRole")] if may else [allow("kms:*")]))
    owner = account if is_same_account else other_account
    principal = user.arn if trusted == "user" else f"arn:aws:iam::{account.account_id}:root"
    role = owner.role(trust=allow("sts:AssumeRole", principal=principal))
    if may or (is_same_account and trusted == "user"):
        assert user.assume(role).arn.startswith(f"arn:aws:sts::{owner.account_id}:assumed-role/")
    else:
        with refused("AccessDenied"):
            user.assume(role)


def test_session_of_another_accounts_role_is_of_that_account(account, other_account):
    """The way in that AWS gives for what a resource policy cannot say."""
    user = account.user(allow("sts:AssumeRole"))
    role = other_account.role(allow("kms:*"), trust=allow("sts:AssumeRole", principal=user.arn))
    key = key_of(other_account)
    assert not is_allowed(user, key)
    assert is_allowed(user.assume(role), key)


def remade(account: Account, user: User) -> User:
    """Another user of the same name."""
    for key in account.iam.list_access_keys(UserName=user.name)["AccessKeyMetadata"]:
        account.iam.delete_access_key(UserName=user.name, AccessKeyId=key["AccessKeyId"])
    account.iam.delete_user_policy(UserName=user.name, PolicyName="inline")
    account.iam.delete_user(UserName=user.name)
    return account.user(allow("*"), name=user.name)


def test_policy_does_not_mean_a_user_made_anew(account, other_account):
    user = account.user(allow("*"))
    key = key_of(other_account, encrypting("Allow", user.arn))
    role = other_account.role(trust=allow("sts:AssumeRole", principal=user.arn))
    user_id = account.iam.get_user(UserName=user.name)["User"]["UserId"]
    assert is_allowed(user, key)
    user.assume(role)
    again = remade(account, user)
    assert again.arn == user.arn
    assert not is_allowed(again, key)
    with refused("AccessDenied"):
        again.assume(role)
    policy = other_account.kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
    assert user_id in policy
    assert user.arn not in policy


def test_denial_spares_those_whom_not_principal_names(account, other_account):
    spared, other = account.user(allow("*")), account.user(allow("*"))
    root = f"arn:aws:iam::{account.account_id}:root"
    owner = f"arn:aws:iam::{other_account.account_id}:root"
    denial = {
        "Effect": "Deny",
        "NotPrincipal": {"AWS": [spared.arn, root, owner, other_account.user(allow("*")).arn]},
        "Action": "kms:Encrypt",
        "Resource": "*",
    }
    key = key_of(other_account, encrypting("Allow", root), denial)
    assert is_allowed(spared, key)
    assert not is_allowed(other, key)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {"aws:PrincipalAccount": "{account}"}}, True),
        ({"StringEquals": {"aws:PrincipalAccount": "111111111111"}}, False),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::{account}:user/*"}}, True),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::{account}:role/*"}}, False),
        ({"StringEquals": {"aws:PrincipalTag/team": "red"}}, True),
        ({"StringEquals": {"aws:PrincipalTag/Team": ["blue", "green"]}}, False),
        ({"StringEquals": {"aws:PrincipalTag/size": "${{aws:PrincipalTag/team}}"}}, False),
        ({"Null": {"aws:PrincipalTag/size": "true"}}, True),
        ({"StringEquals": {"aws:PrincipalType": "User"}}, True),
        ({"StringEquals": {"aws:ResourceAccount": "${{aws:PrincipalAccount}}"}}, False),
        ({"StringEquals": {"kms:CallerAccount": "{account}"}}, True),
    ],
)
def test_properties_of_a_foreign_principal_decide(account, other_account, condition, expected):
    user = account.user(allow("kms:*"), Tags=[{"Key": "team", "Value": "red"}])

    def fill(value):
        if isinstance(value, dict):
            return {name: fill(part) for name, part in value.items()}
        if isinstance(value, list):
            return [fill(part) for part in value]
        return value.format(account=account.account_id)

    key = key_of(other_account, encrypting("Allow", "*", fill(condition)))
    assert is_allowed(user, key) == expected


@pytest.mark.parametrize(
    ("operator", "keys", "expected"),
    [
        ("ForAllValues:StringEquals", ["a", "b"], True),
        ("ForAllValues:StringEquals", ["a", "c"], False),
        ("ForAllValues:StringEquals", [], True),
        ("ForAnyValue:StringEquals", ["a", "c"], True),
        ("ForAnyValue:StringEquals", ["c"], False),
        ("ForAnyValue:StringEquals", [], False),
        ("ForAnyValue:StringNotEquals", ["a", "c"], True),
        ("ForAnyValue:StringNotEquals", ["a"], False),
        ("ForAllValues:StringNotEquals", ["c"], True),
        ("ForAllValues:StringNotEquals", ["a", "c"], False),
    ],
)
def test_each_value_of_a_key_is_asked(account, other_account, operator, keys, expected):
    user = account.user(allow("kms:*"))
    condition = {operator: {"kms:EncryptionContextKeys": ["a", "b"]}}
    key = key_of(other_account, encrypting("Allow", user.arn, condition))
    assert is_allowed(user, key, EncryptionContext=dict.fromkeys(keys, "value")) == expected


def test_tags_travel_with_a_chained_session(account, other_account):
    user = account.user(allow("sts:*"))
    trust = {"Effect": "Allow", "Principal": {"AWS": user.arn}, "Action": ["sts:AssumeRole", "sts:TagSession"]}
    first = account.role(allow("sts:*"), trust=trust)
    chained = {"Effect": "Allow", "Principal": {"AWS": first}, "Action": ["sts:AssumeRole", "sts:TagSession"]}
    second = other_account.role(allow("kms:*"), trust=chained)
    key = key_of(
        other_account,
        encrypting("Deny", "*", {"StringNotEquals": {"aws:PrincipalTag/team": "red"}}),
    )
    tags = {"Tags": [{"Key": "team", "Value": "red"}]}
    travelling = user.assume(first, TransitiveTagKeys=["team"], **tags).assume(second)
    assert is_allowed(travelling, key)
    assert not is_allowed(user.assume(first, **tags).assume(second), key)


@pytest.mark.parametrize("named", ["account", "everybody", "nobody"])
def test_root_of_another_account_needs_the_key_alone(account, other_account, named):
    principals = {"account": [encrypting("Allow", account.arn)], "everybody": [encrypting("Allow", "*")], "nobody": []}
    assert is_allowed(account, key_of(other_account, *principals[named])) == (named != "nobody")


def test_chain_of_roles_through_three_accounts(account, other_account, shared_account):
    last = other_account.role(allow("kms:Encrypt"), trust=allow("sts:AssumeRole", principal=shared_account.arn))
    middle = shared_account.role(
        allow("sts:AssumeRole", resource=last), trust=allow("sts:AssumeRole", principal=account.arn)
    )
    user, key = account.user(allow("sts:AssumeRole", resource=middle)), key_of(other_account)
    with refused("AccessDenied"):
        user.assume(last)
    session = user.assume(middle)
    assert not is_allowed(session, key)
    assert is_allowed(session.assume(last), key)
