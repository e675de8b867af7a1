"""The product under load: a user who is no administrator, judged by several policies, on a key with a policy."""

from __future__ import annotations

import base64
import json
import shlex
import subprocess
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import boto3

from .load import Request
from .processes import free_port, running

ACCOUNT = "123456789012"
HEALTH = "/_yagura/health"
CONTENT_TYPE = "application/x-amz-json-1.1"


@dataclass(frozen=True)
class Yagura:
    pid: int
    port: int
    access_key: dict[str, str]
    bodies: dict[str, dict]
    # Makes boto3 clients that sign as the administrator.
    client: Callable[[str], object]

    def request(
        self, operation: str, body: dict | None = None, service: str = "kms", target: str = "TrentService"
    ) -> Request:
        """A call by the user; without a body, the one that `prepare` made for the operation."""
        return Request(
            port=self.port,
            body=json.dumps(self.bodies[operation] if body is None else body, separators=(",", ":")),
            headers={"content-type": CONTENT_TYPE, "x-amz-target": f"{target}.{operation}"},
            signer=(service, self.access_key["AccessKeyId"], self.access_key["SecretAccessKey"]),
        )


@contextmanager
def yagura(binary: Path, data: Path, *settings: str, environment: dict[str, str] | None = None):
    """A server on a fresh store, with default settings but for those given, and with the user and the key made."""
    port = free_port()
    place = ["--data", str(data), "--listen", f"127.0.0.1:{port}"]
    with running([binary, "serve", *place, *settings], port, HEALTH, environment) as pid:
        client = administrator_of(binary, place)
        yield Yagura(pid, port, *prepare(client), client)


def administrator_of(binary: Path, place: list[str]) -> Callable[[str], object]:
    """Makes boto3 clients that sign as the administrator."""
    exports = subprocess.run([binary, "env", *place], check=True, capture_output=True, text=True).stdout
    values = dict(word.split("=", 1) for word in shlex.split(exports) if "=" in word)
    session = boto3.Session(
        values["AWS_ACCESS_KEY_ID"], values["AWS_SECRET_ACCESS_KEY"], region_name=values["AWS_DEFAULT_REGION"]
    )
    return partial(session.client, endpoint_url=values["AWS_ENDPOINT_URL"])


def prepare(client: Callable[[str], object]) -> tuple[dict, dict[str, dict]]:
    """The user's access key, and the bodies of the calls."""
    iam, kms = client("iam"), client("kms")
    user = iam.create_user(UserName="bench")["User"]["Arn"]
    access_key = iam.create_access_key(UserName="bench")["AccessKey"]
    key = kms.create_key(Policy=json.dumps(key_policy(user)))["KeyMetadata"]
    kms.create_alias(AliasName="alias/bench", TargetKeyId=key["KeyId"])
    for name, statement in identity_policies(key["Arn"]).items():
        document = {"Version": "2012-10-17", "Statement": [statement]}
        iam.put_user_policy(UserName="bench", PolicyName=name, PolicyDocument=json.dumps(document))
    context = {"tenant": "bench"}
    sealed = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"hello", EncryptionContext=context)["CiphertextBlob"]
    plaintext = base64.b64encode(b"hello").decode()
    return access_key, {
        "Encrypt": {"KeyId": "alias/bench", "Plaintext": plaintext, "EncryptionContext": context},
        "Decrypt": {"CiphertextBlob": base64.b64encode(sealed).decode(), "EncryptionContext": context},
        "GenerateDataKey": {"KeyId": "alias/bench", "KeySpec": "AES_256", "EncryptionContext": context},
    }


def key_policy(user: str) -> dict:
    """Leaves the account in charge and lets the user do one thing more, on a condition."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "Account", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
             "Action": "kms:*", "Resource": "*"},
            {"Sid": "Describe", "Effect": "Allow", "Principal": {"AWS": user}, "Action": "kms:DescribeKey",
             "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalType": "User"}}},
        ],
    }  # fmt: skip


def identity_policies(key: str) -> dict[str, dict]:
    """Three policies: one that allows on a condition, one that denies elsewhere, one beside the matter."""
    return {
        "use-key": {"Effect": "Allow", "Action": ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*"],
                    "Resource": key, "Condition": {"StringLike": {"kms:EncryptionContext:tenant": "ben*"}}},
        "one-region": {"Effect": "Deny", "Action": "kms:*", "Resource": "*",
                       "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]}}},
        "own-self": {"Effect": "Allow", "Action": ["iam:GetUser", "iam:ListAccessKeys"],
                     "Resource": f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"},
    }  # fmt: skip
