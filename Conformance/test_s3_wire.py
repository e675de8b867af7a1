"""S3 below the SDKs: uploads in chunks that lie, clients that stall or break off, XML that means harm, odd keys, forms."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import zlib
from urllib.parse import unquote_plus

import pytest
import requests
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as SigningCredentials

from harness.callers import REGION, unique
from harness.objects import signing_client
from harness.wire import Request, Socket, Wire, raw_bytes

SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
SIGNED_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
EMPTY = hashlib.sha256(b"").hexdigest()


class Declared(S3SigV4Auth):
    """Signs over whatever `x-amz-content-sha256` says."""

    def payload(self, request):
        return request.headers["X-Amz-Content-SHA256"]

    def _modify_request_before_signing(self, request):
        declared = request.headers["X-Amz-Content-SHA256"]
        super()._modify_request_before_signing(request)
        request.headers.replace_header("X-Amz-Content-SHA256", declared)


@pytest.fixture(scope="module")
def s3(administrator):
    return administrator.client("s3")


@pytest.fixture(scope="module")
def bucket(s3):
    name = unique("wire")
    s3.create_bucket(Bucket=name)
    return name


@pytest.fixture
def connection(administrator):
    wire = Wire(administrator)
    yield wire
    wire.close()


@pytest.fixture(autouse=True)
def healthy_afterwards(administrator, s3, bucket):
    """Whatever a test did, the next caller is served."""
    yield
    assert administrator.server.health()
    s3.put_object(Bucket=bucket, Key="afterwards", Body=b"x" * 100_000)
    assert s3.get_object(Bucket=bucket, Key="afterwards")["Body"].read() == b"x" * 100_000


def signed(administrator, method: str, path: str, body: bytes = b"", sha256: str | None = None, **headers) -> Request:
    """A request whose payload is declared as `sha256` says, whatever it is."""
    who, server = administrator.credentials, administrator.server
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named["X-Amz-Content-SHA256"] = sha256 or hashlib.sha256(body).hexdigest()
    draft = AWSRequest(method, server.endpoint + path, named, body)
    credentials = SigningCredentials(who.access_key, who.secret_key, who.session_token)
    Declared(credentials, "s3", REGION).add_auth(draft)
    return Request(body, {**dict(draft.headers.items()), "Host": server.listen}, path, method)


class Chunks:
    """Codes a payload as `aws-chunked`, signed from the signature of a request on."""

    def __init__(self, administrator, request: Request):
        date = request.headers["X-Amz-Date"]
        self.scope = f"{date[:8]}/{REGION}/s3/aws4_request"
        key = b"AWS4" + administrator.credentials.secret_key.encode()
        for part in self.scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        self.key, self.date = key, date
        self.previous = request.headers["Authorization"].rpartition("Signature=")[2]

    def sign(self, kind: str, *digests: str) -> str:
        text = "\n".join([kind, self.date, self.scope, self.previous, *digests])
        self.previous = hmac.digest(self.key, text.encode(), "sha256").hex()
        return self.previous

    def chunk(self, data: bytes) -> bytes:
        signature = self.sign("AWS4-HMAC-SHA256-PAYLOAD", EMPTY, hashlib.sha256(data).hexdigest())
        return f"{len(data):x};chunk-signature={signature}\r\n".encode() + data + (b"\r\n" if data else b"")

    def trailer(self, name: str, value: str) -> bytes:
        digest = hashlib.sha256(f"{name}:{value}\n".encode()).hexdigest()
        signature = self.sign("AWS4-HMAC-SHA256-TRAILER", digest)
        return f"{name}:{value}\r\nx-amz-trailer-signature:{signature}\r\n\r\n".encode()


def upload(administrator, bucket: str, length: int, coding: str, key: str = "chunked", **headers) -> Request:
    return signed(
        administrator,
        "PUT",
        f"/{bucket}/{key}",
        sha256=coding,
        Content_Encoding="aws-chunked",
        X_Amz_Decoded_Content_Length=str(length),
        **headers,
    )


def crc32(data: bytes) -> str:
    return base64.b64encode(zlib.crc32(data).to_bytes(4, "big")).decode()


# Chunks.


def test_signed_chunks_are_put_together(administrator, s3, bucket, connection):
    parts = [b"a" * 65536, b"b" * 8192, b"c"]
    request = upload(administrator, bucket, sum(map(len, parts)), SIGNED)
    chunks = Chunks(administrator, request)
    request.body = b"".join(chunks.chunk(part) for part in [*parts, b""]) + b"\r\n"
    assert connection.send(request).status == 200
    answer = s3.get_object(Bucket=bucket, Key="chunked")
    assert answer["Body"].read() == b"".join(parts)
    assert "ContentEncoding" not in answer


def test_a_signed_trailer_is_verified(administrator, s3, bucket, connection):
    data = b"a" * 10_000
    request = upload(administrator, bucket, len(data), SIGNED_TRAILER, X_Amz_Trailer="x-amz-checksum-crc32")
    chunks = Chunks(administrator, request)
    request.body = chunks.chunk(data) + chunks.chunk(b"") + chunks.trailer("x-amz-checksum-crc32", crc32(data))
    assert connection.send(request).status == 200
    head = s3.head_object(Bucket=bucket, Key="chunked", ChecksumMode="ENABLED")
    assert head["ChecksumCRC32"] == crc32(data)


@pytest.mark.parametrize("place", [10, 100, 5000, -40])
def test_a_changed_byte_of_signed_chunks_is_noticed(administrator, s3, bucket, connection, place):
    data = b"a" * 10_000
    request = upload(administrator, bucket, len(data), SIGNED, key="changed")
    chunks = Chunks(administrator, request)
    body = bytearray(chunks.chunk(data) + chunks.chunk(b"") + b"\r\n")
    body[place] ^= 1
    request.body = bytes(body)
    assert connection.send(request).code in ("SignatureDoesNotMatch", "InvalidRequest")
    assert missing(s3, bucket, "changed")


def missing(s3, bucket: str, key: str) -> bool:
    return key not in [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]


LIES = {
    "longer than declared": (b"4e20\r\n" + b"a" * 20_000 + b"\r\n0\r\n\r\n", 10_000, "IncompleteBody"),
    "shorter than declared": (b"2710\r\n" + b"a" * 10_000 + b"\r\n0\r\n\r\n", 20_000, "IncompleteBody"),
    "no last chunk": (b"2710\r\n" + b"a" * 10_000 + b"\r\n", 10_000, "IncompleteBody"),
    "a size that is none": (b"xyz\r\n", 10_000, "InvalidRequest"),
    "a size beyond all bounds": (b"ffffffffffffffff\r\n", 10_000, "InvalidRequest"),
    "an endless line": (b"1" * 100_000, 10_000, "InvalidRequest"),
    "small chunks": (b"1\r\na\r\n1\r\nb\r\n0\r\n\r\n", 2, "InvalidChunkSizeError"),
    "more than the end": (b"1\r\na\r\n0\r\n\r\nmore", 1, "InvalidRequest"),
    "an unannounced trailer": (b"1\r\na\r\n0\r\nx-amz-checksum-sha1:x\r\n\r\n", 1, "MalformedTrailerError"),
    "an endless trailer": (b"1\r\na\r\n0\r\n" + b"a:b\r\n" * 10_000, 1, "MalformedTrailerError"),
}


@pytest.mark.parametrize("lie", LIES)
def test_lies_of_chunks_are_refused(administrator, s3, bucket, connection, lie):
    body, length, code = LIES[lie]
    request = upload(administrator, bucket, length, UNSIGNED_TRAILER, key="lie")
    request.body = body
    reply = connection.send(request)
    assert (reply.status // 100, reply.code) == (4, code)
    assert missing(s3, bucket, "lie")


def test_a_checksum_that_is_not_the_datas_is_refused(administrator, s3, bucket, connection):
    request = upload(
        administrator, bucket, 1, UNSIGNED_TRAILER, key="wrong", X_Amz_Trailer="x-amz-checksum-crc32"
    )
    request.body = b"1\r\na\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"
    assert connection.send(request).code == "BadDigest"
    assert missing(s3, bucket, "wrong")


def test_an_announced_trailer_must_come(administrator, bucket, connection):
    request = upload(administrator, bucket, 1, UNSIGNED_TRAILER, X_Amz_Trailer="x-amz-checksum-crc32")
    request.body = b"1\r\na\r\n0\r\n\r\n"
    assert connection.send(request).code == "MalformedTrailerError"


def test_chunks_need_their_length(administrator, bucket, connection):
    request = signed(administrator, "PUT", f"/{bucket}/k", sha256=UNSIGNED_TRAILER)
    request.body = b"1\r\na\r\n0\r\n\r\n"
    reply = connection.send(request)
    assert (reply.status, reply.code) == (411, "MissingContentLength")


# Bodies.


def test_a_body_that_is_not_the_signed_one_is_refused(administrator, s3, bucket, connection):
    request = signed(administrator, "PUT", f"/{bucket}/other", b"a" * 200_000)
    request.body = b"b" * 200_000
    assert connection.send(request).code == "XAmzContentSHA256Mismatch"
    assert missing(s3, bucket, "other")


@pytest.mark.parametrize(("digest", "code"), [("AAAA", "InvalidDigest"), ("1B2M2Y8AsgTpgAmY7PhCfg==", "BadDigest")])
def test_the_md5_is_held_against_the_body(administrator, s3, bucket, connection, digest, code):
    request = signed(administrator, "PUT", f"/{bucket}/md5", b"abc", Content_MD5=digest)
    assert connection.send(request).code == code
    assert missing(s3, bucket, "md5")


def test_a_client_that_breaks_off_leaves_nothing(administrator, s3, bucket):
    request = signed(administrator, "PUT", f"/{bucket}/broken", b"a" * 1_000_000)
    for cut in (0, 1, 100_000, 999_999):
        with Socket(administrator.server.port) as socket:
            whole = raw_bytes(request)
            socket.send(whole[: len(whole) - 1_000_000 + cut])
    assert missing(s3, bucket, "broken")


def test_a_client_that_ends_early_is_told(administrator, s3, bucket):
    request = signed(administrator, "PUT", f"/{bucket}/early", b"a" * 100_000)
    with Socket(administrator.server.port) as socket:
        socket.send(raw_bytes(request)[:-10])
        socket.finish()
        assert b"IncompleteBody" in socket.remainder() or missing(s3, bucket, "early")
    assert missing(s3, bucket, "early")


def test_a_client_that_never_reads_holds_nobody_up(administrator, s3, bucket):
    s3.put_object(Bucket=bucket, Key="large", Body=b"a" * 20_000_000)
    request = signed(administrator, "GET", f"/{bucket}/large")
    sockets = [Socket(administrator.server.port) for _ in range(20)]
    for socket in sockets:
        socket.send(raw_bytes(request))
    assert s3.head_object(Bucket=bucket, Key="large")["ContentLength"] == 20_000_000
    for socket in sockets:
        socket.raw.close()


def test_a_body_without_a_length_is_refused(administrator, bucket):
    request = signed(administrator, "PUT", f"/{bucket}/k", sha256="UNSIGNED-PAYLOAD")
    head = raw_bytes(request).replace(b"Content-Length: 0\r\n", b"Transfer-Encoding: chunked\r\nConnection: close\r\n")
    with Socket(administrator.server.port) as socket:
        socket.send(head + b"1\r\na\r\n0\r\n\r\n")
        assert b"MissingContentLength" in socket.remainder()


# XML.

BOMB = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{i} "{f"&a{i - 1 or str()};" * 10}">' for i in range(1, 10))
    + "]><Tagging><TagSet><Tag><Key>&a9;</Key><Value>v</Value></Tag></TagSet></Tagging>"
)
FILE = '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><Tagging><TagSet/></Tagging>'
HARMFUL = {
    "entities": BOMB,
    "a file": FILE,
    "depth": "<a>" * 100_000,
    "width": "<Tagging><TagSet>" + "<Tag/>" * 140_000,
    "attributes": "<Tagging " + " ".join(f"a{i}='1'" for i in range(10_000)) + "/>",
    "no end": "<Tagging><TagSet>",
    "text": "just text",
    "another root": "<Delete/>",
    "an unknown element": "<Tagging><TagSet/><Other/></Tagging>",
    "UTF-16": '<?xml version="1.0" encoding="UTF-16"?><Tagging><TagSet/></Tagging>',
    "a NUL": "<Tagging><TagSet>\0</TagSet></Tagging>",
}


@pytest.mark.parametrize("name", HARMFUL)
def test_xml_that_means_harm_is_malformed(administrator, bucket, connection, name):
    reply = connection.send(signed(administrator, "PUT", f"/{bucket}?tagging", HARMFUL[name].encode()))
    assert (reply.status, reply.code) == (400, "MalformedXML")


def test_a_body_that_is_too_long_is_not_read(administrator, bucket, connection):
    reply = connection.send(signed(administrator, "PUT", f"/{bucket}?tagging", b" " * 3_000_000))
    assert reply.status in (400, 413)


# Keys.

KEYS = [
    "a/../b",
    "../../etc/passwd",
    "..",
    ".",
    "./",
    "a//b",
    "/leading",
    "//",
    "trailing/",
    " ",
    "a b+c",
    "%2e%2e%2f",
    "日本語/キー",
    "e\u0301",
    "\u00e9",
    "a\tb\nc",
    "?query=1",
    "#fragment",
    "a&b=c;d",
    "<xml>&amp;",
    "k" * 1024,
]


@pytest.mark.parametrize("key", KEYS)
def test_keys_are_what_they_are(s3, key):
    bucket = unique("keys")
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == key.encode()
    listed = s3.list_objects_v2(Bucket=bucket, EncodingType="url")["Contents"]
    assert [unquote_plus(entry["Key"]) for entry in listed] == [key]
    s3.delete_object(Bucket=bucket, Key=key)


@pytest.mark.parametrize("path", ["%", "%4", "%zz", "%FF", "%C3%28", "%E0%80%80"])
def test_keys_that_are_no_text_are_refused(administrator, bucket, connection, path):
    reply = connection.send(signed(administrator, "PUT", f"/{bucket}/{path}", b"x"))
    assert (reply.status, reply.code) == (400, "InvalidURI")


# Who calls, and where.


def test_the_host_may_name_the_bucket(administrator, s3, bucket):
    s3.put_object(Bucket=bucket, Key="hosted", Body=b"here")
    server, who = administrator.server, administrator.credentials
    host = f"{bucket}.localhost:{server.port}"
    draft = AWSRequest("GET", f"http://{host}/hosted", {}, b"")
    S3SigV4Auth(SigningCredentials(who.access_key, who.secret_key, who.session_token), "s3", REGION).add_auth(draft)
    headers = {**dict(draft.headers.items()), "Host": host}
    assert requests.get(f"{server.endpoint}/hosted", headers=headers, timeout=10).text == "here"


def test_presigned_urls_open_what_they_name(s3, bucket):
    put = s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "presigned"})
    assert requests.put(put, data=b"content", timeout=10).status_code == 200
    get = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "presigned"})
    assert requests.get(get, timeout=10).text == "content"
    assert requests.delete(get, timeout=10).status_code == 403
    assert requests.get(get.replace("presigned?", "other?"), timeout=10).status_code == 403


def test_nobody_is_let_in_by_the_policy_alone(administrator, s3, bucket):
    s3.put_object(Bucket=bucket, Key="public", Body=b"for all")
    nobody = administrator.server.endpoint
    assert requests.get(f"{nobody}/{bucket}/public", timeout=10).status_code == 403
    s3.delete_public_access_block(Bucket=bucket)
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/public",
    }
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    assert requests.get(f"{nobody}/{bucket}/public", timeout=10).text == "for all"
    assert requests.get(f"{nobody}/{bucket}/hosted", timeout=10).status_code == 403
    assert requests.put(f"{nobody}/{bucket}/public", data=b"x", timeout=10).status_code == 403
    s3.delete_bucket_policy(Bucket=bucket)


def test_nobody_reaches_other_services(administrator):
    reply = requests.get(f"{administrator.server.endpoint}/?Action=ListUsers&Version=2010-05-08", timeout=10)
    assert reply.status_code == 403
    assert "MissingAuthenticationToken" in reply.text


# Browsers' uploads.


def post(form: dict, data: bytes, **fields) -> requests.Response:
    return requests.post(
        form["url"], data={**form["fields"], **fields}, files={"file": ("name.txt", data)}, timeout=10,
        allow_redirects=False,
    )  # fmt: skip


@pytest.fixture
def form(administrator, bucket):
    return signing_client(administrator).generate_presigned_post(
        bucket,
        "uploads/${filename}",
        Fields={"acl": "bucket-owner-full-control", "Content-Type": "text/plain", "x-amz-meta-by": "form"},
        Conditions=[
            {"acl": "bucket-owner-full-control"},
            ["starts-with", "$Content-Type", "text/"],
            {"x-amz-meta-by": "form"},
            ["starts-with", "$success_action_status", ""],
            ["starts-with", "$success_action_redirect", ""],
            ["content-length-range", 2, 300_000],
        ],
    )


def test_a_form_uploads_its_file(s3, bucket, form):
    data = bytes(range(256)) * 1000
    reply = post(form, data)
    assert reply.status_code == 204
    answer = s3.get_object(Bucket=bucket, Key="uploads/name.txt")
    assert answer["Body"].read() == data
    assert (answer["ContentType"], answer["Metadata"]) == ("text/plain", {"by": "form"})
    assert reply.headers["ETag"] == answer["ETag"]


def test_a_form_is_answered_as_it_asks(bucket, form):
    created = post(form, b"data", success_action_status="201")
    assert created.status_code == 201
    assert f"<Bucket>{bucket}</Bucket><Key>uploads/name.txt</Key>" in created.text
    assert post(form, b"data", success_action_status="200").status_code == 200
    moved = post(form, b"data", success_action_redirect="http://example.com/done")
    assert moved.status_code == 303
    assert moved.headers["Location"].startswith(f"http://example.com/done?bucket={bucket}&key=uploads/name.txt&etag=")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"acl": "public-read"}, "AccessDenied"),
        ({"Content-Type": "image/png"}, "AccessDenied"),
        ({"x-amz-meta-extra": "1"}, "AccessDenied"),
        ({"x-amz-signature": "0" * 64}, "SignatureDoesNotMatch"),
        ({"policy": base64.b64encode(b"{}").decode()}, "SignatureDoesNotMatch"),
    ],
)
def test_a_form_keeps_to_its_policy(form, fields, code):
    reply = post(form, b"data", **fields)
    assert reply.status_code == 403
    assert f"<Code>{code}</Code>" in reply.text


@pytest.mark.parametrize(("size", "code"), [(1, "EntityTooSmall"), (300_001, "EntityTooLarge")])
def test_a_forms_file_keeps_to_its_bounds(s3, bucket, form, size, code):
    form["fields"]["key"] = "uploads/${filename}"
    assert f"<Code>{code}</Code>" in post(form, b"a" * size).text


def test_an_expired_form_is_refused(administrator, s3, bucket):
    form = signing_client(administrator).generate_presigned_post(bucket, "late", ExpiresIn=-10)
    reply = post(form, b"data")
    assert "Policy expired" in reply.text


def test_a_forms_fields_are_bounded(form):
    reply = post(form, b"data", **{"x-ignore-much": "a" * 30_000})
    assert "MaxPostPreDataLengthExceeded" in reply.text


def test_a_form_without_a_file_is_refused(form):
    reply = requests.post(form["url"], files={k: (None, v) for k, v in form["fields"].items()}, timeout=10)
    assert "IncorrectNumberOfFilesInPostRequest" in reply.text
