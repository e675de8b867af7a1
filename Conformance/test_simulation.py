"""The policy simulator: what it answers, and that it never disagrees with what the server then does."""

from __future__ import annotations

import json
import random

import pytest
from botocore.exceptions import ClientError

from harness.callers import Account, Credentials, allow, deny, document, key_policy, unique
from harness.errors import refused
from harness.organizations import created


def simulate(account, user, action: str, resource: str | None = None, **parameters) -> dict:
    if resource:
        parameters["ResourceArns"] = [resource]
    answer = account.iam.simulate_principal_policy(PolicySourceArn=user.arn, ActionNames=[action], **parameters)
    assert not answer["IsTruncated"]
    (result,) = answer["EvaluationResults"]
    return result


def entry(name: str, value: str, kind: str = "string") -> dict:
    return {"ContextKeyName": name, "ContextKeyValues": [value], "ContextKeyType": kind}


# What the server knows of the suite's calls and the simulator has to be told.
CALL = [
    entry("aws:SourceIp", "127.0.0.1", "ip"),
    entry("aws:SecureTransport", "false", "boolean"),
    entry("aws:RequestedRegion", "us-east-1"),
]


class Situation:
    """Random policies out of few words, so that they often speak of the call."""

    ACTIONS = ("kms:*", "kms:List*", "kms:DescribeKey", "KMS:describe*", "iam:GetUser", "iam:*", "*", "s3:*")
    CONDITIONS = (
        {"StringEquals": {"aws:username": "{user}"}},
        {"StringLike": {"aws:PrincipalArn": "*:user/{user}"}},
        {"StringNotEquals": {"aws:PrincipalTag/team": "red"}},
        {"StringEquals": {"aws:PrincipalTag/Team": ["red", "blue"]}},
        {"StringEqualsIfExists": {"aws:PrincipalTag/size": "big"}},
        {"IpAddress": {"aws:SourceIp": ["127.0.0.0/8"]}},
        {"NotIpAddress": {"aws:SourceIp": "127.0.0.1/32"}},
        {"Bool": {"aws:SecureTransport": "false"}},
        {"Null": {"aws:TokenIssueTime": "true"}},
        {"StringLike": {"aws:RequestedRegion": "us-*"}},
        {"ForAllValues:StringEquals": {"aws:TagKeys": "a"}},
        {"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}},
    )

    def __init__(self, seed: int, user: str, resources: tuple[str, ...]):
        self.random = random.Random(seed)
        self.user = user
        self.resources = resources

    def statement(self) -> dict:
        chance = self.random.random
        statement = {
            "Effect": "Allow" if chance() < 0.8 else "Deny",
            "NotAction" if chance() < 0.1 else "Action": self.some(self.ACTIONS),
            "NotResource" if chance() < 0.1 else "Resource": self.some(("*", *self.resources)),
        }
        if chance() < 0.4:
            condition = json.dumps(self.random.choice(self.CONDITIONS)).replace("{user}", self.user)
            statement["Condition"] = json.loads(condition)
        return statement

    def document(self) -> str:
        return document(*(self.statement() for _ in range(self.random.randint(1, 3))))

    def some(self, choices) -> list[str]:
        return self.random.sample(choices, self.random.randint(1, 2))


def happens(call) -> str:
    """What the server decides of a real call, in the simulator's words."""
    try:
        call()
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("AccessDenied", "AccessDeniedException"):
            raise
        return "explicitDeny" if "explicit deny" in error.response["Error"]["Message"] else "implicitDeny"
    return "allowed"


@pytest.mark.parametrize("seed", range(8))
def test_simulator_and_server_agree(account, seed):
    user = account.user(Tags=[{"Key": "team", "Value": "red"}])
    key = account.key()
    situation = Situation(
        seed, user.name, (key, user.arn, "arn:aws:kms:*:*:key/*", "arn:aws:iam::*:user/${aws:username}")
    )
    group = unique("group")
    account.iam.create_group(GroupName=group)
    account.iam.add_user_to_group(GroupName=group, UserName=user.name)
    calls = (
        ("kms:ListKeys", None, user.kms.list_keys),
        ("kms:DescribeKey", key, lambda: user.kms.describe_key(KeyId=key)),
        ("iam:GetUser", user.arn, lambda: user.iam.get_user(UserName=user.name)),
    )
    seen = set()
    for _ in range(6):
        account.iam.put_user_policy(UserName=user.name, PolicyName="random", PolicyDocument=situation.document())
        account.iam.put_group_policy(GroupName=group, PolicyName="random", PolicyDocument=situation.document())
        if situation.random.random() < 0.3:
            boundary = account.iam.create_policy(PolicyName=unique("limit"), PolicyDocument=situation.document())
            account.iam.put_user_permissions_boundary(UserName=user.name, PermissionsBoundary=boundary["Policy"]["Arn"])
        for action, resource, call in calls:
            simulated = simulate(account, user, action, resource, ContextEntries=CALL)
            assert simulated["EvalDecision"] == happens(call), (action, simulated)
            seen.add(simulated["EvalDecision"])
    assert len(seen) > 1


@pytest.mark.parametrize("seed", range(4))
def test_simulator_and_server_agree_on_key_policies(account, other_account, seed):
    """Within the account and across, with the key's own policy as the resource policy."""
    chance = random.Random(seed)
    user = account.user()
    for owner in (account, other_account):
        for _ in range(3):
            principal = chance.choice([user.arn, f"arn:aws:iam::{account.account_id}:root", "*"])
            statements = [
                make("kms:DescribeKey", principal=principal)
                for make in chance.sample([allow, allow, deny], chance.randint(1, 2))
            ]
            policy = key_policy(*statements, account_id=owner.account_id)
            key = owner.key(Policy=policy)
            own = chance.choice([allow("kms:*"), allow("s3:*"), deny("kms:Encrypt")])
            account.iam.put_user_policy(UserName=user.name, PolicyName="own", PolicyDocument=document(own))
            simulated = simulate(account, user, "kms:DescribeKey", key, ResourcePolicy=policy, ContextEntries=CALL)
            assert simulated["EvalDecision"] == happens(lambda key=key: user.kms.describe_key(KeyId=key))
            assert bool(simulated["EvalDecisionDetails"]) == (owner is other_account)


def test_result_names_the_statement_and_where_it_stands(account):
    policy = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [allow("kms:ListKeys"), allow("s3:GetObject", resource="arn:aws:s3:::bucket/*")],
        },
        indent=2,
    )
    answer = account.iam.simulate_custom_policy(
        PolicyInputList=[policy],
        ActionNames=["s3:GetObject", "s3:PutObject"],
        ResourceArns=["arn:aws:s3:::bucket/key"],
    )
    allowed, denied = answer["EvaluationResults"]
    assert (allowed["EvalDecision"], denied["EvalDecision"]) == ("allowed", "implicitDeny")
    (matched,) = allowed["MatchedStatements"]
    assert matched["SourcePolicyId"] == "PolicyInputList.1"
    lines = policy.splitlines()
    start, end = matched["StartPosition"], matched["EndPosition"]
    assert lines[start["Line"] - 1][: start["Column"] - 1].endswith("},")
    assert lines[end["Line"] - 1][: end["Column"] - 1].strip() == "}"
    assert denied["MatchedStatements"] == []
    (specific,) = allowed["ResourceSpecificResults"]
    assert specific["EvalResourceName"] == "arn:aws:s3:::bucket/key"
    assert specific["MatchedStatements"] == [matched]


