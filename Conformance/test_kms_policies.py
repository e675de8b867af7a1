"""Who may do what with a key: key policies, identity policies, conditions, other accounts."""

from __future__ import annotations

import json
import re

import pytest

from harness.callers import allow, deny, document, key_policy, unique
from harness.errors import (
    EXPLICIT_IDENTITY_DENY,
    EXPLICIT_RESOURCE_DENY,
    no_identity_policy,
    no_resource_policy,
    not_authorised,
    refused,
)

LOCKOUT = "The new key policy will not allow you to update the key policy in the future."


def test_key_made_without_a_policy_trusts_its_account(shared_account):
    policy = json.loads(shared_account.kms.get_key_policy(KeyId=shared_account.key())["Policy"])
    (statement,) = policy["Statement"]
    assert policy["Version"] == "2012-10-17"
    assert statement["Effect"] == "Allow"
    assert statement["Principal"] == {"AWS": f"arn:aws:iam::{shared_account.account_id}:root"}
    assert (statement["Action"], statement["Resource"]) == ("kms:*", "*")


def test_policy_comes_back_as_it_was_put(shared_account):
    key = shared_account.key()
    policy = json.dumps(json.loads(key_policy(account_id=shared_account.account_id)), indent=3)
    shared_account.kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy)
    answer = shared_account.kms.get_key_policy(KeyId=key, PolicyName="default")
    assert json.loads(answer["Policy"]) == json.loads(policy)
    assert answer["PolicyName"] == "default"


@pytest.mark.parametrize("operation", ["get_key_policy", "put_key_policy"])
def test_policy_of_another_name_is_refused(shared_account, operation):
    policy = key_policy(account_id=shared_account.account_id)
    parameters = {"Policy": policy} if operation == "put_key_policy" else {}
    with refused("NotFoundException", "ValidationException", "UnsupportedOperationException"):
        getattr(shared_account.kms, operation)(KeyId=shared_account.key(), PolicyName="other", **parameters)


@pytest.mark.parametrize(
    "policy",
    [
        "not json",
        "{}",
        '{"Version":"2012-10-17","Statement":[]}',
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}',
        '{"Version":"2012-10-17","Statement":[{"Effect":"Perhaps","Principal":"*","Action":"kms:*","Resource":"*"}]}',
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::1:root"},'
        '"Action":"kms:*","Resource":"*"}]}',
        '{"Version":"1999-01-01","Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}]}',
    ],
    ids=["text", "empty", "no statement", "no principal", "bad effect", "bad principal", "bad version"],
)
def test_malformed_policy_is_refused(shared_account, policy):
    with refused("MalformedPolicyDocumentException"):
        shared_account.kms.put_key_policy(KeyId=shared_account.key(), Policy=policy)
    with refused("MalformedPolicyDocumentException"):
        shared_account.kms.create_key(Policy=policy)


def locking_out(account) -> str:
    """A policy that lets nobody of the account change it again."""
    return document(allow("kms:Encrypt", principal=f"arn:aws:iam::{account.account_id}:root"))


def test_policy_that_locks_its_author_out_is_refused(shared_account):
    user = shared_account.user(allow("kms:*"))
    key = shared_account.key()
    policy = locking_out(shared_account)
    with refused("MalformedPolicyDocumentException", message=re.escape(LOCKOUT)):
        user.kms.put_key_policy(KeyId=key, Policy=policy)
    with refused("MalformedPolicyDocumentException", message=re.escape(LOCKOUT)):
        user.kms.create_key(Policy=policy)


def test_lockout_check_can_be_bypassed(shared_account):
    user = shared_account.user(allow("kms:*"))
    key = user.kms.create_key(Policy=locking_out(shared_account), BypassPolicyLockoutSafetyCheck=True)["KeyMetadata"][
        "Arn"
    ]
    with refused("AccessDeniedException"):
        user.kms.get_key_policy(KeyId=key)


def test_user_without_a_policy_is_denied_in_awss_words(shared_account):
    user, key = shared_account.user(), shared_account.key()
    message = not_authorised(user.arn, "kms:Encrypt", key, no_identity_policy("kms:Encrypt"))
    with refused("AccessDeniedException", message=message) as refusal:
        user.kms.encrypt(KeyId=key, Plaintext=b"x")
    assert refusal.status == 400


