"""Objects with boto3: its own calls, its transfer manager, presigned URLs."""

from __future__ import annotations

import base64
import hashlib
import http.client
import io
import os
import urllib.parse
import zlib

import pytest
from boto3.s3.transfer import TransferConfig, create_transfer_manager

from harness.callers import unique
from harness.errors import refused
from harness.objects import signing_client

MEGABYTE = 1 << 20


@pytest.fixture
def s3(account):
    return account.client("s3")


@pytest.fixture
def bucket(s3) -> str:
    name = unique("objects")
    s3.create_bucket(Bucket=name)
    return name


def test_object_comes_back_with_all_that_was_said_of_it(s3, bucket):
    body = os.urandom(100_000)
    put = s3.put_object(
        Bucket=bucket,
        Key="a/b c/ü.txt",
        Body=body,
        ContentType="text/plain",
        CacheControl="max-age=5",
        Metadata={"colour": "blue"},
        Tagging="a=1&b=2",
        ChecksumAlgorithm="CRC32",
    )
    assert put["ETag"] == f'"{hashlib.md5(body).hexdigest()}"'
    crc = base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()
    assert put["ChecksumCRC32"] == crc
    got = s3.get_object(Bucket=bucket, Key="a/b c/ü.txt", ChecksumMode="ENABLED")
    assert got["Body"].read() == body
    assert got["ContentType"] == "text/plain" and got["CacheControl"] == "max-age=5"
    assert got["Metadata"] == {"colour": "blue"} and got["TagCount"] == 2
    assert got["ChecksumCRC32"] == crc and got["ServerSideEncryption"] == "AES256"
    part = s3.get_object(Bucket=bucket, Key="a/b c/ü.txt", Range="bytes=70000-79999")
    assert part["Body"].read() == body[70000:80000]
    assert part["ContentRange"] == "bytes 70000-79999/100000"
    assert part["ResponseMetadata"]["HTTPStatusCode"] == 206
    head = s3.head_object(Bucket=bucket, Key="a/b c/ü.txt")
    assert head["ContentLength"] == len(body)


@pytest.mark.parametrize("algorithm", ["CRC32", "SHA1", "SHA256", "CRC64NVME", "CRC32C"])
def test_every_checksum_is_taken_and_told(s3, bucket, algorithm):
    try:
        s3.put_object(Bucket=bucket, Key="key", Body=b"content", ChecksumAlgorithm=algorithm)
    except Exception as failure:  # the client may lack a library for it
        if "awscrt" in str(failure) or "Missing" in type(failure).__name__:
            pytest.skip(str(failure))
        raise
    head = s3.head_object(Bucket=bucket, Key="key", ChecksumMode="ENABLED")
    assert head[f"Checksum{algorithm}"]


def test_errors_are_those_of_s3(s3, bucket, account):
    for code, call in {
        "NoSuchKey": lambda: s3.get_object(Bucket=bucket, Key="none"),
        "404": lambda: s3.head_object(Bucket=bucket, Key="none"),
        "NoSuchBucket": lambda: s3.list_objects_v2(Bucket="no-such-bucket-anywhere"),
        "InvalidRange": lambda: s3.get_object(Bucket=bucket, Key="k", Range="bytes=10-"),
        "PreconditionFailed": lambda: s3.put_object(Bucket=bucket, Key="k", Body=b"", IfNoneMatch="*"),
        "304": lambda: s3.get_object(Bucket=bucket, Key="k", IfNoneMatch="*"),
        "BadDigest": lambda: s3.put_object(
            Bucket=bucket, Key="k", Body=b"x", ContentMD5=base64.b64encode(bytes(16)).decode()
        ),
        "BucketNotEmpty": lambda: s3.delete_bucket(Bucket=bucket),
    }.items():
        s3.put_object(Bucket=bucket, Key="k", Body=b"abc")
        with refused(code):
            call()


def test_transfer_manager_moves_a_large_file_in_parts(s3, bucket, tmp_path):
    content = os.urandom(23 * MEGABYTE + 17)
    (tmp_path / "up").write_bytes(content)
    config = TransferConfig(multipart_threshold=5 * MEGABYTE, multipart_chunksize=5 * MEGABYTE, max_concurrency=4)
    with create_transfer_manager(s3, config) as manager:
        manager.upload(str(tmp_path / "up"), bucket, "large", {"Metadata": {"a": "b"}}).result()
    with create_transfer_manager(s3, config) as manager:
        manager.download(bucket, "large", str(tmp_path / "down")).result()
    assert (tmp_path / "down").read_bytes() == content
    head = s3.head_object(Bucket=bucket, Key="large", PartNumber=1)
    assert head["PartsCount"] == 5 and head["ContentLength"] == 5 * MEGABYTE
    assert head["ETag"].endswith('-5"')
    with create_transfer_manager(s3, config) as manager:
        manager.copy({"Bucket": bucket, "Key": "large"}, bucket, "copy").result()
    assert s3.get_object(Bucket=bucket, Key="copy")["Body"].read() == content


