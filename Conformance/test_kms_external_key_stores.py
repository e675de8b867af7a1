"""External key stores: keys whose other half an external key manager holds, here the proxy of the harness."""

from __future__ import annotations

from hashlib import sha256

import pytest

from harness import tool
from harness.accounts import new_account, strict_administrator
from harness.audit import Audit, request_id
from harness.callers import REGION, allow, unique
from harness.errors import no_identity_policy, not_authorised, refused
from harness.xks_proxy import DOWN, HOST, MISNAMED, PRIVATE, STATUS, XksProxy, decoded, new_access_key_id, new_secret

SERVICE = f"com.amazonaws.vpce.{REGION}.vpce-svc-"
UNINTELLIGIBLE = (
    "AWS KMS cannot interpret the response from the external key store proxy. If you see this error repeatedly, "
    "report it to your external key store proxy administrator."
)
# What the proxy answers, and what CreateCustomKeyStore, ConnectCustomKeyStore and CreateKey come to then.
OUTCOMES = {
    "ValidationException": (
        "XksProxyInvalidResponseException",
        "XKS_PROXY_INVALID_RESPONSE",
        "CustomKeyStoreInvalidStateException",
    ),
    "InvalidStateException": (
        "XksProxyUriUnreachableException",
        "XKS_PROXY_NOT_REACHABLE",
        "XksKeyInvalidConfigurationException",
    ),
    "InvalidCiphertextException": (
        "XksProxyInvalidResponseException",
        "XKS_PROXY_INVALID_RESPONSE",
        "CustomKeyStoreInvalidStateException",
    ),
    "InvalidKeyUsageException": (
        "XksProxyInvalidResponseException",
        "XKS_PROXY_INVALID_RESPONSE",
        "XksKeyInvalidConfigurationException",
    ),
    "AuthenticationFailedException": (
        "XksProxyIncorrectAuthenticationCredentialException",
        "INVALID_CREDENTIALS",
        "CustomKeyStoreInvalidStateException",
    ),
    "AccessDeniedException": (
        "XksProxyInvalidResponseException",
        "XKS_PROXY_ACCESS_DENIED",
        "CustomKeyStoreInvalidStateException",
    ),
    "KeyNotFoundException": (
        "XksProxyInvalidResponseException",
        "XKS_PROXY_INVALID_RESPONSE",
        "XksKeyNotFoundException",
    ),
    "InvalidUriPathException": (
        "XksProxyInvalidConfigurationException",
        "XKS_PROXY_INVALID_CONFIGURATION",
        "CustomKeyStoreInvalidStateException",
    ),
    "ThrottlingException": (
        "XksProxyUriUnreachableException",
        "XKS_PROXY_NOT_REACHABLE",
        "CustomKeyStoreInvalidStateException",
    ),
    "InternalException": (
        "XksProxyInvalidResponseException",
        "XKS_PROXY_INVALID_RESPONSE",
        "CustomKeyStoreInvalidStateException",
    ),
    "UnsupportedOperationException": (
        "XksProxyInvalidResponseException",
        "XKS_PROXY_INVALID_RESPONSE",
        "UnsupportedOperationException",
    ),
    "DependencyTimeoutException": (
        "XksProxyUriUnreachableException",
        "XKS_PROXY_TIMED_OUT",
        "CustomKeyStoreInvalidStateException",
    ),
}
# Members of an Encrypt answer that no proxy may send.
MALFORMED = [
    {"initializationVector": "AAAA"},
    {"authenticationTag": "AAAA"},
    {"ciphertext": "AAAA"},
    {"ciphertext": "*"},
    {"ciphertext": None},
    {"ciphertextMetadata": "A" * 28},
    {"ciphertextDataIntegrityValue": "A" * 43 + "="},
    {"ciphertextDataIntegrityValue": None},
]


@pytest.fixture(scope="module")
def server(make_server, xks_proxy):
    return make_server(dev=True, options=xks_proxy.options)


