"""CloudWatch Logs as boto3 and the AWS CLI see it: groups, streams, events, searches."""

from __future__ import annotations

import json
import time

import pytest

from harness.callers import allow, unique
from harness.errors import refused


@pytest.fixture
def logs(account):
    return account.client("logs")


@pytest.fixture
def group(logs) -> str:
    name = f"/app/{unique('group')}"
    logs.create_log_group(logGroupName=name)
    return name


def now() -> int:
    return int(time.time() * 1000)


def put(logs, group: str, stream: str, *messages: str, at: int | None = None) -> dict:
    """Events a millisecond apart; the stream is made if need be."""
    start = at or now() - len(messages)
    try:
        logs.create_log_stream(logGroupName=group, logStreamName=stream)
    except logs.exceptions.ResourceAlreadyExistsException:
        pass
    events = [{"timestamp": start + index, "message": message} for index, message in enumerate(messages)]
    return logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)


def found(logs, **parameters) -> list[str]:
    pages = logs.get_paginator("filter_log_events").paginate(**parameters)
    return [event["message"] for page in pages for event in page["events"]]


def test_events_are_read_back_in_both_directions(logs, group):
    messages = [f"event {index}" for index in range(25)]
    put(logs, group, "s", *messages)
    seen, token = [], None
    while True:
        more = {"nextToken": token} if token else {"startFromHead": True}
        page = logs.get_log_events(logGroupName=group, logStreamName="s", limit=10, **more)
        seen += [event["message"] for event in page["events"]]
        if page["nextForwardToken"] == token:
            break
        token = page["nextForwardToken"]
    assert seen == messages
    latest = logs.get_log_events(logGroupName=group, logStreamName="s", limit=5)
    assert [event["message"] for event in latest["events"]] == messages[-5:]
    before = logs.get_log_events(
        logGroupName=group, logStreamName="s", limit=5, nextToken=latest["nextBackwardToken"]
    )
    assert [event["message"] for event in before["events"]] == messages[-10:-5]


def test_searches_interleave_streams_and_follow_patterns(logs, group):
    start = now() - 1000
    put(logs, group, "web-1", '{"level":"ERROR","ms":120}', '{"level":"INFO","ms":5}', at=start)
    put(logs, group, "web-2", '{"level":"ERROR","ms":7}', at=start + 1)
    put(logs, group, "db", "10.0.0.1 me [now] \"GET / HTTP/1.1\" 404 1534", at=start + 3)
    assert len(found(logs, logGroupName=group)) == 4
    assert found(logs, logGroupName=group, filterPattern='{ $.level = "ERR*" }') == [
        '{"level":"ERROR","ms":120}',
        '{"level":"ERROR","ms":7}',
    ]
    assert len(found(logs, logGroupName=group, filterPattern="{ $.ms > 6 && $.level = ERROR }")) == 2
    assert found(logs, logGroupName=group, logStreamNamePrefix="web-", filterPattern="INFO") == [
        '{"level":"INFO","ms":5}'
    ]
    assert len(found(logs, logGroupName=group, filterPattern="[ip, ..., status=4*, bytes>1000]")) == 1
    assert len(found(logs, logGroupName=group, logStreamNames=["db", "web-2"])) == 2
    assert len(found(logs, logGroupName=group, startTime=start + 1, endTime=start + 1)) == 2
    with refused("InvalidParameterException", message="Invalid filter pattern"):
        logs.filter_log_events(logGroupName=group, filterPattern="{ $.a }")


def test_a_batch_of_a_mebibyte_is_taken_and_a_larger_one_refused(logs, group):
    logs.create_log_stream(logGroupName=group, logStreamName="s")
    batch = [{"timestamp": now(), "message": "\x01" * (1048576 - 26)}]
    logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=batch)
    page = logs.get_log_events(logGroupName=group, logStreamName="s")
    assert page["events"][0]["message"] == batch[0]["message"]
    batch = [{"timestamp": now(), "message": "x" * 120} for _ in range(10_000)]
    with refused("InvalidParameterException", message="Upload too large: .*"):
        logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=batch)
    batch = [{"timestamp": now(), "message": "x" * 78} for _ in range(10_000)]
    logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=batch)
    assert len(found(logs, logGroupName=group, filterPattern="xxx")) == 10_000


def test_constraints_of_the_model_are_the_services_own_error(logs):
    with refused("InvalidParameterException", message="1 validation error detected: .*logGroupName.*"):
        logs.create_log_group(logGroupName="no spaces")


