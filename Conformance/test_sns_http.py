"""SNS: subscriptions of HTTP endpoints, from the question to the last message."""

from __future__ import annotations

import json
import urllib.error

import pytest
from cryptography.exceptions import InvalidSignature

from harness.accounts import new_account
from harness.callers import allow, document, unique
from harness.errors import refused
from harness.subscriber import follow, verify


@pytest.fixture
def sns(sender):
    return sender.client("sns")


@pytest.fixture
def topic(sns) -> str:
    return sns.create_topic(Name=unique("topic"))["TopicArn"]


@pytest.fixture
def path() -> str:
    return f"/{unique('hook')}"


@pytest.mark.parametrize("version", ["1", "2"])
def test_messages_verify_by_the_published_method(sns, topic, subscriber, path, version):
    sns.set_topic_attributes(TopicArn=topic, AttributeName="SignatureVersion", AttributeValue=version)
    subscription = subscriber.subscribe(sns, topic, path)
    question = subscriber.await_at(path)[0].json()
    assert question["SignatureVersion"] == version
    assert "amazonaws" in verify(question).subject.rfc4514_string()
    published = sns.publish(TopicArn=topic, Message="Grüße\n\"quoted\"", Subject="Hello")
    came = subscriber.await_at(path, 1, "Notification")[0]
    notification = came.json()
    verify(notification)
    assert notification["MessageId"] == published["MessageId"] == came.headers["x-amz-sns-message-id"]
    assert came.headers["x-amz-sns-topic-arn"] == topic
    assert came.headers["x-amz-sns-subscription-arn"] == subscription
    assert came.headers["content-type"] == "text/plain; charset=UTF-8"
    assert came.headers["user-agent"] == "Amazon Simple Notification Service Agent"
    with pytest.raises(InvalidSignature):
        verify({**notification, "Message": "forged"})


def test_link_confirms_and_unsubscribes(sns, topic, subscriber, path):
    answer = sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=subscriber.url(path))
    assert answer["SubscriptionArn"] == "pending confirmation"
    assert sns.list_subscriptions()["Subscriptions"][0]["SubscriptionArn"] == "PendingConfirmation"
    question = subscriber.await_at(path)[0].json()
    confirmed = follow(question["SubscribeURL"]).decode()
    arn = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"][0]["SubscriptionArn"]
    assert f"<SubscriptionArn>{arn}</SubscriptionArn>" in confirmed
    attributes = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    assert attributes["ConfirmationWasAuthenticated"] == attributes["PendingConfirmation"] == "false"
    sns.publish(TopicArn=topic, Message="m")
    notification = subscriber.await_at(path, 1, "Notification")[0].json()
    follow(notification["UnsubscribeURL"])
    assert sns.list_subscriptions()["Subscriptions"] == []
    with refused("NotFound"):
        sns.get_subscription_attributes(SubscriptionArn=arn)
    farewell = subscriber.await_at(path, 1, "UnsubscribeConfirmation")[0].json()
    verify(farewell)
    # Whoever followed the link by mistake takes it back.
    follow(farewell["SubscribeURL"])
    sns.publish(TopicArn=topic, Message="again")
    assert subscriber.notifications(path, 2) == ["m", "again"]


def test_subscription_can_ask_for_a_signature_to_end_it(sns, topic, subscriber, path):
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=subscriber.url(path))
    token = subscriber.await_at(path)[0].json()["Token"]
    arn = sns.confirm_subscription(TopicArn=topic, Token=token, AuthenticateOnUnsubscribe="true")["SubscriptionArn"]
    sns.publish(TopicArn=topic, Message="m")
    link = subscriber.await_at(path, 1, "Notification")[0].json()["UnsubscribeURL"]
    with pytest.raises(urllib.error.HTTPError) as error:
        follow(link)
    assert error.value.code == 403
    sns.unsubscribe(SubscriptionArn=arn)
    assert sns.list_subscriptions()["Subscriptions"] == []


def test_bad_tokens_confirm_nothing(sns, topic, subscriber, path):
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=subscriber.url(path))
    token = subscriber.await_at(path)[0].json()["Token"]
    other = sns.create_topic(Name=unique("topic"))["TopicArn"]
    flipped = token[:-1] + ("0" if token[-1] != "0" else "1")
    for parameters in ({"Token": flipped}, {"Token": "00"}, {"Token": token, "TopicArn": other}):
        with refused("InvalidParameter"):
            sns.confirm_subscription(**{"TopicArn": topic, **parameters})
    with pytest.raises(urllib.error.HTTPError) as error:
        follow(f"{sns.meta.endpoint_url}/?Action=ConfirmSubscription&TopicArn={topic}&Token={flipped}")
    assert error.value.code == 400


def test_second_subscribe_asks_again(sns, topic, subscriber, path):
    for count in (1, 2):
        sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=subscriber.url(path))
        subscriber.await_at(path, count, "SubscriptionConfirmation")
    assert len(sns.list_subscriptions()["Subscriptions"]) == 1
    token = subscriber.at(path)[-1].json()["Token"]
    arn = sns.confirm_subscription(TopicArn=topic, Token=token)["SubscriptionArn"]
    assert sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=subscriber.url(path))["SubscriptionArn"] == arn
    with refused("InvalidParameter", message=".*already exists with different attributes"):
        sns.subscribe(
            TopicArn=topic,
            Protocol="http",
            Endpoint=subscriber.url(path),
            Attributes={"RawMessageDelivery": "true"},
        )


