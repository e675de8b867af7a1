"""`aws cloudtrail validate-logs`, unmodified, over what trails deliver."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest

from harness.accounts import new_account
from harness.cli import CommandLine
from harness.trails import QUICK, eventually, keys, started, trail_bucket


@pytest.fixture(scope="module")
def server(make_server):
    return make_server(dev=True, options=QUICK)


@pytest.fixture
def account(server):
    return new_account(server)


@pytest.fixture
def delivered(account, tmp_path):
    """A trail that has delivered many files under several digests, and the command that validates it."""
    start = datetime.now(UTC) - timedelta(minutes=1)
    bucket = trail_bucket(account)
    arn = started(account, bucket, EnableLogFileValidation=True)
    while len(keys(account, bucket)) < 6 or len(keys(account, bucket, "CloudTrail-Digest")) < 3:
        account.kms.list_keys()
    account.client("cloudtrail").stop_logging(Name=arn)
    eventually(lambda: is_settled(account, bucket))
    aws = CommandLine(account, tmp_path)

    def validate():
        return aws.run(
            "cloudtrail", "validate-logs", "--trail-arn", arn, "--start-time", start.isoformat(), "--verbose"
        )

    return bucket, validate


def named(account, bucket: str) -> list[str]:
    """The log files that the digests name, oldest digest first."""
    s3 = account.client("s3")
    digests = [
        json.loads(gzip.decompress(s3.get_object(Bucket=bucket, Key=key)["Body"].read()))
        for key in keys(account, bucket, "CloudTrail-Digest")
    ]
    digests.sort(key=lambda digest: digest["digestEndTime"])
    return [file["s3Object"] for digest in digests for file in digest["logFiles"]]


def is_settled(account, bucket: str) -> bool:
    """Whether every log file is in a digest."""
    return set(keys(account, bucket)) == set(named(account, bucket))


def test_what_is_untouched_is_valid(account, delivered):
    bucket, validate = delivered
    outcome = validate()
    assert outcome.status == 0, outcome.output + outcome.error
    digests = len(keys(account, bucket, "CloudTrail-Digest"))
    assert f"{digests}/{digests} digest files valid" in outcome.output
    assert "INVALID" not in outcome.output
    assert outcome.output.count("\tvalid") == digests + len(keys(account, bucket))


def test_a_changed_byte_is_found(account, delivered):
    bucket, validate = delivered
    s3 = account.client("s3")
    victim = named(account, bucket)[2]
    content = bytearray(gzip.decompress(s3.get_object(Bucket=bucket, Key=victim)["Body"].read()))
    content[len(content) // 2] ^= 1
    s3.put_object(Bucket=bucket, Key=victim, Body=gzip.compress(bytes(content)))
    outcome = validate()
    assert outcome.status == 1
    assert f"s3://{bucket}/{victim}\tINVALID: hash value doesn't match" in outcome.error


def test_a_deleted_file_is_missed(account, delivered):
    bucket, validate = delivered
    victim = named(account, bucket)[1]
    account.client("s3").delete_object(Bucket=bucket, Key=victim)
    outcome = validate()
    assert outcome.status == 1
    assert f"s3://{bucket}/{victim}\tINVALID: not found" in outcome.error


def test_a_swapped_digest_is_found(account, delivered):
    bucket, validate = delivered
    s3 = account.client("s3")
    first, second = keys(account, bucket, "CloudTrail-Digest")[:2]
    s3.copy_object(Bucket=bucket, Key=second, CopySource={"Bucket": bucket, "Key": first})
    outcome = validate()
    assert outcome.status == 1
    assert f"s3://{bucket}/{second}\tINVALID" in outcome.error
