"""One key in several regions: what is shared, what is not, and how it ends."""

from __future__ import annotations

import pytest

from harness.accounts import strict_administrator
from harness.audit import request_id
from harness.callers import allow, document
from harness.errors import refused
from harness.material import import_material

HERE, THERE, ELSEWHERE = "us-east-1", "eu-west-1", "ap-southeast-2"
MATERIAL, NEXT_MATERIAL = bytes(range(32)), bytes(range(1, 33))


def clients(account, *regions: str):
    return [account.client("kms", region) for region in regions or (HERE, THERE)]


def primary_key(kms, **parameters) -> str:
    """A new multi-Region primary key. Returns its id, which is that of its replicas too."""
    return kms.create_key(MultiRegion=True, **parameters)["KeyMetadata"]["KeyId"]


def pair(account, **parameters) -> str:
    """A primary key here with a replica there."""
    here, _ = clients(account)
    key = primary_key(here, **parameters)
    here.replicate_key(KeyId=key, ReplicaRegion=THERE)
    return key


def describe(kms, key: str) -> dict:
    return kms.describe_key(KeyId=key)["KeyMetadata"]


def layout(kms, key: str) -> tuple[str, str, list[str]]:
    """The type of a key, the region of its primary, and those of the replicas."""
    configuration = describe(kms, key)["MultiRegionConfiguration"]
    replicas = [replica["Region"] for replica in configuration["ReplicaKeys"]]
    return configuration["MultiRegionKeyType"], configuration["PrimaryKey"]["Region"], replicas


def test_replica_is_a_key_of_its_own_with_the_shared_properties(shared_account):
    here, there = clients(shared_account)
    key = primary_key(here, Description="here", Tags=[{"TagKey": "a", "TagValue": "1"}])
    tags = [{"TagKey": "b", "TagValue": "2"}]
    answer = here.replicate_key(KeyId=key, ReplicaRegion=THERE, Description="there", Tags=tags)
    primary, replica = describe(here, key), describe(there, key)
    assert answer["ReplicaKeyMetadata"] == replica
    assert answer["ReplicaTags"] == tags == there.list_resource_tags(KeyId=key)["Tags"]
    assert answer["ReplicaPolicy"] == there.get_key_policy(KeyId=key)["Policy"]
    assert (replica["Description"], replica["KeyState"], replica["Enabled"]) == ("there", "Enabled", True)
    for name in ("KeyId", "KeySpec", "KeyUsage", "Origin", "CurrentKeyMaterialId", "MultiRegion"):
        assert replica[name] == primary[name]
    assert primary["Description"] == "here"
    assert layout(here, key) == ("PRIMARY", HERE, [THERE])
    assert layout(there, key) == ("REPLICA", HERE, [THERE])
    assert key in [entry["KeyId"] for entry in there.get_paginator("list_keys").paginate().search("Keys[]")]


def test_ciphertext_of_one_region_opens_in_the_other(shared_account):
    here, there = clients(shared_account)
    key = pair(shared_account)
    for sealer, opener in ((here, there), (there, here)):
        data_key = sealer.generate_data_key(KeyId=key, KeySpec="AES_256", EncryptionContext={"a": "b"})
        opened = opener.decrypt(CiphertextBlob=data_key["CiphertextBlob"], EncryptionContext={"a": "b"})
        assert opened["Plaintext"] == data_key["Plaintext"]
        assert opened["KeyId"] == describe(opener, key)["Arn"]


def test_ciphertext_does_not_open_where_there_is_no_replica(shared_account):
    here, elsewhere = clients(shared_account, HERE, ELSEWHERE)
    blob = here.encrypt(KeyId=pair(shared_account), Plaintext=b"x")["CiphertextBlob"]
    with refused("AccessDeniedException"):
        elsewhere.decrypt(CiphertextBlob=blob)


def test_rotation_reaches_replicas_and_old_ciphertexts_open_everywhere(shared_account):
    here, there, elsewhere = clients(shared_account, HERE, THERE, ELSEWHERE)
    key = pair(shared_account)
    old = here.encrypt(KeyId=key, Plaintext=b"old")["CiphertextBlob"]
    here.rotate_key_on_demand(KeyId=key)
    new = there.encrypt(KeyId=key, Plaintext=b"new")["CiphertextBlob"]
    here.replicate_key(KeyId=key, ReplicaRegion=ELSEWHERE)
    listed = []
    for kms in (here, there, elsewhere):
        assert kms.decrypt(CiphertextBlob=old)["Plaintext"] == b"old"
        assert kms.decrypt(CiphertextBlob=new)["Plaintext"] == b"new"
        listed.append(kms.list_key_rotations(KeyId=key, IncludeKeyMaterial="ALL_KEY_MATERIAL")["Rotations"])
    assert listed[0] == listed[1] == listed[2]
    assert [entry["KeyMaterialState"] for entry in listed[0]] == ["NON_CURRENT", "CURRENT"]