@pytest.fixture
def account(server):
    return new_account(server)


@pytest.fixture
def kms(account):
    return account.kms


@pytest.fixture
def store(kms, xks_proxy) -> str:
    return connected(kms, xks_proxy)


@pytest.fixture
def key(kms, xks_proxy, store) -> dict:
    return create_key(kms, store, xks_proxy.key())


def request(proxy: XksProxy, host: str = HOST, **changes) -> dict:
    parameters = {
        "CustomKeyStoreName": unique("store"),
        "CustomKeyStoreType": "EXTERNAL_KEY_STORE",
        "XksProxyConnectivity": "PUBLIC_ENDPOINT",
        "XksProxyUriEndpoint": f"https://{host}",
        "XksProxyUriPath": f"/{unique('prefix')}/kms/xks/v1",
        "XksProxyAuthenticationCredential": proxy.credential,
    }
    return parameters | changes


def private(proxy: XksProxy, service: str, **changes) -> dict:
    changes.setdefault("XksProxyConnectivity", "VPC_ENDPOINT_SERVICE")
    return request(proxy, PRIVATE, XksProxyVpcEndpointServiceName=service, **changes)


def connected(kms, proxy: XksProxy) -> str:
    store = kms.create_custom_key_store(**request(proxy))["CustomKeyStoreId"]
    kms.connect_custom_key_store(CustomKeyStoreId=store)
    assert entry(kms, store)["ConnectionState"] == "CONNECTED"
    return store


def entry(kms, store: str) -> dict:
    (found,) = kms.describe_custom_key_stores(CustomKeyStoreId=store)["CustomKeyStores"]
    return found


def create_key(kms, store: str, external_key: str) -> dict:
    answer = kms.create_key(Origin="EXTERNAL_KEY_STORE", CustomKeyStoreId=store, XksKeyId=external_key)
    return answer["KeyMetadata"]


def reconnect(kms, store: str) -> dict:
    kms.disconnect_custom_key_store(CustomKeyStoreId=store)
    kms.connect_custom_key_store(CustomKeyStoreId=store)
    return entry(kms, store)


def test_store_is_described_as_it_was_made(kms, xks_proxy):
    parameters = request(xks_proxy)
    answer = kms.create_custom_key_store(**parameters)
    found = entry(kms, answer["CustomKeyStoreId"])
    assert (found["CustomKeyStoreType"], found["ConnectionState"]) == ("EXTERNAL_KEY_STORE", "DISCONNECTED")
    assert found["XksProxyConfiguration"] == {
        "Connectivity": "PUBLIC_ENDPOINT",
        "AccessKeyId": xks_proxy.credential["AccessKeyId"],
        "UriEndpoint": f"https://{HOST}",
        "UriPath": parameters["XksProxyUriPath"],
    }
    assert "CloudHsmClusterId" not in found
    asked = xks_proxy.asked[-1]
    assert (asked.host, asked.path) == (HOST, parameters["XksProxyUriPath"] + "/health")
    assert asked.metadata == {"kmsOperation": "CreateCustomKeyStore", "kmsRequestId": request_id(answer)}


def test_store_is_refused_whose_proxy_is_not_as_it_should_be(kms, xks_proxy):
    wrong_secret = {**xks_proxy.credential, "RawSecretAccessKey": new_secret()}
    with refused("XksProxyIncorrectAuthenticationCredentialException"):
        kms.create_custom_key_store(**request(xks_proxy, XksProxyAuthenticationCredential=wrong_secret))
    with refused("XksProxyInvalidConfigurationException", message=".* because of an invalid URI path\\..*"):
        kms.create_custom_key_store(**request(xks_proxy, XksProxyUriPath="/nowhere/kms/xks/v1"))
    with refused("XksProxyInvalidConfigurationException", message="AWS KMS cannot establish a TLS connection .*"):
        kms.create_custom_key_store(**request(xks_proxy, MISNAMED))
    for host in (DOWN, "no-such-host.invalid"):
        with refused("XksProxyUriUnreachableException"):
            kms.create_custom_key_store(**request(xks_proxy, host))
    managers, xks_proxy.managers = xks_proxy.managers, ["UNAVAILABLE"]
    with refused("XksProxyUriUnreachableException", message="The external key store proxy is in an unhealthy state.*"):
        kms.create_custom_key_store(**request(xks_proxy))
    xks_proxy.managers = managers
    assert kms.describe_custom_key_stores()["CustomKeyStores"] == []


