"""SNS: topics whose messages wait under a KMS key."""

from __future__ import annotations

import threading

import pytest

from harness import tool
from harness.accounts import strict_administrator
from harness.callers import allow, unique
from harness.errors import refused
from harness.subscriber import verify

RETRIES = '{"healthyRetryPolicy": {"numRetries": 20, "numMinDelayRetries": 20, "minDelayTarget": 1, "maxDelayTarget": 1}}'


@pytest.fixture
def sns(sender):
    return sender.client("sns")


@pytest.fixture
def key(sender) -> str:
    return sender.key()


@pytest.fixture
def topic(sns, key) -> str:
    return sns.create_topic(Name=unique("topic"), Attributes={"KmsMasterKeyId": key})["TopicArn"]


def test_message_arrives_and_the_key_was_used(sender, sns, topic, key, subscriber):
    path = f"/{unique('hook')}"
    subscriber.subscribe(sns, topic, path)
    sns.publish(TopicArn=topic, Message="under the key")
    assert subscriber.notifications(path, 1) == ["under the key"]
    usage = sender.kms.get_key_last_usage(KeyId=key)
    assert usage


def test_publisher_needs_the_key(sender, sns, topic, key):
    publish = allow("sns:Publish", resource=topic)
    user = sender.user(publish).client("sns")
    with refused("KMSAccessDenied"):
        user.publish(TopicArn=topic, Message="m")
    half = sender.user(publish, allow("kms:GenerateDataKey", resource=key)).client("sns")
    with refused("KMSAccessDenied"):
        half.publish(TopicArn=topic, Message="m")
    both = allow("kms:GenerateDataKey*", "kms:Decrypt", resource=key)
    assert sender.user(publish, both).client("sns").publish(TopicArn=topic, Message="m")["MessageId"]


def test_key_that_is_not_to_be_had_is_told(sender, sns, topic, key):
    sender.kms.disable_key(KeyId=key)
    with refused("KMSDisabled"):
        sns.publish(TopicArn=topic, Message="m")
    sender.kms.schedule_key_deletion(KeyId=key)
    with refused("KMSInvalidState"):
        sns.publish(TopicArn=topic, Message="m")
    sns.set_topic_attributes(TopicArn=topic, AttributeName="KmsMasterKeyId", AttributeValue="alias/aws/sns")
    with refused("KMSNotFound"):
        sns.publish(TopicArn=topic, Message="m")


def test_message_is_sealed_on_disk_and_opened_after_a_restart(make_server, subscriber):
    server = make_server(options=subscriber.options)
    administrator = strict_administrator(server)
    sns, key = administrator.client("sns"), administrator.key()
    topic = sns.create_topic(Name="alerts", Attributes={"KmsMasterKeyId": key})["TopicArn"]
    path = f"/{unique('hook')}"
    subscriber.subscribe(sns, topic, path, Attributes={"DeliveryPolicy": RETRIES})
    gate = subscriber.gates[path] = threading.Event()
    sns.publish(TopicArn=topic, Message="needle-in-the-outbox")
    subscriber.await_at(path, 1, "Notification")
    server.kill()
    for file in server.data.rglob("*"):
        assert not file.is_file() or b"needle-in-the-outbox" not in file.read_bytes()
    gate.set()
    server.start()
    assert subscriber.notifications(path, 2) == ["needle-in-the-outbox"] * 2


def test_signatures_outlive_a_new_root_key(make_server, subscriber):
    server = make_server(options=subscriber.options)
    sns = strict_administrator(server).client("sns")
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    path = f"/{unique('hook')}"
    subscriber.subscribe(sns, topic, path)
    sns.publish(TopicArn=topic, Message="before")
    before = subscriber.await_at(path, 1, "Notification")[0].json()
    server.stop()
    tool.done("rekey", "--data", server.data)
    server.start()
    sns.publish(TopicArn=topic, Message="after")
    after = subscriber.await_at(path, 2, "Notification")[1].json()
    assert after["SigningCertURL"] == before["SigningCertURL"]
    for document in (before, after):
        verify(document)
