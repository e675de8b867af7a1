"""CloudWatch Logs."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property

from harness.callers import allow, document, unique
from schema.services.base import Resources, Service

POLICY = document(allow("logs:PutLogEvents", principal={"Service": "events.amazonaws.com"}, resource="*"))


class LogsResources(Resources):
    @property
    def client(self):
        return self.account.client("logs")

    @cached_property
    def kept(self) -> str:
        name = unique("group")
        # The model has it that there is no answer without tags.
        self.client.create_log_group(logGroupName=name, tags={"team": "a"})
        return name

    @property
    def group(self) -> str:
        """Anew for each call of an operation that deletes it; a name of none for one that makes it."""
        if self.operation.name == "CreateLogGroup":
            return unique("group")
        if self.operation.name == "DeleteLogGroup":
            name = unique("group")
            self.client.create_log_group(logGroupName=name)
            return name
        return self.kept

    @property
    def stream(self) -> str:
        name = unique("stream")
        if self.operation.name != "CreateLogStream":
            self.client.create_log_stream(logGroupName=self.kept, logStreamName=name)
        return name

    @property
    def filter(self) -> str:
        name = unique("filter")
        if self.operation.name == "DeleteMetricFilter":
            self.client.put_metric_filter(
                logGroupName=self.kept,
                filterName=name,
                filterPattern="ERROR",
                metricTransformations=[{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}],
            )
        return name

    @property
    def policy_name(self) -> str:
        if self.operation.name == "DeleteResourcePolicy":
            self.client.put_resource_policy(policyName="policy", policyDocument=POLICY)
        return "policy"

    @property
    def arn(self) -> str:
        return f"arn:aws:logs:us-east-1:{self.account.account_id}:log-group:{self.kept}"

    @cached_property
    def key(self) -> str:
        return self.account.key(
            Policy=document(
                allow("kms:*", principal=f"arn:aws:iam::{self.account.account_id}:root"),
                allow(
                    "kms:GenerateDataKey*",
                    "kms:Decrypt",
                    "kms:DescribeKey",
                    principal={"Service": "logs.us-east-1.amazonaws.com"},
                ),
            )
        )


class NamedLogsResources(LogsResources):
    client = None
    kept = "group"
    group = "group"
    stream = "stream"
    filter = "filter"
    policy_name = "policy"
    arn = "arn:aws:logs:us-east-1:123456789012:log-group:group"
    key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


SERVICE = Service(
    resources=LogsResources,
    named=NamedLogsResources,
    by_member={
        "logGroupName": lambda r: r.group,
        "logGroupIdentifier": lambda r: r.group,
        "logStreamName": lambda r: r.stream,
        "filterName": lambda r: r.filter,
        "filterPattern": lambda r: "ERROR",
        "policyName": lambda r: r.policy_name,
        "policyDocument": lambda r: POLICY,
        "resourceArn": lambda r: r.arn,
        "resourceIdentifier": lambda r: r.arn,
        "kmsKeyId": lambda r: r.key,
        "metricValue": lambda r: "1",
        "retentionInDays": lambda r: 7,
        "timestamp": lambda r: int(datetime.now(UTC).timestamp() * 1000),
        "destinationArn": lambda r: f"arn:aws:sns:us-east-1:{r.account.account_id}:none",
    },
    sufficient={
        "AssociateKmsKey": ("logGroupName",),
        "DisassociateKmsKey": ("logGroupName",),
        "DescribeLogStreams": ("logGroupName",),
        "FilterLogEvents": ("logGroupName",),
        "GetLogEvents": ("logGroupName",),
        "PutResourcePolicy": ("policyName", "policyDocument"),
        "DeleteResourcePolicy": ("policyName",),
    },
    refused={
        "DeleteSubscriptionFilter": "ResourceNotFoundException",
        # To a topic that is not there.
        "PutSubscriptionFilter": "InvalidParameterException",
    },
    validation="InvalidParameterException",
    shared=frozenset({"AccessDeniedException"}),
)