def test_address_is_one_stores(kms, xks_proxy):
    taken = request(xks_proxy)
    kms.create_custom_key_store(**taken)
    with refused("XksProxyUriInUseException"):
        kms.create_custom_key_store(**taken | {"CustomKeyStoreName": unique()})
    with refused("CustomKeyStoreNameInUseException"):
        kms.create_custom_key_store(**request(xks_proxy, CustomKeyStoreName=taken["CustomKeyStoreName"]))
    kms.create_custom_key_store(**request(xks_proxy))


def test_endpoint_service_is_what_the_operator_has_routed(server, kms, xks_proxy):
    service = SERVICE + "0123456789abcdef0"
    with refused("XksProxyVpcEndpointServiceNotFoundException"):
        kms.create_custom_key_store(
            **private(xks_proxy, service) | {"XksProxyUriEndpoint": "https://elsewhere.xks.test"}
        )
    with refused("XksProxyVpcEndpointServiceNotFoundException"):
        kms.create_custom_key_store(**private(xks_proxy, "com.amazonaws.vpce.eu-west-3.vpce-svc-0123456789abcdef0"))
    with refused("ValidationException"):
        kms.create_custom_key_store(**private(xks_proxy, service, XksProxyConnectivity="PUBLIC_ENDPOINT"))
    parameters = private(xks_proxy, service, XksProxyVpcEndpointServiceOwner="111122223333")
    store = kms.create_custom_key_store(**parameters)["CustomKeyStoreId"]
    found = entry(kms, store)["XksProxyConfiguration"]
    assert (found["VpcEndpointServiceName"], found["VpcEndpointServiceOwner"]) == (service, "111122223333")
    with refused("XksProxyUriEndpointInUseException"):
        kms.create_custom_key_store(**private(xks_proxy, service + "1"))
    other = new_account(server).kms
    with refused("XksProxyVpcEndpointServiceInUseException"):
        other.create_custom_key_store(**private(xks_proxy, service))
    with refused("XksProxyUriEndpointInUseException"):
        other.create_custom_key_store(**request(xks_proxy, PRIVATE))

    kms.connect_custom_key_store(CustomKeyStoreId=store)
    key = create_key(kms, store, xks_proxy.key())["KeyId"]
    sealed = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    assert xks_proxy.asked[-1].host == PRIVATE
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"x"


def test_key_is_described_with_its_external_key(account, kms, xks_proxy, store):
    external_key = xks_proxy.key()
    answer = kms.create_key(Origin="EXTERNAL_KEY_STORE", CustomKeyStoreId=store, XksKeyId=external_key)
    key = answer["KeyMetadata"]
    assert (key["Origin"], key["KeyState"], key["CustomKeyStoreId"]) == ("EXTERNAL_KEY_STORE", "Enabled", store)
    assert key["XksKeyConfiguration"] == {"Id": external_key}
    assert kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"] == key
    asked = xks_proxy.asked[-1]
    assert asked.path.endswith(f"/keys/{external_key}/metadata")
    assert asked.metadata == {
        "awsPrincipalArn": account.sts.get_caller_identity()["Arn"],
        "kmsOperation": "CreateKey",
        "kmsRequestId": request_id(answer),
    }