def test_scheduled_rotation_is_set_on_the_primary_for_all(clock, timed_account):
    here, there = clients(timed_account)
    key = primary_key(here)
    here.enable_key_rotation(KeyId=key, RotationPeriodInDays=90)
    here.replicate_key(KeyId=key, ReplicaRegion=THERE)
    status = there.get_key_rotation_status(KeyId=key)
    assert (status["KeyRotationEnabled"], status["RotationPeriodInDays"]) == (True, 90)
    before = describe(there, key)["CurrentKeyMaterialId"]
    clock.advance(days=90, hours=1)
    after = describe(there, key)["CurrentKeyMaterialId"]
    assert after == describe(here, key)["CurrentKeyMaterialId"] != before
    here.disable_key_rotation(KeyId=key)
    assert there.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is False


@pytest.mark.parametrize("operation", ["enable_key_rotation", "disable_key_rotation", "rotate_key_on_demand"])
def test_replica_does_not_set_the_rotation(shared_account, operation):
    _, there = clients(shared_account)
    with refused("UnsupportedOperationException"):
        getattr(there, operation)(KeyId=pair(shared_account))


def test_state_aliases_tags_policy_and_grants_are_independent(shared_account):
    here, there = clients(shared_account)
    key = pair(shared_account)
    here.disable_key(KeyId=key)
    assert describe(there, key)["KeyState"] == "Enabled"
    there.create_alias(AliasName="alias/there", TargetKeyId=key)
    there.tag_resource(KeyId=key, Tags=[{"TagKey": "a", "TagValue": "1"}])
    there.create_grant(KeyId=key, GranteePrincipal=shared_account.arn, Operations=["Encrypt"])
    policy = document(allow("kms:*", principal=shared_account.arn))
    there.put_key_policy(KeyId=key, Policy=policy)
    assert here.list_aliases(KeyId=key)["Aliases"] == []
    assert here.list_resource_tags(KeyId=key)["Tags"] == []
    assert here.list_grants(KeyId=key)["Grants"] == []
    assert here.get_key_policy(KeyId=key)["Policy"] != policy


