"""Trails of an organization."""

from __future__ import annotations

import pytest

from harness.accounts import new_account
from harness.callers import Account, Credentials
from harness.errors import refused
from harness.organizations import created
from harness.trails import QUICK, arrived, keys, started, trail_bucket


@pytest.fixture(scope="module")
def server(make_server):
    return make_server(dev=True, options=QUICK)


@pytest.fixture
def management(server):
    account = new_account(server)
    organizations = account.client("organizations")
    account.organization = organizations.create_organization(FeatureSet="ALL")["Organization"]["Id"]
    organizations.enable_aws_service_access(ServicePrincipal="cloudtrail.amazonaws.com")
    return account


@pytest.fixture
def member(management):
    account_id = created(management, "member")
    return Account(management.server, account_id, Credentials(account_id, "secret"))


def test_an_organization_trail_sees_every_member(management, member):
    bucket = trail_bucket(management, organization=management.organization)
    arn = started(management, bucket, IsOrganizationTrail=True, IsMultiRegionTrail=True)
    member.kms.create_key()
    found = arrived(management, bucket, "CreateKey")
    assert [record["recipientAccountId"] for record in found] == [member.account_id]
    prefix = f"AWSLogs/{management.organization}/{member.account_id}/CloudTrail/us-east-1/"
    assert any(key.startswith(prefix) for key in keys(management, bucket))
    trails = member.client("cloudtrail")
    assert [trail["TrailARN"] for trail in trails.describe_trails()["trailList"]] == [arn]
    assert trails.get_trail_status(Name=arn)["LatestDeliveryTime"]
    with refused("NotOrganizationMasterAccountException"):
        trails.stop_logging(Name=arn)
    with refused("NotOrganizationMasterAccountException"):
        trails.delete_trail(Name=arn)


def test_a_delegated_administrator_keeps_the_organizations_trails(management, member):
    bucket = trail_bucket(management, organization=management.organization)
    trails, theirs = management.client("cloudtrail"), member.client("cloudtrail")
    with refused("NotOrganizationMasterAccountException"):
        theirs.create_trail(Name="all", S3BucketName=bucket, IsOrganizationTrail=True)
    trails.register_organization_delegated_admin(MemberAccountId=member.account_id)
    with refused("AccountRegisteredException"):
        trails.register_organization_delegated_admin(MemberAccountId=member.account_id)
    made = theirs.create_trail(Name="all", S3BucketName=bucket, IsOrganizationTrail=True)
    assert made["TrailARN"] == f"arn:aws:cloudtrail:us-east-1:{management.account_id}:trail/all"
    theirs.start_logging(Name=made["TrailARN"])
    theirs.stop_logging(Name=made["TrailARN"])
    trails.deregister_organization_delegated_admin(DelegatedAdminAccountId=member.account_id)
    with refused("NotOrganizationMasterAccountException"):
        theirs.start_logging(Name=made["TrailARN"])


def test_without_trusted_access_there_is_no_organization_trail(server):
    account = new_account(server)
    account.client("organizations").create_organization(FeatureSet="ALL")
    bucket = trail_bucket(account)
    with refused("CloudTrailAccessNotEnabledException"):
        account.client("cloudtrail").create_trail(Name="all", S3BucketName=bucket, IsOrganizationTrail=True)
