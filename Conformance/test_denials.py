"""What a denial tells: AWS's words to the caller, and the whole story to whoever may decode its message.

Sources: IAM user guide, "Troubleshoot access denied error messages"; STS API reference, DecodeAuthorizationMessage.
"""

from __future__ import annotations

import json

import pytest

from harness import tool
from harness.callers import allow, deny, document, unique
from harness.cli import CommandLine
from harness.errors import no_identity_policy, not_authorised, refused
from harness.organizations import created, root_of, unit_in


def story(reader, encoded: str) -> dict:
    return json.loads(reader.sts.decode_authorization_message(EncodedMessage=encoded)["DecodedMessage"])


def test_implicit_denial_is_decoded_into_its_story(account):
    user = account.user(allow("s3:*"))
    message = not_authorised(user.arn, "kms:ListKeys", "*", no_identity_policy("kms:ListKeys"))
    with refused("AccessDeniedException", message=message) as refusal:
        user.kms.list_keys()
    told = story(account, refusal.encoded)
    assert (told["allowed"], told["explicitDeny"]) == (False, False)
    user_id = user.sts.get_caller_identity()["UserId"]
    assert told["context"]["principal"] == {"id": user_id, "name": user.name, "arn": user.arn}
    assert (told["context"]["action"], told["context"]["resource"]) == ("kms:ListKeys", "*")
    assert told["decidedBy"] == "identity-based policy"
    assert [policy["outcome"] for policy in told["policies"]] == ["silent"]


def test_explicit_denial_names_the_managed_policy_and_its_statement(account):
    statement = deny("kms:ListKeys", condition={"StringEquals": {"aws:RequestedRegion": "us-east-1"}})
    created = account.iam.create_policy(
        PolicyName=unique("denying"), PolicyDocument=document(statement | {"Sid": "NoKeys"})
    )
    policy = created["Policy"]["Arn"]
    user = account.user(allow("kms:*"))
    account.iam.attach_user_policy(UserName=user.name, PolicyArn=policy)
    because = f"with an explicit deny in an identity-based policy: {policy}"
    with refused("AccessDeniedException", message=not_authorised(user.arn, "kms:ListKeys", "*", because)) as refusal:
        user.kms.list_keys()
    told = story(account, refusal.encoded)
    assert told["explicitDeny"] is True
    assert told["matchedStatements"]["items"] == [
        {"statementId": "NoKeys", "effect": "DENY", "policy": policy, "statement": 0}
    ]
    assert {"key": "aws:requestedregion", "values": {"items": [{"value": "us-east-1"}]}} in (
        told["context"]["conditions"]["items"]
    )
    assert {policy["outcome"] for policy in told["policies"]} == {"allows", "denies"}


@pytest.mark.parametrize("service", ["iam", "sts", "kms"])
def test_every_service_gives_a_message(account, service):
    user, role = account.user(), account.role()
    calls = {
        "iam": lambda: user.iam.list_users(),
        "sts": lambda: user.assume(role),
        "kms": lambda: user.kms.list_aliases(),
    }
    with refused("AccessDenied", "AccessDeniedException") as refusal:
        calls[service]()
    assert story(account, refusal.encoded)["context"]["principal"]["arn"] == user.arn


def test_unknown_role_is_denied_as_one_that_trusts_nobody_is(account, other_account):
    role = other_account.role(trust=allow("sts:AssumeRole", principal=other_account.user().arn))
    user, unknown = account.user(allow("sts:*")), role[:-1] + ("a" if role[-1] != "a" else "b")
    stories = []
    for name in (role, unknown):
        with refused("AccessDenied") as refusal:
            user.assume(name)
        told = story(account, refusal.encoded)
        assert told["context"].pop("resource") == name
        stories.append((told, len(refusal.encoded)))
    assert stories[0] == stories[1]


def test_message_is_for_the_account_of_the_caller_alone(account, other_account):
    with refused("AccessDeniedException") as refusal:
        account.user().kms.list_keys()
    for reader, encoded in [
        (other_account, refusal.encoded),
        (account, refusal.encoded[:-8] + "AAAAAAA="),
        (account, "nonsense"),
        (account, refusal.encoded + "\n"),
    ]:
        with refused("InvalidAuthorizationMessageException") as invalid:
            story(reader, encoded)
        assert invalid.status == 400


