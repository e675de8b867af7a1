"""What a denial tells: AWS's words to the caller, and the whole story to whoever may decode its message.

Sources: IAM user guide, "Troubleshoot access denied error messages"; STS API reference, DecodeAuthorizationMessage.
"""

from __future__ import annotations

import json

import pytest

from harness.callers import allow, deny, document, unique
from harness.cli import CommandLine
from harness.errors import no_identity_policy, not_authorised, refused


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