@pytest.mark.parametrize("metadata", [b"", b"version=1", bytes(20)], ids=["none", "some", "most"])
def test_ciphertext_is_encrypted_twice(account, kms, xks_proxy, key, metadata, monkeypatch):
    """The outer layer is the external key's, and inside is not the plaintext."""
    monkeypatch.setattr(xks_proxy, "metadata", metadata)
    plaintext = b"attack at dawn. " * 256
    sealed = kms.encrypt(KeyId=key["KeyId"], Plaintext=plaintext, EncryptionContext={"for": "tests"})
    asked = xks_proxy.asked[-1]
    assert asked.metadata == {
        "awsPrincipalArn": account.sts.get_caller_identity()["Arn"],
        "kmsKeyArn": key["Arn"],
        "kmsOperation": "Encrypt",
        "kmsRequestId": request_id(sealed),
    }
    inner, outer = opened_outside(xks_proxy, key, sealed["CiphertextBlob"], asked.body)
    assert len(inner) == len(plaintext) + 44
    assert plaintext[:16] not in inner
    assert plaintext[:16] not in outer
    opened = kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"], EncryptionContext={"for": "tests"})
    assert opened["Plaintext"] == plaintext
    assert xks_proxy.asked[-1].metadata["kmsOperation"] == "Decrypt"
    with refused("KMSInvalidStateException", message=".* because the specified ciphertext or additional .*"):
        kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"])


def opened_outside(proxy: XksProxy, key: dict, blob: bytes, body: dict) -> tuple[bytes, bytes]:
    """The inner layer as the external key alone gives it, and the bytes of the outer one: docs/ciphertext.md."""
    assert blob[:4] == b"YKC\x03"
    rest = blob[4:]
    for _ in range(4):
        rest = rest[1 + rest[0] :]
    outer = rest = rest[32:]
    metadata, rest = rest[1 : 1 + rest[0]], rest[1 + rest[0] :]
    nonce, rest = rest[1 : 1 + rest[0]], rest[1 + rest[0] :]
    sealed = {
        "ciphertextMetadata": metadata,
        "initializationVector": nonce,
        "authenticationTag": rest[:16],
        "ciphertext": rest[16:],
    }
    external_key = proxy.keys[key["XksKeyConfiguration"]["Id"]]
    data = decoded(body, "additionalAuthenticatedData")
    assert data == blob[: len(blob) - len(outer)] + sha256(canonical({"for": "tests"})).digest()
    inner = external_key.decrypt(sealed, data)
    assert inner == decoded(body, "plaintext")
    return inner, outer


def canonical(context: dict[str, str]) -> bytes:
    def text(value: str) -> bytes:
        return len(value).to_bytes(4, "big") + value.encode()

    return len(context).to_bytes(4, "big") + b"".join(text(name) + text(context[name]) for name in sorted(context))


def test_data_keys_and_re_encryption_go_through_the_proxy(kms, xks_proxy, store, key):
    data_key = kms.generate_data_key(KeyId=key["KeyId"], KeySpec="AES_256")
    assert xks_proxy.asked[-1].metadata["kmsOperation"] == "GenerateDataKey"
    assert "KeyMaterialId" not in data_key
    hidden = kms.generate_data_key_without_plaintext(KeyId=key["KeyId"], NumberOfBytes=100)
    assert xks_proxy.asked[-1].metadata["kmsOperation"] == "GenerateDataKeyWithoutPlaintext"
    assert len(kms.decrypt(CiphertextBlob=hidden["CiphertextBlob"])["Plaintext"]) == 100
    other = create_key(kms, store, xks_proxy.key())["KeyId"]
    own = kms.create_key()["KeyMetadata"]["KeyId"]
    blob = data_key["CiphertextBlob"]
    for destination in (other, own, key["KeyId"]):
        blob = kms.re_encrypt(CiphertextBlob=blob, DestinationKeyId=destination)["CiphertextBlob"]
        assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == data_key["Plaintext"]
    assert xks_proxy.asked[-2].metadata["kmsOperation"] == "ReEncrypt"


