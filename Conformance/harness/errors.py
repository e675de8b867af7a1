"""Assertions about refusals."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from botocore.exceptions import ClientError

ENCODED = ". Encoded authorization failure message: "


@dataclass
class Refusal:
    code: str = ""
    message: str = ""
    status: int = 0
    request_id: str = ""
    # What DecodeAuthorizationMessage opens; empty where the refusal is no denial by policies.
    encoded: str = ""


@contextmanager
def refused(*codes: str, message: str | None = None):
    """The block is refused with one of these codes and, where given, a message that the whole pattern matches."""
    refusal = Refusal()
    with pytest.raises(ClientError) as caught:
        yield refusal
    error, metadata = caught.value.response["Error"], caught.value.response["ResponseMetadata"]
    refusal.code = error["Code"]
    refusal.message, _, refusal.encoded = error.get("Message", "").partition(ENCODED)
    refusal.status, refusal.request_id = metadata["HTTPStatusCode"], metadata.get("RequestId", "")
    assert refusal.code in codes, f"{refusal.code}: {refusal.message}"
    if message is not None:
        assert re.fullmatch(message, refusal.message), refusal.message


def not_authorised(caller_arn: str, action: str, resource: str, because: str) -> str:
    """AWS's words for an access denial, as a pattern. `because` is the end of the sentence."""
    sentence = f"User: {caller_arn} is not authorized to perform: {action} on resource: {resource} {because}"
    return re.escape(sentence)


def no_identity_policy(action: str) -> str:
    return f"because no identity-based policy allows the {action} action"


def no_resource_policy(action: str) -> str:
    return f"because no resource-based policy allows the {action} action"


def no_session_policy(action: str) -> str:
    return f"because no session policy allows the {action} action"


def no_boundary(action: str) -> str:
    return f"because no permissions boundary allows the {action} action"


EXPLICIT_IDENTITY_DENY = "with an explicit deny in an identity-based policy"
EXPLICIT_RESOURCE_DENY = "with an explicit deny in a resource-based policy"
EXPLICIT_SESSION_DENY = "with an explicit deny in a session policy"
EXPLICIT_BOUNDARY_DENY = "with an explicit deny in a permissions boundary"
