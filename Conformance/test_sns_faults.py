"""SNS: what happens to messages when endpoints hang or fail, and when the server is killed."""

from __future__ import annotations

import threading
from collections import deque
from time import monotonic

import pytest

from harness.accounts import strict_administrator
from harness.callers import unique

RETRIES = '{"healthyRetryPolicy": {"numRetries": 20, "numMinDelayRetries": 20, "minDelayTarget": 1, "maxDelayTarget": 1}}'


@pytest.fixture
def path() -> str:
    return f"/{unique('hook')}"


def test_messages_survive_a_killed_server(make_server, subscriber, path):
    server = make_server(options=subscriber.options)
    sns = strict_administrator(server).client("sns")
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    subscriber.subscribe(sns, topic, path, Attributes={"DeliveryPolicy": RETRIES})
    gate = subscriber.gates[path] = threading.Event()
    ids = [sns.publish(TopicArn=topic, Message=f"m{n}")["MessageId"] for n in range(30)]
    subscriber.await_at(path, 1, "Notification")
    server.kill()
    before = len(subscriber.at(path, "Notification"))
    gate.set()
    server.start()
    # None was answered for before the kill, so all come once more.
    count, missing = before + len(ids), set(ids)
    while missing:
        came = subscriber.await_at(path, count, "Notification")[before:]
        missing = set(ids) - {one.json()["MessageId"] for one in came}
        # One that was on its way when the server was killed may have come since.
        count += 1


def test_endpoint_that_hangs_holds_up_nobody_else(sender, subscriber, path):
    sns = sender.client("sns")
    topic = sns.create_topic(Name=unique("topic"))["TopicArn"]
    slow = f"/{unique('slow')}"
    for hook in (path, slow):
        subscriber.subscribe(sns, topic, hook)
    gate = subscriber.gates[slow] = threading.Event()
    started = monotonic()
    for number in range(50):
        sns.publish(TopicArn=topic, Message=str(number))
    published = monotonic() - started
    assert sorted(map(int, subscriber.different(path, 50))) == list(range(50))
    assert monotonic() - started < 10
    assert published < 5
    gate.set()
    assert len(subscriber.different(slow, 50)) == 50


def test_endpoint_that_fails_gets_its_messages_later(sender, subscriber, path):
    sns = sender.client("sns")
    topic = sns.create_topic(Name=unique("topic"))["TopicArn"]
    subscriber.subscribe(sns, topic, path, Attributes={"DeliveryPolicy": RETRIES})
    subscriber.answers[path] = deque([500, 503, 429])
    sns.publish(TopicArn=topic, Message="m")
    came = subscriber.await_at(path, 4, "Notification")
    assert {one.json()["Message"] for one in came} == {"m"}
    assert all(0.9 <= later.at - earlier.at < 5 for earlier, later in zip(came, came[1:]))


def test_refused_message_is_not_sent_again(sender, subscriber, path):
    sns = sender.client("sns")
    topic = sns.create_topic(Name=unique("topic"))["TopicArn"]
    subscriber.subscribe(sns, topic, path, Attributes={"DeliveryPolicy": RETRIES})
    subscriber.answers[path] = deque([403])
    sns.publish(TopicArn=topic, Message="refused")
    subscriber.await_at(path, 1, "Notification")
    sns.publish(TopicArn=topic, Message="taken")
    assert subscriber.notifications(path, 2) == ["refused", "taken"]
    with pytest.raises(AssertionError):
        subscriber.await_at(path, 4, timeout=3)
