"""AssumeRoleWithWebIdentity and IAM's OIDC providers, with an issuer that really signs."""

from __future__ import annotations

import base64
import re
from functools import cache

import botocore.session
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from harness.accounts import new_account
from harness.audit import Audit, request_id
from harness.callers import Account, Caller, Credentials, allow, document, unique
from harness.clock import ServerClock
from harness.errors import refused
from harness.oidc import CONFIGURATION, KEYS, Issuer, SigningKey

DENIED = "Not authorized to perform sts:AssumeRoleWithWebIdentity"
NO_JWT = re.escape("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)")


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    issuer = Issuer("token.issuer.example", tmp_path_factory.mktemp("issuer"))
    yield issuer
    issuer.close()


@pytest.fixture(scope="module")
def federated_server(make_server, issuer):
    return make_server(dev=True, options=issuer.options)


@pytest.fixture
def clock(federated_server):
    with ServerClock(federated_server) as clock:
        yield clock


@pytest.fixture
def home(federated_server, issuer) -> Account:
    """An account that knows the issuer, which has another path for each test, so that no keys of it are kept yet."""
    issuer.answers.clear()
    issuer.path = "/" + unique("tenant")
    issuer.keys = {"first": issuer.keys["first"]}
    account = new_account(federated_server)
    account.iam.create_open_id_connect_provider(Url=issuer.url, ClientIDList=["yagura"])
    return account


def provider_arn(account: Account, issuer: Issuer) -> str:
    return f"arn:aws:iam::{account.account_id}:oidc-provider/{issuer.name}"


def trusting_role(account: Account, issuer: Issuer, *statements: dict, condition: dict | None = None, actions=()):
    role = account.role(*statements)
    account.iam.update_assume_role_policy(
        RoleName=role.rpartition("/")[2],
        PolicyDocument=document(trust(account, issuer, condition, actions)),
    )
    return role


def trust(account: Account, issuer: Issuer, condition: dict | None = None, actions=()) -> dict:
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": provider_arn(account, issuer)},
        "Action": list(actions) or ["sts:AssumeRoleWithWebIdentity"],
    }
    if condition:
        statement["Condition"] = condition
    return statement


@cache
def anonymous(server):
    """A client without credentials."""
    return botocore.session.Session().create_client(
        "sts",
        region_name="us-east-1",
        endpoint_url=server.endpoint,
        config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}),
    )


def assume(account: Account, role: str, token: str, **parameters) -> dict:
    parameters.setdefault("RoleSessionName", "federated")
    return anonymous(account.server).assume_role_with_web_identity(
        RoleArn=role, WebIdentityToken=token, **parameters
    )


def session_of(account: Account, answer: dict) -> Caller:
    return Caller(account.server, Credentials.of(answer["Credentials"]), answer["AssumedRoleUser"]["Arn"])


# Providers.


def test_provider_is_kept_as_it_was_made(home, issuer):
    arn = provider_arn(home, issuer)
    provider = home.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert provider["Url"] == issuer.name
    assert provider["ClientIDList"] == ["yagura"]
    assert provider["ThumbprintList"] == []
    assert [entry["Arn"] for entry in home.iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]] == [arn]


def test_audiences_and_thumbprints_are_changed(home, issuer):
    arn = provider_arn(home, issuer)
    for _ in range(2):
        home.iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="second")
    home.iam.update_open_id_connect_provider_thumbprint(OpenIDConnectProviderArn=arn, ThumbprintList=["0a" * 20])
    provider = home.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert (provider["ClientIDList"], provider["ThumbprintList"]) == (["yagura", "second"], ["0a" * 20])
    for _ in range(2):
        home.iam.remove_client_id_from_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="yagura")
    assert home.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)["ClientIDList"] == ["second"]


def test_provider_has_tags(home, issuer):
    arn = provider_arn(home, issuer)
    home.iam.tag_open_id_connect_provider(OpenIDConnectProviderArn=arn, Tags=[{"Key": "team", "Value": "a"}])
    assert home.iam.list_open_id_connect_provider_tags(OpenIDConnectProviderArn=arn)["Tags"] == [
        {"Key": "team", "Value": "a"}
    ]
    limited = home.user(
        allow("iam:GetOpenIDConnectProvider", resource="*", condition={"StringEquals": {"aws:ResourceTag/team": "a"}})
    )
    assert limited.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)["Tags"]
    home.iam.untag_open_id_connect_provider(OpenIDConnectProviderArn=arn, TagKeys=["TEAM"])
    with refused("AccessDenied"):
        limited.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)


