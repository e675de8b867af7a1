"""SNS."""

from __future__ import annotations

from harness.callers import unique
from schema.services.base import Resources, Service

ATTRIBUTE = {"CreateTopic": "DisplayName", "SetTopicAttributes": "DisplayName"}


class SNSResources(Resources):
    @property
    def topic(self) -> str:
        """Anew for each call, so that it is as a call before has not left it."""
        client = self.account.client("sns")
        arn = client.create_topic(Name=unique("topic"))["TopicArn"]
        if self.operation.name == "RemovePermission":
            client.add_permission(
                TopicArn=arn, Label="label", AWSAccountId=[self.account.account_id], ActionName=["Publish"]
            )
        return arn

    @property
    def subscription(self) -> str:
        """One that is pending: nobody is there to confirm it."""
        return self.account.client("sns").subscribe(
            TopicArn=self.topic, Protocol="http", Endpoint="http://hook.example.com/", ReturnSubscriptionArn=True
        )["SubscriptionArn"]


class NamedSNSResources(SNSResources):
    topic = "arn:aws:sns:us-east-1:123456789012:topic"
    subscription = "arn:aws:sns:us-east-1:123456789012:topic:6b0e71bd-7e97-4d97-80ce-4a0994e55286"


def attribute(r: SNSResources) -> str:
    return ATTRIBUTE.get(r.operation.name, "RawMessageDelivery")


SERVICE = Service(
    resources=SNSResources,
    named=NamedSNSResources,
    by_member={
        "TopicArn": lambda r: r.topic,
        "ResourceArn": lambda r: r.topic,
        "SubscriptionArn": lambda r: r.subscription,
        "Name": lambda r: unique("topic"),
        "Protocol": lambda r: "http",
        "Endpoint": lambda r: "http://hook.example.com/",
        "AttributeName": attribute,
        "AttributeValue": lambda r: "true",
        "Label": lambda r: "label",
        "DataType": lambda r: "String",
        "StringValue": lambda r: "value",
    },
    by_shape={
        "attributeName": attribute,
        "attributeValue": lambda r: "true",
        "delegate": lambda r: r.account.account_id,
        "action": lambda r: "Publish",
    },
    sufficient={"Publish": ("TopicArn",), "Subscribe": ("Endpoint",)},
    refused={
        # Nobody is there to get a token, or to confirm what is to end; test_sns_http.py has an endpoint.
        "ConfirmSubscription": "InvalidParameter",
        "Unsubscribe": "InvalidParameter",
    },
)
