"""What IAM, STS and KMS say of policy documents that are none."""

from __future__ import annotations

import json
import re

import pytest

from harness.callers import allow, document, key_policy, unique
from harness.errors import refused

ALLOW = {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}
SYNTAX = "Syntax errors in policy."
VENDOR = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
NO_ACTIONS = "Policy statement must contain actions."
NO_RESOURCES = "Policy statement must contain resources."
SID = "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"


def policy(*statements, **elements) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements), **elements})


def without(name: str, **changed) -> dict:
    return {key: value for key, value in {**ALLOW, **changed}.items() if key != name}


def conditions(condition) -> str:
    return policy({**ALLOW, "Condition": condition})


IDENTITY = [
    ("{", SYNTAX),
    ("[]", SYNTAX),
    ("null", SYNTAX),
    ('{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}', SYNTAX),
    (" " + policy(ALLOW), "JSON strings must not have leading spaces"),
    ("\n" + policy(ALLOW), "JSON strings must not have leading spaces"),
    (policy(ALLOW) + "{}", SYNTAX),
    (policy(), SYNTAX),
    (policy("x"), SYNTAX),
    (json.dumps({"Version": "2012-10-17"}), SYNTAX),
    (json.dumps({"Version": "2012-10-18", "Statement": [ALLOW]}), SYNTAX),
    (policy(ALLOW, Statements=[]), SYNTAX),
    (policy({**ALLOW, "Effects": "Allow"}), SYNTAX),
    (policy({**ALLOW, "Action": "kms:*", "NotAction": "s3:*"}), SYNTAX),
    (policy({**ALLOW, "NotResource": "*"}), SYNTAX),
    (policy(without("Effect")), SYNTAX),
    (policy({**ALLOW, "Effect": "allow"}), SYNTAX),
    (policy({**ALLOW, "Effect": True}), SYNTAX),
    (policy(without("Action")), NO_ACTIONS),
    (policy({**ALLOW, "Action": []}), NO_ACTIONS),
    (policy({**ALLOW, "Action": "ListKeys"}), VENDOR),
    (policy({**ALLOW, "Action": "k m s:ListKeys"}), "Vendor k m s is not valid"),
    (policy({**ALLOW, "Action": ":ListKeys"}), "Vendor  is not valid"),
    (policy({**ALLOW, "Action": 1}), SYNTAX),
    (policy(without("Resource")), NO_RESOURCES),
    (policy({**ALLOW, "Resource": []}), NO_RESOURCES),
    (policy({**ALLOW, "Resource": "key"}), 'Resource key must be in ARN format or "*".'),
    (
        policy({**ALLOW, "Resource": "arn:amazon:kms:::key/1"}),
        'Partition "amazon" is not valid for resource "arn:amazon:kms:::key/1".',
    ),
    (
        policy({**ALLOW, "Resource": "arn:aws-cn:kms:::key/1"}),
        'Partition "aws-cn" is not valid for resource "arn:aws-cn:kms:::key/1".',
    ),
    (
        policy({**ALLOW, "Resource": "arn:aws:s3:us-east-1:111122223333:bucket/key"}),
        "Resource arn:aws:s3:us-east-1:111122223333:bucket/key can not contain region information.",
    ),
    (
        policy({**ALLOW, "Resource": "arn:aws:k*:::key/1"}),
        "Resource vendor must be fully qualified and cannot contain regexes.",
    ),
    (
        policy({**ALLOW, "Resource": "arn:aws:iam:us-east-1:111122223333:user/a"}),
        "IAM resource arn:aws:iam:us-east-1:111122223333:user/a cannot contain region information.",
    ),
    (policy({**ALLOW, "Principal": "*"}), "Policy document should not specify a principal."),
    (policy({**ALLOW, "NotPrincipal": {"AWS": "*"}}), "Policy document should not specify a principal."),
    (policy({**ALLOW, "Sid": "a-b"}), SID),
    (policy({**ALLOW, "Sid": "a"}, {**ALLOW, "Sid": "a"}), "Statement IDs (SID) in a single policy must be unique."),
    (conditions([]), SYNTAX),
    (conditions({"StringEqual": {"a:b": "c"}}), "Invalid Condition type : StringEqual"),
    (conditions({"ForSomeValues:StringEquals": {"a:b": "c"}}), "Invalid Condition type : ForSomeValues:StringEquals"),
    (conditions({"StringEquals": {"b": "c"}}), VENDOR),
    (conditions({"StringEquals": {"a:b": []}}), SYNTAX),
    (conditions({"StringEquals": {"a:b": {"c": "d"}}}), SYNTAX),
    (conditions({"NumericEquals": {"a:b": "ten"}}), SYNTAX),
    (conditions({"IpAddress": {"aws:SourceIp": "10.0.0.0/99"}}), SYNTAX),
    (policy({**ALLOW, "Resource": "arn:aws:s3:::${aws:username"}), SYNTAX),
]


@pytest.mark.parametrize(("text", "message"), IDENTITY)
def test_identity_policies(account, text, message):
    pattern = re.escape(message)
    with refused("MalformedPolicyDocument", message=pattern):
        account.iam.create_policy(PolicyName=unique("policy"), PolicyDocument=text)
    for put, name in (
        (account.iam.put_user_policy, {"UserName": "administrator"}),
        (account.iam.create_policy_version, {"PolicyArn": managed(account)}),
    ):
        inline = {} if "PolicyArn" in name else {"PolicyName": "p"}
        with refused("MalformedPolicyDocument", message=pattern):
            put(**name, **inline, PolicyDocument=text)


