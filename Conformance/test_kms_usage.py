"""GetKeyLastUsage: which call used a key last, as its audit record tells."""

from __future__ import annotations

from harness.accounts import new_account
from harness.audit import request_id
from harness.callers import allow, key_policy
from harness.errors import refused


def last_use(account, key: str) -> dict:
    return account.kms.get_key_last_usage(KeyId=key)["KeyLastUsage"]


def test_new_key_has_no_last_use(shared_account):
    key = shared_account.kms.create_key()["KeyMetadata"]
    answer = shared_account.kms.get_key_last_usage(KeyId=key["Arn"])
    assert answer["KeyId"] == key["KeyId"]
    assert answer["KeyLastUsage"] == {}
    assert answer["KeyCreationDate"] == answer["TrackingStartDate"] == key["CreationDate"]


def test_last_use_names_the_audit_record(audited, audit):
    key = audited.key()
    sealed = audited.kms.encrypt(KeyId=key, Plaintext=b"x")
    assert last_use(audited, key)["KmsRequestId"] == request_id(sealed)
    opened = audited.kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"])
    with refused("InvalidCiphertextException"):
        audited.kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"], EncryptionContext={"no": "such"})
    audited.kms.describe_key(KeyId=key)
    use, record = last_use(audited, key), audit.of(request_id(opened))
    assert use["Operation"] == "Decrypt"
    assert use["KmsRequestId"] == request_id(opened)
    assert use["CloudTrailEventId"] == record["eventID"]
    assert use["Timestamp"].strftime("%Y-%m-%dT%H:%M:%SZ") == record["eventTime"]


def test_re_encryption_uses_both_keys(shared_account):
    source, destination = shared_account.key(), shared_account.key()
    sealed = shared_account.kms.encrypt(KeyId=source, Plaintext=b"x")["CiphertextBlob"]
    answer = shared_account.kms.re_encrypt(CiphertextBlob=sealed, DestinationKeyId=destination)
    for key in (source, destination):
        use = last_use(shared_account, key)
        assert (use["Operation"], use["KmsRequestId"]) == ("ReEncrypt", request_id(answer))


def test_event_is_the_owners_where_the_caller_is_of_another_account(audited, audit):
    other = new_account(audited.server)
    caller = other.user(allow("kms:*"))
    policy = key_policy(allow("kms:Encrypt", principal=caller.arn), account_id=audited.account_id)
    key = audited.key(Policy=policy)
    answer = caller.kms.encrypt(KeyId=key, Plaintext=b"x")
    records = [record for record in audit.records() if record["requestID"] == request_id(answer)]
    assert len({record["sharedEventID"] for record in records}) == 1
    events = {record["recipientAccountId"]: record["eventID"] for record in records}
    assert set(events) == {audited.account_id, other.account_id}
    assert last_use(audited, key)["CloudTrailEventId"] == events[audited.account_id]
    with refused("AccessDeniedException"):
        caller.kms.get_key_last_usage(KeyId=key)