def test_ciphertext_is_lost_with_its_external_key(kms, xks_proxy, key):
    name = key["XksKeyConfiguration"]["Id"]
    sealed = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    material = xks_proxy.keys.pop(name)
    with refused("KMSInvalidStateException", message=".* because it could not find the external key\\."):
        kms.decrypt(CiphertextBlob=sealed)
    xks_proxy.key()
    xks_proxy.keys[name] = list(xks_proxy.keys.values())[-1]
    with refused("KMSInvalidStateException"):
        kms.decrypt(CiphertextBlob=sealed)
    xks_proxy.keys[name] = material
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"x"
    material.status = "DISABLED"
    with refused("KMSInvalidStateException", message=".* because the external key is not enabled in .*"):
        kms.decrypt(CiphertextBlob=sealed)


def test_external_key_must_fit_and_be_one_keys(kms, xks_proxy, store, key):
    with refused("XksKeyNotFoundException"):
        create_key(kms, store, "no-such-key")
    with refused("XksKeyAlreadyInUseException"):
        create_key(kms, store, key["XksKeyConfiguration"]["Id"])
    for unfit, said in [
        ({"spec": "AES_128"}, "AES_128"),
        ({"usage": ("ENCRYPT",)}, "ENCRYPT"),
        ({"status": "DISABLED"}, "DISABLED"),
    ]:
        with refused("XksKeyInvalidConfigurationException", message=f".* external key is {said}\\."):
            create_key(kms, store, xks_proxy.key(**unfit))
    create_key(kms, connected(kms, xks_proxy), key["XksKeyConfiguration"]["Id"])


@pytest.mark.parametrize("name", STATUS)
def test_refusal_of_the_proxy_is_told_as_aws_tells_it(kms, xks_proxy, store, key, name):
    sealed = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    creation, connection, new_key = OUTCOMES[name]
    with xks_proxy.refusing(name):
        with refused("KMSInvalidStateException") as told:
            kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
        assert "told nobody" not in told.message
        with refused("KMSInvalidStateException"):
            kms.decrypt(CiphertextBlob=sealed)
        with refused(creation):
            kms.create_custom_key_store(**request(xks_proxy))
        with refused(new_key):
            create_key(kms, store, xks_proxy.key())
        found = reconnect(kms, store)
    assert (found["ConnectionState"], found["ConnectionErrorCode"]) == ("FAILED", connection)
    assert "ConnectionErrorCode" not in reconnect(kms, store)
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"x"


@pytest.mark.parametrize("members", MALFORMED, ids=str)
def test_malformed_ciphertext_is_not_taken(kms, xks_proxy, key, members):
    with (
        xks_proxy.altering(**members),
        refused("KMSInvalidStateException", message=UNINTELLIGIBLE.replace(".", "\\.")),
    ):
        kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")


@pytest.mark.parametrize("answer", [(200, b"{"), (200, b"[]"), (500, b"<html>"), (404, b'{"errorName": "x"}')], ids=str)
def test_anything_else_is_not_understood(kms, xks_proxy, key, answer):
    with xks_proxy.spoiled(lambda _status, _body: answer):
        with refused("KMSInvalidStateException", message=UNINTELLIGIBLE.replace(".", "\\.")):
            kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
        with refused("XksProxyInvalidResponseException"):
            kms.create_custom_key_store(**request(xks_proxy))


def test_proxy_that_hangs_or_is_away_fails_its_own_keys_alone(kms, xks_proxy, store, key):
    sealed = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    with xks_proxy.hanging(), refused("KMSInvalidStateException", message=".* did not respond in time\\..*"):
        kms.decrypt(CiphertextBlob=sealed)
    xks_proxy.stop()
    try:
        with refused("KMSInvalidStateException", message="AWS KMS cannot communicate with .*"):
            kms.decrypt(CiphertextBlob=sealed)
        assert reconnect(kms, store)["ConnectionErrorCode"] == "XKS_PROXY_NOT_REACHABLE"
        with refused("CustomKeyStoreInvalidStateException"):
            kms.connect_custom_key_store(CustomKeyStoreId=store)
        kms.encrypt(KeyId=kms.create_key()["KeyMetadata"]["KeyId"], Plaintext=b"x")
    finally:
        xks_proxy.start()
    assert reconnect(kms, store)["ConnectionState"] == "CONNECTED"
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"x"