def test_streams_are_ordered_by_their_last_event(logs, group):
    start = now() - 5000
    for index, stream in enumerate(["c", "a", "b"]):
        put(logs, group, stream, "m", at=start + index)
    streams = logs.describe_log_streams(logGroupName=group, orderBy="LastEventTime", descending=True)["logStreams"]
    assert [stream["logStreamName"] for stream in streams] == ["b", "a", "c"]
    assert streams[0]["firstEventTimestamp"] == streams[0]["lastEventTimestamp"] == start + 2
    streams = logs.describe_log_streams(logGroupName=group, logStreamNamePrefix="a")["logStreams"]
    assert [stream["logStreamName"] for stream in streams] == ["a"]


def test_a_policy_allows_one_stream_and_no_other(account, logs, group):
    put(logs, group, "mine", "m")
    put(logs, group, "theirs", "m")
    arn = f"arn:aws:logs:us-east-1:{account.account_id}:log-group:{group}"
    user = account.user(
        allow("logs:GetLogEvents", resource=f"{arn}:log-stream:mine"),
        allow("logs:FilterLogEvents", resource=f"{arn}:*", condition={"StringEquals": {"aws:ResourceTag/k": "v"}}),
    ).client("logs")
    user.get_log_events(logGroupName=group, logStreamName="mine")
    with refused("AccessDeniedException"):
        user.get_log_events(logGroupName=group, logStreamName="theirs")
    with refused("AccessDeniedException"):
        user.filter_log_events(logGroupName=group)
    logs.tag_resource(resourceArn=arn, tags={"k": "v"})
    assert len(user.filter_log_events(logGroupName=group)["events"]) == 2
    with refused("AccessDeniedException"):
        user.describe_log_streams(logGroupName="none")


def test_metric_filters_count_for_the_operator(account, logs, group):
    logs.put_metric_filter(
        logGroupName=group,
        filterName="errors",
        filterPattern="{ $.level = ERROR }",
        metricTransformations=[
            {"metricName": "Time", "metricNamespace": "App", "metricValue": "$.ms", "dimensions": {"Host": "$.host"}}
        ],
    )
    put(logs, group, "s", *(json.dumps({"level": "ERROR", "ms": ms, "host": "a"}) for ms in (1, 2.5)))
    labels = (
        f'account="{account.account_id}",region="us-east-1",namespace="App",metric="Time",unit="None",'
        'dimension_Host="a"'
    )
    text = account.server.request("GET", "/_yagura/metrics").body.decode()
    assert f"yagura_log_metric_sum{{{labels}}} 3.5\n" in text
    assert f"yagura_log_metric_samples_total{{{labels}}} 2.0\n" in text


def test_the_command_line_searches_and_describes(aws, account):
    logs = account.client("logs")
    logs.create_log_group(logGroupName="app")
    put(logs, "app", "s", "hello", "world")
    assert aws.ok("logs", "describe-log-groups")["logGroups"][0]["logGroupName"] == "app"
    events = aws.ok("logs", "filter-log-events", "--log-group-name", "app", "--filter-pattern", "world")["events"]
    assert [event["message"] for event in events] == ["world"]
    events = aws.ok("logs", "get-log-events", "--log-group-name", "app", "--log-stream-name", "s")["events"]
    assert [event["message"] for event in events] == ["hello", "world"]
    messages = ("--log-event-messages", "ERROR x", "INFO y")
    answer = aws.ok("logs", "test-metric-filter", "--filter-pattern", "[w1=ERROR, w2]", *messages)
    assert answer["matches"][0]["extractedValues"] == {"$w1": "ERROR", "$w2": "x"}


def test_no_record_shows_what_events_say(audited, audit):
    logs = audited.client("logs")
    logs.create_log_group(logGroupName="quiet")
    put(logs, "quiet", "s", "a very secret message")
    logs.get_log_events(logGroupName="quiet", logStreamName="s")
    records = audit.records()
    assert any(record["eventName"] == "GetLogEvents" for record in records)
    assert not any(record["eventName"] == "PutLogEvents" for record in records)
    assert "very secret" not in json.dumps(records)


def test_retention_hides_and_deletes(timed_account, clock):
    logs = timed_account.client("logs")
    logs.create_log_group(logGroupName="kept")
    logs.put_retention_policy(logGroupName="kept", retentionInDays=1)
    put(logs, "kept", "s", "m", at=int(clock.now().timestamp() * 1000))
    assert len(found(logs, logGroupName="kept")) == 1
    clock.advance(days=1, minutes=1)
    assert found(logs, logGroupName="kept") == []
    clock.advance(hours=1)
    assert logs.describe_log_groups()["logGroups"][0]["storedBytes"] == 0
