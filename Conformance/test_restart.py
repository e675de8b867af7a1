"""What survives: everything that was answered, whether the server was stopped or killed."""

from __future__ import annotations

import pytest

from harness.accounts import strict_administrator
from harness.callers import Caller, Credentials, allow, unique
from harness.errors import refused
from harness.material import import_material


@pytest.fixture(params=["stop", "kill"])
def restarted(make_server, request):
    """Runs a step, ends the server in one of two ways, and starts it again on the same data."""

    server = make_server()
    account = strict_administrator(server)

    def restart() -> None:
        status = getattr(server, request.param)()
        assert status == (0 if request.param == "stop" else -9)
        server.start()

    yield account, restart
    server.stop()


def test_keys_and_what_belongs_to_them_survive(restarted):
    account, restart = restarted
    kms = account.kms
    key = account.key(Description="kept", Tags=[{"TagKey": "a", "TagValue": "1"}])
    external = account.key(Origin="EXTERNAL")
    import_material(kms, external, bytes(range(32)))
    signing = account.key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    mac = account.key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")
    alias = f"alias/{unique()}"
    kms.create_alias(AliasName=alias, TargetKeyId=key)
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=100)
    kms.rotate_key_on_demand(KeyId=key)
    sealed = [kms.encrypt(KeyId=k, Plaintext=b"kept")["CiphertextBlob"] for k in (key, external)]
    signature = kms.sign(KeyId=signing, Message=b"m", SigningAlgorithm="ECDSA_SHA_256")["Signature"]
    code = kms.generate_mac(KeyId=mac, Message=b"m", MacAlgorithm="HMAC_SHA_256")["Mac"]
    before = look(kms, key)
    restart()
    assert look(kms, key) == before
    assert [kms.decrypt(CiphertextBlob=blob)["Plaintext"] for blob in sealed] == [b"kept", b"kept"]
    assert kms.describe_key(KeyId=alias)["KeyMetadata"]["Arn"] == key
    kms.verify(KeyId=signing, Message=b"m", Signature=signature, SigningAlgorithm="ECDSA_SHA_256")
    kms.verify_mac(KeyId=mac, Message=b"m", Mac=code, MacAlgorithm="HMAC_SHA_256")


def test_last_use_of_a_key_survives(restarted):
    account, restart = restarted
    key = account.key()
    account.kms.encrypt(KeyId=key, Plaintext=b"x")
    # A change is on disk before its answer, and so is what came before it.
    account.kms.disable_key(KeyId=key)
    before = account.kms.get_key_last_usage(KeyId=key)["KeyLastUsage"]
    assert before["Operation"] == "Encrypt"
    restart()
    assert account.kms.get_key_last_usage(KeyId=key)["KeyLastUsage"] == before


def look(kms, key: str) -> list[dict]:
    """Everything that can be read of a key."""
    answers = [
        kms.describe_key(KeyId=key),
        kms.get_key_policy(KeyId=key),
        kms.list_resource_tags(KeyId=key),
        kms.list_aliases(KeyId=key),
        kms.get_key_rotation_status(KeyId=key),
        kms.list_key_rotations(KeyId=key),
        kms.list_grants(KeyId=key),
    ]
    return [{name: part for name, part in answer.items() if name != "ResponseMetadata"} for answer in answers]


def test_users_keys_roles_grants_and_sessions_survive(restarted):
    account, restart = restarted
    key = account.key()
    user = account.user(allow("kms:ListKeys"))
    grantee = account.user()
    account.kms.create_grant(KeyId=key, GranteePrincipal=grantee.arn, Operations=["Encrypt"])
    role = account.role(allow("kms:ListAliases"))
    session = account.assume(role)
    restart()
    assert user.kms.list_keys()["Keys"]
    with refused("AccessDeniedException"):
        user.kms.list_aliases()
    grantee.kms.encrypt(KeyId=key, Plaintext=b"x")
    session.kms.list_aliases()
    assert account.assume(role).sts.get_caller_identity()["Account"] == account.account_id


def test_deletions_stay_deleted(restarted):
    account, restart = restarted
    user, key = account.user(), account.key()
    grant = account.kms.create_grant(KeyId=key, GranteePrincipal=user.arn, Operations=["Encrypt"])["GrantId"]
    account.kms.revoke_grant(KeyId=key, GrantId=grant)
    account.iam.delete_access_key(UserName=user.name, AccessKeyId=user.credentials.access_key)
    account.iam.delete_user(UserName=user.name)
    account.kms.disable_key(KeyId=key)
    restart()
    assert account.kms.list_grants(KeyId=key)["Grants"] == []
    with refused("NoSuchEntity"):
        account.iam.get_user(UserName=user.name)
    with refused("UnrecognizedClientException"):
        user.kms.list_keys()
    with refused("DisabledException"):
        account.kms.encrypt(KeyId=key, Plaintext=b"x")


def test_access_key_stays_the_same(restarted):
    account, restart = restarted
    before = account.server.environment()
    restart()
    account.server._environment = None
    assert account.server.environment() == before
    again = Caller(account.server, Credentials(before["AWS_ACCESS_KEY_ID"], before["AWS_SECRET_ACCESS_KEY"]))
    assert again.sts.get_caller_identity()["Account"] == account.account_id


def test_every_answered_key_survives_a_kill_amid_writing(make_server):
    """Killed between answers, again and again: what was answered is there, and what is there works."""
    server = make_server()
    account = strict_administrator(server)
    made: list[str] = []
    for _ in range(3):
        made += [account.key() for _ in range(5)]
        server.kill()
        server.start()
    listed = {key["KeyArn"] for page in account.kms.get_paginator("list_keys").paginate() for key in page["Keys"]}
    assert set(made) <= listed
    for key in made:
        account.kms.encrypt(KeyId=key, Plaintext=b"x")
    assert server.stop() == 0
