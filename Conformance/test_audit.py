"""The record of each call, as CloudTrail would have it."""

from __future__ import annotations

import base64
import re
from datetime import datetime

import pytest

from harness.accounts import new_account
from harness.audit import request_id
from harness.callers import allow, key_policy, unique
from harness.errors import refused
from harness.material import import_material
from harness.wire import Wire, json_request, sign

SECRET = b"nobody may read this in a journal"


@pytest.fixture
def key(audited) -> str:
    return audited.key()


def test_record_names_the_caller_the_call_and_the_key(audited, audit, key):
    user = audited.user(allow("kms:*"))
    answer = user.kms.describe_key(KeyId=key)
    record = audit.of(request_id(answer))
    expected = {
        "eventSource": "kms.amazonaws.com",
        "eventName": "DescribeKey",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "127.0.0.1",
        "requestParameters": {"keyId": key},
        "responseElements": None,
        "readOnly": True,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": audited.account_id,
        "eventCategory": "Management",
    }
    assert {name: record.get(name) for name in expected} == expected
    assert record["resources"] == [{"accountId": audited.account_id, "type": "AWS::KMS::Key", "ARN": key}]
    assert "Boto" in record["userAgent"]
    assert re.fullmatch(r"1\.\d\d", record["eventVersion"])
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", record["eventID"])
    assert datetime.strptime(record["eventTime"], "%Y-%m-%dT%H:%M:%SZ")
    assert "errorCode" not in record


def test_record_identifies_a_user(audited, audit, key):
    user = audited.user(allow("kms:*"))
    identity = audit.of(request_id(user.kms.describe_key(KeyId=key)))["userIdentity"]
    expected = {
        "type": "IAMUser",
        "principalId": audited.iam.get_user(UserName=user.name)["User"]["UserId"],
        "arn": user.arn,
        "accountId": audited.account_id,
        "accessKeyId": user.credentials.access_key,
        "userName": user.name,
    }
    assert {name: identity.get(name) for name in expected} == expected


def test_record_identifies_a_session_and_its_role(audited, audit, key):
    role = audited.role(allow("kms:*"))
    session = audited.assume(role, RoleSessionName="watch")
    identity = audit.of(request_id(session.kms.describe_key(KeyId=key)))["userIdentity"]
    assert (identity["type"], identity["arn"]) == ("AssumedRole", session.arn)
    assert identity["principalId"].endswith(":watch")
    issuer = identity["sessionContext"]["sessionIssuer"]
    assert (issuer["type"], issuer["arn"], issuer["userName"]) == ("Role", role, role.rpartition("/")[2])
    assert identity["sessionContext"]["attributes"]["mfaAuthenticated"] == "false"


@pytest.mark.parametrize(
    ("operation", "read_only"),
    [
        ("encrypt", True),
        ("generate_data_key", True),
        ("describe_key", True),
        ("list_grants", True),
        ("disable_key", False),
        ("update_key_description", False),
        ("schedule_key_deletion", False),
    ],
)
def test_record_says_whether_the_call_only_read(audited, audit, key, operation, read_only):
    parameters = {
        "encrypt": {"Plaintext": b"x"},
        "generate_data_key": {"KeySpec": "AES_256"},
        "update_key_description": {"Description": "d"},
    }.get(operation, {})
    answer = getattr(audited.kms, operation)(KeyId=key, **parameters)
    assert audit.of(request_id(answer))["readOnly"] is read_only


def test_record_has_the_context_and_no_secret(audited, audit, key):
    context = {"tenant": "42"}
    answer = audited.kms.encrypt(KeyId=key, Plaintext=SECRET, EncryptionContext=context)
    parameters = audit.of(request_id(answer))["requestParameters"]
    assert parameters["encryptionContext"] == context
    assert parameters["keyId"] == key
    assert "plaintext" not in parameters
    opened = audited.kms.decrypt(CiphertextBlob=answer["CiphertextBlob"], EncryptionContext=context)
    record = audit.of(request_id(opened))
    assert record["requestParameters"]["encryptionContext"] == context
    assert record["responseElements"] is None
    assert record["resources"][0]["ARN"] == key


def test_journal_has_no_secret_of_any_call(audited, audit, key):
    sealed = audited.kms.generate_data_key(KeyId=key, KeySpec="AES_256")
    external = audited.key(Origin="EXTERNAL")
    import_material(audited.kms, external, bytes(range(100, 132)))
    user = audited.user()
    session = audited.assume(audited.role())
    audited.kms.encrypt(KeyId=key, Plaintext=SECRET)
    text = audit.text()
    for secret in (
        SECRET,
        sealed["Plaintext"],
        bytes(range(100, 132)),
        user.credentials.secret_key.encode(),
        session.credentials.secret_key.encode(),
    ):
        assert secret not in text
        assert base64.b64encode(secret) not in text
    assert session.credentials.session_token.encode() not in text


