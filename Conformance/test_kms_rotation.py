"""Rotation: on a schedule, on demand, and what it leaves decryptable."""

from __future__ import annotations

from datetime import timedelta

import pytest

from harness.errors import refused
from harness.material import import_material

MATERIAL = bytes(range(32))


def rotations(kms, key: str) -> list[dict]:
    return kms.list_key_rotations(KeyId=key)["Rotations"]


def material_id(kms, key: str) -> str:
    return kms.describe_key(KeyId=key)["KeyMetadata"]["CurrentKeyMaterialId"]


def key_id(arn: str) -> str:
    """What the operations on rotation name a key by."""
    return arn.rpartition("/")[2]


def test_new_key_does_not_rotate(shared_account):
    key = shared_account.key()
    answer = shared_account.kms.get_key_rotation_status(KeyId=key)
    assert answer["KeyRotationEnabled"] is False
    assert "NextRotationDate" not in answer
    assert rotations(shared_account.kms, key) == []


@pytest.mark.parametrize(("asked", "period"), [(None, 365), (90, 90), (2560, 2560)])
def test_enabled_rotation_names_its_period_and_next_date(shared_account, asked, period):
    kms, key = shared_account.kms, shared_account.key()
    kms.enable_key_rotation(KeyId=key, **({"RotationPeriodInDays": asked} if asked else {}))
    answer = kms.get_key_rotation_status(KeyId=key)
    assert (answer["KeyRotationEnabled"], answer["RotationPeriodInDays"]) == (True, period)
    assert answer["KeyId"] == key_id(key)
    created = kms.describe_key(KeyId=key)["KeyMetadata"]["CreationDate"]
    wait = answer["NextRotationDate"] - created
    assert timedelta(days=period) <= wait <= timedelta(days=period, minutes=10)


def test_disabled_rotation_has_no_next_date(shared_account):
    kms, key = shared_account.kms, shared_account.key()
    kms.enable_key_rotation(KeyId=key)
    kms.disable_key_rotation(KeyId=key)
    answer = kms.get_key_rotation_status(KeyId=key)
    assert answer["KeyRotationEnabled"] is False
    assert "NextRotationDate" not in answer


def test_rotation_by_schedule_changes_the_material_and_keeps_old_ciphertexts(clock, timed_account):
    kms, key = timed_account.kms, timed_account.key()
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=90)
    sealed = [kms.encrypt(KeyId=key, Plaintext=b"0")["CiphertextBlob"]]
    materials = [material_id(kms, key)]
    for round_number in (1, 2):
        clock.advance(days=90, hours=1)
        sealed.append(kms.encrypt(KeyId=key, Plaintext=str(round_number).encode())["CiphertextBlob"])
        materials.append(material_id(kms, key))
    assert len(set(materials)) == 3
    opened = [kms.decrypt(CiphertextBlob=blob) for blob in sealed]
    assert [answer["Plaintext"] for answer in opened] == [b"0", b"1", b"2"]
    assert [answer["KeyMaterialId"] for answer in opened] == materials
    assert [entry["RotationType"] for entry in rotations(kms, key)] == ["AUTOMATIC", "AUTOMATIC"]


def test_rotation_is_not_early(clock, timed_account):
    kms, key = timed_account.kms, timed_account.key()
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=90)
    clock.advance(days=89)
    assert rotations(kms, key) == []


def test_switched_off_rotation_does_not_happen(clock, timed_account):
    kms, key = timed_account.kms, timed_account.key()
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=90)
    kms.disable_key_rotation(KeyId=key)
    clock.advance(days=400)
    assert rotations(kms, key) == []


def test_rotation_on_demand_happens_at_once(shared_account):
    kms, key = shared_account.kms, shared_account.key()
    before = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    first = material_id(kms, key)
    assert kms.rotate_key_on_demand(KeyId=key)["KeyId"] == key_id(key)
    assert material_id(kms, key) != first
    assert kms.decrypt(CiphertextBlob=before)["Plaintext"] == b"x"
    (entry,) = rotations(kms, key)
    assert (entry["KeyId"], entry["RotationType"]) == (key_id(key), "ON_DEMAND")
    assert entry["RotationDate"] is not None


def test_rotation_on_demand_leaves_the_schedule_alone(shared_account):
    kms, key = shared_account.kms, shared_account.key()
    kms.enable_key_rotation(KeyId=key)
    before = kms.get_key_rotation_status(KeyId=key)["NextRotationDate"]
    kms.rotate_key_on_demand(KeyId=key)
    assert kms.get_key_rotation_status(KeyId=key)["NextRotationDate"] == before


def test_rotations_are_listed_with_the_first_material_and_by_page(shared_account):
    kms, key = shared_account.kms, shared_account.key()
    for _ in range(3):
        kms.rotate_key_on_demand(KeyId=key)
    everything = kms.list_key_rotations(KeyId=key, IncludeKeyMaterial="ALL_KEY_MATERIAL")["Rotations"]
    states = [entry["KeyMaterialState"] for entry in everything]
    assert sorted(states) == ["CURRENT", "NON_CURRENT", "NON_CURRENT", "NON_CURRENT"]
    pages = list(kms.get_paginator("list_key_rotations").paginate(KeyId=key, PaginationConfig={"PageSize": 2}))
    assert [len(page["Rotations"]) for page in pages] == [2, 1]


@pytest.mark.parametrize(
    "parameters",
    [
        {"KeySpec": "RSA_2048", "KeyUsage": "ENCRYPT_DECRYPT"},
        {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"},
        {"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"},
    ],
    ids=["RSA", "ECC", "HMAC"],
)
@pytest.mark.parametrize("operation", ["enable_key_rotation", "rotate_key_on_demand"])
def test_only_symmetric_encryption_keys_rotate(shared_account, parameters, operation):
    with refused("UnsupportedOperationException"):
        getattr(shared_account.kms, operation)(KeyId=shared_account.key(**parameters))


def test_imported_material_does_not_rotate_by_schedule(shared_account):
    key = shared_account.key(Origin="EXTERNAL")
    import_material(shared_account.kms, key, MATERIAL)
    with refused("UnsupportedOperationException"):
        shared_account.kms.enable_key_rotation(KeyId=key)


@pytest.mark.parametrize("days", [89, 2561])
def test_rotation_period_has_bounds(shared_account, wire_of, days):
    parameters = {"KeyId": shared_account.key(), "RotationPeriodInDays": days}
    reply = wire_of(shared_account)("kms", "EnableKeyRotation", parameters)
    assert (reply.status, reply.code) == (400, "ValidationException")


def test_marker_that_no_page_gave_is_refused(shared_account):
    with refused("InvalidMarkerException"):
        shared_account.kms.list_key_rotations(KeyId=shared_account.key(), Marker="nonsense")
