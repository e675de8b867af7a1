"""The AWS CLI, unmodified: envelope encryption with openssl, and each family of calls."""

from __future__ import annotations

import base64
import json
import subprocess

import pytest

from harness.callers import unique
from harness.cli import CommandLine


def openssl(*words: str, cwd) -> None:
    subprocess.run(["openssl", *words], cwd=cwd, check=True, capture_output=True, timeout=30)


def test_envelope_encryption_in_five_steps(aws, tmp_path):
    (tmp_path / "document").write_text("the document\n" * 1000)
    # 1. A master key, which never leaves the server.
    key = aws.ok("kms", "create-key", "--description", "envelope")["KeyMetadata"]["KeyId"]
    aws.ok("kms", "create-alias", "--alias-name", "alias/envelope", "--target-key-id", key)
    # 2. A data key, in plaintext and sealed.
    data_key = aws.ok(
        "kms",
        "generate-data-key",
        "--key-id",
        "alias/envelope",
        "--key-spec",
        "AES_256",
        "--encryption-context",
        "purpose=test",
    )
    plaintext = base64.b64decode(data_key["Plaintext"])
    (tmp_path / "sealed-key").write_bytes(base64.b64decode(data_key["CiphertextBlob"]))
    # 3. The document is encrypted here; the plaintext key is forgotten.
    vector = "00" * 16
    openssl(
        "enc", "-aes-256-cbc", "-K", plaintext.hex(), "-iv", vector, "-in", "document", "-out", "sealed", cwd=tmp_path
    )
    # 4. The sealed key is opened by the server.
    opened = aws.text(
        "kms",
        "decrypt",
        "--ciphertext-blob",
        "fileb://sealed-key",
        "--encryption-context",
        "purpose=test",
        "--query",
        "Plaintext",
    )
    # 5. The document is decrypted here.
    openssl(
        "enc",
        "-d",
        "-aes-256-cbc",
        "-K",
        base64.b64decode(opened).hex(),
        "-iv",
        vector,
        "-in",
        "sealed",
        "-out",
        "opened",
        cwd=tmp_path,
    )
    assert (tmp_path / "opened").read_bytes() == (tmp_path / "document").read_bytes()
    refusal = aws.run("kms", "decrypt", "--ciphertext-blob", "fileb://sealed-key")
    assert refusal.status in (254, 255)
    assert "InvalidCiphertextException" in refusal.error


def test_list_keys_pages_by_itself(account, aws):
    made = {account.key() for _ in range(5)}
    listed = aws.ok("kms", "list-keys", "--page-size", "2")["Keys"]
    assert {key["KeyArn"] for key in listed} == made
    first = aws.ok("kms", "list-keys", "--max-items", "2")
    assert len(first["Keys"]) == 2
    rest = aws.ok("kms", "list-keys", "--starting-token", first["NextToken"])
    assert {key["KeyArn"] for key in first["Keys"] + rest["Keys"]} == made


@pytest.mark.parametrize(
    ("words", "member"),
    [
        (["kms", "describe-key"], "KeyMetadata"),
        (["kms", "get-key-policy", "--policy-name", "default"], "Policy"),
        (["kms", "list-resource-tags"], "Tags"),
        (["kms", "list-grants"], "Grants"),
        (["kms", "get-key-rotation-status"], "KeyRotationEnabled"),
        (["kms", "schedule-key-deletion", "--pending-window-in-days", "7"], "DeletionDate"),
    ],
    ids=lambda value: value[1] if isinstance(value, list) else value,
)
def test_key_is_managed(account, aws, words, member):
    assert member in aws.ok(*words, "--key-id", account.key())


def test_message_is_signed_and_verified_by_openssl(account, aws, tmp_path):
    key = account.key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    (tmp_path / "message").write_text("signed")
    signature = aws.text(
        "kms",
        "sign",
        "--key-id",
        key,
        "--message",
        "fileb://message",
        "--signing-algorithm",
        "ECDSA_SHA_256",
        "--query",
        "Signature",
    )
    public = aws.text("kms", "get-public-key", "--key-id", key, "--query", "PublicKey")
    for name, content in {"signature": signature, "public": public}.items():
        (tmp_path / name).write_bytes(base64.b64decode(content))
    openssl(
        "dgst", "-sha256", "-verify", "public", "-keyform", "DER", "-signature", "signature", "message", cwd=tmp_path
    )


def test_users_roles_and_sessions(account, aws, tmp_path):
    name = unique("cli")
    user = aws.ok("iam", "create-user", "--user-name", name)["User"]
    assert user["Arn"].endswith(f":user/{name}")
    policy = json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:ListKeys", "Resource": "*"}]}
    )
    aws.ok("iam", "put-user-policy", "--user-name", name, "--policy-name", "p", "--policy-document", policy)
    assert aws.ok("iam", "list-user-policies", "--user-name", name)["PolicyNames"] == ["p"]
    session = account.assume(account.role())
    identity = CommandLine(session, tmp_path).ok("sts", "get-caller-identity")
    assert identity["Arn"] == session.arn


def test_refusal_is_shown_in_awss_words(account, tmp_path):
    user = account.user()
    outcome = CommandLine(user, tmp_path).run("kms", "list-keys")
    assert outcome.status in (254, 255)
    assert (
        f"An error occurred (AccessDeniedException) when calling the ListKeys operation: User: {user.arn} is not "
        "authorized to perform: kms:ListKeys on resource: * because no identity-based policy allows the kms:ListKeys "
        "action"
    ) in outcome.error


def test_printed_environment_is_all_that_the_cli_needs(administrator, tmp_path):
    printed = administrator.server.environment()
    assert set(printed) == {"AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"}
    assert printed == administrator.environment()
    identity = CommandLine(administrator, tmp_path).ok("sts", "get-caller-identity")
    assert identity["Account"] == administrator.account_id