def test_refused_call_is_recorded_with_its_error(audited, audit, key):
    user = audited.user()
    with refused("AccessDeniedException") as refusal:
        user.kms.encrypt(KeyId=key, Plaintext=b"x")
    record = audit.of(refusal.request_id)
    assert record["errorCode"] == "AccessDenied"
    assert record["errorMessage"] == refusal.message
    assert record["userIdentity"]["arn"] == user.arn
    assert record["responseElements"] is None


@pytest.mark.parametrize(
    ("operation", "parameters", "code"),
    [
        ("describe_key", {"KeyId": "00000000-0000-4000-8000-000000000000"}, "NotFoundException"),
        ("cancel_key_deletion", {}, "KMSInvalidStateException"),
        ("decrypt", {"CiphertextBlob": b"nonsense"}, "InvalidCiphertextException"),
    ],
)
def test_failed_call_is_recorded_with_its_error(audited, audit, key, operation, parameters, code):
    if operation != "decrypt":
        parameters = {"KeyId": key, **parameters}
    with refused(code) as refusal:
        getattr(audited.kms, operation)(**parameters)
    assert audit.of(refusal.request_id)["errorCode"] == code


def test_invalid_call_is_recorded(audited, audit):
    with refused("ValidationException") as refusal:
        audited.kms.list_keys(Limit=1001)
    assert audit.of(refusal.request_id)["errorCode"] == "ValidationException"


def test_created_key_is_in_the_answer_and_the_resources(audited, audit):
    answer = audited.kms.create_key(Description="d", Tags=[{"TagKey": "a", "TagValue": "b"}])
    record = audit.of(request_id(answer))
    assert record["requestParameters"]["description"] == "d"
    assert record["responseElements"]["keyMetadata"]["keyId"] == answer["KeyMetadata"]["KeyId"]
    assert record["resources"][0]["ARN"] == answer["KeyMetadata"]["Arn"]
    assert record["readOnly"] is False


def test_created_access_key_is_recorded_without_its_secret(audited, audit):
    name = unique("user")
    audited.iam.create_user(UserName=name)
    answer = audited.iam.create_access_key(UserName=name)
    record = audit.of(request_id(answer))
    assert record["eventSource"] == "iam.amazonaws.com"
    element = record["responseElements"]["accessKey"]
    assert element["accessKeyId"] == answer["AccessKey"]["AccessKeyId"]
    assert "secretAccessKey" not in element


def test_assumed_role_is_recorded_without_its_secret(audited, audit):
    answer = audited.sts.assume_role(RoleArn=audited.role(), RoleSessionName="watch")
    record = audit.of(request_id(answer))
    assert (record["eventSource"], record["eventName"]) == ("sts.amazonaws.com", "AssumeRole")
    credentials = record["responseElements"]["credentials"]
    assert credentials["accessKeyId"] == answer["Credentials"]["AccessKeyId"]
    assert "secretAccessKey" not in credentials
    assert answer["Credentials"]["SessionToken"] not in str(record)


def test_reencrypt_names_both_keys(audited, audit, key):
    target = audited.key()
    sealed = audited.kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    answer = audited.kms.re_encrypt(CiphertextBlob=sealed, DestinationKeyId=target)
    assert {entry["ARN"] for entry in audit.of(request_id(answer))["resources"]} == {key, target}


def test_call_of_another_account_is_recorded_for_the_keys_owner(audited, audit):
    other = new_account(audited.server)
    policy = allow("kms:Encrypt", principal=other.arn)
    key = audited.key(Policy=key_policy(policy, account_id=audited.account_id))
    answer = other.kms.encrypt(KeyId=key, Plaintext=b"x")
    found = [record for record in audit.records() if record.get("requestID") == request_id(answer)]
    assert {record["recipientAccountId"] for record in found} == {other.account_id, audited.account_id}
    assert len({record["eventID"] for record in found}) in (1, len(found))
    assert len({record.get("sharedEventID") for record in found}) == 1


def test_request_ids_of_records_are_those_of_the_answers(audited, audit, key):
    answers = [request_id(audited.kms.describe_key(KeyId=key)) for _ in range(10)]
    recorded = [record["requestID"] for record in audit.records() if record.get("requestID") in answers]
    assert recorded == answers


def test_unsigned_calls_leave_no_record_of_a_principal(audited, audit):
    wire = Wire(audited)
    reply = wire.send(json_request("ListKeys", {}))
    signed = wire.send(sign(json_request("ListKeys", {}), audited, "kms"))
    wire.close()
    assert signed.status == 200
    records = [record for record in audit.records() if record.get("requestID") == reply.request_id]
    assert all("arn" not in record.get("userIdentity", {}) for record in records)


def test_records_after_a_sequence_are_the_newer_ones(audited, key):
    def lines(after: int) -> list[bytes]:
        answer = audited.server.request("GET", f"/_yagura/audit?after={after}")
        assert answer.status == 200
        return answer.body.splitlines()

    everything = lines(0)
    assert lines(3) == everything[3:]
