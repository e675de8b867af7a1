"""Trails as clients make them, and what they deliver."""

from __future__ import annotations

import json
import re

import pytest

from harness.accounts import new_account
from harness.callers import allow, document, unique
from harness.cli import CommandLine
from harness.errors import refused
from harness.trails import QUICK, SERVICE, arrived, eventually, keys, permit, records, started, trail_bucket


@pytest.fixture(scope="module")
def server(make_server):
    return make_server(dev=True, options=QUICK)


@pytest.fixture
def account(server):
    return new_account(server)


@pytest.fixture
def trails(account):
    return account.client("cloudtrail")


def test_a_trail_delivers_what_happens_while_it_logs(account, trails):
    bucket = trail_bucket(account)
    account.kms.list_keys()
    arn = started(account, bucket)
    account.iam.create_user(UserName="ann")
    found = arrived(account, bucket, "CreateUser")
    assert [record["requestParameters"]["userName"] for record in found] == ["ann"]
    assert found[0]["recipientAccountId"] == account.account_id
    key = keys(account, bucket)[0]
    owner = account.account_id
    assert re.fullmatch(
        rf"AWSLogs/{owner}/CloudTrail/us-east-1/\d{{4}}/\d\d/\d\d/"
        rf"{owner}_CloudTrail_us-east-1_\d{{8}}T\d{{4}}Z_[A-Za-z0-9]{{16}}\.json\.gz",
        key,
    )
    head = account.client("s3").head_object(Bucket=bucket, Key=key)
    assert head["ContentType"] == "application/json" and head["ContentEncoding"] == "gzip"
    assert head["ServerSideEncryption"] == "AES256"
    assert "ListKeys" not in {record["eventName"] for record in records(account, bucket)}
    status = trails.get_trail_status(Name=arn)
    assert status["IsLogging"] and status["LatestDeliveryTime"] and "LatestDeliveryError" not in status
    trails.stop_logging(Name=arn)
    assert arrived(account, bucket, "StopLogging")
    account.iam.delete_user(UserName="ann")
    assert trails.get_trail_status(Name=arn)["IsLogging"] is False
    assert "DeleteUser" not in {record["eventName"] for record in records(account, bucket)}


def test_a_trail_that_could_not_deliver_is_not_made(account, trails):
    def make(bucket: str, **parameters):
        return trails.create_trail(Name="main", S3BucketName=bucket, **parameters)

    missing = f"no-such-bucket-{account.account_id}"
    with refused("S3BucketDoesNotExistException", message=f"S3 bucket {missing} does not exist!"):
        make(missing)
    bucket = f"closed-{account.account_id}"
    account.client("s3").create_bucket(Bucket=bucket)
    incorrect = f"Incorrect S3 bucket policy is detected for bucket: {bucket}"
    with refused("InsufficientS3BucketPolicyException", message=incorrect):
        make(bucket)
    permit(account, bucket)
    # Whether there is such a key is not told to a service that no key policy lets ask.
    with refused("InsufficientEncryptionPolicyException"):
        make(bucket, KmsKeyId="alias/nothing")
    key = account.key()
    with refused("InsufficientEncryptionPolicyException"):
        make(bucket, KmsKeyId=key)
    with refused("InvalidTrailNameException"):
        trails.create_trail(Name="-x", S3BucketName=bucket)
    make(bucket)
    taken = f"Trail main already exists for customer: {account.account_id}"
    with refused("TrailAlreadyExistsException", message=taken):
        make(bucket)


