"""EventBridge."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cached_property
from time import sleep

from harness.callers import allow, unique
from schema.services.base import Resources, Service

PATTERN = json.dumps({"source": ["app"]})
EVENT = json.dumps(
    {
        "id": "1",
        "detail-type": "test",
        "source": "app",
        "account": "123456789012",
        "time": "2026-01-01T00:00:00Z",
        "region": "us-east-1",
        "resources": [],
        "detail": {},
    }
)
TRUST = allow("sts:AssumeRole", principal={"Service": "events.amazonaws.com"})
SOURCE = "aws.partner/example.com/source"
RESOURCE = "rcfg-00000000000000000"
KEY = {"ApiKeyAuthParameters": {"ApiKeyName": "key", "ApiKeyValue": "value"}}


class EventsResources(Resources):
    @property
    def events(self):
        return self.account.client("events")

    @cached_property
    def bus(self) -> str:
        name = unique("bus")
        self.events.create_event_bus(Name=name)
        return name

    @cached_property
    def rule(self) -> dict:
        """With a target where targets are listed: the model has no empty list of them, though AWS answers one."""
        name = unique("rule")
        arn = self.events.put_rule(Name=name, EventPattern=PATTERN)["RuleArn"]
        if self.operation.name == "ListTargetsByRule":
            topic = f"arn:aws:sns:us-east-1:{self.account.account_id}:topic"
            self.events.put_targets(Rule=name, Targets=[{"Id": "topic", "Arn": topic}])
        return {"Name": name, "Arn": arn}

    @cached_property
    def connection(self) -> dict:
        name = unique("connection")
        made = self.events.create_connection(Name=name, AuthorizationType="API_KEY", AuthParameters=KEY)
        return {"Name": name, "Arn": made["ConnectionArn"]}

    @cached_property
    def destination(self) -> str:
        name = unique("destination")
        self.events.create_api_destination(
            Name=name,
            ConnectionArn=self.connection["Arn"],
            InvocationEndpoint="https://example.com/",
            HttpMethod="POST",
        )
        return name

    @cached_property
    def bus_arn(self) -> str:
        return f"arn:aws:events:us-east-1:{self.account.account_id}:event-bus/default"

    @cached_property
    def archive(self) -> dict:
        name = unique("archive")
        made = self.events.create_archive(ArchiveName=name, EventSourceArn=self.bus_arn)
        return {"Name": name, "Arn": made["ArchiveArn"]}

    @cached_property
    def replay(self) -> str:
        name = unique("replay")
        self.events.start_replay(
            ReplayName=name,
            EventSourceArn=self.archive["Arn"],
            EventStartTime=datetime(2026, 1, 1, tzinfo=UTC),
            EventEndTime=datetime(2026, 1, 2, tzinfo=UTC),
            Destination={"Arn": self.bus_arn},
        )
        # Only a replay that is over is always found in the same state.
        while self.events.describe_replay(ReplayName=name)["State"] != "COMPLETED":
            sleep(0.05)
        return name

    @property
    def named(self) -> str:
        """What the operation's `Name` is of."""
        name = self.operation.name
        if "EventSource" in name:
            return SOURCE
        if "EventBus" in name:
            return unique("bus") if self.creates else self.bus
        if "ApiDestination" in name:
            return unique("destination") if self.creates else self.destination
        if "Connection" in name:
            return unique("connection") if self.creates else self.connection["Name"]
        return unique("rule") if name == "PutRule" else self.rule["Name"]


class NamedEventsResources(EventsResources):
    bus = "bus"
    rule = {"Name": "rule", "Arn": "arn:aws:events:us-east-1:123456789012:rule/rule"}
    connection = {"Name": "c", "Arn": "arn:aws:events:us-east-1:123456789012:connection/c/1"}
    destination = "destination"
    bus_arn = "arn:aws:events:us-east-1:123456789012:event-bus/default"
    archive = {"Name": "archive", "Arn": "arn:aws:events:us-east-1:123456789012:archive/archive"}
    replay = "replay"


SERVICE = Service(
    resources=EventsResources,
    named=NamedEventsResources,
    by_member={
        "Name": lambda r: r.named,
        "Rule": lambda r: r.rule["Name"],
        "EventBusName": lambda r: "default",
        "EventPattern": lambda r: PATTERN,
        "Event": lambda r: EVENT,
        "ScheduleExpression": lambda r: "rate(1 minute)",
        "ResourceARN": lambda r: r.rule["Arn"],
        "TargetArn": lambda r: f"arn:aws:sns:us-east-1:{r.account.account_id}:topic",
        "Arn": lambda r: r.bus_arn
        if r.operation.name == "StartReplay"
        else f"arn:aws:sns:us-east-1:{r.account.account_id}:topic",
        "ConnectionArn": lambda r: r.connection["Arn"],
        "InvocationEndpoint": lambda r: "https://example.com/",
        "AuthorizationEndpoint": lambda r: "https://example.com/token",
        "ArchiveName": lambda r: unique("archive") if r.creates else r.archive["Name"],
        "ReplayName": lambda r: unique("replay") if r.operation.name == "StartReplay" else r.replay,
        "EventSourceArn": lambda r: r.bus_arn if r.creates else r.archive["Arn"],
        "AuthorizationType": lambda r: "API_KEY",
        "Action": lambda r: "events:PutEvents",
        "Principal": lambda r: "123456789012",
        "StatementId": lambda r: "statement",
        "EventStartTime": lambda r: datetime(2026, 1, 1, tzinfo=UTC),
        "EventEndTime": lambda r: datetime(2026, 1, 2, tzinfo=UTC),
        "RoleArn": lambda r: f"arn:aws:iam::{r.account.account_id}:role/role",
        "Input": lambda r: "{}",
        "InputPath": lambda r: "$.detail",
        "InputTemplate": lambda r: '"text"',
        "KmsKeyIdentifier": lambda r: "alias/key",
    },
    by_shape={
        "EventSourceName": lambda r: SOURCE,
        "EventSourceNamePrefix": lambda r: SOURCE,
        "PartnerEventSourceNamePrefix": lambda r: SOURCE,
        "HealthCheck": lambda r: "arn:aws:route53:::healthcheck/1",
        "NonPartnerEventBusArn": lambda r: r.bus_arn,
        "IamRoleArn": lambda r: "arn:aws:iam::123456789012:role/role",
        "RedshiftSecretManagerArn": lambda r: "$.secret",
        "ResourceConfigurationArn": lambda r: f"arn:aws:vpc-lattice:us-east-1:123456789012:resourceconfiguration/{RESOURCE}",
        "SageMakerPipelineParameterName": lambda r: "name",
        "EndpointId": lambda r: "abcde.xyz",
    },
    sufficient={
        "PutRule": ("EventPattern",),
        "PutPermission": ("Action", "Principal", "StatementId"),
        "UpdateEventBus": ("Name",),
    },
    refused={
        "CreateConnection": "ValidationException",
        "RemovePermission": "ValidationException",
        "CancelReplay": "IllegalStatusException",
    },
    unmodelled={
        "CreateApiDestination": {"ResourceNotFoundException"},
        "PutTargets": {"AccessDeniedException"},
    },
)