def test_keys_that_policies_look_at_are_told_and_asked_for(account):
    condition = {"DateGreaterThan": {"aws:CurrentTime": "2024-01-01T00:00:00Z"}}
    statement = allow("dynamodb:*", resource="arn:aws:dynamodb:*:*:table/${aws:username}", condition=condition)
    user = account.user(statement)
    keys = account.iam.get_context_keys_for_principal_policy(PolicySourceArn=user.arn)["ContextKeyNames"]
    assert keys == ["aws:username", "aws:CurrentTime"]
    table = f"arn:aws:dynamodb:us-east-1:{account.account_id}:table/{user.name}"
    without = simulate(account, user, "dynamodb:CreateTable", table)
    assert without["EvalDecision"] == "implicitDeny"
    assert without["MissingContextValues"] == ["aws:CurrentTime"]
    late = [entry("aws:CurrentTime", "2024-06-01T00:00:00Z", "date")]
    assert simulate(account, user, "dynamodb:CreateTable", table, ContextEntries=late)["EvalDecision"] == "allowed"


def test_results_are_paged(account):
    pages = account.iam.get_paginator("simulate_custom_policy").paginate(
        PolicyInputList=[document(allow("kms:*"))],
        ActionNames=[f"kms:Action{number}" for number in range(7)],
        PaginationConfig={"PageSize": 3},
    )
    sizes = [len(page["EvaluationResults"]) for page in pages]
    assert sizes == [3, 3, 1]