def test_disconnected_store_makes_its_keys_unavailable(kms, xks_proxy, store, key):
    sealed = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    kms.disconnect_custom_key_store(CustomKeyStoreId=store)
    asked = len(xks_proxy.asked)
    found = kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
    assert (found["KeyState"], found["Enabled"]) == ("Unavailable", False)
    with refused("KMSInvalidStateException", message="This KMS key is in a custom key store that is not connected .*"):
        kms.decrypt(CiphertextBlob=sealed)
    with refused("CustomKeyStoreInvalidStateException"):
        create_key(kms, store, xks_proxy.key())
    with refused("CustomKeyStoreHasCMKsException"):
        kms.delete_custom_key_store(CustomKeyStoreId=store)
    assert len(xks_proxy.asked) == asked
    kms.connect_custom_key_store(CustomKeyStoreId=store)
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"x"


def test_credential_is_rotated_while_the_store_is_in_use(kms, xks_proxy, store, key):
    sealed = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    old, new = (
        xks_proxy.credential["AccessKeyId"],
        {"AccessKeyId": new_access_key_id(), "RawSecretAccessKey": new_secret()},
    )
    change = {"CustomKeyStoreId": store, "XksProxyAuthenticationCredential": new}
    with refused("XksProxyIncorrectAuthenticationCredentialException"):
        kms.update_custom_key_store(**change)
    assert entry(kms, store)["XksProxyConfiguration"]["AccessKeyId"] == old
    xks_proxy.credentials[new["AccessKeyId"]] = new["RawSecretAccessKey"]
    kms.update_custom_key_store(**change)
    assert xks_proxy.asked[-1].metadata["kmsOperation"] == "UpdateCustomKeyStore"
    secret = xks_proxy.credentials.pop(old)
    found = entry(kms, store)
    assert (found["ConnectionState"], found["XksProxyConfiguration"]["AccessKeyId"]) == (
        "CONNECTED",
        new["AccessKeyId"],
    )
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"x"
    del xks_proxy.credentials[new["AccessKeyId"]]
    xks_proxy.credentials[old] = secret
    with refused("KMSInvalidStateException", message=".* because it could not authenticate AWS KMS\\..*"):
        kms.decrypt(CiphertextBlob=sealed)


def test_other_settings_change_as_far_as_the_connection_allows(kms, xks_proxy, store):
    path = f"/{unique('moved')}/kms/xks/v1"
    kms.update_custom_key_store(CustomKeyStoreId=store, XksProxyUriPath=path, NewCustomKeyStoreName="renamed")
    found = entry(kms, store)
    assert (found["CustomKeyStoreName"], found["XksProxyConfiguration"]["UriPath"]) == ("renamed", path)
    move = {
        "CustomKeyStoreId": store,
        "XksProxyConnectivity": "VPC_ENDPOINT_SERVICE",
        "XksProxyUriEndpoint": f"https://{PRIVATE}",
        "XksProxyVpcEndpointServiceName": SERVICE + unique("moved").replace("-", ""),
    }
    with refused("CustomKeyStoreInvalidStateException"):
        kms.update_custom_key_store(**move)
    kms.disconnect_custom_key_store(CustomKeyStoreId=store)
    with refused("XksProxyUriUnreachableException"):
        kms.update_custom_key_store(**move | {"XksProxyUriEndpoint": f"https://{DOWN}"})
    with refused("ValidationException"):
        kms.update_custom_key_store(CustomKeyStoreId=store, KeyStorePassword="kmsuser-password")
    with refused("ValidationException"):
        kms.update_custom_key_store(CustomKeyStoreId=store, XksProxyConnectivity="VPC_ENDPOINT_SERVICE")
    kms.delete_custom_key_store(CustomKeyStoreId=store)
    with refused("CustomKeyStoreNotFoundException"):
        entry(kms, store)


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("enable_key_rotation", {}),
        ("rotate_key_on_demand", {}),
        ("generate_data_key_pair", {"KeyPairSpec": "ECC_NIST_P256"}),
        ("get_parameters_for_import", {"WrappingAlgorithm": "RSAES_OAEP_SHA_256", "WrappingKeySpec": "RSA_2048"}),
    ],
)
def test_what_external_keys_do_not_do(kms, key, operation, parameters):
    with refused("UnsupportedOperationException"):
        getattr(kms, operation)(KeyId=key["KeyId"], **parameters)