def test_lists_page_through_keys_and_prefixes(s3, bucket):
    keys = [f"{folder}/{name}" for folder in ("a", "b", "c d") for name in ("1", "2", "ü+%")] + ["top"]
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=b"")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"PageSize": 2})
    assert [entry["Key"] for page in pages for entry in page.get("Contents", [])] == sorted(keys)
    pages = list(
        s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Delimiter="/", PaginationConfig={"PageSize": 1})
    )
    assert [p["Prefix"] for page in pages for p in page.get("CommonPrefixes", [])] == ["a/", "b/", "c d/"]
    pages = s3.get_paginator("list_objects").paginate(Bucket=bucket, Prefix="c d/", PaginationConfig={"PageSize": 2})
    assert [entry["Key"] for page in pages for entry in page["Contents"]] == [k for k in keys if k.startswith("c d/")]


def test_versions_and_markers(s3, bucket):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    versions = [s3.put_object(Bucket=bucket, Key="key", Body=str(i).encode())["VersionId"] for i in range(3)]
    marker = s3.delete_object(Bucket=bucket, Key="key")
    assert marker["DeleteMarker"] is True
    with refused("NoSuchKey"):
        s3.get_object(Bucket=bucket, Key="key")
    for index, version in enumerate(versions):
        assert s3.get_object(Bucket=bucket, Key="key", VersionId=version)["Body"].read() == str(index).encode()
    pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket, PaginationConfig={"PageSize": 1})
    listed = [v["VersionId"] for page in pages for v in page.get("Versions", []) + page.get("DeleteMarkers", [])]
    assert sorted(listed) == sorted([*versions, marker["VersionId"]])
    s3.delete_objects(
        Bucket=bucket, Delete={"Objects": [{"Key": "key", "VersionId": v} for v in [*versions, marker["VersionId"]]]}
    )
    s3.delete_bucket(Bucket=bucket)


def test_presigned_urls_read_and_write(administrator):
    def send(method: str, url: str, body: bytes | None = None):
        parts = urllib.parse.urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        connection.request(method, f"{parts.path}?{parts.query}", body)
        answer = connection.getresponse()
        return answer.status, answer.read()

    s3, bucket = signing_client(administrator), unique("presigned")
    s3.create_bucket(Bucket=bucket)
    put = s3.generate_presigned_url("put_object", {"Bucket": bucket, "Key": "signed"})
    assert send("PUT", put, b"by url")[0] == 200
    get = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "signed"})
    assert send("GET", get) == (200, b"by url")
    assert send("GET", get.replace("signed", "other"))[0] == 403
    assert send("GET", get.split("?")[0])[0] == 403


def test_urls_signed_by_the_older_method_are_verified_too(administrator):
    """What botocore and the CLI presign with in us-east-1 where nobody tells them otherwise."""
    s3, name = administrator.client("s3"), unique("earlier")
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="a b/ü", Body=b"content")

    def fetch(url: str):
        parts = urllib.parse.urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        return answer.status, answer.read()

    asked = {"Bucket": name, "Key": "a b/ü", "ResponseContentType": "text/x-other"}
    url = s3.generate_presigned_url("get_object", asked)
    assert "AWSAccessKeyId=" in url
    assert fetch(url) == (200, b"content")
    assert fetch(url.replace("text%2Fx-other", "text%2Fhtml"))[0] == 403
    assert fetch(url.replace("a%20b", "a%20c"))[0] == 403
    expired = s3.generate_presigned_url("get_object", asked, ExpiresIn=-10)
    status, body = fetch(expired)
    assert status == 403 and b"<Code>AccessDenied</Code>" in body


def test_attributes_and_tags_of_an_object(s3, bucket):
    s3.put_object(Bucket=bucket, Key="key", Body=b"abc")
    s3.put_object_tagging(Bucket=bucket, Key="key", Tagging={"TagSet": [{"Key": "k", "Value": "v"}]})
    assert s3.get_object_tagging(Bucket=bucket, Key="key")["TagSet"] == [{"Key": "k", "Value": "v"}]
    s3.delete_object_tagging(Bucket=bucket, Key="key")
    assert s3.get_object_tagging(Bucket=bucket, Key="key")["TagSet"] == []
    attributes = s3.get_object_attributes(
        Bucket=bucket, Key="key", ObjectAttributes=["ETag", "ObjectSize", "Checksum", "StorageClass"]
    )
    assert attributes["ObjectSize"] == 3 and attributes["ETag"] == hashlib.md5(b"abc").hexdigest()


def test_streams_of_unknown_length_are_taken_in_chunks(s3, bucket):
    body = io.BytesIO(os.urandom(300_000))
    s3.put_object(Bucket=bucket, Key="chunked", Body=body, ChecksumAlgorithm="SHA256")
    assert s3.get_object(Bucket=bucket, Key="chunked")["Body"].read() == body.getvalue()