def test_mistakes_are_refused(account):
    policy = document(allow("kms:*"))
    with refused("InvalidInput"):
        account.iam.simulate_custom_policy(PolicyInputList=["{"], ActionNames=["kms:ListKeys"])
    with refused("InvalidInput"):
        account.iam.simulate_custom_policy(PolicyInputList=[policy], ActionNames=["kms:*"])
    with refused("InvalidInput"):
        account.iam.simulate_custom_policy(
            PolicyInputList=[policy],
            ActionNames=["kms:ListKeys"],
            ContextEntries=[entry("aws:number", "ten", "numeric")],
        )
    nobody = f"arn:aws:iam::{account.account_id}:user/nobody"
    with refused("NoSuchEntity", message="The user with name nobody cannot be found."):
        account.iam.simulate_principal_policy(PolicySourceArn=nobody, ActionNames=["kms:ListKeys"])


@pytest.mark.parametrize("name", ["ReadOnlyAccess", "SecurityAudit", "job-function/ViewOnlyAccess"])
def test_managed_policies_let_their_holders_do_what_they_say(account, name):
    user = account.user()
    account.iam.attach_user_policy(UserName=user.name, PolicyArn=f"arn:aws:iam::aws:policy/{name}")
    user.kms.list_keys()
    user.iam.list_users()
    with refused("AccessDeniedException"):
        user.kms.create_key()
    listed = account.iam.list_policies(Scope="AWS", OnlyAttached=True)["Policies"]
    assert [policy["PolicyName"] for policy in listed if policy["AttachmentCount"]] == [
        policy["PolicyName"] for policy in listed
    ]
    assert name.rpartition("/")[2] in [policy["PolicyName"] for policy in listed]


def test_service_control_policies_are_counted_as_the_server_counts_them(account):
    organizations = account.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    member_id = created(account, "member")
    member = Account(account.server, member_id, Credentials(member_id, "secret"))
    user, outsider = member.user(allow("kms:*")), account.user(allow("kms:*"))
    organization = organizations.describe_organization()["Organization"]["Id"]
    condition = {"StringEquals": {"aws:PrincipalOrgID": organization}}
    content = document(deny("kms:ListKeys", condition=condition))
    made = organizations.create_policy(Name="guard", Description="d", Content=content, Type="SERVICE_CONTROL_POLICY")[
        "Policy"
    ]["PolicySummary"]["Id"]

    def decisions() -> list:
        results = [
            simulate(member, user, action, ContextEntries=CALL) for action in ("kms:ListKeys", "kms:ListAliases")
        ]
        real = [happens(user.kms.list_keys), happens(user.kms.list_aliases)]
        assert [result["EvalDecision"] for result in results] == real
        assert all(result["MissingContextValues"] == [] for result in results)
        return [result["OrganizationsDecisionDetail"]["AllowedByOrganizations"] for result in results]

    assert decisions() == [True, True]
    organizations.attach_policy(PolicyId=made, TargetId=member_id)
    assert decisions() == [False, True]
    # Nothing binds the management account.
    assert simulate(account, outsider, "kms:ListKeys")["EvalDecision"] == happens(outsider.kms.list_keys) == "allowed"
