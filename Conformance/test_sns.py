"""SNS: topics, their attributes, policies and tags."""

from __future__ import annotations

import json

import pytest

from harness.audit import request_id
from harness.callers import Account, allow, deny, document, unique
from harness.errors import refused


@pytest.fixture
def sns(account):
    return account.client("sns")


@pytest.fixture
def topic(sns) -> str:
    return sns.create_topic(Name=unique("topic"))["TopicArn"]


def attributes(sns, topic: str) -> dict[str, str]:
    return sns.get_topic_attributes(TopicArn=topic)["Attributes"]


def test_topic_is_made_once(sns, account):
    name = unique("topic")
    arn = sns.create_topic(Name=name, Attributes={"DisplayName": "Alerts"})["TopicArn"]
    assert arn == f"arn:aws:sns:us-east-1:{account.account_id}:{name}"
    assert sns.create_topic(Name=name)["TopicArn"] == arn
    with refused("InvalidParameter", message=".*Topic already exists with different attributes"):
        sns.create_topic(Name=name, Attributes={"DisplayName": "Other"})
    with refused("InvalidParameter", message=".*Topic already exists with different tags"):
        sns.create_topic(Name=name, Tags=[{"Key": "a", "Value": "b"}])


@pytest.mark.parametrize("name", ["", "a b", "x" * 257, "x.fifo", "ä"])
def test_names_follow_the_rules(sns, name):
    with refused("InvalidParameter", message="Invalid parameter: Topic Name"):
        sns.create_topic(Name=name)


def test_attributes_are_those_of_aws(sns, account, topic):
    found = attributes(sns, topic)
    policy = json.loads(found.pop("Policy"))
    assert policy["Statement"][0]["Condition"] == {"StringEquals": {"AWS:SourceOwner": account.account_id}}
    assert json.loads(found.pop("EffectiveDeliveryPolicy"))["http"]["defaultHealthyRetryPolicy"]["numRetries"] == 3
    assert found == {
        "TopicArn": topic,
        "Owner": account.account_id,
        "DisplayName": "",
        "SubscriptionsConfirmed": "0",
        "SubscriptionsPending": "0",
        "SubscriptionsDeleted": "0",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SignatureVersion", "3"),
        ("TracingConfig", "Active"),
        ("ContentBasedDeduplication", "true"),
        ("FifoThroughputScope", "Topic"),
        ("HTTPSuccessFeedbackRoleArn", "arn:aws:iam::123456789012:role/x"),
        ("ArchivePolicy", "{}"),
        ("Unknown", "x"),
        ("Policy", "{"),
        ("Policy", document(allow("s3:GetObject", resource="*", principal={"AWS": "*"}))),
        ("DisplayName", "a\r\nBcc: b@example.com"),
        ("FifoTopic", "true"),
    ],
)
def test_what_cannot_be_is_refused(sns, topic, name, value):
    with refused("InvalidParameter"):
        sns.set_topic_attributes(TopicArn=topic, AttributeName=name, AttributeValue=value)


def test_missing_topics_are_not_found(sns, account):
    missing = f"arn:aws:sns:us-east-1:{account.account_id}:missing"
    with refused("NotFound", message="Topic does not exist"):
        sns.get_topic_attributes(TopicArn=missing)
    with refused("NotFound", message="Topic does not exist"):
        sns.publish(TopicArn=missing, Message="m")
    with refused("ResourceNotFound", message="Resource does not exist"):
        sns.list_tags_for_resource(ResourceArn=missing)
    sns.delete_topic(TopicArn=missing)
    with refused("InvalidParameter"):
        sns.get_topic_attributes(TopicArn=f"arn:aws:sns:eu-west-1:{account.account_id}:missing")


def test_topics_come_in_pages(sns):
    made = [sns.create_topic(Name=f"t{number:03}")["TopicArn"] for number in range(103)]
    pages = list(sns.get_paginator("list_topics").paginate())
    assert [len(page["Topics"]) for page in pages] == [100, 3]
    assert [topic["TopicArn"] for page in pages for topic in page["Topics"]] == made
    with refused("InvalidParameter"):
        sns.list_topics(NextToken="AAAA")


