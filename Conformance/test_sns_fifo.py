"""SNS: FIFO topics keep the order of each group, and take each message once."""

from __future__ import annotations

from collections import deque

import pytest

from harness.callers import unique
from harness.errors import refused


@pytest.fixture
def sns(sender):
    return sender.client("sns")


@pytest.fixture
def topic(sns) -> str:
    return sns.create_topic(Name=f"{unique('orders')}.fifo", Attributes={"FifoTopic": "true"})["TopicArn"]


def test_fifo_topics_say_so(sns, topic):
    attributes = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert attributes["FifoTopic"] == "true"
    assert attributes["ContentBasedDeduplication"] == "false"
    with refused("InvalidParameter"):
        sns.create_topic(Name="orders", Attributes={"FifoTopic": "true"})


def test_messages_need_a_group_and_an_identity(sns, topic):
    with refused("InvalidParameter", message=".*MessageGroupId parameter is required for FIFO topics"):
        sns.publish(TopicArn=topic, Message="m", MessageDeduplicationId="d")
    with refused("InvalidParameter", message=".*ContentBasedDeduplication enabled.*"):
        sns.publish(TopicArn=topic, Message="m", MessageGroupId="g")
    standard = sns.create_topic(Name=unique("topic"))["TopicArn"]
    with refused("InvalidParameter"):
        sns.publish(TopicArn=standard, Message="m", MessageDeduplicationId="d")


def test_same_message_is_taken_once(sns, topic, subscriber):
    path = f"/{unique('hook')}"
    subscriber.subscribe(sns, topic, path)

    def publish(message, **parameters):
        return sns.publish(TopicArn=topic, Message=message, MessageGroupId="g", **parameters)

    first = publish("one", MessageDeduplicationId="d")
    again = publish("two", MessageDeduplicationId="d")
    assert (again["MessageId"], again["SequenceNumber"]) == (first["MessageId"], first["SequenceNumber"])
    other = publish("three", MessageDeduplicationId="e")
    assert int(other["SequenceNumber"]) > int(first["SequenceNumber"])
    sns.set_topic_attributes(TopicArn=topic, AttributeName="ContentBasedDeduplication", AttributeValue="true")
    assert publish("four")["MessageId"] == publish("four")["MessageId"]
    assert subscriber.notifications(path, 3) == ["one", "three", "four"]
    assert subscriber.at(path, "Notification")[0].json()["SequenceNumber"] == first["SequenceNumber"]


def test_scope_of_deduplication_can_be_the_group(sns, topic):
    sns.set_topic_attributes(TopicArn=topic, AttributeName="FifoThroughputScope", AttributeValue="MessageGroup")
    ids = {
        sns.publish(TopicArn=topic, Message="m", MessageGroupId=group, MessageDeduplicationId="d")["MessageId"]
        for group in ("a", "b", "a")
    }
    assert len(ids) == 2


def test_each_group_comes_in_order(sns, topic, subscriber):
    path = f"/{unique('hook')}"
    policy = '{"healthyRetryPolicy": {"numRetries": 5, "numNoDelayRetries": 5}}'
    subscriber.subscribe(sns, topic, path, Attributes={"DeliveryPolicy": policy})
    subscriber.answers[path] = deque([500, 200, 500, 500, 200, 503])
    for start in range(0, 40, 10):
        entries = [
            {"Id": f"e{n}", "Message": f"{n % 4}:{n:02}", "MessageGroupId": str(n % 4), "MessageDeduplicationId": str(n)}
            for n in range(start, start + 10)
        ]
        assert len(sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)["Successful"]) == 10
    came = subscriber.different(path, 40)
    for group in range(4):
        once = list(dict.fromkeys(m for m in came if m.startswith(f"{group}:")))
        assert once == sorted(once)
        assert len(once) == 10
