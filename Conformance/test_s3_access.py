"""Who may do what to buckets and objects, and what is on record of it."""

from __future__ import annotations

import http.client
import json

import pytest

from harness.callers import unique
from harness.errors import refused


def policy(principal, action, resource, effect="Allow", condition=None) -> str:
    statement = {"Effect": effect, "Principal": principal, "Action": action, "Resource": resource}
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture
def bucket(account) -> str:
    name = unique("access")
    account.client("s3").create_bucket(Bucket=name)
    account.client("s3").put_object(Bucket=name, Key="key", Body=b"content")
    return name


def anonymous(account, method: str, path: str, body: bytes | None = None, headers: dict | None = None):
    connection = http.client.HTTPConnection("127.0.0.1", account.server.port, timeout=30)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    return answer.status, answer.read(), dict(answer.getheaders())


def test_other_accounts_and_anybody_come_in_by_policy_alone(account, other_account, bucket):
    s3, other = account.client("s3"), other_account.client("s3")
    with refused("AccessDenied"):
        other.get_object(Bucket=bucket, Key="key")
    assert anonymous(account, "GET", f"/{bucket}/key")[0] == 403
    arn = f"arn:aws:s3:::{bucket}/*"
    s3.put_bucket_policy(Bucket=bucket, Policy=policy({"AWS": other_account.account_id}, "s3:GetObject", arn))
    assert other.get_object(Bucket=bucket, Key="key")["Body"].read() == b"content"
    with refused("AccessDenied"):
        other.put_object(Bucket=bucket, Key="key", Body=b"")
    with refused("AccessDenied"):
        other.get_object(Bucket=bucket, Key="missing")
    everybody = policy("*", "s3:GetObject", arn)
    with refused("AccessDenied"):
        s3.put_bucket_policy(Bucket=bucket, Policy=everybody)
    s3.delete_public_access_block(Bucket=bucket)
    s3.put_bucket_policy(Bucket=bucket, Policy=everybody)
    assert anonymous(account, "GET", f"/{bucket}/key")[:2] == (200, b"content")
    assert anonymous(account, "PUT", f"/{bucket}/key", b"x")[0] == 403
    assert s3.get_bucket_policy_status(Bucket=bucket)["PolicyStatus"]["IsPublic"] is True


def test_web_pages_of_other_origins_come_in_by_configuration(account, bucket):
    preflight = {"Origin": "https://a.example.com", "Access-Control-Request-Method": "PUT"}
    assert anonymous(account, "OPTIONS", f"/{bucket}/key", headers=preflight)[0] == 403
    account.client("s3").put_bucket_cors(
        Bucket=bucket,
        CORSConfiguration={
            "CORSRules": [
                {"AllowedMethods": ["PUT", "GET"], "AllowedOrigins": ["https://*.example.com"], "AllowedHeaders": ["*"]}
            ]
        },
    )
    status, _, headers = anonymous(account, "OPTIONS", f"/{bucket}/key", headers=preflight)
    names = {name.lower(): value for name, value in headers.items()}
    assert status == 200 and names["access-control-allow-origin"] == "https://a.example.com"
    other = {**preflight, "Origin": "https://example.org"}
    assert anonymous(account, "OPTIONS", f"/{bucket}/key", headers=other)[0] == 403


def test_objects_under_a_kms_key_need_its_permission_and_are_on_record(account, bucket):
    key = account.key()
    s3 = account.client("s3")
    s3.put_object(Bucket=bucket, Key="sealed", Body=b"secret", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)
    got = s3.get_object(Bucket=bucket, Key="sealed")
    assert got["Body"].read() == b"secret" and got["ServerSideEncryption"] == "aws:kms" and got["SSEKMSKeyId"] == key
    account.kms.disable_key(KeyId=key)
    with refused("KMS.DisabledException"):
        s3.get_object(Bucket=bucket, Key="sealed")
    account.kms.enable_key(KeyId=key)
    assert s3.get_object(Bucket=bucket, Key="sealed")["Body"].read() == b"secret"


def test_locked_versions_are_not_deleted(account):
    s3 = account.client("s3")
    bucket = unique("locked")
    s3.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=True)
    s3.put_object_lock_configuration(
        Bucket=bucket,
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}},
        },
    )
    version = s3.put_object(Bucket=bucket, Key="key", Body=b"kept")["VersionId"]
    assert s3.get_object_retention(Bucket=bucket, Key="key")["Retention"]["Mode"] == "GOVERNANCE"
    with refused("AccessDenied"):
        s3.delete_object(Bucket=bucket, Key="key", VersionId=version)
    s3.put_object_legal_hold(Bucket=bucket, Key="key", LegalHold={"Status": "ON"})
    with refused("AccessDenied"):
        s3.delete_object(Bucket=bucket, Key="key", VersionId=version, BypassGovernanceRetention=True)
    s3.put_object_legal_hold(Bucket=bucket, Key="key", LegalHold={"Status": "OFF"})
    s3.delete_object(Bucket=bucket, Key="key", VersionId=version, BypassGovernanceRetention=True)


def test_the_region_of_a_bucket_is_found(account):
    bucket = unique("region")
    west = account.client("s3", "us-west-2")
    west.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    # boto signs again for the region that it is told.
    east = account.client("s3")
    east.put_object(Bucket=bucket, Key="key", Body=b"from afar")
    assert east.get_object(Bucket=bucket, Key="key")["Body"].read() == b"from afar"
    assert east.get_bucket_location(Bucket=bucket)["LocationConstraint"] == "us-west-2"
    assert east.head_bucket(Bucket=bucket)["BucketRegion"] == "us-west-2"