def test_signature_and_mac_of_one_region_verify_in_the_other(shared_account):
    here, there = clients(shared_account)
    signing = pair(shared_account, KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    signature = {"Message": b"m", "SigningAlgorithm": "ECDSA_SHA_256"}
    signature["Signature"] = here.sign(KeyId=signing, **signature)["Signature"]
    assert there.verify(KeyId=signing, **signature)["SignatureValid"] is True
    assert here.get_public_key(KeyId=signing)["PublicKey"] == there.get_public_key(KeyId=signing)["PublicKey"]
    authenticating = pair(shared_account, KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")
    mac = {"Message": b"m", "MacAlgorithm": "HMAC_SHA_256"}
    mac["Mac"] = there.generate_mac(KeyId=authenticating, **mac)["Mac"]
    assert here.verify_mac(KeyId=authenticating, **mac)["MacValid"] is True


def test_updated_primary_region_swaps_the_roles(shared_account):
    here, there = clients(shared_account)
    key = pair(shared_account)
    here.replicate_key(KeyId=key, ReplicaRegion=ELSEWHERE)
    here.update_primary_region(KeyId=key, PrimaryRegion=THERE)
    assert layout(here, key) == ("REPLICA", THERE, [ELSEWHERE, HERE])
    assert layout(there, key) == ("PRIMARY", THERE, [ELSEWHERE, HERE])
    there.rotate_key_on_demand(KeyId=key)
    assert describe(here, key)["CurrentKeyMaterialId"] == describe(there, key)["CurrentKeyMaterialId"]
    with refused("UnsupportedOperationException"):
        here.update_primary_region(KeyId=key, PrimaryRegion=ELSEWHERE)


def test_primary_region_must_hold_a_replica(shared_account):
    here, _ = clients(shared_account)
    with refused("NotFoundException"):
        here.update_primary_region(KeyId=pair(shared_account), PrimaryRegion=ELSEWHERE)


@pytest.mark.parametrize("region", [HERE, THERE])
def test_region_with_a_related_key_takes_no_other(shared_account, region):
    here, _ = clients(shared_account)
    with refused("AlreadyExistsException"):
        here.replicate_key(KeyId=pair(shared_account), ReplicaRegion=region)


def test_replica_and_disabled_primary_are_not_replicated(shared_account):
    here, there = clients(shared_account)
    key = pair(shared_account)
    with refused("UnsupportedOperationException"):
        there.replicate_key(KeyId=key, ReplicaRegion=ELSEWHERE)
    here.disable_key(KeyId=key)
    with refused("DisabledException"):
        here.replicate_key(KeyId=key, ReplicaRegion=ELSEWHERE)


def test_primary_is_deleted_after_its_replicas(clock, timed_account):
    here, there = clients(timed_account)
    key = pair(timed_account)
    answer = here.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    assert (answer["KeyState"], answer["PendingWindowInDays"]) == ("PendingReplicaDeletion", 7)
    assert "DeletionDate" not in answer
    clock.advance(days=30)
    waiting = describe(here, key)
    assert (waiting["KeyState"], waiting["PendingDeletionWindowInDays"]) == ("PendingReplicaDeletion", 7)
    with refused("KMSInvalidStateException"):
        here.encrypt(KeyId=key, Plaintext=b"x")
    there.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    clock.advance(days=7, hours=1)
    with refused("NotFoundException"):
        there.describe_key(KeyId=key)
    last = describe(here, key)
    assert last["KeyState"] == "PendingDeletion"
    assert 6 < (last["DeletionDate"] - clock.now()).total_seconds() / 86400 <= 7
    assert last["MultiRegionConfiguration"]["ReplicaKeys"] == []
    clock.advance(days=7, hours=1)
    with refused("NotFoundException"):
        here.describe_key(KeyId=key)


def test_deletion_is_cancelled_while_replicas_are_there(shared_account):
    here, there = clients(shared_account)
    key = pair(shared_account)
    here.schedule_key_deletion(KeyId=key)
    here.cancel_key_deletion(KeyId=key)
    assert describe(here, key)["KeyState"] == "Disabled"
    assert describe(there, key)["KeyState"] == "Enabled"


def test_imported_material_is_brought_to_every_region_before_it_is_rotated_to(shared_account):
    here, there = clients(shared_account)
    key = primary_key(here, Origin="EXTERNAL")
    import_material(here, key, MATERIAL)
    answer = here.replicate_key(KeyId=key, ReplicaRegion=THERE)
    assert answer["ReplicaKeyMetadata"]["KeyState"] == "PendingImport"
    with refused("IncorrectKeyMaterialException"):
        import_material(there, key, NEXT_MATERIAL)
    import_material(there, key, MATERIAL)
    old = here.encrypt(KeyId=key, Plaintext=b"old")["CiphertextBlob"]
    import_material(here, key, NEXT_MATERIAL, ImportType="NEW_KEY_MATERIAL")
    with refused("KMSInvalidStateException"):
        here.rotate_key_on_demand(KeyId=key)
    import_material(there, key, NEXT_MATERIAL, ImportType="EXISTING_KEY_MATERIAL")
    here.rotate_key_on_demand(KeyId=key)
    new = here.encrypt(KeyId=key, Plaintext=b"new")["CiphertextBlob"]
    assert [there.decrypt(CiphertextBlob=blob)["Plaintext"] for blob in (old, new)] == [b"old", b"new"]


def test_replication_is_on_record_in_both_regions(audited, audit):
    here, _ = clients(audited)
    key = primary_key(here)
    call = request_id(here.replicate_key(KeyId=key, ReplicaRegion=THERE))
    records = {record["eventName"]: record for record in audit.records() if record.get("requestID") == call}
    assert sorted(records) == ["CreateKey", "ReplicateKey"]
    assert (records["ReplicateKey"]["awsRegion"], records["CreateKey"]["awsRegion"]) == (HERE, THERE)
    assert records["CreateKey"]["userIdentity"]["invokedBy"] == "kms.amazonaws.com"
    assert [resource["ARN"] for resource in records["ReplicateKey"]["resources"]] == [describe(here, key)["Arn"]]
    assert any(record["eventName"] == "SynchronizeMultiRegionKey" for record in audit.records())


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_related_keys_survive_a_restart(make_server, end):
    server = make_server()
    account = strict_administrator(server)
    here, there = clients(account)
    key = pair(account)
    blob = here.encrypt(KeyId=key, Plaintext=b"kept")["CiphertextBlob"]
    here.update_primary_region(KeyId=key, PrimaryRegion=THERE)
    before = describe(here, key), describe(there, key)
    getattr(server, end)()
    server.start()
    assert (describe(here, key), describe(there, key)) == before
    assert there.decrypt(CiphertextBlob=blob)["Plaintext"] == b"kept"
    server.stop()
