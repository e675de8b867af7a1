"""Log events that were answered survive a stop and a kill, and so do what filters counted."""

from __future__ import annotations

import threading
import time

import pytest

from harness.accounts import strict_administrator
from harness.callers import allow, document


@pytest.fixture(params=["stop", "kill"])
def restarted(make_server, request):
    server = make_server()
    account = strict_administrator(server)

    def restart() -> None:
        assert getattr(server, request.param)() == (0 if request.param == "stop" else -9)
        server.start()

    yield account, restart
    server.stop()


def messages(logs, group: str) -> list[str]:
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group)
    return [event["message"] for page in pages for event in page["events"]]


def test_sealed_events_and_counts_survive(restarted):
    account, restart = restarted
    logs = account.client("logs")
    key = account.key(
        Policy=document(
            allow("kms:*", principal=f"arn:aws:iam::{account.account_id}:root"),
            allow("kms:*", principal={"Service": "logs.us-east-1.amazonaws.com"}),
        )
    )
    logs.create_log_group(logGroupName="sealed", kmsKeyId=key, tags={"a": "1"})
    logs.put_retention_policy(logGroupName="sealed", retentionInDays=7)
    logs.create_log_stream(logGroupName="sealed", logStreamName="s")
    logs.put_metric_filter(
        logGroupName="sealed",
        filterName="f",
        filterPattern="sealed",
        metricTransformations=[{"metricName": "m", "metricNamespace": "n", "metricValue": "2"}],
    )
    events = [{"timestamp": int(time.time() * 1000), "message": "a sealed message"}]
    logs.put_log_events(logGroupName="sealed", logStreamName="s", logEvents=events)
    before = logs.describe_log_groups()["logGroups"]
    restart()
    assert messages(logs, "sealed") == ["a sealed message"]
    assert logs.describe_log_groups()["logGroups"] == before
    text = account.server.request("GET", "/_yagura/metrics").body.decode()
    assert 'namespace="n",metric="m",unit="None"} 2.0' in text
    for path in account.server.data.iterdir():
        if path.is_file():
            assert b"a sealed message" not in path.read_bytes(), path


def test_no_batch_that_was_answered_is_lost_to_a_kill(make_server):
    server = make_server()
    account = strict_administrator(server)
    logs = account.client("logs")
    logs.create_log_group(logGroupName="app")
    answered: list[str] = []

    def write(stream: str) -> None:
        logs.create_log_stream(logGroupName="app", logStreamName=stream)
        for number in range(10_000):
            batch = [f"{stream} {number} {part}" for part in range(5)]
            events = [{"timestamp": int(time.time() * 1000), "message": text} for text in batch]
            try:
                logs.put_log_events(logGroupName="app", logStreamName=stream, logEvents=events)
            except Exception:  # noqa: BLE001: the server is gone, however that shows
                return
            answered.extend(batch)

    writers = [threading.Thread(target=write, args=(f"s{index}",)) for index in range(4)]
    for writer in writers:
        writer.start()
    while len(answered) < 200:
        time.sleep(0.01)
    server.kill()
    for writer in writers:
        writer.join()
    server.start()
    kept = messages(logs, "app")
    assert len(kept) == len(set(kept))
    assert set(answered) <= set(kept)
    assert len(kept) % 5 == 0
    server.stop()