def test_files_are_under_the_key_that_the_trail_names(account, trails):
    bucket = trail_bucket(account)
    root = allow("kms:*", principal=f"arn:aws:iam::{account.account_id}:root")
    context = {"kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{account.account_id}:trail/*"}
    use = allow("kms:GenerateDataKey*", principal=SERVICE, condition={"StringLike": context})
    look = allow("kms:DescribeKey", principal=SERVICE)
    key = account.key(Policy=document(root, use, look))
    arn = started(account, bucket, KmsKeyId=key)
    assert trails.get_trail(Name=arn)["Trail"]["KmsKeyId"] == key
    account.iam.create_group(GroupName="sealed")
    assert arrived(account, bucket, "CreateGroup")
    head = account.client("s3").head_object(Bucket=bucket, Key=keys(account, bucket)[0])
    assert (head["ServerSideEncryption"], head["SSEKMSKeyId"]) == ("aws:kms", key)
    account.kms.disable_key(KeyId=key)
    account.iam.create_group(GroupName="later")
    failed = eventually(lambda: trails.get_trail_status(Name=arn).get("LatestDeliveryError"))
    assert failed and failed.startswith("KMS.")
    account.kms.enable_key(KeyId=key)

    def delivered():
        names = [r["requestParameters"]["groupName"] for r in arrived(account, bucket, "CreateGroup")]
        return names if sorted(names) == ["later", "sealed"] else None

    assert eventually(delivered)
    assert "LatestDeliveryError" not in trails.get_trail_status(Name=arn)


def test_delivery_catches_up_once_the_policy_is_mended(account, trails):
    bucket = trail_bucket(account)
    arn = started(account, bucket)
    assert arrived(account, bucket, "StartLogging")
    account.client("s3").delete_bucket_policy(Bucket=bucket)
    for index in range(5):
        account.iam.create_group(GroupName=f"group-{index}")
    assert eventually(lambda: trails.get_trail_status(Name=arn).get("LatestDeliveryError")) == "AccessDenied"
    permit(account, bucket)

    def all_groups():
        found = [r["requestParameters"]["groupName"] for r in arrived(account, bucket, "CreateGroup")]
        return found if len(found) >= 5 else None

    assert sorted(eventually(all_groups)) == [f"group-{index}" for index in range(5)]
    ids = [record["eventID"] for record in records(account, bucket)]
    assert len(ids) == len(set(ids))


