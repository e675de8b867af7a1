"""The wire below the SDKs: signatures, bodies that are not what they should be, connections that misbehave."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.callers import Credentials
from harness.wire import Request, Socket, Wire, json_request, presign, query_request, raw_bytes, sign

MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)
INVALID_TOKEN = "The security token included in the request is invalid."
MISSING_TOKEN = "Request is missing Authentication Token"
DATE = r"\d{8}T\d{6}Z"
EXPIRED = rf"Signature expired: {DATE} is now earlier than {DATE} \({DATE} - 5 min\.\)"
NOT_YET = rf"Signature not yet current: {DATE} is still later than {DATE} \({DATE} \+ 5 min\.\)"
LIST_KEYS = ("kms", lambda: json_request("ListKeys", {}))
IDENTITY = ("sts", lambda: query_request("GetCallerIdentity", {}, "sts"))
SERVICES = pytest.mark.parametrize(("service", "make"), [LIST_KEYS, IDENTITY], ids=["json", "query"])
REQUEST_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture(autouse=True)
def healthy_afterwards(administrator):
    """Whatever a test did, the next caller is served."""
    yield
    assert administrator.server.health()
    assert "Keys" in administrator.kms.list_keys()


def assert_answer(reply, service: str, json_answer: tuple[int, str], query_answer: tuple[int, str]) -> None:
    assert (reply.status, reply.code) == (json_answer if service == "kms" else query_answer), reply.body
    assert REQUEST_ID.fullmatch(reply.request_id)
    expected = "application/x-amz-json-1.1" if service == "kms" else "text/xml"
    assert reply.headers["content-type"].partition(";")[0] == expected


# Signatures.


@SERVICES
def test_signed_request_is_served(wire, service, make):
    assert wire.call(service, make()).status == 200


@SERVICES
def test_unsigned_request_is_refused(wire, service, make):
    reply = wire.send(make())
    assert_answer(reply, service, (400, "MissingAuthenticationTokenException"), (403, "MissingAuthenticationToken"))
    assert reply.message == MISSING_TOKEN


@SERVICES
def test_wrong_secret_is_refused(wire, administrator, service, make):
    wrong = Credentials(administrator.credentials.access_key, "x" * 40)
    reply = wire.send(sign(make(), administrator, service, credentials=wrong))
    assert_answer(reply, service, (400, "InvalidSignatureException"), (403, "SignatureDoesNotMatch"))
    assert reply.message.startswith(MISMATCH)
    assert administrator.credentials.secret_key not in reply.message


@SERVICES
@pytest.mark.parametrize("access_key", ["AKIAIOSFODNN7EXAMPLE", "123456789012", "ASIAIOSFODNN7EXAMPLE"])
def test_unknown_access_key_is_refused(wire, administrator, service, make, access_key):
    stranger = Credentials(access_key, "x" * 40)
    reply = wire.send(sign(make(), administrator, service, credentials=stranger))
    assert_answer(reply, service, (400, "UnrecognizedClientException"), (403, "InvalidClientTokenId"))
    assert reply.message == INVALID_TOKEN


@SERVICES
@pytest.mark.parametrize(("minutes", "message"), [(-6, EXPIRED), (6, NOT_YET), (-60 * 24, EXPIRED)])
def test_skewed_clock_is_refused(wire, administrator, service, make, minutes, message):
    reply = wire.send(sign(make(), administrator, service, skew=timedelta(minutes=minutes)))
    assert_answer(reply, service, (400, "InvalidSignatureException"), (403, "SignatureDoesNotMatch"))
    assert re.fullmatch(message, reply.message), reply.message


@SERVICES
@pytest.mark.parametrize("minutes", [-4, 4])
def test_small_skew_is_served(wire, administrator, service, make, minutes):
    assert wire.send(sign(make(), administrator, service, skew=timedelta(minutes=minutes))).status == 200


@SERVICES
def test_changed_body_is_refused(wire, administrator, service, make):
    request = sign(make(), administrator, service)
    request.body += b" "
    reply = wire.send(request)
    assert_answer(reply, service, (400, "InvalidSignatureException"), (403, "SignatureDoesNotMatch"))


@pytest.mark.parametrize("header", ["X-Amz-Target", "X-Amz-Date", "Host"])
def test_changed_signed_header_is_refused(wire, administrator, header):
    request = sign(json_request("ListKeys", {}), administrator, "kms")
    changed = {"X-Amz-Target": "TrentService.ListAliases", "X-Amz-Date": "20300101T000000Z", "Host": "kms.example.com"}
    request.headers[header] = changed[header]
    reply = wire.send(request)
    assert reply.status == 400
    assert reply.code in ("InvalidSignatureException", "IncompleteSignatureException"), reply.body


@pytest.mark.parametrize("service", ["iam", "s3", "kms2"])
def test_signature_for_another_service_is_refused(wire, administrator, service):
    reply = wire.send(sign(json_request("ListKeys", {}), administrator, service))
    assert (reply.status, reply.code) == (400, "InvalidSignatureException"), reply.body
    assert reply.message.startswith("Credential should be scoped to correct service: 'kms'.")


@pytest.mark.parametrize(
    "authorization",
    [
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=",
        "AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=00",
        "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00",
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20300101/us-east-1/kms/aws4_request, Signature=00",
        "AWS4-HMAC-SHA256 " + "Credential=x, " * 200,
    ],
)
def test_malformed_authorization_is_incomplete(wire, authorization):
    request = json_request("ListKeys", {})
    request.headers |= {"Authorization": authorization, "X-Amz-Date": "20300101T000000Z"}
    reply = wire.send(request)
    assert (reply.status, reply.code) == (400, "IncompleteSignatureException"), reply.body


@pytest.mark.parametrize("authorization", ["Basic dXNlcjpwYXNz", "Bearer abc", "AWS key:signature"])
def test_other_kinds_of_authorization_are_refused(wire, authorization):
    request = json_request("ListKeys", {})
    request.headers["Authorization"] = authorization
    reply = wire.send(request)
    assert reply.status == 400
    assert reply.code in (
        "IncompleteSignatureException",
        "MissingAuthenticationTokenException",
        "InvalidSignatureException",
    )


def test_presigned_request_is_served(wire, administrator):
    request = Request(path="/?Action=GetCallerIdentity&Version=2011-06-15", method="GET")
    reply = wire.send(presign(request, administrator, "sts"))
    assert reply.status == 200
    assert administrator.account_id.encode() in reply.body


def test_expired_presigned_request_is_refused(wire, administrator):
    request = Request(path="/?Action=GetCallerIdentity&Version=2011-06-15", method="GET")
    reply = wire.send(presign(request, administrator, "sts", expires=60, skew=timedelta(minutes=-10)))
    assert (reply.status, reply.code) == (400, "RequestExpired"), reply.body


def test_changed_presigned_request_is_refused(wire, administrator):
    request = presign(Request(path="/?Action=GetCallerIdentity&Version=2011-06-15", method="GET"), administrator, "sts")
    request.path += "&More=1"
    reply = wire.send(request)
    assert (reply.status, reply.code) == (403, "SignatureDoesNotMatch"), reply.body


def test_replay_of_a_session_without_its_token_is_refused(wire, administrator):
    role = administrator.role()
    session = administrator.assume(role)
    bare = Credentials(session.credentials.access_key, session.credentials.secret_key)
    reply = wire.send(sign(json_request("ListKeys", {}), administrator, "kms", credentials=bare))
    assert (reply.status, reply.code) == (400, "UnrecognizedClientException"), reply.body


@pytest.mark.parametrize(
    "query",
    [
        "b=2&a=1",
        "x=%20",
        "x=a%2Fb%2Bc",
        "x=%C3%A9",
        "x=",
        "x=~-_.",
        "x=%25",
        "a=2&a=1",
        "%41=b",
        "A=1&a=1",
        "x=%2B&x=%3D",
        "long=" + "x" * 2000,
    ],
)
def test_query_string_is_signed_as_it_is_written(wire, administrator, query):
    request = Request(path=f"/?Action=GetCallerIdentity&Version=2011-06-15&{query}", method="GET")
    reply = wire.send(presign(request, administrator, "sts"))
    assert reply.status == 200, reply.body


@pytest.mark.parametrize(
    "path",
    [
        "/?%",
        "/?%zz=1",
        "/?&&&===",
        "/?=%C3%28",
        "/?" + "a=1&" * 1000,
        "/%2e%2e/%2e%2e/etc/passwd",
        "//",
        "/?\\",
        "/%00",
        "/?Action=GetCallerIdentity%00&Version=x",
        "*",
    ],
)
def test_paths_from_hell_are_answered_as_the_callers_fault(wire, path):
    try:
        reply = wire.send(Request(path=path, method="GET"))
    except ConnectionError:
        return
    assert 400 <= reply.status < 500, reply.body


# Operations.


@pytest.mark.parametrize(
    "target", ["TrentService.NoSuchOperation", "TrentService.", "TrentService", "Trent.ListKeys", ""]
)
def test_unknown_target_is_an_unknown_operation(wire, administrator, target):
    request = Request(b"{}", {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target})
    reply = wire.send(sign(request, administrator, "kms"))
    assert (reply.status, reply.code) == (400, "UnknownOperationException"), reply.body


def test_missing_target_is_an_unknown_operation(wire, administrator):
    request = Request(b"{}", {"Content-Type": "application/x-amz-json-1.1"})
    reply = wire.send(sign(request, administrator, "kms"))
    assert (reply.status, reply.code) == (400, "UnknownOperationException"), reply.body


@pytest.mark.parametrize(("service", "version"), [("iam", "2010-05-08"), ("sts", "2011-06-15")])
def test_unknown_action_is_invalid(wire, service, version):
    reply = wire.call(service, query_request("NoSuchAction", {}, service))
    assert (reply.status, reply.code) == (400, "InvalidAction"), reply.body
    assert reply.message == f"Could not find operation NoSuchAction for version {version}"


def test_action_of_another_version_is_invalid(wire, administrator):
    request = Request(
        b"Action=GetCallerIdentity&Version=1999-01-01", {"Content-Type": "application/x-www-form-urlencoded"}
    )
    reply = wire.send(sign(request, administrator, "sts"))
    assert (reply.status, reply.code) == (400, "InvalidAction"), reply.body


# Bodies.


MALFORMED = {
    "empty": b"",
    "text": b"hello",
    "cut": b'{"Limit": 1',
    "cut text": b'{"Marker": "abc',
    "two values": b"{} {}",
    "trailing": b"{}x",
    "list": b"[]",
    "string": b'"x"',
    "number": b"1",
    "single quotes": b"{'Limit': 1}",
    "trailing comma": b'{"Limit": 1,}',
    "comment": b'{"Limit": 1 /* one */}',
    "not a number": b'{"Limit": NaN}',
    "leading zero": b'{"Limit": 01}',
    "not UTF-8": b'{"Marker": "\xff\xfe"}',
    "lone surrogate": b'{"Marker": "\\ud800"}',
    "bad escape": b'{"Marker": "\\x41"}',
    "control character": b'{"Marker": "\x01"}',
    "deep list": b'{"Other": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "deep object": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "endless list": b'{"Other": ' + b"[" * 100_000,
    "UTF-16": '{"Limit": 1}'.encode("utf-16"),
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_json_is_a_serialization_error(wire, body):
    reply = wire.call("kms", json_request("ListKeys", body))
    # An empty body is an empty input to AWS's services.
    if body == b"" and reply.status == 200:
        return
    assert (reply.status, reply.code) == (400, "SerializationException"), reply.body


def test_last_of_a_repeated_member_counts(wire):
    assert wire.call("kms", json_request("ListKeys", b'{"Limit": 0, "Limit": 2}')).status == 200
    assert wire.call("kms", json_request("ListKeys", b'{"Limit": 2, "Limit": 0}')).code == "ValidationException"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"Limit": "1"}', "STRING_VALUE can not be converted to an Integer"),
        (b'{"Limit": true}', "TRUE_VALUE can not be converted to an Integer"),
        (b'{"Limit": [1]}', "Start of list found where not expected"),
        (b'{"Limit": {}}', "Start of structure or map found where not expected."),
        (b'{"Marker": 1}', "NUMBER_VALUE can not be converted to a String"),
        (b'{"Marker": false}', "FALSE_VALUE can not be converted to a String"),
    ],
)
def test_wrong_type_is_named(wire, body, message):
    reply = wire.call("kms", json_request("ListKeys", body))
    assert (reply.status, reply.code, reply.message) == (400, "SerializationException", message)


@pytest.mark.parametrize(
    "body",
    [
        b'\xef\xbb\xbf{"Limit": 1}',
        b' \n\t{ "Limit" : 1 }\r\n ',
        b'{"\\u004cimit": 1}',
        b'{"Limit": null}',
        b'{"Other": {"deep": [1, {"er": null}]}}',
    ],
)
def test_unusual_and_valid_json_is_read(wire, body):
    reply = wire.call("kms", json_request("ListKeys", body))
    # A byte order mark may be taken for no JSON; everything else here is JSON.
    assert reply.status == 200 or body.startswith(b"\xef"), reply.body


@pytest.mark.parametrize("size", [8 * 1024 * 1024, 64 * 1024 * 1024], ids=["8 MiB", "64 MiB"])
def test_oversized_body_is_refused_without_being_read_whole(administrator, size):
    request = sign(json_request("ListKeys", b'{"Marker":"' + b"x" * 100 + b'"}'), administrator, "kms")
    request.headers["Content-Length"] = str(size)
    with Socket(administrator.server.port) as connection:
        head = (
            raw_bytes(request)
            .partition(b"\r\n\r\n")[0]
            .replace(f"Content-Length: {len(request.body)}".encode(), f"Content-Length: {size}".encode())
        )
        connection.send(head + b"\r\n\r\n")
        (reply,) = connection.replies(1)
        assert reply.status == 413, reply.body


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300))
def test_no_body_is_the_servers_fault(wire, body):
    reply = wire.call("kms", json_request("Encrypt", body))
    assert 400 <= reply.status < 500
    assert reply.code in ("SerializationException", "ValidationException", "NotFoundException")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300), prefix=st.sampled_from([b"", b"Action=ListUsers&Version=2010-05-08&"]))
def test_no_form_is_the_servers_fault(wire, administrator, body, prefix):
    request = Request(prefix + body, {"Content-Type": "application/x-www-form-urlencoded"})
    assert wire.send(sign(request, administrator, "iam")).status < 500


MEMBERS = st.sampled_from(["KeyId", "Plaintext", "EncryptionContext", "GrantTokens", "DryRun"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(members=st.dictionaries(MEMBERS, JSON))
def test_no_json_is_the_servers_fault(wire, members):
    reply = wire.call("kms", json_request("Encrypt", members))
    assert reply.status < 500
    assert reply.status == 400


# Connections.


def signed_bytes(administrator) -> bytes:
    return raw_bytes(sign(json_request("ListKeys", {}), administrator, "kms"))


def unsigned_bytes(administrator) -> bytes:
    request = json_request("ListKeys", {})
    request.headers["Host"] = administrator.server.listen
    return raw_bytes(request)


def test_pipelined_requests_are_answered_in_order(administrator):
    requests = [
        signed_bytes(administrator),
        unsigned_bytes(administrator),
        raw_bytes(sign(json_request("ListAliases", {}), administrator, "kms")),
    ]
    with Socket(administrator.server.port) as connection:
        connection.send(b"".join(requests))
        first, second, third = connection.replies(3)
    assert b'"Keys"' in first.body
    assert second.code == "MissingAuthenticationTokenException"
    assert b'"Aliases"' in third.body


def test_request_sent_byte_by_byte_is_served(administrator):
    with Socket(administrator.server.port) as connection:
        for byte in signed_bytes(administrator):
            connection.send(bytes([byte]))
        (reply,) = connection.replies(1)
    assert reply.status == 200


def test_half_closed_connection_is_answered(administrator):
    with Socket(administrator.server.port) as connection:
        connection.send(signed_bytes(administrator))
        connection.finish()
        (reply,) = connection.replies(1)
    assert reply.status == 200


@pytest.mark.parametrize("kept", [0, 10, 100, -3])
def test_request_cut_short_is_dropped(administrator, kept):
    with Socket(administrator.server.port) as connection:
        connection.send(signed_bytes(administrator)[:kept])
        connection.finish()
        assert b" 200 " not in connection.remainder()


GARBAGE = {
    "nonsense": b"\x00\x01\x02\xff\r\n\r\n",
    "TLS hello": bytes.fromhex("16030100a5010000a10303") + bytes(160),
    "no version": b"POST /\r\n\r\n",
    "HTTP 9": b"POST / HTTP/9.9\r\nHost: x\r\n\r\n",
    "header without colon": b"POST / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n",
    "negative length": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
    "length and chunks": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "bad chunk": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "space before colon": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 0\r\n\r\n",
    "endless header": b"POST / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 1_000_000 + b"\r\n\r\n",
    "endless request line": b"GET /" + b"x" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "many headers": b"POST / HTTP/1.1\r\nHost: x\r\n" + b"X-H: 1\r\n" * 20_000 + b"\r\n",
}


@pytest.mark.parametrize("data", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_is_refused_or_dropped(administrator, data):
    with Socket(administrator.server.port) as connection:
        try:
            connection.send(data)
            connection.finish()
        except OSError:
            return
        answer = connection.remainder()
    assert answer == b"" or re.match(rb"HTTP/1\.[01] [45]\d\d ", answer), answer[:200]


def test_chunked_body_is_read(administrator):
    request = sign(json_request("ListKeys", b'{"Limit":5}'), administrator, "kms")
    head = raw_bytes(request).partition(b"\r\n\r\n")[0]
    head = b"\r\n".join(line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length"))
    chunks = b'4\r\n{"Li\r\n7\r\nmit":5}\r\n0\r\n\r\n'
    with Socket(administrator.server.port) as connection:
        connection.send(head + b"\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
        (reply,) = connection.replies(1)
    assert reply.status == 200, reply.body


def test_many_idle_connections_do_not_stop_service(administrator):
    idle = [Socket(administrator.server.port) for _ in range(200)]
    try:
        assert "Keys" in administrator.kms.list_keys()
    finally:
        for connection in idle:
            connection.raw.close()


def test_one_connection_serves_different_callers(administrator):
    user = administrator.user()
    wire = Wire(administrator)
    assert wire.send(sign(json_request("ListKeys", {}), administrator, "kms")).status == 200
    denied = wire.send(sign(json_request("ListKeys", {}), administrator, "kms", credentials=user.credentials))
    wire.close()
    assert denied.code == "AccessDeniedException"
