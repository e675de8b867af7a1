"""Organizations: policies, what they hang on, and what management policies come to."""

from __future__ import annotations

import json

import pytest

from harness.callers import deny, document
from harness.errors import refused
from harness.organizations import created, root_of, unit_in

SCP, RCP, TAG = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY", "TAG_POLICY"


@pytest.fixture
def organizations(account):
    client = account.client("organizations")
    client.create_organization(FeatureSet="ALL")
    return client


def policy(client, name: str, content: str = document(deny("s3:*")), kind: str = SCP) -> str:
    made = client.create_policy(Name=name, Description="d", Content=content, Type=kind)
    return made["Policy"]["PolicySummary"]["Id"]


def test_policy_is_made_changed_and_deleted(organizations):
    content = document(deny("s3:*"))
    made = organizations.create_policy(Name="one", Description="d", Content=content, Type=SCP)["Policy"]
    summary = made["PolicySummary"]
    assert (summary["Name"], summary["Description"], summary["AwsManaged"]) == ("one", "d", False)
    assert summary["Arn"].endswith(f"/service_control_policy/{summary['Id']}")
    assert made["Content"] == content
    changed = document(deny("ec2:*"))
    organizations.update_policy(PolicyId=summary["Id"], Name="two", Content=changed)
    described = organizations.describe_policy(PolicyId=summary["Id"])["Policy"]
    assert (described["PolicySummary"]["Name"], described["Content"]) == ("two", changed)
    names = [entry["Name"] for entry in organizations.list_policies(Filter=SCP)["Policies"]]
    assert names == ["FullAWSAccess", "two"]
    organizations.delete_policy(PolicyId=summary["Id"])
    with refused("PolicyNotFoundException"):
        organizations.describe_policy(PolicyId=summary["Id"])


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (SCP, "no JSON"),
        (SCP, '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "*"}}'),
        (RCP, document(deny("s3:*"))),
        (TAG, '{"tags": {"a": {"tag_key": {"@@assign": "b"}}}}'),
        ("BACKUP_POLICY", '{"plans": {"p": {"rules": []}}}'),
        ("AISERVICES_OPT_OUT_POLICY", '{"services": {"lex": {"opt_out_policy": {"@@assign": "maybe"}}}}'),
    ],
)
def test_malformed_document_is_refused(organizations, kind, content):
    wording = "The provided policy document does not meet the requirements of the specified policy type."
    with refused("MalformedPolicyDocumentException") as refusal:
        policy(organizations, "p", content, kind)
    assert refusal.message == wording


@pytest.mark.parametrize(("kind", "limit"), [(SCP, 10_240), (RCP, 5120), ("AISERVICES_OPT_OUT_POLICY", 2500)])
def test_document_has_a_size(organizations, kind, limit):
    content = {
        SCP: document(deny("s3:*")),
        RCP: document(deny("s3:*", principal="*")),
    }.get(kind, '{"services": {}}')
    policy(organizations, "full", content.ljust(limit), kind)
    with refused("ConstraintViolationException"):
        policy(organizations, "over", content.ljust(limit + 1), kind)


def test_tenth_policy_of_a_target_is_the_last(organizations):
    root = root_of(organizations)
    made = [policy(organizations, f"p{number}") for number in range(10)]
    for one in made[:9]:
        organizations.attach_policy(PolicyId=one, TargetId=root)
    with refused("ConstraintViolationException"):
        organizations.attach_policy(PolicyId=made[9], TargetId=root)
    with refused("DuplicatePolicyAttachmentException"):
        organizations.attach_policy(PolicyId=made[0], TargetId=root)
    with refused("PolicyInUseException"):
        organizations.delete_policy(PolicyId=made[0])
    with refused("PolicyNotAttachedException"):
        organizations.detach_policy(PolicyId=made[9], TargetId=root)
    pages = organizations.get_paginator("list_policies_for_target")
    found = [
        entry["Id"]
        for page in pages.paginate(TargetId=root, Filter=SCP, PaginationConfig={"PageSize": 3})
        for entry in page["Policies"]
    ]
    assert sorted(found) == sorted(["p-FullAWSAccess", *made[:9]])