def test_raw_message_comes_without_a_document(sns, topic, subscriber, path):
    attributes = {
        "RawMessageDelivery": "true",
        "DeliveryPolicy": json.dumps({"requestPolicy": {"headerContentType": "application/xml"}}),
    }
    subscriber.subscribe(sns, topic, path, Attributes=attributes)
    sns.publish(TopicArn=topic, Message="<a/>")
    came = subscriber.await_at(path, 1, "Notification")[0]
    assert came.body == b"<a/>"
    assert came.headers["x-amz-sns-rawdelivery"] == "true"
    assert came.headers["content-type"] == "application/xml"


def test_attributes_come_along(sns, topic, subscriber, path):
    subscriber.subscribe(sns, topic, path)
    attributes = {
        "colour": {"DataType": "String", "StringValue": "red"},
        "size": {"DataType": "Number", "StringValue": "4.2"},
        "tags": {"DataType": "String.Array", "StringValue": '["a", 1]'},
        "blob": {"DataType": "Binary", "BinaryValue": b"\x00\x01"},
    }
    sns.publish(TopicArn=topic, Message="m", MessageAttributes=attributes)
    document = subscriber.await_at(path, 1, "Notification")[0].json()
    assert document["MessageAttributes"] == {
        "colour": {"Type": "String", "Value": "red"},
        "size": {"Type": "Number", "Value": "4.2"},
        "tags": {"Type": "String.Array", "Value": '["a", 1]'},
        "blob": {"Type": "Binary", "Value": "AAE="},
    }
    verify(document)


def test_filter_policies_choose(sns, topic, subscriber):
    red, big, body = (f"/{unique('hook')}" for _ in range(3))
    subscriber.subscribe(sns, topic, red, Attributes={"FilterPolicy": json.dumps({"colour": ["red", {"prefix": "o"}]})})
    numeric = {"FilterPolicy": json.dumps({"size": [{"numeric": [">", 10]}]})}
    subscriber.subscribe(sns, topic, big, Attributes=numeric)
    nested = {"FilterPolicy": json.dumps({"a": {"b": [{"exists": True}]}}), "FilterPolicyScope": "MessageBody"}
    subscriber.subscribe(sns, topic, body, Attributes=nested)

    def publish(message: str, **attributes):
        kinds = {
            name: {"DataType": "Number" if isinstance(value, int) else "String", "StringValue": str(value)}
            for name, value in attributes.items()
        }
        sns.publish(TopicArn=topic, Message=message, MessageAttributes=kinds)

    publish("1", colour="red", size=1)
    publish("2", colour="blue", size=11)
    publish("3", colour="orange", size=100)
    publish('{"a": {"b": 1}}')
    publish('{"a": {"c": 1}}')
    publish("4", colour="red", size=10)
    assert sorted(subscriber.notifications(red, 3)) == ["1", "3", "4"]
    assert sorted(subscriber.notifications(big, 2)) == ["2", "3"]
    assert subscriber.notifications(body, 1) == ['{"a": {"b": 1}}']


@pytest.mark.parametrize(
    "policy",
    [
        "{",
        "[]",
        '{"a": "b"}',
        '{"a": []}',
        '{"a": {"b": ["c"]}}',
        '{"a": [{"unknown": "x"}]}',
        '{"a": [{"numeric": ["<>", 1]}]}',
        json.dumps({f"k{n}": ["v"] for n in range(6)}),
        json.dumps({"a": [str(n) for n in range(151)]}),
    ],
)
def test_filter_policies_have_rules(sns, topic, subscriber, path, policy):
    with refused("InvalidParameter", message="Invalid parameter: FilterPolicy: .*"):
        sns.subscribe(
            TopicArn=topic, Protocol="http", Endpoint=subscriber.url(path), Attributes={"FilterPolicy": policy}
        )


def test_batch_is_delivered(sns, topic, subscriber, path):
    subscriber.subscribe(sns, topic, path)
    entries = [{"Id": f"e{n}", "Message": f"m{n}"} for n in range(10)]
    answer = sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)
    assert len(answer["Successful"]) == 10
    assert answer.get("Failed", []) == []
    assert sorted(subscriber.notifications(path, 10)) == [f"m{n}" for n in range(10)]


def test_addresses_need_the_operators_word(account, subscriber):
    """The server of this account has not been given the subscriber's options."""
    sns = account.client("sns")
    topic = sns.create_topic(Name=unique("topic"))["TopicArn"]
    path = f"/{unique('hook')}"
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=subscriber.url(path))
    local = f"http://localhost:{subscriber.port}{path}"
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=local)
    with pytest.raises(AssertionError):
        subscriber.await_at(path, timeout=2)


def test_subscription_of_another_account_is_its_own(sending_server, sender, subscriber, path):
    owner, guest = sender.client("sns"), new_account(sending_server)
    topic = owner.create_topic(Name=unique("topic"))["TopicArn"]
    theirs = guest.client("sns")
    with refused("AuthorizationError"):
        theirs.subscribe(TopicArn=topic, Protocol="http", Endpoint=subscriber.url(path))
    policy = document(allow("SNS:Subscribe", resource=topic, principal={"AWS": guest.account_id}))
    owner.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    arn = subscriber.subscribe(theirs, topic, path)
    assert [s["Owner"] for s in theirs.list_subscriptions()["Subscriptions"]] == [guest.account_id]
    assert owner.list_subscriptions()["Subscriptions"] == []
    assert owner.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["Owner"] == guest.account_id
    owner.unsubscribe(SubscriptionArn=arn)
    assert theirs.list_subscriptions()["Subscriptions"] == []