def test_provider_is_made_once_and_deleted_for_good(home, issuer):
    with refused("EntityAlreadyExists", message=f"Provider with url {re.escape(issuer.url)} already exists."):
        home.iam.create_open_id_connect_provider(Url=issuer.url)
    arn = provider_arn(home, issuer)
    for _ in range(2):
        home.iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    with refused("NoSuchEntity", message=re.escape(f"OpenIDConnect Provider not found for arn {arn}")):
        home.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)


@pytest.mark.parametrize(
    "url",
    ["http://issuer.example", "issuer.example", "https://", "https://issuer.example:8443", "https://a.example/?q=1"],
)
def test_other_urls_are_no_providers(home, url):
    with refused("InvalidInput"):
        home.iam.create_open_id_connect_provider(Url=url)


def test_numbers_of_audiences_and_thumbprints_are_limited(home, issuer):
    many = [f"client-{number}" for number in range(101)]
    with refused("LimitExceeded", message="Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100"):
        home.iam.create_open_id_connect_provider(Url="https://other.example", ClientIDList=many)
    with refused("InvalidInput"):
        home.iam.update_open_id_connect_provider_thumbprint(
            OpenIDConnectProviderArn=provider_arn(home, issuer), ThumbprintList=["0a" * 20] * 6
        )


# Sessions.


def test_token_of_a_trusted_issuer_opens_the_role(home, issuer):
    role = trusting_role(home, issuer, allow("kms:ListKeys"))
    answer = assume(home, role, issuer.token())
    assert answer["SubjectFromWebIdentityToken"] == "repo:main"
    assert answer["Audience"] == "yagura"
    assert answer["Provider"] == provider_arn(home, issuer)
    session = session_of(home, answer)
    session.kms.list_keys()
    assert session.sts.get_caller_identity()["Arn"] == session.arn
    with refused("AccessDenied"):
        session.iam.list_users()


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"])
def test_every_documented_algorithm_is_taken(home, issuer, algorithm):
    issuer.keys[algorithm] = SigningKey(algorithm, algorithm)
    assert assume(home, trusting_role(home, issuer), issuer.token(key=algorithm))["Credentials"]


def test_trust_policy_asks_for_the_token(home, issuer):
    name = issuer.name
    role = trusting_role(
        home,
        issuer,
        condition={
            "StringEquals": {f"{name}:aud": "yagura", "sts:RoleSessionName": "federated"},
            "StringLike": {f"{name}:sub": "repo:*"},
            "ForAnyValue:StringEquals": {f"{name}:amr": "mfa"},
        },
    )
    assert assume(home, role, issuer.token(amr=["pwd", "mfa"]))["Credentials"]
    for claims in ({}, {"amr": ["pwd"]}, {"amr": ["mfa"], "sub": "user:x"}):
        with refused("AccessDenied", message=DENIED) as refusal:
            assume(home, role, issuer.token(**claims))
        assert refusal.status == 403
    with refused("AccessDenied", message=DENIED):
        assume(home, role, issuer.token(amr=["mfa"]), RoleSessionName="other")


def test_role_that_is_not_there_is_refused_as_one_that_does_not_trust(home, issuer):
    for role in (home.role(), f"arn:aws:iam::{home.account_id}:role/nobody"):
        with refused("AccessDenied", message=DENIED):
            assume(home, role, issuer.token())


def test_authorised_party_is_the_audience(home, issuer):
    role = trusting_role(
        home,
        issuer,
        condition={
            "StringEquals": {f"{issuer.name}:aud": "yagura"},
            "ForAllValues:StringEquals": {f"{issuer.name}:oaud": ["one", "two"]},
        },
    )
    answer = assume(home, role, issuer.token(aud=["one", "two"], azp="yagura"))
    assert answer["Audience"] == "yagura"
    with refused("InvalidIdentityToken", message="Incorrect token audience"):
        assume(home, role, issuer.token(aud=["yagura", "two"]))


