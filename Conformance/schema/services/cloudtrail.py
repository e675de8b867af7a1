"""CloudTrail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cached_property

from harness.callers import unique
from harness.organizations import created
from harness.trails import trail_bucket
from schema.services.base import Resources, Service

PRINCIPAL = "cloudtrail.amazonaws.com"


class CloudTrailResources(Resources):
    @cached_property
    def bucket(self) -> str:
        return trail_bucket(self.account)

    @property
    def trail(self) -> str:
        """Anew for each call that ends one."""
        if self.operation.name == "DeleteTrail":
            return self.made()
        return self.standing

    @cached_property
    def standing(self) -> str:
        return self.made()

    def made(self) -> str:
        client = self.account.client("cloudtrail")
        for trail in client.describe_trails()["trailList"]:
            client.delete_trail(Name=trail["TrailARN"])
        return client.create_trail(Name=unique("trail"), S3BucketName=self.bucket)["TrailARN"]

    @property
    def trail_name(self) -> str:
        """A new one of a trail that is made; none of these tests needs more than a Region has room for."""
        if not self.creates:
            return self.trail
        for trail in self.account.client("cloudtrail").describe_trails()["trailList"]:
            self.account.client("cloudtrail").delete_trail(Name=trail["TrailARN"])
        return unique("trail")

    @cached_property
    def member(self) -> str:
        organizations = self.account.client("organizations")
        organizations.create_organization(FeatureSet="ALL")
        organizations.enable_aws_service_access(ServicePrincipal=PRINCIPAL)
        return created(self.account, unique("member"))

    @cached_property
    def delegate(self) -> str:
        self.account.client("cloudtrail").register_organization_delegated_admin(MemberAccountId=self.member)
        return self.member


class NamedCloudTrailResources(CloudTrailResources):
    bucket = "example"
    trail = "arn:aws:cloudtrail:us-east-1:123456789012:trail/example"
    trail_name = "example"
    member = "210987654321"
    delegate = "210987654321"


SERVICE = Service(
    resources=CloudTrailResources,
    named=NamedCloudTrailResources,
    by_member={
        "Name": lambda r: r.trail_name,
        "TrailName": lambda r: r.trail,
        "S3BucketName": lambda r: r.bucket,
        "ResourceId": lambda r: r.trail,
        "ResourceArn": lambda r: r.trail,
        "MemberAccountId": lambda r: r.member,
        "DelegatedAdminAccountId": lambda r: r.delegate,
        "Field": lambda r: "eventCategory",
        "StartTime": lambda r: datetime.now(UTC) - timedelta(hours=1),
        "EndTime": lambda r: datetime.now(UTC),
        "Key": lambda r: "key",
        "Value": lambda r: "value",
    },
    by_shape={"String": lambda r: r.trail if r.operation.name in ("ListTags", "DescribeTrails") else "example"},
    sufficient={
        "GetEventConfiguration": ("TrailName",),
        "GetInsightSelectors": ("TrailName",),
        "PutEventConfiguration": ("TrailName", "AggregationConfigurations"),
        "PutEventSelectors": ("EventSelectors",),
    },
    refused={
        "DeleteResourcePolicy": "ResourceTypeNotSupportedException",
        "GetInsightSelectors": "InsightNotEnabledException",
        "GetResourcePolicy": "ResourceTypeNotSupportedException",
        "PutEventConfiguration": "UnsupportedOperationException",
        "PutResourcePolicy": "ResourceTypeNotSupportedException",
    },
    # Tokens of lists that have one page; names of trails, which the model checks nowhere.
    unmodelled={"ListTrails": {"InvalidNextTokenException"}, "DescribeTrails": {"AccessDeniedException"}},
    shared=frozenset({"AccessDeniedException"}),
)
