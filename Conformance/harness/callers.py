"""Who calls: credentials, the clients made with them, and the users and roles that tests make."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field

import botocore.session
from botocore.config import Config

from harness.server import Server

REGION = "us-east-1"
_session = botocore.session.Session()
_serial = itertools.count(1)


def unique(prefix: str = "yagura") -> str:
    """A name that no other test of this run uses."""
    return f"{prefix}-{next(_serial)}"


@dataclass(frozen=True)
class Credentials:
    access_key: str
    secret_key: str
    session_token: str | None = None

    @classmethod
    def of(cls, answer: dict) -> Credentials:
        """From the `AccessKey` or `Credentials` of an answer."""
        return cls(answer["AccessKeyId"], answer["SecretAccessKey"], answer.get("SessionToken"))


@dataclass
class Caller:
    """Credentials at one server, with a client for each service and region."""

    server: Server
    credentials: Credentials
    arn: str = ""
    _clients: dict = field(default_factory=dict, repr=False)

    def client(self, service: str, region: str = REGION):
        key = (service, region)
        if key not in self._clients:
            self._clients[key] = _session.create_client(
                service,
                region_name=region,
                endpoint_url=self.server.endpoint,
                aws_access_key_id=self.credentials.access_key,
                aws_secret_access_key=self.credentials.secret_key,
                aws_session_token=self.credentials.session_token,
                config=Config(retries={"total_max_attempts": 1}, read_timeout=60, connect_timeout=10),
            )
        return self._clients[key]

    @property
    def kms(self):
        return self.client("kms")

    @property
    def iam(self):
        return self.client("iam")

    @property
    def sts(self):
        return self.client("sts")

    def assume(self, role_arn: str, **parameters) -> Caller:
        """The caller that a role session is."""
        parameters.setdefault("RoleSessionName", unique("session"))
        answer = self.sts.assume_role(RoleArn=role_arn, **parameters)
        return Caller(self.server, Credentials.of(answer["Credentials"]), answer["AssumedRoleUser"]["Arn"])

    def environment(self) -> dict[str, str]:
        """The variables that give an AWS CLI this identity."""
        variables = {
            "AWS_ENDPOINT_URL": self.server.endpoint,
            "AWS_ACCESS_KEY_ID": self.credentials.access_key,
            "AWS_SECRET_ACCESS_KEY": self.credentials.secret_key,
            "AWS_DEFAULT_REGION": REGION,
        }
        if self.credentials.session_token:
            variables["AWS_SESSION_TOKEN"] = self.credentials.session_token
        return variables


class Account(Caller):
    """The administrator of an account, and what tests make in it."""

    def __init__(self, server: Server, account_id: str, credentials: Credentials):
        super().__init__(server, credentials, f"arn:aws:iam::{account_id}:root")
        self.account_id = account_id

    def user(self, *statements: dict, name: str | None = None, **parameters) -> User:
        """A user with one access key and, if statements are given, an inline policy of them."""
        name = name or unique("user")
        arn = self.iam.create_user(UserName=name, **parameters)["User"]["Arn"]
        key = self.iam.create_access_key(UserName=name)["AccessKey"]
        if statements:
            self.iam.put_user_policy(UserName=name, PolicyName="inline", PolicyDocument=document(*statements))
        return User(self.server, Credentials.of(key), arn, name=name)

    def role(self, *statements: dict, trust: dict | None = None, **parameters) -> str:
        """A role that this account (or whom `trust` names) may assume. Returns its ARN."""
        name = unique("role")
        trust = trust or allow("sts:AssumeRole", principal=self.arn)
        role = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trust), **parameters)["Role"]
        if statements:
            self.iam.put_role_policy(RoleName=name, PolicyName="inline", PolicyDocument=document(*statements))
        return role["Arn"]

    def key(self, **parameters) -> str:
        """A new KMS key. Returns its ARN."""
        return self.kms.create_key(**parameters)["KeyMetadata"]["Arn"]


@dataclass
class User(Caller):
    name: str = ""


def document(*statements: dict) -> str:
    """A policy document as text."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(*actions: str, resource=None, principal=None, condition: dict | None = None) -> dict:
    return statement("Allow", actions, resource, principal, condition)


def deny(*actions: str, resource=None, principal=None, condition: dict | None = None) -> dict:
    return statement("Deny", actions, resource, principal, condition)


def statement(effect: str, actions, resource, principal, condition) -> dict:
    """An identity statement, or with a principal one of a key policy or trust policy (which says no resource)."""
    parts: dict = {"Effect": effect, "Action": list(actions)}
    if principal is not None:
        parts["Principal"] = principal if principal == "*" or isinstance(principal, dict) else {"AWS": principal}
    is_trust = principal is not None and all(action.startswith("sts:") for action in actions)
    if not is_trust:
        parts["Resource"] = resource or "*"
    if condition:
        parts["Condition"] = condition
    return parts


def key_policy(*statements: dict, account_id: str) -> str:
    """A key policy that leaves the account in charge (as the console's default does), and says more."""
    return document(allow("kms:*", principal=f"arn:aws:iam::{account_id}:root"), *statements)