def test_identity_policy_alone_is_enough_where_the_key_trusts_the_account(shared_account):
    key = shared_account.key()
    user = shared_account.user(allow("kms:Encrypt", resource=key))
    user.kms.encrypt(KeyId=key, Plaintext=b"x")
    with refused("AccessDeniedException"):
        user.kms.encrypt(KeyId=shared_account.key(), Plaintext=b"x")


def test_identity_policy_is_not_enough_where_the_key_does_not_trust_the_account(shared_account):
    user = shared_account.user(allow("kms:*"))
    owner = shared_account.user(allow("kms:*"))
    key = owner.kms.create_key(Policy=document(allow("kms:*", principal=owner.arn)))["KeyMetadata"]["Arn"]
    message = not_authorised(user.arn, "kms:Encrypt", key, no_resource_policy("kms:Encrypt"))
    with refused("AccessDeniedException", message=message):
        user.kms.encrypt(KeyId=key, Plaintext=b"x")
    owner.kms.encrypt(KeyId=key, Plaintext=b"x")


def test_key_policy_alone_is_enough_in_the_same_account(shared_account):
    user = shared_account.user()
    policy = key_policy(allow("kms:Encrypt", principal=user.arn), account_id=shared_account.account_id)
    key = shared_account.key(Policy=policy)
    user.kms.encrypt(KeyId=key, Plaintext=b"x")
    with refused("AccessDeniedException"):
        user.kms.describe_key(KeyId=key)


def test_explicit_deny_of_an_identity_policy_wins(shared_account):
    key = shared_account.key()
    user = shared_account.user(allow("kms:*"), deny("kms:Decrypt"))
    sealed = user.kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    message = not_authorised(user.arn, "kms:Decrypt", key, EXPLICIT_IDENTITY_DENY)
    with refused("AccessDeniedException", message=message):
        user.kms.decrypt(KeyId=key, CiphertextBlob=sealed)


def test_explicit_deny_of_a_key_policy_wins(shared_account):
    user = shared_account.user(allow("kms:*"))
    policy = key_policy(deny("kms:Decrypt", principal=user.arn), account_id=shared_account.account_id)
    key = shared_account.key(Policy=policy)
    sealed = user.kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    message = not_authorised(user.arn, "kms:Decrypt", key, EXPLICIT_RESOURCE_DENY)
    with refused("AccessDeniedException", message=message):
        user.kms.decrypt(KeyId=key, CiphertextBlob=sealed)


def test_denied_decryption_does_not_name_the_key_that_the_caller_did_not(shared_account):
    user = shared_account.user(allow("kms:Encrypt"))
    sealed = user.kms.encrypt(KeyId=shared_account.key(), Plaintext=b"x")["CiphertextBlob"]
    message = (
        f"User: {user.arn} is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext "
        "because the resource does not exist in this Region, no resource-based policies allow access, or a "
        "resource-based policy explicitly denies access"
    )
    with refused("AccessDeniedException", message=re.escape(message)):
        user.kms.decrypt(CiphertextBlob=sealed)


def test_role_session_is_named_in_its_denial(shared_account):
    key = shared_account.key()
    session = shared_account.assume(shared_account.role(), RoleSessionName="watch")
    assert session.arn.endswith("/watch")
    message = not_authorised(session.arn, "kms:Encrypt", key, no_identity_policy("kms:Encrypt"))
    with refused("AccessDeniedException", message=message):
        session.kms.encrypt(KeyId=key, Plaintext=b"x")


@pytest.mark.parametrize(
    ("operation", "action"),
    [
        ("list_keys", "kms:ListKeys"),
        ("list_aliases", "kms:ListAliases"),
        ("create_key", "kms:CreateKey"),
        ("generate_random", "kms:GenerateRandom"),
    ],
)
def test_operation_without_a_key_is_denied_on_everything(shared_account, operation, action):
    user = shared_account.user()
    parameters = {"NumberOfBytes": 8} if operation == "generate_random" else {}
    message = not_authorised(user.arn, action, "*", no_identity_policy(action))
    with refused("AccessDeniedException", message=message):
        getattr(user.kms, operation)(**parameters)


# Conditions: one statement allows kms:* only under the condition. A call that meets it is allowed, another is not.