@pytest.mark.parametrize(
    ("claims", "code", "message"),
    [
        ({"aud": "another"}, "InvalidIdentityToken", "Incorrect token audience"),
        ({"iss": "https://unknown.example"}, "InvalidIdentityToken", "No OpenIDConnect provider found.*unknown.*"),
        ({"sub": None}, "InvalidIdentityToken", "Missing a required claim: sub"),
        ({"aud": None}, "InvalidIdentityToken", "Missing a required claim: aud"),
        ({"exp": None}, "InvalidIdentityToken", "Missing a required claim: exp"),
        ({"iat": None}, "InvalidIdentityToken", "Missing a required claim: iat"),
        ({"exp": "tomorrow"}, "InvalidIdentityToken", None),
        ({"exp": 1_700_000_000}, "ExpiredTokenException", "Token expired: current date/time .*"),
        ({"iat": 4_000_000_000, "exp": 4_000_000_600}, "InvalidIdentityToken", None),
        ({"nbf": 4_000_000_000, "exp": 4_000_000_600}, "InvalidIdentityToken", None),
    ],
)
def test_token_that_is_not_good_is_refused(home, issuer, claims, code, message):
    with refused(code, message=message) as refusal:
        assume(home, trusting_role(home, issuer), issuer.token(**claims))
    assert refusal.status == 400


def test_text_that_is_no_token_is_refused(home, issuer):
    role = trusting_role(home, issuer)
    header, claims, signature = issuer.token().split(".")
    for text in ("nonsense", f"{header}.{claims}", f"{header}.{claims}.{signature}.x", f"{claims}.{header}.{signature}"):
        with refused("InvalidIdentityToken", message=NO_JWT):
            assume(home, role, text)


def test_signature_must_be_of_the_issuers_key(home, issuer):
    role = trusting_role(home, issuer)
    mine = SigningKey("RS256", "first")
    header, claims, signature = issuer.token().split(".")
    body = f"{header}.{claims}"
    forged = base64.urlsafe_b64encode(mine.sign(body.encode())).rstrip(b"=").decode()
    other = issuer.token(sub="repo:other").split(".")[1]
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    symmetric = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"first"}').rstrip(b"=").decode()
    for token in (
        f"{body}.{forged}",
        f"{header}.{other}.{signature}",
        f"{body}.",
        f"{unsigned}.{claims}.",
        f"{symmetric}.{claims}.{signature}",
    ):
        with refused("InvalidIdentityToken"):
            assume(home, role, token)


def test_keys_are_kept_and_new_ones_found_but_not_at_every_word(home, issuer, clock):
    role = trusting_role(home, issuer)
    for _ in range(3):
        assume(home, role, issuer.token())
    issuer.keys["second"] = SigningKey("ES256", "second")
    for _ in range(3):
        with refused("InvalidIdentityToken"):
            assume(home, role, issuer.token(key="second"))
    assert issuer.asked[issuer.path + KEYS] == 1
    clock.advance(seconds=31)
    assume(home, role, issuer.token(key="second"))
    assert issuer.asked[issuer.path + KEYS] == 2


@pytest.mark.parametrize(
    ("path", "answer", "code"),
    [
        (CONFIGURATION, 404, "InvalidIdentityToken"),
        (CONFIGURATION, 503, "IDPCommunicationError"),
        (CONFIGURATION, 403, "IDPRejectedClaim"),
        (CONFIGURATION, {"issuer": "https://another.example", "jwks_uri": "https://x"}, "InvalidIdentityToken"),
        (CONFIGURATION, {"jwks_uri": "http://token.issuer.example/keys"}, "InvalidIdentityToken"),
        (KEYS, 500, "IDPCommunicationError"),
        (KEYS, {"keys": []}, "InvalidIdentityToken"),
        (KEYS, {}, "InvalidIdentityToken"),
    ],
)
def test_issuer_that_does_not_answer_well_is_told(home, issuer, clock, path, answer, code):
    issuer.answers[issuer.path + path] = answer
    role = trusting_role(home, issuer)
    with refused(code):
        assume(home, role, issuer.token())
    issuer.answers.clear()
    clock.advance(seconds=31)
    assume(home, role, issuer.token())


def test_issuer_that_is_away_is_told(home):
    home.iam.create_open_id_connect_provider(Url="https://nobody.invalid", ClientIDList=["yagura"])
    gone = Issuer.__new__(Issuer)
    gone.host, gone.path, gone.keys = "nobody.invalid", "", {"first": SigningKey("ES256", "first")}
    with refused("IDPCommunicationError"):
        assume(home, home.role(), gone.token())


def test_session_is_limited_by_policy_and_time(home, issuer):
    role = trusting_role(home, issuer, allow("kms:*"))
    answer = assume(home, role, issuer.token(), Policy=document(allow("kms:ListKeys")), DurationSeconds=900)
    assert answer["PackedPolicySize"] > 0
    session = session_of(home, answer)
    session.kms.list_keys()
    with refused("AccessDeniedException"):
        session.kms.list_aliases()
    with refused("ValidationError", message="The requested DurationSeconds exceeds the MaxSessionDuration.*"):
        assume(home, role, issuer.token(), DurationSeconds=3601)


