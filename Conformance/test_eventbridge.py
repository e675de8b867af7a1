"""EventBridge by boto3 and the AWS CLI: buses, rules, targets, events on their way, archives and replays."""

from __future__ import annotations

import json
import threading
from time import monotonic, sleep

import pytest

from harness.accounts import new_account, strict_administrator
from harness.callers import allow, document, unique
from harness.cli import CommandLine
from harness.errors import refused
from harness.receiver import HANGING, HOST, Receiver
from harness.trails import started, trail_bucket

PATTERN = json.dumps({"source": ["app"]})
TRUST = allow("sts:AssumeRole", principal={"Service": "events.amazonaws.com"})


@pytest.fixture(scope="module")
def receiver(tmp_path_factory):
    receiver = Receiver(tmp_path_factory.mktemp("receiver"))
    yield receiver
    receiver.close()


@pytest.fixture(scope="module")
def server(make_server, receiver):
    return make_server(dev=True, options=receiver.options)


@pytest.fixture
def account(server):
    return new_account(server)


@pytest.fixture
def events(account):
    return account.client("events")


def destination(account, *, host: str = HOST, path: str = "/", auth: dict | None = None, **parameters) -> dict:
    """An API destination with its connection, and the target that leads there."""
    events = account.client("events")
    name = unique("web")
    key = {"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "s3cret-value"}}
    connection = events.create_connection(
        Name=name, AuthorizationType=(auth or {}).pop("type", "API_KEY"), AuthParameters=auth or key
    )
    made = events.create_api_destination(
        Name=name,
        ConnectionArn=connection["ConnectionArn"],
        InvocationEndpoint=f"https://{host}{path}",
        HttpMethod="POST",
        **parameters,
    )
    role = account.role(allow("events:InvokeApiDestination", resource="*"), trust=TRUST)
    return {"Id": name, "Arn": made["ApiDestinationArn"], "RoleArn": role}


def rule(account, target: dict, *, pattern: str = PATTERN, **parameters) -> str:
    events = account.client("events")
    name = unique("rule")
    events.put_rule(Name=name, EventPattern=pattern, **parameters)
    bus = {key: value for key, value in parameters.items() if key == "EventBusName"}
    assert events.put_targets(Rule=name, Targets=[target], **bus)["FailedEntryCount"] == 0
    return name


def put(account, *details: dict, source: str = "app", **entry) -> dict:
    entries = [{"Source": source, "DetailType": "test", "Detail": json.dumps(detail), **entry} for detail in details]
    return account.client("events").put_events(Entries=entries)


def test_an_event_goes_from_call_to_endpoint(account, receiver):
    path = f"/{unique()}"
    rule(account, destination(account, path=path))
    event_id = put(account, {"n": 1}, Resources=["arn:aws:x:::y"])["Entries"][0]["EventId"]
    put(account, {"n": 2}, source="other")
    [request] = receiver.wait(lambda request: request.path == path)
    event = request.json()
    assert event["id"] == event_id
    assert event["detail"] == {"n": 1}
    assert event["account"] == account.account_id
    assert event["resources"] == ["arn:aws:x:::y"]
    assert request.headers["x-key"] == "s3cret-value"
    assert request.headers["user-agent"] == "Amazon/EventBridge/ApiDestinations"


def test_an_oauth_connection_gets_its_token(account, events, receiver):
    path = f"/{unique()}"
    auth = {
        "type": "OAUTH_CLIENT_CREDENTIALS",
        "OAuthParameters": {
            "ClientParameters": {"ClientID": "client", "ClientSecret": "s3cret-value"},
            "AuthorizationEndpoint": f"https://{HOST}/token",
            "HttpMethod": "POST",
        },
    }
    target = destination(account, path=path, auth=auth)
    await_that(lambda: events.describe_connection(Name=target["Id"])["ConnectionState"] == "AUTHORIZED")
    rule(account, {**target, "InputPath": "$.detail"})
    put(account, {"n": 1})
    [request] = receiver.wait(lambda request: request.path == path)
    assert request.headers["authorization"] == "Bearer granted"
    assert request.json() == {"n": 1}


def test_a_transformer_makes_the_body(account, receiver):
    path = f"/{unique()}"
    transformer = {
        "InputPathsMap": {"n": "$.detail.n", "who": "$.source"},
        "InputTemplate": '{"text": "<who> has <n>", "n": <n>, "rule": <aws.events.rule-name>}',
    }
    name = rule(account, {**destination(account, path=path), "InputTransformer": transformer})
    put(account, {"n": 7})
    [request] = receiver.wait(lambda request: request.path == path)
    assert request.json() == {"text": "app has 7", "n": 7, "rule": name}


def test_what_fails_is_tried_again(account, receiver):
    path = f"/{unique()}"
    rule(account, destination(account, path=path))
    receiver.statuses = [503, 429]
    put(account, {"n": 1})
    requests = receiver.wait(lambda request: request.path == path, 3)
    assert len({request.body for request in requests}) == 1


def test_a_target_that_hangs_keeps_no_caller_and_no_other_target_waiting(account, receiver):
    path = f"/{unique()}"
    for _ in range(12):
        rule(account, destination(account, host=HANGING))
    rule(account, destination(account, path=path))
    started = monotonic()
    for n in range(50):
        put(account, {"n": n})
    assert monotonic() - started < 30
    requests = receiver.wait(lambda request: request.path == path, 50)
    assert sorted(request.json()["detail"]["n"] for request in requests) == list(range(50))


def test_a_storm_arrives_whole(account, receiver):
    path = f"/{unique()}"
    rule(account, destination(account, path=path, InvocationRateLimitPerSecond=100_000))
    ids: set[str] = set()

    def storm(first: int) -> None:
        for n in range(first, first + 20):
            answer = put(account, *({"n": n * 10 + k} for k in range(10)))
            ids.update(entry["EventId"] for entry in answer["Entries"])

    threads = [threading.Thread(target=storm, args=(first,)) for first in (0, 100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 800
    requests = receiver.wait(lambda request: request.path == path, 800)
    assert {request.json()["id"] for request in requests} == ids


def test_buses_send_each_other_an_event_once(account, events, receiver):
    path = f"/{unique()}"
    target = destination(account, path=path)
    arns = {name: events.create_event_bus(Name=name)["EventBusArn"] for name in ("left", "right")}
    events.put_rule(Name="over", EventBusName="left", EventPattern=PATTERN)
    events.put_targets(Rule="over", EventBusName="left", Targets=[{"Id": "t", "Arn": arns["right"]}])
    events.put_rule(Name="back", EventBusName="right", EventPattern=PATTERN)
    events.put_targets(Rule="back", EventBusName="right", Targets=[{"Id": "t", "Arn": arns["left"]}])
    for bus in arns:
        events.put_rule(Name="seen", EventBusName=bus, EventPattern=PATTERN)
        events.put_targets(Rule="seen", EventBusName=bus, Targets=[target])
    put(account, {"n": 1}, EventBusName="left")
    assert len(receiver.wait(lambda request: request.path == path, 2)) == 2
    sleep(2)
    requests = [request for request in receiver.requests if request.path == path]
    assert len(requests) == 2
    assert len({request.json()["id"] for request in requests}) == 1


def test_another_accounts_bus_takes_events_by_its_policy(server, account, events, receiver):
    other, path = new_account(server), f"/{unique()}"
    rule(account, destination(account, path=path))
    bus = events.describe_event_bus()["Arn"]
    with refused("AccessDeniedException"):
        put(other, {"n": 1}, EventBusName=bus)
    events.put_permission(Action="events:PutEvents", Principal=other.account_id, StatementId="other")
    policy = json.loads(events.describe_event_bus()["Policy"])
    assert policy["Statement"][0]["Principal"] == {"AWS": f"arn:aws:iam::{other.account_id}:root"}
    put(other, {"n": 1}, EventBusName=bus)
    [request] = receiver.wait(lambda request: request.path == path)
    assert request.json()["account"] == other.account_id
    role = other.role(allow("events:PutEvents", resource="*"), trust=TRUST)
    rule(other, {"Id": "t", "Arn": bus, "RoleArn": role})
    put(other, {"n": 2})
    receiver.wait(lambda request: request.path == path and request.json()["detail"] == {"n": 2})


def test_calls_that_a_trail_logs_come_as_events(account, receiver):
    path = f"/{unique()}"
    pattern = json.dumps({"detail": {"eventName": ["CreateAlias"]}, "source": ["aws.kms"]})
    rule(account, destination(account, path=path), pattern=pattern)
    key = account.key()
    account.kms.create_alias(AliasName=f"alias/{unique()}", TargetKeyId=key)
    sleep(1)
    assert not [request for request in receiver.requests if request.path == path]
    started(account, trail_bucket(account))
    account.kms.create_alias(AliasName=f"alias/{unique()}", TargetKeyId=key)
    [request] = receiver.wait(lambda request: request.path == path)
    assert request.json()["detail-type"] == "AWS API Call via CloudTrail"


def test_a_log_group_that_permits_it_gets_events(account, events):
    logs, group = account.client("logs"), "/aws/events/kept"
    logs.create_log_group(logGroupName=group)
    arn = f"arn:aws:logs:us-east-1:{account.account_id}:log-group:{group}"
    writers = {"Service": ["events.amazonaws.com", "delivery.logs.amazonaws.com"]}
    policy = allow("logs:CreateLogStream", "logs:PutLogEvents", resource=f"{arn}:*", principal=writers)
    logs.put_resource_policy(policyName="events", policyDocument=document({**policy, "Resource": f"{arn}:*"}))
    rule(account, {"Id": "t", "Arn": arn})
    put(account, {"n": 1})
    await_that(lambda: logs.filter_log_events(logGroupName=group)["events"])
    [event] = logs.filter_log_events(logGroupName=group)["events"]
    assert json.loads(event["message"])["detail"] == {"n": 1}


def test_archived_events_are_replayed_to_the_rules_that_are_named(account, events, receiver):
    path, others = f"/{unique()}", f"/{unique()}"
    bus = events.describe_event_bus()["Arn"]
    events.create_archive(ArchiveName="kept", EventSourceArn=bus, EventPattern=PATTERN, RetentionDays=1)
    name = rule(account, destination(account, path=path))
    rule(account, destination(account, path=others))
    put(account, *({"n": n} for n in range(5)))
    receiver.wait(lambda request: request.path == others, 5)
    receiver.wait(lambda request: request.path == path, 5)
    await_that(lambda: events.describe_archive(ArchiveName="kept")["EventCount"] == 5)
    created = events.describe_archive(ArchiveName="kept")["CreationTime"]
    arn = f"arn:aws:events:us-east-1:{account.account_id}:rule/{name}"
    events.start_replay(
        ReplayName="again",
        EventSourceArn=f"arn:aws:events:us-east-1:{account.account_id}:archive/kept",
        EventStartTime=created,
        EventEndTime=created.replace(year=created.year + 1),
        Destination={"Arn": bus, "FilterArns": [arn]},
    )
    replayed = receiver.wait(lambda request: request.path == path and b"replay-name" in request.body, 5)
    assert {request.json()["replay-name"] for request in replayed} == {"again"}
    await_that(lambda: events.describe_replay(ReplayName="again")["State"] == "COMPLETED")
    assert events.describe_archive(ArchiveName="kept")["EventCount"] == 5
    assert not [request for request in receiver.requests if request.path == others and b"replay-name" in request.body]


def await_that(holds) -> None:
    deadline = monotonic() + 60
    while not holds():
        assert monotonic() < deadline
        sleep(0.1)


def test_what_was_taken_before_a_kill_is_delivered_after_it(make_server, receiver):
    path = f"/{unique()}"
    server = make_server(options=receiver.options)
    account = strict_administrator(server)
    rule(account, destination(account, path=path, InvocationRateLimitPerSecond=40))
    ids = [entry["EventId"] for n in range(30) for entry in put(account, *({"n": k} for k in range(10)))["Entries"]]
    receiver.wait(lambda request: request.path == path, 5)
    server.kill()
    server.start()
    receiver.wait(lambda request: request.path == path, len(ids))
    await_that(lambda: {r.json()["id"] for r in receiver.requests if r.path == path} == set(ids))
    server.stop()
    assert b"s3cret-value" not in b"".join(file.read_bytes() for file in server.data.rglob("*") if file.is_file())


def test_schedules_fire_by_the_clock(make_server, receiver):
    from harness.clock import ServerClock

    path = f"/{unique()}"
    server = make_server(dev=True, options=receiver.options)
    account = new_account(server)
    events = account.client("events")
    events.put_rule(Name="tick", ScheduleExpression="rate(5 minutes)")
    events.put_targets(Rule="tick", Targets=[destination(account, path=path)])
    with ServerClock(server) as clock:
        for count in (1, 2):
            clock.advance(minutes=5, seconds=1)
            requests = receiver.wait(lambda request: request.path == path, count)
            assert requests[-1].json()["detail-type"] == "Scheduled Event"


def test_a_pattern_error_reads_as_on_aws(events):
    pattern = '{"detail":{"delaySeconds":[{"exists":"false"}]}}'
    with pytest.raises(events.exceptions.InvalidEventPatternException) as error:
        events.put_rule(Name="bad", EventPattern=pattern)
    assert error.value.response["Error"]["Message"].startswith(
        "Event pattern is not valid. Reason: exists match pattern must be either true or false.\n at [Source: (String)"
    )


def test_targets_that_are_not_here_are_told(events):
    events.put_rule(Name="r", EventPattern=PATTERN)
    answer = events.put_targets(
        Rule="r", Targets=[{"Id": "f", "Arn": "arn:aws:lambda:us-east-1:123456789012:function:f"}]
    )
    assert answer["FailedEntryCount"] == 1
    assert answer["FailedEntries"][0]["TargetId"] == "f"
    assert events.list_targets_by_rule(Rule="r")["Targets"] == []


def test_a_user_needs_to_pass_the_role_of_a_target(account):
    target = destination(account)
    account.client("events").put_rule(Name="passing", EventPattern=PATTERN)
    for actions, code in ((["events:PutTargets"], "AccessDeniedException"), (["events:*", "iam:PassRole"], None)):
        user = account.user(allow(*actions, resource="*"))
        if code:
            with refused(code):
                user.client("events").put_targets(Rule="passing", Targets=[target])
        else:
            user.client("events").put_targets(Rule="passing", Targets=[target])


def test_a_policy_can_name_the_source_of_events(account):
    condition = {"StringEquals": {"events:source": "allowed"}}
    user = account.user(allow("events:PutEvents", resource="*", condition=condition))
    assert put(user, {"n": 1}, source="allowed")["FailedEntryCount"] == 0
    with refused("AccessDeniedException"):
        put(user, {"n": 1}, source="other")


def test_the_cli_makes_a_rule_and_tags_it(account, tmp_path):
    aws = CommandLine(account, tmp_path)
    made = aws.ok("events", "put-rule", "--name", "cli", "--schedule-expression", "cron(0 10 ? * MON-FRI *)")
    aws.ok("events", "tag-resource", "--resource-arn", made["RuleArn"], "--tags", "Key=team,Value=red")
    tags = aws.ok("events", "list-tags-for-resource", "--resource-arn", made["RuleArn"])
    assert tags == {"Tags": [{"Key": "team", "Value": "red"}]}
    assert aws.ok("events", "describe-rule", "--name", "cli")["ScheduleExpression"] == "cron(0 10 ? * MON-FRI *)"