def test_stores_and_keys_are_for_those_who_may(account, kms, xks_proxy, store, key):
    stranger = account.user(allow("kms:DescribeCustomKeyStores"))
    asked = len(xks_proxy.asked)
    action = "kms:CreateCustomKeyStore"
    with refused(
        "AccessDeniedException", message=not_authorised(stranger.arn, action, "*", no_identity_policy(action))
    ):
        stranger.kms.create_custom_key_store(**request(xks_proxy))
    with refused("AccessDeniedException"):
        stranger.kms.connect_custom_key_store(CustomKeyStoreId=store)
    with refused("AccessDeniedException"):
        stranger.kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    assert len(xks_proxy.asked) == asked
    assert entry(stranger.kms, store)["CustomKeyStoreId"] == store
    origin = {"StringEquals": {"kms:KeyOrigin": "EXTERNAL_KEY_STORE"}}
    user = account.user(allow("kms:Encrypt", condition=origin))
    user.kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    assert xks_proxy.asked[-1].metadata["awsPrincipalArn"] == user.arn
    with refused("AccessDeniedException"):
        user.kms.encrypt(KeyId=kms.create_key()["KeyMetadata"]["KeyId"], Plaintext=b"x")


def test_calls_are_audited_without_the_secret(server, kms, xks_proxy, key):
    parameters = request(xks_proxy)
    created = kms.create_custom_key_store(**parameters)
    with xks_proxy.refusing("InvalidCiphertextException"), refused("KMSInvalidStateException") as failure:
        kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    audit = Audit(server)
    record = audit.of(request_id(created))
    assert record["eventName"] == "CreateCustomKeyStore"
    assert record["requestParameters"]["xksProxyUriPath"] == parameters["XksProxyUriPath"]
    record = audit.of(failure.request_id)
    assert (record["errorCode"], record["errorMessage"]) == ("KMSInvalidStateException", failure.message)
    details = {"customKeyStoreId": key["CustomKeyStoreId"], "xksKeyId": key["XksKeyConfiguration"]["Id"]}
    assert record["additionalEventData"] == details
    sealed = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    assert audit.of(request_id(sealed))["additionalEventData"] == details
    described = kms.describe_key(KeyId=key["KeyId"])
    assert "additionalEventData" not in audit.of(request_id(described))
    assert xks_proxy.credential["RawSecretAccessKey"] not in str(audit.records())
    assert "told nobody" not in str(audit.records())
    assert "told nobody" in server.log_text()


def test_stores_and_keys_survive_a_kill_and_a_new_root_key(make_server, xks_proxy):
    server = make_server(options=xks_proxy.options)
    kms = strict_administrator(server).kms
    store = connected(kms, xks_proxy)
    key = create_key(kms, store, xks_proxy.key())["KeyId"]
    sealed = kms.encrypt(KeyId=key, Plaintext=b"kept")["CiphertextBlob"]
    server.kill()
    server.start()
    kms = strict_administrator(server).kms
    assert entry(kms, store)["ConnectionState"] == "CONNECTED"
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"kept"
    assert server.stop() == 0
    tool.done("rekey", "--data", server.data)
    server.start()
    assert strict_administrator(server).kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"kept"
