"""IAM: what credentials there are, and what was last done with permissions."""

from __future__ import annotations

import csv
import io
import re

import pytest

from harness.accounts import strict_administrator
from harness.callers import allow, document, unique
from harness.errors import refused


@pytest.fixture
def iam(account):
    return account.iam


def credential_report(iam) -> dict[str, dict[str, str]]:
    """By user."""
    report = iam.get_credential_report()
    assert report["ReportFormat"] == "text/csv"
    return {row["user"]: row for row in csv.DictReader(io.StringIO(report["Content"].decode()))}


def test_credential_report_tells_of_every_user(account, iam):
    with refused("ReportNotPresent") as refusal:
        iam.get_credential_report()
    assert refusal.status == 410
    user = account.user()
    iam.create_login_profile(UserName=user.name, Password="Correct-horse-1")
    assert iam.generate_credential_report()["State"] == "STARTED"
    assert iam.generate_credential_report()["State"] == "COMPLETE"
    rows = credential_report(iam)
    assert next(iter(rows)) == "<root_account>"
    row = rows[user.name]
    assert row["arn"] == user.arn
    assert (row["password_enabled"], row["mfa_active"]) == ("true", "false")
    assert (row["access_key_1_active"], row["access_key_2_active"]) == ("true", "false")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", row["access_key_1_last_rotated"])


def test_credential_report_expires_after_four_hours(timed_account, clock):
    iam = timed_account.iam
    iam.generate_credential_report()
    clock.advance(hours=4)
    with refused("ReportExpired"):
        iam.get_credential_report()
    assert iam.generate_credential_report()["State"] == "STARTED"


def last_accessed(iam, arn: str, **parameters) -> dict[str, dict]:
    """By namespace, over every page."""
    job = iam.generate_service_last_accessed_details(Arn=arn, **parameters)["JobId"]
    found, marker = {}, {}
    while True:
        answer = iam.get_service_last_accessed_details(JobId=job, MaxItems=2, **marker)
        assert answer["JobStatus"] == "COMPLETED"
        found |= {service["ServiceNamespace"]: service for service in answer["ServicesLastAccessed"]}
        if not answer["IsTruncated"]:
            return found
        marker = {"Marker": answer["Marker"]}


def test_report_tells_what_was_done_and_what_was_tried(account, iam):
    user = account.user(allow("kms:ListKeys", "sts:*", "organizations:Describe*"))
    user.client("kms", "eu-west-1").list_keys()
    with refused("AccessDeniedException"):
        user.client("kms", "eu-west-1").list_aliases()
    services = last_accessed(iam, user.arn, Granularity="ACTION_LEVEL")
    assert sorted(services) == ["kms", "organizations", "sts"]
    kms = services["kms"]
    assert kms["ServiceName"] == "AWS Key Management Service"
    assert (kms["LastAuthenticatedEntity"], kms["LastAuthenticatedRegion"]) == (user.arn, "eu-west-1")
    assert kms["TotalAuthenticatedEntities"] == 1
    (action,) = kms["TrackedActionsLastAccessed"]
    assert (action["ActionName"], action["LastAccessedEntity"]) == ("ListKeys", user.arn)
    assert "LastAuthenticated" not in services["organizations"]


def test_policy_report_lists_who_used_the_policy(account, iam):
    policy = iam.create_policy(PolicyName=unique("policy"), PolicyDocument=document(allow("kms:ListKeys")))["Policy"]
    active, idle = account.user(), account.user()
    for user in (active, idle):
        iam.attach_user_policy(UserName=user.name, PolicyArn=policy["Arn"])
    active.kms.list_keys()
    job = iam.generate_service_last_accessed_details(Arn=policy["Arn"])["JobId"]
    (service,) = iam.get_service_last_accessed_details(JobId=job)["ServicesLastAccessed"]
    assert service["LastAuthenticatedEntity"] == active.arn
    details = iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace="kms")
    first, second = details["EntityDetailsList"]
    assert (first["EntityInfo"]["Arn"], second["EntityInfo"]["Arn"]) == (active.arn, idle.arn)
    assert "LastAuthenticated" in first
    assert "LastAuthenticated" not in second
    reader = account.user(allow("iam:*"))
    with refused("NoSuchEntity"):
        reader.iam.get_service_last_accessed_details(JobId=job)


def test_role_shows_its_last_use(account, iam):
    arn = account.role(allow("kms:*"))
    name = arn.rsplit("/", 1)[1]
    assert iam.get_role(RoleName=name)["Role"]["RoleLastUsed"] == {}
    account.assume(arn).client("kms", "eu-west-1").list_keys()
    used = iam.get_role(RoleName=name)["Role"]["RoleLastUsed"]
    assert used["Region"] == "eu-west-1"
    (detail,) = iam.get_account_authorization_details(Filter=["Role"])["RoleDetailList"]
    assert detail["RoleLastUsed"] == used


def test_policies_that_grant_a_service_are_listed(account, iam):
    user = account.user(allow("kms:Decrypt"))
    iam.attach_user_policy(UserName=user.name, PolicyArn="arn:aws:iam::aws:policy/IAMFullAccess")
    answer = iam.list_policies_granting_service_access(Arn=user.arn, ServiceNamespaces=["iam", "kms", "s3"])
    entries = {e["ServiceNamespace"]: e["Policies"] for e in answer["PoliciesGrantingServiceAccess"]}
    assert [p["PolicyName"] for p in entries["iam"]] == ["IAMFullAccess"]
    assert [(p["PolicyName"], p["EntityName"], p["PolicyType"]) for p in entries["kms"]] == [
        ("inline", user.name, "INLINE")
    ]
    assert entries["s3"] == []


def test_last_accesses_outlive_a_kill(make_server):
    server = make_server()
    account = strict_administrator(server)
    user = account.user(allow("kms:ListKeys"))
    user.kms.list_keys()
    # A change is on disk before its answer, and so is what came before it.
    account.iam.tag_user(UserName=user.name, Tags=[{"Key": "a", "Value": "b"}])
    server.kill()
    server.start()
    assert last_accessed(account.iam, user.arn)["kms"]["LastAuthenticatedEntity"] == user.arn


def test_reports_from_the_command_line(aws, account):
    aws.ok("iam", "generate-credential-report")
    assert aws.ok("iam", "get-credential-report")["ReportFormat"] == "text/csv"
    user = account.user(allow("kms:ListKeys"))
    job = aws.ok("iam", "generate-service-last-accessed-details", "--arn", user.arn)["JobId"]
    report = aws.ok("iam", "get-service-last-accessed-details", "--job-id", job)
    assert [service["ServiceNamespace"] for service in report["ServicesLastAccessed"]] == ["kms"]