@pytest.mark.parametrize("form", ["nested", "flat"])
def test_token_carries_session_tags_and_source_identity(home, issuer, form):
    base = "https://aws.amazon.com/tags"
    claims = {
        "nested": {base: {"principal_tags": {"Team": ["blue"]}, "transitive_tag_keys": ["Team"]}},
        "flat": {f"{base}/principal_tags/Team": "blue", f"{base}/transitive_tag_keys": ["Team"]},
    }[form]
    claims["https://aws.amazon.com/source_identity"] = "alice"
    role = trusting_role(
        home,
        issuer,
        allow("kms:ListKeys", condition={"StringEquals": {"aws:PrincipalTag/Team": "blue"}}),
        actions=["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"],
        condition={
            "StringEquals": {"aws:RequestTag/Team": "blue", "sts:SourceIdentity": "alice"},
            "ForAllValues:StringEquals": {"sts:TransitiveTagKeys": ["Team"], "aws:TagKeys": ["Team"]},
        },
    )
    answer = assume(home, role, issuer.token(**claims))
    assert answer["SourceIdentity"] == "alice"
    session_of(home, answer).kms.list_keys()
    plain = trusting_role(home, issuer)
    with refused("AccessDenied", message=".*sts:TagSession.*"):
        assume(home, plain, issuer.token(**claims))


def test_session_remembers_who_vouched(home, issuer):
    role = trusting_role(
        home,
        issuer,
        allow(
            "kms:ListKeys",
            condition={
                "StringEquals": {
                    "aws:FederatedProvider": provider_arn(home, issuer),
                    f"{issuer.name}:sub": "repo:main",
                }
            },
        ),
    )
    session_of(home, assume(home, role, issuer.token())).kms.list_keys()
    with refused("AccessDeniedException"):
        session_of(home, assume(home, role, issuer.token(sub="repo:other"))).kms.list_keys()


def test_denial_in_the_trust_policy_stands(home, issuer):
    role = trusting_role(home, issuer)
    both = [
        trust(home, issuer),
        {**trust(home, issuer, {"StringEquals": {f"{issuer.name}:sub": "repo:bad"}}), "Effect": "Deny"},
    ]
    home.iam.update_assume_role_policy(RoleName=role.rpartition("/")[2], PolicyDocument=document(*both))
    assume(home, role, issuer.token())
    with refused("AccessDenied", message=DENIED):
        assume(home, role, issuer.token(sub="repo:bad"))


def test_only_this_operation_needs_no_signature(home):
    with refused("MissingAuthenticationToken"):
        anonymous(home.server).get_caller_identity()
    with refused("MissingAuthenticationToken"):
        anonymous(home.server).assume_role(RoleArn=home.role(), RoleSessionName="nobody")


def test_whom_a_token_speaks_of_is_on_record_and_what_proves_nothing_is_not(home, issuer):
    audit, role = Audit(home.server), trusting_role(home, issuer)
    answer = assume(home, role, issuer.token())
    record = audit.of(request_id(answer))
    assert record["eventName"] == "AssumeRoleWithWebIdentity"
    assert record["recipientAccountId"] == home.account_id
    provider = provider_arn(home, issuer)
    assert record["userIdentity"] == {
        "type": "WebIdentityUser",
        "principalId": f"{provider}:yagura:repo:main",
        "userName": "repo:main",
        "identityProvider": provider,
    }
    with refused("AccessDenied") as denied:
        assume(home, home.role(), issuer.token())
    assert audit.of(denied.request_id)["errorCode"] == "AccessDenied"
    with refused("InvalidIdentityToken") as unproven:
        assume(home, role, issuer.token(aud="another"))
    assert not [record for record in audit.records() if record.get("requestID") == unproven.request_id]


def test_session_of_a_web_identity_is_told_as_one(home, issuer):
    session = session_of(home, assume(home, trusting_role(home, issuer, allow("kms:ListKeys")), issuer.token()))
    record = Audit(home.server).of(request_id(session.kms.list_keys()))
    federation = record["userIdentity"]["sessionContext"]["webIdFederationData"]
    assert federation["federatedProvider"] == provider_arn(home, issuer)


def test_tokens_are_not_in_the_journal(home, issuer):
    token = issuer.token()
    assume(home, trusting_role(home, issuer), token)
    assert token.split(".")[2].encode() not in Audit(home.server).text()