def test_decoding_needs_its_permission(account):
    user = account.user()
    with refused("AccessDeniedException") as refusal:
        user.kms.list_keys()
    action = "sts:DecodeAuthorizationMessage"
    with refused("AccessDenied", message=not_authorised(user.arn, action, "*", no_identity_policy(action))):
        story(user, refusal.encoded)
    assert story(account.user(allow("sts:DecodeAuthorizationMessage")), refusal.encoded)


def test_cli_decodes_what_the_cli_was_told(account, tmp_path):
    outcome = CommandLine(account.user(), tmp_path).run("kms", "list-keys")
    encoded = outcome.error.strip().rpartition(" ")[2]
    decoded = CommandLine(account, tmp_path).ok("sts", "decode-authorization-message", "--encoded-message", encoded)
    assert json.loads(decoded["DecodedMessage"])["allowed"] is False


# An organization's policies.


@pytest.fixture
def member(account):
    """A member account in a unit of an organization: its root, unit and id, and its administrator's session."""
    organizations = account.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    root = root_of(organizations)
    unit = unit_in(organizations, root, "workloads")
    member = created(account, unique("member"))
    organizations.move_account(AccountId=member, SourceParentId=root, DestinationParentId=unit)
    session = account.assume(f"arn:aws:iam::{member}:role/OrganizationAccountAccessRole")
    return organizations, root, unit, member, session


def guardrail(organizations, target: str, *statements: dict) -> str:
    """The ARN of a new service control policy on a target."""
    content = document(*statements)
    policy = organizations.create_policy(
        Name=unique("guardrail"), Description="", Type="SERVICE_CONTROL_POLICY", Content=content
    )["Policy"]["PolicySummary"]
    organizations.attach_policy(PolicyId=policy["Id"], TargetId=target)
    return policy["Arn"]


def test_denial_by_a_unit_names_policy_and_level(member):
    organizations, root, unit, account_id, session = member
    session.kms.list_keys()
    policy = guardrail(organizations, unit, deny("kms:ListKeys", resource="*") | {"Sid": "NoLists"})
    because = f"with an explicit deny in a service control policy: {policy}"
    with refused("AccessDeniedException", message=not_authorised(session.arn, "kms:ListKeys", "*", because)) as refusal:
        session.kms.list_keys()
    told = story(session, refusal.encoded)
    levels = [each for each in told["policies"] if each["type"] == "service control policy"]
    assert {(each["level"], each["attachedTo"], each["outcome"]) for each in levels} == {
        (0, root, "allows"),
        (1, unit, "allows"),
        (1, unit, "denies"),
        (2, account_id, "allows"),
    }
    assert told["matchedStatements"]["items"] == [
        {"statementId": "NoLists", "effect": "DENY", "policy": policy, "statement": 0}
    ]


def test_level_that_does_not_allow_is_told(member):
    organizations, _root, _unit, account_id, session = member
    guardrail(organizations, account_id, allow("sts:*", resource="*"))
    full = "p-FullAWSAccess"
    organizations.detach_policy(PolicyId=full, TargetId=account_id)
    because = "because no service control policy allows the kms:ListKeys action"
    with refused("AccessDeniedException", message=not_authorised(session.arn, "kms:ListKeys", "*", because)) as refusal:
        session.kms.list_keys()
    told = story(session, refusal.encoded)
    assert told["explicitDeny"] is False
    silent = [each["attachedTo"] for each in told["policies"] if each["outcome"] == "silent"]
    assert silent == [account_id]


def test_server_explains_the_guardrails_above_an_account(member):
    organizations, root, unit, account_id, session = member
    policy = guardrail(organizations, root, deny("kms:ListKeys", resource="*"))
    words = ("explain", "--principal", f"arn:aws:iam::{account_id}:role/OrganizationAccountAccessRole")
    asked = tool.run("policy", *words, "--action", "kms:ListKeys", variables=session.environment())
    assert asked.returncode == 1, asked.stderr
    assert f"│  ├─ {root}: DENIES\n" in asked.stdout
    assert f"  {policy}  Deny #1\n".strip() in asked.stdout
    assert f"│  ├─ {unit}: allows\n" in asked.stdout
    assert f"│  └─ {account_id}: allows\n" in asked.stdout
    asked = tool.run("policy", *words, "--action", "kms:ListAliases", variables=session.environment())
    assert asked.returncode == 0, asked.stdout
