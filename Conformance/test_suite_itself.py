"""The suite's own judgement: what it would accept and what it would not, without a server."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives import hashes, keywrap, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from harness.callers import allow, document
from harness.errors import no_identity_policy, not_authorised
from harness.material import WRAPPING_ALGORITHMS, wrap
from harness.wire import Reply
from schema.answers import answer_faults
from schema.encoding import encode, query_pairs
from schema.judge import faults
from schema.model import SERVICES, error_codes, is_query, operation_model, operations
from schema.services import KNOWN
from schema.values import Values
from schema.variants import BASELINE, Raw, Variant, variants
from schema.wording import conversion_failure, heading, says, violations

ALL = [(service, name) for service in SERVICES for name in operations(service)]
IDENTIFIER = "0b0e9d62-3f1c-4a4e-9a2b-1c2d3e4f5a6b"


def variants_of(service: str, name: str) -> list[Variant]:
    operation = operation_model(service, name)
    stub = KNOWN[service].named(SimpleNamespace(account_id="123456789012"), operation)
    return list(variants(operation, Values(stub), query=is_query(service)))


def says_of(name: str, tree: dict, service: str = "kms") -> list[str]:
    return violations(operation_model(service, name).input_shape, tree)


@pytest.mark.parametrize(("service", "name"), ALL, ids=[f"{s}-{n}" for s, n in ALL])
def test_each_variant_breaks_what_it_says_and_can_be_sent(service, name):
    operation = operation_model(service, name)
    for variant in variants_of(service, name):
        assert encode(service, name, operation.input_shape, variant.input).body is not None
        if variant.mistyped:
            continue
        broken = violations(operation.input_shape, variant.input) if operation.input_shape else []
        must_break = ("missing", "below", "above", "outside", "lower case")
        assert broken or not variant.name.endswith(must_break), variant
        assert not broken or variant.name != "baseline", (variant, broken)


@pytest.mark.parametrize(
    ("name", "tree", "texts"),
    [
        (
            "DescribeKey",
            {"KeyId": ""},
            ["Value '' at 'keyId' failed to satisfy constraint: Member must have length greater than or equal to 1"],
        ),
        ("DescribeKey", {}, ["Value null at 'keyId' failed to satisfy constraint: Member must not be null"]),
        (
            "ListKeys",
            {"Limit": 1001},
            ["Value '1001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 1000"],
        ),
        (
            "GenerateDataKey",
            {"KeyId": "k", "KeySpec": "AES_512"},
            [
                "Value 'AES_512' at 'keySpec' failed to satisfy constraint: "
                "Member must satisfy enum value set: [AES_256, AES_128]"
            ],
        ),
        (
            "CreateAlias",
            {"AliasName": "alias/a b", "TargetKeyId": "k"},
            [
                "Value 'alias/a b' at 'aliasName' failed to satisfy constraint: "
                "Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$"
            ],
        ),
        (
            "Encrypt",
            {"KeyId": "k", "Plaintext": b""},
            ["Value at 'plaintext' failed to satisfy constraint: Member must have length greater than or equal to 1"],
        ),
        (
            "Decrypt",
            {"CiphertextBlob": b""},
            [
                "Value 'java.nio.HeapByteBuffer[pos=0 lim=0 cap=0]' at 'ciphertextBlob' failed to satisfy constraint: "
                "Member must have length greater than or equal to 1"
            ],
        ),
        (
            "TagResource",
            {"KeyId": "k", "Tags": [{"TagKey": "", "TagValue": ""}]},
            [
                "Value '' at 'tags.1.member.tagKey' failed to satisfy constraint: "
                "Member must have length greater than or equal to 1"
            ],
        ),
        (
            "UntagResource",
            {"KeyId": "k", "TagKeys": [""]},
            [
                "Value '[]' at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: "
                "[Member must have length less than or equal to 128, "
                "Member must have length greater than or equal to 1]"
            ],
        ),
    ],
)
def test_constraint_is_worded_as_by_aws(name, tree, texts):
    assert says_of(name, tree) == texts
    assert says(heading(len(texts)) + "; ".join(texts), texts)


def test_message_matches_in_any_order_and_only_whole():
    texts = says_of("Encrypt", {})
    message = heading(2) + "; ".join(reversed(texts))
    assert message.startswith("2 validation errors detected: ")
    assert says(message, texts)
    assert not says(message + " more", texts)
    assert not says(heading(1) + texts[0], texts)
    assert not says(None, texts)


def test_what_xml_cannot_carry_is_expected_replaced():
    assert says(heading(1) + "Value '\ufffd' at", ["Value '\x01' at"], query=True)
    assert not says(heading(1) + "Value '\ufffd' at", ["Value '\x01' at"])


@pytest.mark.parametrize(
    ("operation", "member", "raw", "text"),
    [
        ("ListKeys", "Limit", "1", "STRING_VALUE can not be converted to an Integer"),
        ("ListKeys", "Limit", True, "TRUE_VALUE can not be converted to an Integer"),
        ("ListKeys", "Marker", 1, "NUMBER_VALUE can not be converted to a String"),
        ("ListKeys", "Marker", [], "Start of list found where not expected"),
        ("ListKeys", "Marker", {}, "Start of structure or map found where not expected."),
        ("CreateKey", "Tags", "x", None),
    ],
)
def test_conversion_is_worded_as_by_aws(operation, member, raw, text):
    shape = operation_model("kms", operation).input_shape.members[member]
    assert conversion_failure(shape, raw) == text


def test_query_form_is_awss():
    shape = operation_model("iam", "CreateUser").input_shape
    tree = {"UserName": "u", "Tags": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]}
    assert dict(query_pairs(shape, tree, "")) == {
        "UserName": "u",
        "Tags.member.1.Key": "a",
        "Tags.member.1.Value": "1",
        "Tags.member.2.Key": "b",
        "Tags.member.2.Value": "2",
    }


def json_reply(tree, status: int = 200) -> Reply:
    body = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    return Reply(status, {"x-amzn-requestid": IDENTIFIER, "content-type": "application/x-amz-json-1.1"}, body)


@pytest.mark.parametrize(
    ("name", "tree", "fault"),
    [
        ("ListKeys", {"Keys": [], "Truncated": False}, None),
        ("ListKeys", {"Keys": [], "Truncated": "no"}, "is no boolean"),
        ("ListKeys", {"Keys": {}, "Truncated": False}, "is no list"),
        ("ListKeys", {"Keys": [{"KeyId": "k", "KeyArn": "short"}]}, "length greater than or equal to 20"),
        ("ListKeys", {"Keys": [{"Id": "k"}]}, "unknown member Id"),
        ("DescribeKey", {"KeyMetadata": {}}, "KeyId is missing"),
        ("DescribeKey", {"KeyMetadata": {"KeyId": "k", "KeyState": "Odd"}}, "enum value set"),
        ("DescribeKey", {"KeyMetadata": {"KeyId": "k", "CreationDate": "today"}}, "is no number"),
        ("Encrypt", {"CiphertextBlob": "***"}, "is no base64"),
        ("EnableKey", b"", None),
        ("EnableKey", {"KeyId": "k"}, "a body where the model has none"),
    ],
)
def test_answer_is_held_to_its_model(name, tree, fault):
    found = answer_faults(operation_model("kms", name), json_reply(tree))
    assert (found == []) if fault is None else any(fault in text for text in found), found


def test_answer_needs_a_request_id_and_a_content_type():
    reply = Reply(200, {}, b'{"Keys": [], "Truncated": false}')
    assert len(answer_faults(operation_model("kms", "ListKeys"), reply)) == 2


def xml_reply(body: str, status: int = 200) -> Reply:
    return Reply(status, {"x-amzn-requestid": IDENTIFIER, "content-type": "text/xml"}, body.encode())


USER = (
    "<User><Path>/</Path><UserName>u</UserName><UserId>AIDAAAAAAAAAAAAAAAAAA</UserId>"
    "<Arn>arn:aws:iam::123456789012:user/u</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></User>"
)


@pytest.mark.parametrize(
    ("result", "fault"),
    [
        (USER, None),
        (USER.replace("<Path>/</Path>", ""), "Path is missing"),
        (USER.replace("<Path>/</Path>", "<Path>/</Path><Odd/>"), "unknown member Odd"),
        (USER.replace("2026-01-01T00:00:00Z", "1767225600"), "is no timestamp"),
        (USER.replace("<Path>/</Path>", "<Path>/</Path><Path>/</Path>"), "occurs twice"),
    ],
)
def test_xml_answer_is_held_to_its_model(result, fault):
    body = (
        '<GetUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetUserResult>'
        f"{result}</GetUserResult><ResponseMetadata><RequestId>{IDENTIFIER}</RequestId></ResponseMetadata>"
        "</GetUserResponse>"
    )
    found = answer_faults(operation_model("iam", "GetUser"), xml_reply(body))
    assert (found == []) if fault is None else any(fault in text for text in found), found


def test_judge_tells_right_answers_from_wrong_ones():
    operation = operation_model("kms", "DescribeKey")

    def judged(variant: Variant, reply: Reply) -> list[str]:
        return list(faults(operation, variant, reply))

    missing = Variant("KeyId missing", {})
    right = {"__type": "ValidationException", "message": heading(1) + says_of("DescribeKey", {})[0]}
    assert judged(missing, json_reply(right, 400)) == []
    assert judged(missing, json_reply({**right, "message": "KeyId is needed"}, 400))
    assert judged(missing, json_reply({"KeyMetadata": {"KeyId": "k"}}))
    baseline = Variant(BASELINE, {"KeyId": "k"})
    assert judged(baseline, json_reply({"KeyMetadata": {"KeyId": "k"}})) == []
    assert judged(baseline, json_reply({"__type": "NotFoundException", "message": "x"}, 400))
    valid = Variant("valid", {"KeyId": "k"})
    assert judged(valid, json_reply({"KeyMetadata": {"KeyId": "k"}})) == []
    assert judged(valid, json_reply({"__type": "NotFoundException", "message": "x"}, 400)) == []
    assert judged(valid, json_reply({"__type": "AlreadyExistsException", "message": "x"}, 400))
    assert judged(valid, json_reply(right, 400))
    mistyped = Variant("mistyped", {"KeyId": Raw(1)}, True, "NUMBER_VALUE can not be converted to a String")
    refusal = {"__type": "SerializationException", "message": "NUMBER_VALUE can not be converted to a String"}
    assert judged(mistyped, json_reply(refusal, 400)) == []
    assert judged(mistyped, json_reply({**refusal, "message": "no"}, 400))


def test_error_codes_of_query_services_are_those_on_the_wire():
    assert "NoSuchEntity" in error_codes(operation_model("iam", "GetUser"))
    assert "NotFoundException" in error_codes(operation_model("kms", "DescribeKey"))


@pytest.mark.parametrize("algorithm", WRAPPING_ALGORITHMS)
def test_wrapped_material_unwraps(algorithm):
    private = rsa.generate_private_key(65537, 2048)
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    digest = hashes.SHA1() if algorithm.endswith("SHA_1") else hashes.SHA256()
    oaep = padding.OAEP(mgf=padding.MGF1(digest), algorithm=digest, label=None)
    wrapped = wrap(b"m" * 32, public, algorithm)
    first = private.decrypt(wrapped[:256], oaep)
    assert (first if len(wrapped) == 256 else keywrap.aes_key_unwrap_with_padding(first, wrapped[256:])) == b"m" * 32


def test_statements_and_denials_read_as_awss():
    trust = json.loads(document(allow("sts:AssumeRole", principal="arn:aws:iam::1:root")))["Statement"][0]
    assert trust == {"Effect": "Allow", "Action": ["sts:AssumeRole"], "Principal": {"AWS": "arn:aws:iam::1:root"}}
    sentence = not_authorised("a", "kms:Encrypt", "*", no_identity_policy("kms:Encrypt")).replace("\\", "")
    assert sentence == (
        "User: a is not authorized to perform: kms:Encrypt on resource: * "
        "because no identity-based policy allows the kms:Encrypt action"
    )