def test_tags_are_kept_and_limited(sns, topic):
    sns.tag_resource(ResourceArn=topic, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    sns.tag_resource(ResourceArn=topic, Tags=[{"Key": "a", "Value": "3"}])
    sns.untag_resource(ResourceArn=topic, TagKeys=["b"])
    assert sns.list_tags_for_resource(ResourceArn=topic)["Tags"] == [{"Key": "a", "Value": "3"}]
    with refused("TagLimitExceeded"):
        sns.tag_resource(ResourceArn=topic, Tags=[{"Key": f"k{n}", "Value": ""} for n in range(50)])


def test_permission_lets_another_account_publish(sns, other_account, topic):
    other = other_account.client("sns")
    with refused("AuthorizationError") as refusal:
        other.publish(TopicArn=topic, Message="m")
    assert refusal.status == 403
    assert f"SNS:Publish on resource: {topic}" in refusal.message
    sns.add_permission(TopicArn=topic, Label="other", AWSAccountId=[other_account.account_id], ActionName=["Publish"])
    assert other.publish(TopicArn=topic, Message="m")["MessageId"]
    with refused("InvalidParameter", message=".*already exists"):
        sns.add_permission(
            TopicArn=topic, Label="other", AWSAccountId=[other_account.account_id], ActionName=["Publish"]
        )
    with refused("InvalidParameter", message=".*out of service scope!"):
        sns.add_permission(TopicArn=topic, Label="x", AWSAccountId=[other_account.account_id], ActionName=["TagResource"])
    sns.remove_permission(TopicArn=topic, Label="other")
    with refused("AuthorizationError"):
        other.publish(TopicArn=topic, Message="m")
    with refused("NotFound"):
        sns.remove_permission(TopicArn=topic, Label="other")


def test_policy_denies_whoever_it_names(sns, account: Account, topic):
    denial = deny("SNS:Publish", resource=topic, principal={"AWS": "*"})
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=document(denial))
    with refused("AuthorizationError"):
        sns.publish(TopicArn=topic, Message="m")
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue="")
    assert sns.publish(TopicArn=topic, Message="m")["MessageId"]


def test_identity_policy_is_asked_with_protocol_and_endpoint(account: Account, sns, topic):
    only_tls = allow("sns:Subscribe", condition={"StringEquals": {"sns:Protocol": "https"}})
    policy = document(allow("SNS:Publish", resource=topic, principal={"AWS": account.arn}))
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    user = account.user(only_tls).client("sns")
    user.subscribe(TopicArn=topic, Protocol="https", Endpoint="https://hook.example.com/")
    with refused("AuthorizationError"):
        user.subscribe(TopicArn=topic, Protocol="http", Endpoint="http://hook.example.com/")
    with refused("AuthorizationError"):
        user.publish(TopicArn=topic, Message="m")


def test_operations_that_are_not_there_say_so(sns):
    with refused("NotImplemented"):
        sns.list_platform_applications()
    with refused("NotImplemented"):
        sns.get_sms_attributes()


@pytest.mark.parametrize("protocol", ["sqs", "lambda", "firehose", "sms", "application"])
def test_protocols_without_a_service_are_refused(sns, topic, protocol):
    with refused("InvalidParameter", message=f".*Delivery by {protocol} is not supported"):
        sns.subscribe(TopicArn=topic, Protocol=protocol, Endpoint="arn:aws:sqs:us-east-1:123456789012:q")


def test_mail_without_a_relay_is_refused(sns, topic):
    with refused("InvalidParameter", message=".*Delivery by email is not configured"):
        sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="ops@example.com")


@pytest.mark.parametrize(
    ("protocol", "endpoint"),
    [
        ("http", "https://example.com/"),
        ("http", "http://"),
        ("http", "http://user:secret@example.com/"),
        ("http", "http://example.com:99999/"),
        ("email", "nobody"),
        ("email", "a@b\r\nRCPT TO:<c@d>"),
        ("email", "<a@b.example>"),
    ],
)
def test_endpoints_follow_their_protocol(sns, topic, protocol, endpoint):
    with refused("InvalidParameter"):
        sns.subscribe(TopicArn=topic, Protocol=protocol, Endpoint=endpoint)


def test_publish_is_a_data_event_without_the_message(audited, audit):
    sns = audited.client("sns")
    made = sns.create_topic(Name=unique("topic"))
    topic = made["TopicArn"]
    sns.publish(TopicArn=topic, Message="confidential", Subject="s")
    assert not [record for record in audit.records() if record["eventName"] == "Publish"]
    event = audit.of(request_id(made))
    assert event["eventSource"] == "sns.amazonaws.com"
    assert event["responseElements"] == {"topicArn": topic}
    assert event["resources"] == [{"accountId": audited.account_id, "type": "AWS::SNS::Topic", "ARN": topic}]


def test_cli_publishes(aws, sns, topic):
    assert aws.ok("sns", "publish", "--topic-arn", topic, "--message", "from the shell")["MessageId"]
    assert aws.ok("sns", "list-topics")["Topics"] == [{"TopicArn": topic}]