def test_types_come_and_go_with_their_policies(organizations):
    root = root_of(organizations)
    unit = unit_in(organizations, root, "u")
    with refused("ConstraintViolationException"):
        organizations.detach_policy(PolicyId="p-FullAWSAccess", TargetId=unit)
    enabled = organizations.enable_policy_type(RootId=root, PolicyType=RCP)["Root"]["PolicyTypes"]
    assert {"Type": RCP, "Status": "ENABLED"} in enabled
    targets = organizations.list_targets_for_policy(PolicyId="p-RCPFullAWSAccess")["Targets"]
    assert {target["Type"] for target in targets} == {"ROOT", "ORGANIZATIONAL_UNIT", "ACCOUNT"}
    with refused("InvalidInputException"):
        organizations.detach_policy(PolicyId="p-RCPFullAWSAccess", TargetId=unit)
    with refused("PolicyTypeAlreadyEnabledException"):
        organizations.enable_policy_type(RootId=root, PolicyType=RCP)
    organizations.disable_policy_type(RootId=root, PolicyType=RCP)
    assert organizations.list_targets_for_policy(PolicyId="p-RCPFullAWSAccess")["Targets"] == []
    tags = policy(organizations, "tags", '{"tags": {}}', TAG)
    with refused("PolicyTypeNotEnabledException"):
        organizations.attach_policy(PolicyId=tags, TargetId=root)


def tag_values(operator: str, *values: str) -> str:
    return json.dumps({"tags": {"team": {"tag_value": {operator: list(values)}}}})


def test_effective_policy_merges_down_the_tree(account, organizations):
    root = root_of(organizations)
    member = created(account, "member")
    with refused("EffectivePolicyNotFoundException"):
        organizations.describe_effective_policy(PolicyType=TAG, TargetId=member)
    organizations.enable_policy_type(RootId=root, PolicyType=TAG)
    top = policy(organizations, "top", tag_values("@@assign", "red", "blue"), TAG)
    own = policy(organizations, "own", tag_values("@@append", "green"), TAG)
    organizations.attach_policy(PolicyId=top, TargetId=root)
    organizations.attach_policy(PolicyId=own, TargetId=member)

    def values() -> list[str]:
        answer = organizations.describe_effective_policy(PolicyType=TAG, TargetId=member)["EffectivePolicy"]
        assert (answer["TargetId"], answer["PolicyType"]) == (member, TAG)
        return json.loads(answer["PolicyContent"])["tags"]["team"]["tag_value"]

    assert values() == ["red", "blue", "green"]
    organizations.update_policy(PolicyId=own, Content=tag_values("@@remove", "red"))
    assert values() == ["blue"]
    organizations.detach_policy(PolicyId=own, TargetId=member)
    assert values() == ["red", "blue"]


def test_what_is_wrong_with_an_effective_policy_is_listed(account, organizations):
    root = root_of(organizations)
    member = created(account, "member")
    organizations.enable_policy_type(RootId=root, PolicyType="BACKUP_POLICY")
    content = json.dumps({"plans": {"daily": {"regions": {"@@assign": ["eu-central-1"]}}}})
    partial = policy(organizations, "partial", content, "BACKUP_POLICY")
    organizations.attach_policy(PolicyId=partial, TargetId=member)
    accounts = organizations.list_accounts_with_invalid_effective_policy(PolicyType="BACKUP_POLICY")["Accounts"]
    assert [entry["Id"] for entry in accounts] == [member]
    answer = organizations.list_effective_policy_validation_errors(AccountId=member, PolicyType="BACKUP_POLICY")
    errors = answer["EffectivePolicyValidationErrors"]
    assert {(error["ErrorCode"], error["PathToError"]) for error in errors} == {
        ("KEY_REQUIRED", "plans/daily/rules"),
        ("KEY_REQUIRED", "plans/daily/selections"),
    }
    assert all(error["ContributingPolicies"] == [partial] for error in errors)
    assert answer["Path"].endswith(f"/{root}/{member}/")