def managed(account) -> str:
    name = unique("policy")
    created = account.iam.create_policy(PolicyName=name, PolicyDocument=document(allow("kms:*")))
    return created["Policy"]["Arn"]


def test_managed_policies_are_of_the_current_version(account):
    old = json.dumps({"Version": "2008-10-17", "Statement": [ALLOW]})
    message = re.escape("Policy document must be version 2012-10-17 or greater.")
    with refused("MalformedPolicyDocument", message=message):
        account.iam.create_policy(PolicyName=unique("policy"), PolicyDocument=old)
    account.iam.put_user_policy(UserName="administrator", PolicyName="old", PolicyDocument=old)


TRUST = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "This policy contains invalid Json"),
        (" " + policy(TRUST), "JSON strings must not have leading spaces"),
        (policy({**TRUST, "Resource": "*"}), "Has prohibited field Resource"),
        (policy({**TRUST, "NotResource": "*"}), "Has prohibited field NotResource"),
        (policy({key: TRUST[key] for key in ("Effect", "Action")}), "Missing required field Principal"),
        (policy({key: TRUST[key] for key in ("Effect", "Principal")}), "Missing required field Action"),
        (policy({**TRUST, "Action": "kms:*"}), "AssumeRole policy may only specify STS AssumeRole actions."),
        (
            policy({**TRUST, "Principal": {"Service": "amazonaws.com"}}),
            'Invalid principal in policy: "SERVICE":"amazonaws.com"',
        ),
        (
            policy({**TRUST, "Principal": {"Federated": "https://id.example.com"}}),
            "Federated principals must be valid domain names or SAML metadata ARNs",
        ),
        (policy({**TRUST, "Principal": {"AWS": "ada"}}), 'Invalid principal in policy: "AWS":"ada"'),
        (
            policy({**TRUST, "Principal": {"AWS": "arn:aws:iam::{account}:user/nobody"}}),
            'Invalid principal in policy: "AWS":"arn:aws:iam::{account}:user/nobody"',
        ),
    ],
)
def test_trust_policies(account, text, message):
    text, message = (part.replace("{account}", account.account_id) for part in (text, message))
    with refused("MalformedPolicyDocument", message=re.escape(message)):
        account.iam.create_role(RoleName=unique("role"), AssumeRolePolicyDocument=text)
    role = account.role().rpartition("/")[2]
    with refused("MalformedPolicyDocument", message=re.escape(message)):
        account.iam.update_assume_role_policy(RoleName=role, PolicyDocument=text)


@pytest.mark.parametrize("text", ["{", policy(), policy({**ALLOW, "Principal": "*"}), policy(without("Resource"))])
def test_session_policies(account, text):
    with refused("MalformedPolicyDocument"):
        account.sts.assume_role(RoleArn=account.role(), RoleSessionName="watch", Policy=text)


@pytest.mark.parametrize("text", ["{", policy(ALLOW), policy({**ALLOW, "Principal": {"AWS": "ada"}})])
def test_key_policies(account, text):
    with refused("MalformedPolicyDocumentException"):
        account.kms.create_key(Policy=text, BypassPolicyLockoutSafetyCheck=True)
    key = account.key(Policy=key_policy(account_id=account.account_id))
    with refused("MalformedPolicyDocumentException"):
        account.kms.put_key_policy(KeyId=key, PolicyName="default", Policy=text, BypassPolicyLockoutSafetyCheck=True)


def padded(size: int) -> str:
    """A policy of `size` characters, and white space beside, which does not count."""
    bare = len(policy({**ALLOW, "Resource": "arn:aws:kms:::"}).replace(" ", ""))
    return policy({**ALLOW, "Resource": "arn:aws:kms:::" + "x" * (size - bare)})


@pytest.mark.parametrize(("kind", "limit"), [("user", 2048), ("group", 5120), ("role", 10240)])
def test_inline_policies_share_the_room_of_their_holder(account, kind, limit):
    name = unique(kind)
    if kind == "role":
        name = account.role().rpartition("/")[2]
    else:
        getattr(account.iam, f"create_{kind}")(**{f"{kind.title()}Name": name})
    put = getattr(account.iam, f"put_{kind}_policy")
    holder = {f"{kind.title()}Name": name}
    put(**holder, PolicyName="first", PolicyDocument=padded(limit // 2))
    put(**holder, PolicyName="second", PolicyDocument=padded(limit - limit // 2))
    message = re.escape(f"Maximum policy size of {limit} bytes exceeded for {kind} {name}")
    with refused("LimitExceeded", message=message):
        put(**holder, PolicyName="second", PolicyDocument=padded(limit - limit // 2 + 1))
    with refused("LimitExceeded", message=message):
        put(**holder, PolicyName="third", PolicyDocument=policy(ALLOW))


def test_managed_policies_have_a_size(account):
    account.iam.create_policy(PolicyName=unique("policy"), PolicyDocument=padded(6144))
    with refused("LimitExceeded", message=re.escape("Cannot exceed quota for PolicySize: 6144")):
        account.iam.create_policy(PolicyName=unique("policy"), PolicyDocument=padded(6145))
