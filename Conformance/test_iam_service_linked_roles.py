"""IAM: roles that belong to services."""

from __future__ import annotations

import re

import pytest

from harness.callers import allow
from harness.errors import refused

MACIE, MACIE_ROLE = "macie.amazonaws.com", "AWSServiceRoleForAmazonMacie"
MULTI_REGION = "AWSServiceRoleForKeyManagementServiceMultiRegionKeys"


@pytest.fixture
def iam(account):
    return account.iam


def test_role_of_a_service_is_made_shown_and_deleted(account, iam):
    role = iam.create_service_linked_role(AWSServiceName=MACIE)["Role"]
    assert role["Arn"] == f"arn:aws:iam::{account.account_id}:role/aws-service-role/{MACIE}/{MACIE_ROLE}"
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": MACIE}
    (attached,) = iam.list_attached_role_policies(RoleName=MACIE_ROLE)["AttachedPolicies"]
    version = iam.get_policy_version(PolicyArn=attached["PolicyArn"], VersionId="v1")["PolicyVersion"]
    assert version["Document"]["Statement"]
    with refused(
        "InvalidInput",
        message=re.escape(
            f"Service role name {MACIE_ROLE} has been taken in this account, please try a different suffix."
        ),
    ):
        iam.create_service_linked_role(AWSServiceName=MACIE)
    task = iam.delete_service_linked_role(RoleName=MACIE_ROLE)["DeletionTaskId"]
    assert re.fullmatch(rf"task/aws-service-role/{MACIE}/{MACIE_ROLE}/[0-9a-f-]{{36}}", task)
    assert iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] == "SUCCEEDED"
    with refused("NoSuchEntity"):
        iam.get_role(RoleName=MACIE_ROLE)


def test_role_of_a_service_cannot_be_changed_or_assumed(account, iam):
    role = iam.create_service_linked_role(AWSServiceName=MACIE)["Role"]
    message = re.escape(
        f"Cannot perform the operation on the protected role '{MACIE_ROLE}' - this role is only modifiable by AWS"
    )
    for operation, parameters in [
        ("attach_role_policy", {"PolicyArn": "arn:aws:iam::aws:policy/IAMFullAccess"}),
        ("delete_role_policy", {"PolicyName": "p"}),
        ("delete_role", {}),
        ("update_role", {"MaxSessionDuration": 7200}),
    ]:
        with refused("UnmodifiableEntity", message=message) as refusal:
            getattr(iam, operation)(RoleName=MACIE_ROLE, **parameters)
        assert refusal.status == 400
    iam.update_role(RoleName=MACIE_ROLE, Description="ours")
    with refused("AccessDenied"):
        account.assume(role["Arn"])


def test_user_may_make_the_roles_of_the_services_a_policy_names(account):
    condition = {"StringEquals": {"iam:AWSServiceName": MACIE}}
    user = account.user(allow("iam:CreateServiceLinkedRole", condition=condition))
    with refused("AccessDenied"):
        user.iam.create_service_linked_role(AWSServiceName="config.amazonaws.com")
    user.iam.create_service_linked_role(AWSServiceName=MACIE)


def test_multi_region_key_makes_the_role_that_keeps_it_in_step(account, iam):
    user = account.user(allow("kms:*"))
    with refused("AccessDeniedException", "AccessDenied"):
        user.kms.create_key(MultiRegion=True)
    with refused("NoSuchEntity"):
        iam.get_role(RoleName=MULTI_REGION)
    account.key(MultiRegion=True)
    role = iam.get_role(RoleName=MULTI_REGION)["Role"]
    assert role["Path"] == "/aws-service-role/mrk.kms.amazonaws.com/"
    user.kms.create_key(MultiRegion=True)
    task = iam.delete_service_linked_role(RoleName=MULTI_REGION)["DeletionTaskId"]
    assert iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] == "FAILED"


def test_role_of_a_service_from_the_command_line(aws):
    made = aws.ok("iam", "create-service-linked-role", "--aws-service-name", "ssm.amazonaws.com")["Role"]
    assert made["RoleName"] == "AWSServiceRoleForAmazonSSM"
    task = aws.ok("iam", "delete-service-linked-role", "--role-name", made["RoleName"])["DeletionTaskId"]
    status = aws.ok("iam", "get-service-linked-role-deletion-status", "--deletion-task-id", task)
    assert status["Status"] == "SUCCEEDED"
