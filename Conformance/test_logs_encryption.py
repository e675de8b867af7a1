"""Log groups with a KMS key: sealed under it, and closed where it is disabled."""

from __future__ import annotations

import time

import pytest

from harness.callers import allow, document
from harness.errors import refused


@pytest.fixture
def logs(account):
    return account.client("logs")


def key_for_logs(account, group: str | None) -> str:
    """A key that CloudWatch Logs may use, for one group where one is named."""
    arn = f"arn:aws:logs:us-east-1:{account.account_id}:log-group:{group}"
    condition = {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": arn}} if group else None
    return account.key(
        Policy=document(
            allow("kms:*", principal=f"arn:aws:iam::{account.account_id}:root"),
            allow(
                "kms:Encrypt",
                "kms:Decrypt",
                "kms:ReEncrypt*",
                "kms:GenerateDataKey*",
                "kms:Describe*",
                principal={"Service": "logs.us-east-1.amazonaws.com"},
                condition=condition,
            ),
        )
    )


def put(logs, group: str) -> None:
    event = {"timestamp": int(time.time() * 1000), "message": "sealed"}
    logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=[event])


def test_a_group_is_closed_while_its_key_is_disabled(account, logs):
    key = key_for_logs(account, "app")
    logs.create_log_group(logGroupName="app", kmsKeyId=key)
    assert logs.describe_log_groups()["logGroups"][0]["kmsKeyId"] == key
    logs.create_log_stream(logGroupName="app", logStreamName="s")
    put(logs, "app")
    assert logs.get_log_events(logGroupName="app", logStreamName="s")["events"][0]["message"] == "sealed"
    account.kms.disable_key(KeyId=key)
    with refused("AccessDeniedException", message="The specified KMS key does not exist or is not allowed .*"):
        logs.get_log_events(logGroupName="app", logStreamName="s")
    with refused("AccessDeniedException"):
        logs.filter_log_events(logGroupName="app")
    account.kms.enable_key(KeyId=key)
    assert len(logs.filter_log_events(logGroupName="app")["events"]) == 1


def test_a_key_for_one_group_is_of_no_use_to_another(account, logs):
    key = key_for_logs(account, "app")
    with refused("AccessDeniedException", message=".*log-group:other'"):
        logs.create_log_group(logGroupName="other", kmsKeyId=key)
    logs.create_log_group(logGroupName="other")
    with refused("AccessDeniedException"):
        logs.associate_kms_key(logGroupName="other", kmsKeyId=key)


def test_a_key_that_is_disabled_missing_or_asymmetric_is_refused(account, logs):
    key = key_for_logs(account, None)
    account.kms.disable_key(KeyId=key)
    with refused("InvalidParameterException"):
        logs.create_log_group(logGroupName="app", kmsKeyId=key)
    missing = key.rsplit("/", 1)[0] + "/00000000-0000-0000-0000-000000000000"
    with refused("InvalidParameterException"):
        logs.create_log_group(logGroupName="app", kmsKeyId=missing)
    asymmetric = account.key(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")
    with refused("InvalidParameterException"):
        logs.create_log_group(logGroupName="app", kmsKeyId=asymmetric)
    assert logs.describe_log_groups()["logGroups"] == []


def test_events_of_before_and_after_an_association_are_read_together(account, logs):
    logs.create_log_group(logGroupName="app")
    logs.create_log_stream(logGroupName="app", logStreamName="s")
    put(logs, "app")
    key = key_for_logs(account, None)
    logs.associate_kms_key(logGroupName="app", kmsKeyId=key)
    put(logs, "app")
    logs.disassociate_kms_key(logGroupName="app")
    put(logs, "app")
    assert len(logs.get_log_events(logGroupName="app", logStreamName="s")["events"]) == 3
    assert "kmsKeyId" not in logs.describe_log_groups()["logGroups"][0]
