"""Trails, the buckets that they deliver to, and what arrives there."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Iterator

from harness.callers import Account, document, unique

# Files of these tests close after a second, where AWS's take five minutes.
QUICK = ("--trail-delivery-seconds", "1", "--trail-digest-seconds", "2")
PATIENCE = 40.0
SERVICE = {"Service": "cloudtrail.amazonaws.com"}


def eventually(look: Callable, patience: float = PATIENCE):
    """What `look` gives once it gives something; what is asked of a server that works by itself."""
    deadline = time.monotonic() + patience
    while True:
        found = look()
        if found or time.monotonic() > deadline:
            return found
        time.sleep(0.1)


def trail_bucket(account: Account, *, organization: str | None = None) -> str:
    """A bucket whose policy lets CloudTrail deliver."""
    bucket = unique("trail-logs") + f"-{account.account_id}"
    account.client("s3").create_bucket(Bucket=bucket)
    permit(account, bucket, organization=organization)
    return bucket


def permit(account: Account, bucket: str, *, organization: str | None = None) -> None:
    """The policy of the CloudTrail user guide, "Amazon S3 bucket policy for CloudTrail"."""
    owners = [account.account_id] + ([organization] if organization else [])
    write = {
        "Effect": "Allow",
        "Principal": SERVICE,
        "Action": "s3:PutObject",
        "Resource": [f"arn:aws:s3:::{bucket}/*AWSLogs/{owner}/*" for owner in owners],
        "Condition": {
            "StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"},
            "StringLike": {"aws:SourceArn": f"arn:aws:cloudtrail:*:{account.account_id}:trail/*"},
        },
    }
    read = {
        "Effect": "Allow",
        "Principal": SERVICE,
        "Action": "s3:GetBucketAcl",
        "Resource": f"arn:aws:s3:::{bucket}",
    }
    account.client("s3").put_bucket_policy(Bucket=bucket, Policy=document(read, write))


def started(account: Account, bucket: str, **parameters) -> str:
    """A trail that logs. Returns its ARN."""
    client = account.client("cloudtrail")
    arn = client.create_trail(Name=unique("trail"), S3BucketName=bucket, **parameters)["TrailARN"]
    client.start_logging(Name=arn)
    return arn


def keys(account: Account, bucket: str, kind: str = "CloudTrail") -> list[str]:
    """The keys of the log files, or with CloudTrail-Digest those of the digests."""
    pages = account.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket)
    found = (item["Key"] for page in pages for item in page.get("Contents", []))
    return sorted(key for key in found if f"/{kind}/" in key and key.endswith(".json.gz"))


def records(account: Account, bucket: str) -> Iterator[dict]:
    """The events of all log files."""
    for key in keys(account, bucket):
        body = account.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
        yield from json.loads(gzip.decompress(body))["Records"]


def arrived(account: Account, bucket: str, *names: str) -> list[dict]:
    """The delivered events of these names, once there is one of each."""

    def look() -> list[dict]:
        found = [record for record in records(account, bucket) if record["eventName"] in names]
        return found if {record["eventName"] for record in found} == set(names) else []

    return eventually(look)