ENCRYPT = {"Plaintext": b"x"}
CONDITIONS = {
    "context value": (
        {"StringEquals": {"kms:EncryptionContext:purpose": "payroll"}},
        ("encrypt", {**ENCRYPT, "EncryptionContext": {"purpose": "payroll", "more": "x"}}),
        ("encrypt", {**ENCRYPT, "EncryptionContext": {"purpose": "Payroll"}}),
    ),
    "context value, none given": (
        {"StringEquals": {"kms:EncryptionContext:purpose": "payroll"}},
        ("encrypt", {**ENCRYPT, "EncryptionContext": {"purpose": "payroll"}}),
        ("encrypt", ENCRYPT),
    ),
    "context value by pattern": (
        {"StringLike": {"kms:EncryptionContext:path": "/home/*"}},
        ("encrypt", {**ENCRYPT, "EncryptionContext": {"path": "/home/a"}}),
        ("encrypt", {**ENCRYPT, "EncryptionContext": {"path": "/root"}}),
    ),
    "context keys, only these": (
        {"ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["a", "b"]}},
        ("encrypt", {**ENCRYPT, "EncryptionContext": {"a": "1"}}),
        ("encrypt", {**ENCRYPT, "EncryptionContext": {"a": "1", "c": "1"}}),
    ),
    "context keys, one of these": (
        {"ForAnyValue:StringEquals": {"kms:EncryptionContextKeys": ["a", "b"]}},
        ("encrypt", {**ENCRYPT, "EncryptionContext": {"a": "1", "c": "1"}}),
        ("encrypt", {**ENCRYPT, "EncryptionContext": {"c": "1"}}),
    ),
    "context keys, some": (
        {"Null": {"kms:EncryptionContextKeys": "false"}},
        ("encrypt", {**ENCRYPT, "EncryptionContext": {"a": "1"}}),
        ("encrypt", ENCRYPT),
    ),
    "caller account": (
        {"StringEquals": {"kms:CallerAccount": "{account}"}},
        ("encrypt", ENCRYPT),
        None,
    ),
    "caller account of another": (
        {"StringEquals": {"kms:CallerAccount": "999999999999"}},
        None,
        ("encrypt", ENCRYPT),
    ),
    "via service": (
        {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}},
        None,
        ("encrypt", ENCRYPT),
    ),
    "key tag": (
        {"StringEquals": {"aws:ResourceTag/team": "watch"}},
        ("encrypt", ENCRYPT),
        None,
    ),
    "key tag of another": (
        {"StringEquals": {"aws:ResourceTag/team": "sleep"}},
        None,
        ("encrypt", ENCRYPT),
    ),
    "key spec": (
        {"StringEquals": {"kms:KeySpec": "SYMMETRIC_DEFAULT"}},
        ("encrypt", ENCRYPT),
        None,
    ),
    "key origin": ({"StringEquals": {"kms:KeyOrigin": "EXTERNAL"}}, None, ("encrypt", ENCRYPT)),
    "key usage": ({"StringEquals": {"kms:KeyUsage": "ENCRYPT_DECRYPT"}}, ("encrypt", ENCRYPT), None),
    "encryption algorithm": (
        {"StringEquals": {"kms:EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}},
        ("encrypt", ENCRYPT),
        None,
    ),
    "data key pair spec": (
        {"StringEquals": {"kms:DataKeyPairSpec": "ECC_NIST_P256"}},
        ("generate_data_key_pair", {"KeyPairSpec": "ECC_NIST_P256"}),
        ("generate_data_key_pair", {"KeyPairSpec": "ECC_NIST_P384"}),
    ),
    "alias of the request": (
        {"StringEquals": {"kms:RequestAlias": "{alias}"}},
        ("encrypt", {**ENCRYPT, "KeyId": "{alias}"}),
        ("encrypt", ENCRYPT),
    ),
    "alias of the key": (
        {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "{alias}"}},
        ("encrypt", ENCRYPT),
        None,
    ),
    "waiting period": (
        {"NumericGreaterThanEquals": {"kms:ScheduleKeyDeletionPendingWindowInDays": "20"}},
        ("schedule_key_deletion", {"PendingWindowInDays": 20}),
        ("schedule_key_deletion", {"PendingWindowInDays": 19}),
    ),
    "rotation period": (
        {"NumericLessThanEquals": {"kms:RotationPeriodInDays": "180"}},
        ("enable_key_rotation", {"RotationPeriodInDays": 180}),
        ("enable_key_rotation", {"RotationPeriodInDays": 181}),
    ),
    "grant operations": (
        {"ForAllValues:StringEquals": {"kms:GrantOperations": ["Encrypt", "Decrypt"]}},
        ("create_grant", {"GranteePrincipal": "{user}", "Operations": ["Encrypt"]}),
        ("create_grant", {"GranteePrincipal": "{user}", "Operations": ["Encrypt", "CreateGrant"]}),
    ),
    "grantee": (
        {"StringEquals": {"kms:GranteePrincipal": "{user}"}},
        ("create_grant", {"GranteePrincipal": "{user}", "Operations": ["Encrypt"]}),
        ("create_grant", {"GranteePrincipal": "{root}", "Operations": ["Encrypt"]}),
    ),
    "grant constraint": (
        {"StringEquals": {"kms:GrantConstraintType": "EncryptionContextEquals"}},
        (
            "create_grant",
            {
                "GranteePrincipal": "{user}",
                "Operations": ["Encrypt"],
                "Constraints": {"EncryptionContextEquals": {"a": "1"}},
            },
        ),
        (
            "create_grant",
            {
                "GranteePrincipal": "{user}",
                "Operations": ["Encrypt"],
                "Constraints": {"EncryptionContextSubset": {"a": "1"}},
            },
        ),
    ),
    "grant not for an AWS resource": (
        {"Bool": {"kms:GrantIsForAWSResource": "false"}},
        ("create_grant", {"GranteePrincipal": "{user}", "Operations": ["Encrypt"]}),
        None,
    ),
    "grant for an AWS resource": (
        {"Bool": {"kms:GrantIsForAWSResource": "true"}},
        None,
        ("create_grant", {"GranteePrincipal": "{user}", "Operations": ["Encrypt"]}),
    ),
    "tags of the request": (
        {"StringEquals": {"aws:RequestTag/team": "watch"}},
        ("tag_resource", {"Tags": [{"TagKey": "team", "TagValue": "watch"}]}),
        ("tag_resource", {"Tags": [{"TagKey": "team", "TagValue": "sleep"}]}),
    ),
    "tag keys of the request": (
        {"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}},
        ("tag_resource", {"Tags": [{"TagKey": "team", "TagValue": "x"}]}),
        ("tag_resource", {"Tags": [{"TagKey": "cost", "TagValue": "x"}]}),
    ),
    "source address": (
        {"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}},
        ("encrypt", ENCRYPT),
        None,
    ),
    "other source address": (
        {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
        None,
        ("encrypt", ENCRYPT),
    ),
    "encrypted transport": ({"Bool": {"aws:SecureTransport": "true"}}, None, ("encrypt", ENCRYPT)),
    "user name": ({"StringLike": {"aws:username": "user-*"}}, ("encrypt", ENCRYPT), None),
    "region": ({"StringEquals": {"aws:RequestedRegion": "us-east-1"}}, ("encrypt", ENCRYPT), None),
}
ALLOWED = [(name, c[0], c[1]) for name, c in CONDITIONS.items() if c[1]]
DENIED = [(name, c[0], c[2]) for name, c in CONDITIONS.items() if c[2]]


def filled(value, names: dict[str, str]):
    """The value with every {name} in its texts replaced."""
    if isinstance(value, str):
        return value.format(**names)
    if isinstance(value, dict):
        return {key: filled(part, names) for key, part in value.items()}
    if isinstance(value, list):
        return [filled(part, names) for part in value]
    return value


def conditional_call(account, condition, call):
    """The bound call of a user whom only a conditional statement allows anything."""
    alias = f"alias/{unique()}"
    key = account.key(Tags=[{"TagKey": "team", "TagValue": "watch"}])
    account.kms.create_alias(AliasName=alias, TargetKeyId=key)
    user = account.user()
    names = {"account": account.account_id, "user": user.arn, "alias": alias, "root": account.arn}
    policy = document(allow("kms:*", condition=filled(condition, names)))
    account.iam.put_user_policy(UserName=user.name, PolicyName="conditional", PolicyDocument=policy)
    operation, parameters = call
    parameters = {"KeyId": key, **filled(parameters, names)}
    return lambda: getattr(user.kms, operation)(**parameters)


@pytest.mark.parametrize(("condition", "call"), [c[1:] for c in ALLOWED], ids=[c[0] for c in ALLOWED])
def test_call_that_meets_the_condition_is_allowed(shared_account, condition, call):
    conditional_call(shared_account, condition, call)()


@pytest.mark.parametrize(("condition", "call"), [c[1:] for c in DENIED], ids=[c[0] for c in DENIED])
def test_call_that_misses_the_condition_is_denied(shared_account, condition, call):
    denied = conditional_call(shared_account, condition, call)
    with refused("AccessDeniedException"):
        denied()


# Other accounts.


def test_other_account_needs_both_the_key_policy_and_its_own(shared_account, other_account):
    foreign = other_account.user(allow("kms:Decrypt", "kms:Encrypt"))
    unlisted = other_account.user()
    trusting = allow("kms:Encrypt", "kms:Decrypt", principal=f"arn:aws:iam::{other_account.account_id}:root")
    key = shared_account.key(Policy=key_policy(trusting, account_id=shared_account.account_id))
    sealed = foreign.kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    assert foreign.kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"x"
    message = not_authorised(unlisted.arn, "kms:Encrypt", key, no_identity_policy("kms:Encrypt"))
    with refused("AccessDeniedException", message=message):
        unlisted.kms.encrypt(KeyId=key, Plaintext=b"x")


def test_other_account_that_the_key_does_not_name_is_denied(shared_account, other_account):
    foreign, key = other_account.user(allow("kms:*")), shared_account.key()
    message = not_authorised(foreign.arn, "kms:Encrypt", key, no_resource_policy("kms:Encrypt"))
    with refused("AccessDeniedException", message=message):
        foreign.kms.encrypt(KeyId=key, Plaintext=b"x")


def test_foreign_ciphertext_is_denied_on_the_key_it_names(shared_account, other_account):
    key = shared_account.key()
    sealed = shared_account.kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    with refused("AccessDeniedException"):
        other_account.kms.decrypt(CiphertextBlob=sealed)


def test_foreign_key_by_its_bare_id_is_not_found(shared_account, other_account):
    key = shared_account.key()
    with refused("NotFoundException"):
        other_account.kms.describe_key(KeyId=key.rpartition("/")[2])


@pytest.mark.parametrize("operation", ["schedule_key_deletion", "disable_key", "get_key_policy", "enable_key_rotation"])
def test_management_across_accounts_is_refused_whatever_the_policy(shared_account, other_account, operation):
    everything = allow("kms:*", principal=f"arn:aws:iam::{other_account.account_id}:root")
    key = shared_account.key(Policy=key_policy(everything, account_id=shared_account.account_id))
    with refused("AccessDeniedException", "NotFoundException", "InvalidArnException"):
        getattr(other_account.kms, operation)(KeyId=key)


def test_reencrypt_asks_both_keys(shared_account):
    source, target = shared_account.key(), shared_account.key()
    half = shared_account.user(allow("kms:ReEncryptFrom", resource=source))
    whole = shared_account.user(allow("kms:ReEncryptFrom", resource=source), allow("kms:ReEncryptTo", resource=target))
    sealed = shared_account.kms.encrypt(KeyId=source, Plaintext=b"x")["CiphertextBlob"]
    whole.kms.re_encrypt(CiphertextBlob=sealed, DestinationKeyId=target)
    message = not_authorised(half.arn, "kms:ReEncryptTo", target, no_identity_policy("kms:ReEncryptTo"))
    with refused("AccessDeniedException", message=message):
        half.kms.re_encrypt(CiphertextBlob=sealed, DestinationKeyId=target)


def test_deleted_user_is_shown_by_id_and_its_namesake_gets_nothing(account):
    name = unique("user")
    first = account.user(name=name)
    policy = key_policy(allow("kms:Encrypt", principal=first.arn), account_id=account.account_id)
    key = account.key(Policy=policy)
    first.kms.encrypt(KeyId=key, Plaintext=b"x")
    account.iam.delete_access_key(UserName=name, AccessKeyId=first.credentials.access_key)
    account.iam.delete_user(UserName=name)
    namesake = account.user(name=name)
    with refused("AccessDeniedException"):
        namesake.kms.encrypt(KeyId=key, Plaintext=b"x")
    statement = json.loads(account.kms.get_key_policy(KeyId=key)["Policy"])["Statement"][1]
    assert statement["Principal"]["AWS"].startswith("AIDA")