def test_data_events_are_delivered_by_selector(account, trails):
    bucket, other = trail_bucket(account), f"data-{account.account_id}"
    s3 = account.client("s3")
    s3.create_bucket(Bucket=other)
    arn = started(account, bucket)
    trails.put_event_selectors(
        TrailName=arn,
        AdvancedEventSelectors=[
            {
                "Name": "written objects",
                "FieldSelectors": [
                    {"Field": "eventCategory", "Equals": ["Data"]},
                    {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
                    {"Field": "resources.ARN", "StartsWith": [f"arn:aws:s3:::{other}/"]},
                    {"Field": "readOnly", "Equals": ["false"]},
                ],
            }
        ],
    )
    assert trails.get_trail(Name=arn)["Trail"]["HasCustomEventSelectors"] is True
    s3.put_object(Bucket=other, Key="kept", Body=b"x")
    s3.get_object(Bucket=other, Key="kept")
    s3.delete_object(Bucket=other, Key="kept")
    found = arrived(account, bucket, "PutObject", "DeleteObject")
    assert {record["eventCategory"] for record in found} == {"Data"}
    assert {record["requestParameters"]["bucketName"] for record in found} == {other}
    assert "GetObject" not in {record["eventName"] for record in records(account, bucket)}


def test_a_trail_that_logs_its_own_deliveries_stays_small(account, trails):
    bucket = trail_bucket(account)
    arn = started(account, bucket)
    selector = {"ReadWriteType": "All", "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}
    trails.put_event_selectors(TrailName=arn, EventSelectors=[selector])
    account.iam.create_group(GroupName="one")
    assert arrived(account, bucket, "PutObject")
    trails.stop_logging(Name=arn)
    deliveries = [r for r in records(account, bucket) if r["userIdentity"].get("invokedBy") == SERVICE["Service"]]
    assert len(deliveries) < 60


def test_all_regions_and_global_services_once(account):
    bucket = trail_bucket(account)
    started(account, bucket, IsMultiRegionTrail=True)
    account.client("kms", "eu-central-1").create_key()
    account.iam.create_group(GroupName="global")
    assert [record["awsRegion"] for record in arrived(account, bucket, "CreateKey")] == ["eu-central-1"]
    assert [record["awsRegion"] for record in arrived(account, bucket, "CreateGroup")] == ["us-east-1"]
    assert any("/CloudTrail/eu-central-1/" in key for key in keys(account, bucket))


def test_both_accounts_have_a_record_of_a_call_across_them(account, server):
    other = new_account(server)
    bucket, theirs = trail_bucket(account), trail_bucket(other)
    started(account, bucket)
    started(other, theirs)
    statement = allow("kms:*", principal=f"arn:aws:iam::{account.account_id}:root")
    foreign = allow("kms:Encrypt", principal=f"arn:aws:iam::{other.account_id}:root")
    key = account.key(Policy=document(statement, foreign))
    other.kms.encrypt(KeyId=key, Plaintext=b"x")
    mine, yours = arrived(account, bucket, "Encrypt"), arrived(other, theirs, "Encrypt")
    assert mine[0]["sharedEventID"] == yours[0]["sharedEventID"]
    assert mine[0]["eventID"] != yours[0]["eventID"]


def test_lookups_find_by_every_attribute(account, trails):
    user = account.user(allow("kms:*"))
    key = user.client("kms").create_key()["KeyMetadata"]["Arn"]
    account.iam.list_users()

    def look(attribute: str, value: str) -> list[dict]:
        attributes = [{"AttributeKey": attribute, "AttributeValue": value}]
        return eventually(lambda: trails.lookup_events(LookupAttributes=attributes)["Events"])

    event = look("EventName", "CreateKey")[0]
    assert event["Username"] == user.name and event["EventSource"] == "kms.amazonaws.com"
    assert json.loads(event["CloudTrailEvent"])["eventID"] == event["EventId"]
    for attribute, value in [
        ("EventId", event["EventId"]),
        ("Username", user.name),
        ("EventSource", "kms.amazonaws.com"),
        ("AccessKeyId", user.credentials.access_key),
        ("ResourceName", key),
        ("ResourceType", "AWS::KMS::Key"),
        ("ReadOnly", "false"),
    ]:
        assert event["EventId"] in [found["EventId"] for found in look(attribute, value)], attribute
    pages = trails.get_paginator("lookup_events").paginate(PaginationConfig={"PageSize": 2})
    times = [event["EventTime"] for page in pages for event in page["Events"]]
    assert len(times) > 4 and times == sorted(times, reverse=True)


def test_the_command_line_makes_and_shows_trails(account, tmp_path):
    aws = CommandLine(account, tmp_path)
    bucket = trail_bucket(account)
    made = aws.ok("cloudtrail", "create-trail", "--name", "cli", "--s3-bucket-name", bucket, "--is-multi-region-trail")
    assert made["TrailARN"].endswith(":trail/cli") and made["IsMultiRegionTrail"] is True
    aws.ok("cloudtrail", "start-logging", "--name", "cli")
    assert aws.ok("cloudtrail", "get-trail-status", "--name", "cli")["IsLogging"] is True
    aws.ok("cloudtrail", "add-tags", "--resource-id", made["TrailARN"], "--tags-list", "Key=team,Value=security")
    tags = aws.ok("cloudtrail", "list-tags", "--resource-id-list", made["TrailARN"])
    assert tags["ResourceTagList"][0]["TagsList"] == [{"Key": "team", "Value": "security"}]
    described = aws.ok("cloudtrail", "describe-trails", "--region", "eu-central-1")
    assert [trail["Name"] for trail in described["trailList"]] == ["cli"]
    aws.ok("cloudtrail", "delete-trail", "--name", "cli")
    assert aws.ok("cloudtrail", "describe-trails")["trailList"] == []


def test_callers_need_permission(account, trails):
    bucket = trail_bucket(account)
    arn = started(account, bucket)
    reader = account.user(allow("cloudtrail:GetTrail", resource=arn))
    client = reader.client("cloudtrail")
    assert client.get_trail(Name=arn)["Trail"]["TrailARN"] == arn
    with refused("AccessDeniedException"):
        client.stop_logging(Name=arn)
    with refused("AccessDeniedException"):
        client.get_trail(Name=arn + unique("x"))


def test_what_is_not_built_says_so(trails):
    with refused("NotImplementedException"):
        trails.create_event_data_store(Name="lake")
