"""IAM: users, keys, groups, roles and policies, as they are made, listed, attached and deleted."""

from __future__ import annotations

import json
import re

import pytest

from harness.callers import Caller, Credentials, allow, deny, document, unique
from harness.errors import (
    EXPLICIT_BOUNDARY_DENY,
    EXPLICIT_IDENTITY_DENY,
    no_boundary,
    no_identity_policy,
    not_authorised,
    refused,
)

READ = document(allow("kms:ListKeys"))
TRUST = document(allow("sts:AssumeRole", principal={"Service": "ec2.amazonaws.com"}))
INVALID_TOKEN = "The security token included in the request is invalid."


@pytest.fixture
def iam(account):
    return account.iam


def policy_arn(account, name: str | None = None, policy: str = READ, **parameters) -> str:
    created = account.iam.create_policy(PolicyName=name or unique("policy"), PolicyDocument=policy, **parameters)
    return created["Policy"]["Arn"]


# Users.


def test_user_has_an_arn_an_id_and_a_path(account, iam):
    name = unique("user")
    user = iam.create_user(UserName=name, Path="/watch/east/", Tags=[{"Key": "team", "Value": "w"}])["User"]
    assert user["Arn"] == f"arn:aws:iam::{account.account_id}:user/watch/east/{name}"
    assert re.fullmatch(r"AIDA[A-Z2-7]{17}", user["UserId"])
    assert (user["UserName"], user["Path"], user["Tags"]) == (name, "/watch/east/", [{"Key": "team", "Value": "w"}])
    found = iam.get_user(UserName=name)["User"]
    assert found == user


def test_user_looks_at_itself_without_naming_itself(account):
    user = account.user(allow("iam:GetUser"))
    assert user.iam.get_user()["User"]["Arn"] == user.arn


@pytest.mark.parametrize("kind", ["user", "group", "role"])
def test_name_is_taken_once_whatever_its_case(iam, kind):
    name = unique("Name")
    parameters = {"AssumeRolePolicyDocument": TRUST} if kind == "role" else {}
    create, member = getattr(iam, f"create_{kind}"), f"{kind.title()}Name"
    create(**{member: name}, **parameters)
    for again in (name, name.upper()):
        message = re.escape(f"{kind.title()} with name {again} already exists.")
        with refused("EntityAlreadyExists", message=message) as refusal:
            create(**{member: again}, **parameters)
        assert refusal.status == 409


@pytest.mark.parametrize("kind", ["user", "group", "role"])
@pytest.mark.parametrize("operation", ["get", "delete"])
def test_unknown_entity_is_not_found(iam, kind, operation):
    message = f"The {kind} with name nobody cannot be found."
    with refused("NoSuchEntity", message=re.escape(message)) as refusal:
        getattr(iam, f"{operation}_{kind}")(**{f"{kind.title()}Name": "nobody"})
    assert refusal.status == 404


def test_user_is_renamed_and_moved(account, iam):
    user = account.user()
    new = unique("renamed")
    iam.update_user(UserName=user.name, NewUserName=new, NewPath="/moved/")
    assert iam.get_user(UserName=new)["User"]["Arn"] == f"arn:aws:iam::{account.account_id}:user/moved/{new}"
    with refused("NoSuchEntity"):
        iam.get_user(UserName=user.name)
    assert user.sts.get_caller_identity()["Arn"].endswith(f"/moved/{new}")


LISTS = {
    "list_users": ("Users", lambda a: a.iam.create_user(UserName=unique())),
    "list_groups": ("Groups", lambda a: a.iam.create_group(GroupName=unique())),
    "list_roles": ("Roles", lambda a: a.iam.create_role(RoleName=unique(), AssumeRolePolicyDocument=TRUST)),
}


@pytest.mark.parametrize("operation", LISTS)
def test_listing_is_paged(account, operation):
    member, make = LISTS[operation]
    before = len([x for page in account.iam.get_paginator(operation).paginate() for x in page[member]])
    for _ in range(5):
        make(account)
    pages = list(account.iam.get_paginator(operation).paginate(PaginationConfig={"PageSize": 2}))
    assert [len(page[member]) <= 2 for page in pages] == [True] * len(pages)
    assert [page["IsTruncated"] for page in pages] == [True] * (len(pages) - 1) + [False]
    arns = [entry["Arn"] for page in pages for entry in page[member]]
    assert len(arns) == len(set(arns)) == before + 5


def test_listing_by_path_prefix(account, iam):
    iam.create_user(UserName=unique(), Path="/a/b/")
    iam.create_user(UserName=unique(), Path="/a/")
    iam.create_user(UserName=unique(), Path="/c/")
    assert len(iam.list_users(PathPrefix="/a/")["Users"]) == 2
    assert len(iam.list_users(PathPrefix="/a/b/")["Users"]) == 1


@pytest.mark.parametrize("marker", ["nonsense", "AAAA"])
def test_marker_that_no_page_gave_is_refused(iam, marker):
    with refused("ValidationError", "InvalidInput"):
        iam.list_users(Marker=marker)


@pytest.mark.parametrize("kind", ["user", "role", "policy"])
def test_tags_are_added_replaced_and_removed(account, iam, kind):
    if kind == "user":
        key = {"UserName": account.user().name}
    elif kind == "role":
        key = {"RoleName": account.role().rpartition("/")[2]}
    else:
        key = {"PolicyArn": policy_arn(account)}
    tag, untag, listed = (
        getattr(iam, f"{verb}_{kind}{end}") for verb, end in (("tag", ""), ("untag", ""), ("list", "_tags"))
    )
    tag(**key, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}])
    tag(**key, Tags=[{"Key": "a", "Value": "2"}])
    assert {t["Key"]: t["Value"] for t in listed(**key)["Tags"]} == {"a": "2", "b": ""}
    untag(**key, TagKeys=["a"])
    assert [t["Key"] for t in listed(**key)["Tags"]] == ["b"]


@pytest.mark.parametrize("name", ["with space", "a/b", "naïve", "semi;colon"])
def test_user_name_has_an_alphabet(iam, name):
    with refused("ValidationError") as refusal:
        iam.create_user(UserName=name)
    assert refusal.status == 400


# Access keys.


def test_access_key_is_shown_once_and_listed_without_its_secret(account, iam):
    user = account.user()
    (entry,) = iam.list_access_keys(UserName=user.name)["AccessKeyMetadata"]
    assert entry["AccessKeyId"] == user.credentials.access_key
    assert re.fullmatch(r"AKIA[A-Z2-7]{16}", entry["AccessKeyId"])
    assert len(user.credentials.secret_key) == 40
    assert (entry["Status"], entry["UserName"]) == ("Active", user.name)
    assert "SecretAccessKey" not in entry


def test_third_access_key_is_refused(account, iam):
    user = account.user()
    iam.create_access_key(UserName=user.name)
    with refused("LimitExceeded", message=re.escape("Cannot exceed quota for AccessKeysPerUser: 2")) as refusal:
        iam.create_access_key(UserName=user.name)
    assert refusal.status == 409


@pytest.mark.parametrize("end", ["inactive", "deleted"])
def test_ended_access_key_is_refused_by_every_protocol(administrator, end):
    iam, user = administrator.iam, administrator.user(allow("*"))
    key = {"UserName": user.name, "AccessKeyId": user.credentials.access_key}
    user.kms.list_keys()
    if end == "inactive":
        iam.update_access_key(**key, Status="Inactive")
    else:
        iam.delete_access_key(**key)
    with refused("UnrecognizedClientException", message=re.escape(INVALID_TOKEN)) as json_refusal:
        user.kms.list_keys()
    with refused("InvalidClientTokenId", message=re.escape(INVALID_TOKEN)) as xml_refusal:
        user.iam.list_users()
    assert (json_refusal.status, xml_refusal.status) == (400, 403)
    if end == "inactive":
        iam.update_access_key(**key, Status="Active")
        user.kms.list_keys()


def test_last_use_of_an_access_key_is_known(account, iam):
    user = account.user(allow("kms:ListKeys"))
    user.kms.list_keys()
    answer = iam.get_access_key_last_used(AccessKeyId=user.credentials.access_key)
    assert answer["UserName"] == user.name
    assert (answer["AccessKeyLastUsed"]["ServiceName"], answer["AccessKeyLastUsed"]["Region"]) == ("kms", "us-east-1")


# Groups.


def test_group_gives_its_members_its_policies(account, iam):
    user, group = account.user(), unique("group")
    iam.create_group(GroupName=group)
    iam.put_group_policy(GroupName=group, PolicyName="inline", PolicyDocument=READ)
    with refused("AccessDeniedException"):
        user.kms.list_keys()
    iam.add_user_to_group(GroupName=group, UserName=user.name)
    user.kms.list_keys()
    assert [g["GroupName"] for g in iam.list_groups_for_user(UserName=user.name)["Groups"]] == [group]
    assert [u["UserName"] for u in iam.get_group(GroupName=group)["Users"]] == [user.name]
    iam.remove_user_from_group(GroupName=group, UserName=user.name)
    with refused("AccessDeniedException"):
        user.kms.list_keys()


def test_group_with_members_is_not_deleted(account, iam):
    user, group = account.user(), unique("group")
    iam.create_group(GroupName=group)
    iam.add_user_to_group(GroupName=group, UserName=user.name)
    with refused("DeleteConflict", message=re.escape("Cannot delete entity, must remove users from group first.")):
        iam.delete_group(GroupName=group)


# Policies.


@pytest.mark.parametrize("kind", ["user", "group", "role"])
def test_inline_policies_are_put_listed_read_and_deleted(account, iam, kind):
    name = unique(kind)
    extra = {"AssumeRolePolicyDocument": TRUST} if kind == "role" else {}
    key = {f"{kind.title()}Name": name}
    getattr(iam, f"create_{kind}")(**key, **extra)
    for policy in ("one", "two", "three"):
        getattr(iam, f"put_{kind}_policy")(**key, PolicyName=policy, PolicyDocument=READ)
    pages = iam.get_paginator(f"list_{kind}_policies").paginate(**key, PaginationConfig={"PageSize": 2})
    assert sorted(p for page in pages for p in page["PolicyNames"]) == ["one", "three", "two"]
    answer = getattr(iam, f"get_{kind}_policy")(**key, PolicyName="one")
    assert answer["PolicyDocument"] == json.loads(READ)
    getattr(iam, f"delete_{kind}_policy")(**key, PolicyName="one")
    with refused("NoSuchEntity", message=re.escape(f"The {kind} policy with name one cannot be found.")):
        getattr(iam, f"get_{kind}_policy")(**key, PolicyName="one")


@pytest.mark.parametrize("kind", ["user", "group", "role"])
def test_managed_policy_is_attached_listed_and_detached(account, iam, kind):
    name, arn = unique(kind), policy_arn(account)
    extra = {"AssumeRolePolicyDocument": TRUST} if kind == "role" else {}
    key = {f"{kind.title()}Name": name}
    getattr(iam, f"create_{kind}")(**key, **extra)
    getattr(iam, f"attach_{kind}_policy")(**key, PolicyArn=arn)
    getattr(iam, f"attach_{kind}_policy")(**key, PolicyArn=arn)
    attached = getattr(iam, f"list_attached_{kind}_policies")(**key)["AttachedPolicies"]
    assert attached == [{"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn}]
    assert iam.get_policy(PolicyArn=arn)["Policy"]["AttachmentCount"] == 1
    entities = iam.list_entities_for_policy(PolicyArn=arn)[f"Policy{kind.title()}s"]
    assert [entity[f"{kind.title()}Name"] for entity in entities] == [name]
    with refused("DeleteConflict", message=re.escape("Cannot delete a policy attached to entities.")):
        iam.delete_policy(PolicyArn=arn)
    with refused("DeleteConflict", message=re.escape("Cannot delete entity, must detach all policies first.")):
        getattr(iam, f"delete_{kind}")(**key)
    getattr(iam, f"detach_{kind}_policy")(**key, PolicyArn=arn)
    with refused("NoSuchEntity"):
        getattr(iam, f"detach_{kind}_policy")(**key, PolicyArn=arn)
    getattr(iam, f"delete_{kind}")(**key)
    iam.delete_policy(PolicyArn=arn)


def test_attached_policy_takes_effect_and_ends(account, iam):
    user, arn = account.user(), policy_arn(account)
    iam.attach_user_policy(UserName=user.name, PolicyArn=arn)
    user.kms.list_keys()
    iam.detach_user_policy(UserName=user.name, PolicyArn=arn)
    with refused("AccessDeniedException"):
        user.kms.list_keys()


def test_default_version_is_the_one_in_force(account, iam):
    user, arn = account.user(), policy_arn(account)
    iam.attach_user_policy(UserName=user.name, PolicyArn=arn)
    second = iam.create_policy_version(PolicyArn=arn, PolicyDocument=document(deny("kms:ListKeys")), SetAsDefault=True)[
        "PolicyVersion"
    ]
    assert (second["VersionId"], second["IsDefaultVersion"]) == ("v2", True)
    message = not_authorised(user.arn, "kms:ListKeys", "*", f"{EXPLICIT_IDENTITY_DENY}: {arn}")
    with refused("AccessDeniedException", message=message):
        user.kms.list_keys()
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v1")
    user.kms.list_keys()
    assert iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]["Document"] == json.loads(READ)


def test_policy_has_at_most_five_versions(account, iam):
    arn = policy_arn(account)
    for _ in range(4):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=READ)
    with refused("LimitExceeded"):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=READ)
    iam.delete_policy_version(PolicyArn=arn, VersionId="v2")
    again = iam.create_policy_version(PolicyArn=arn, PolicyDocument=READ)["PolicyVersion"]
    assert again["VersionId"] == "v6"
    listed = [v["VersionId"] for v in iam.list_policy_versions(PolicyArn=arn)["Versions"]]
    assert sorted(listed) == ["v1", "v3", "v4", "v5", "v6"]


def test_default_version_is_not_deleted(account, iam):
    with refused("DeleteConflict", message=re.escape("Cannot delete the default version of a policy.")):
        iam.delete_policy_version(PolicyArn=policy_arn(account), VersionId="v1")


def test_policy_with_further_versions_is_not_deleted(account, iam):
    arn = policy_arn(account)
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=READ)
    with refused("DeleteConflict"):
        iam.delete_policy(PolicyArn=arn)


def test_policy_is_described_and_listed(account, iam):
    name = unique("policy")
    created = iam.create_policy(PolicyName=name, PolicyDocument=READ, Path="/p/", Description="d")["Policy"]
    assert created["Arn"] == f"arn:aws:iam::{account.account_id}:policy/p/{name}"
    assert re.fullmatch(r"ANPA[A-Z2-7]{17}", created["PolicyId"])
    expected = {"DefaultVersionId": "v1", "AttachmentCount": 0, "IsAttachable": True, "Path": "/p/"}
    assert {key: created[key] for key in expected} == expected
    (listed,) = iam.list_policies(Scope="Local")["Policies"]
    assert listed["Arn"] == created["Arn"]
    with refused("EntityAlreadyExists"):
        iam.create_policy(PolicyName=name, PolicyDocument=READ)


def test_unknown_policy_is_not_found(account, iam):
    arn = f"arn:aws:iam::{account.account_id}:policy/nothing"
    with refused("NoSuchEntity", message=re.escape(f"Policy {arn} was not found.")):
        iam.get_policy(PolicyArn=arn)


BAD_POLICIES = {
    "text": "not json",
    "no statement": '{"Version":"2012-10-17"}',
    "principal": document(allow("kms:*", principal="*")),
    "bad effect": '{"Version":"2012-10-17","Statement":[{"Effect":"Maybe","Action":"*","Resource":"*"}]}',
    "no action": '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*"}]}',
    "no resource": '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*"}]}',
    "bad action": '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms","Resource":"*"}]}',
    "bad resource": '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"x"}]}',
    "bad version": '{"Version":"2020-01-01","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    "bad operator": document(allow("*", condition={"StringsEqual": {"a": "b"}})),
    "same Sid twice": '{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Action":"*","Resource":"*"},'
    '{"Sid":"a","Effect":"Deny","Action":"*","Resource":"*"}]}',
}


@pytest.mark.parametrize("policy", BAD_POLICIES.values(), ids=BAD_POLICIES.keys())
def test_malformed_policy_is_refused(account, iam, policy):
    with refused("MalformedPolicyDocument") as refusal:
        iam.create_policy(PolicyName=unique(), PolicyDocument=policy)
    assert refusal.status == 400
    user = account.user()
    with refused("MalformedPolicyDocument"):
        iam.put_user_policy(UserName=user.name, PolicyName="p", PolicyDocument=policy)


@pytest.mark.parametrize(
    "trust",
    [
        document(allow("kms:*")),
        document(allow("sts:AssumeRole")),
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole",'
        '"Resource":"*"}]}',
        document(allow("sts:AssumeRole", principal="arn:aws:iam::1:root")),
    ],
    ids=["no principal", "no principal, right action", "resource", "bad principal"],
)
def test_malformed_trust_policy_is_refused(iam, trust):
    with refused("MalformedPolicyDocument"):
        iam.create_role(RoleName=unique(), AssumeRolePolicyDocument=trust)


# Deleting.


def test_user_is_deleted_only_when_nothing_hangs_on_it(account, iam):
    user = account.user(allow("kms:ListKeys"))
    with refused("DeleteConflict") as refusal:
        iam.delete_user(UserName=user.name)
    assert refusal.status == 409
    iam.delete_user_policy(UserName=user.name, PolicyName="inline")
    with refused("DeleteConflict", message=re.escape("Cannot delete entity, must delete access keys first.")):
        iam.delete_user(UserName=user.name)
    iam.delete_access_key(UserName=user.name, AccessKeyId=user.credentials.access_key)
    iam.delete_user(UserName=user.name)
    with refused("NoSuchEntity"):
        iam.get_user(UserName=user.name)


def test_role_with_inline_policy_is_not_deleted(account, iam):
    name = account.role(allow("kms:*")).rpartition("/")[2]
    with refused("DeleteConflict", message=re.escape("Cannot delete entity, must delete policies first.")):
        iam.delete_role(RoleName=name)


# Boundaries.


def test_boundary_limits_what_policies_give(account, iam):
    boundary = policy_arn(account)
    user = account.user(allow("kms:*"), PermissionsBoundary=boundary)
    user.kms.list_keys()
    message = not_authorised(user.arn, "kms:ListAliases", "*", no_boundary("kms:ListAliases"))
    with refused("AccessDeniedException", message=message):
        user.kms.list_aliases()
    found = iam.get_user(UserName=user.name)["User"]["PermissionsBoundary"]
    assert found == {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": boundary}
    iam.delete_user_permissions_boundary(UserName=user.name)
    user.kms.list_aliases()


def test_boundary_gives_nothing_itself(account):
    user = account.user(PermissionsBoundary=policy_arn(account))
    message = not_authorised(user.arn, "kms:ListKeys", "*", no_identity_policy("kms:ListKeys"))
    with refused("AccessDeniedException", message=message):
        user.kms.list_keys()


def test_boundary_denies_explicitly(account, iam):
    user = account.user(allow("kms:*"))
    boundary = policy_arn(account, policy=document(allow("*"), deny("kms:ListKeys")))
    iam.put_user_permissions_boundary(UserName=user.name, PermissionsBoundary=boundary)
    message = not_authorised(user.arn, "kms:ListKeys", "*", f"{EXPLICIT_BOUNDARY_DENY}: {boundary}")
    with refused("AccessDeniedException", message=message):
        user.kms.list_keys()


def test_role_boundary_limits_its_sessions(account, iam):
    role = account.role(allow("kms:*"), PermissionsBoundary=policy_arn(account))
    session = account.assume(role)
    session.kms.list_keys()
    with refused("AccessDeniedException"):
        session.kms.list_aliases()


# Roles.


def test_role_is_described_with_its_trust(account, iam):
    name = unique("role")
    role = iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=TRUST, Path="/r/", Description="d", MaxSessionDuration=7200
    )["Role"]
    assert role["Arn"] == f"arn:aws:iam::{account.account_id}:role/r/{name}"
    assert re.fullmatch(r"AROA[A-Z2-7]{17}", role["RoleId"])
    found = iam.get_role(RoleName=name)["Role"]
    assert found["AssumeRolePolicyDocument"] == json.loads(TRUST)
    assert (found["Description"], found["MaxSessionDuration"], found["Path"]) == ("d", 7200, "/r/")
    iam.update_role(RoleName=name, Description="e", MaxSessionDuration=3600)
    found = iam.get_role(RoleName=name)["Role"]
    assert (found["Description"], found["MaxSessionDuration"]) == ("e", 3600)


# IAM's own authorisation.


@pytest.mark.parametrize(
    ("operation", "parameters", "action", "resource"),
    [
        ("list_users", {}, "iam:ListUsers", "user/"),
        ("create_user", {"UserName": "new"}, "iam:CreateUser", "user/new"),
        ("get_role", {"RoleName": "r"}, "iam:GetRole", "role/r"),
        ("create_group", {"GroupName": "g"}, "iam:CreateGroup", "group/g"),
    ],
)
def test_iam_denies_in_awss_words(account, operation, parameters, action, resource):
    user = account.user()
    arn = f"arn:aws:iam::{account.account_id}:{resource}"
    message = not_authorised(user.arn, action, arn, no_identity_policy(action))
    # AWS names what was asked for by ARN for some operations and as «role r» for others.
    alternative = not_authorised(user.arn, action, resource.replace("/", " "), no_identity_policy(action))
    with refused("AccessDenied", message=f"{message}|{alternative}") as refusal:
        getattr(user.iam, operation)(**parameters)
    assert refusal.status == 403


def test_policy_variable_limits_a_user_to_itself(account):
    own = f"arn:aws:iam::{account.account_id}:user/${{aws:username}}"
    user = account.user(allow("iam:GetUser", resource=own))
    user.iam.get_user(UserName=user.name)
    with refused("AccessDenied"):
        user.iam.get_user(UserName=account.user().name)


def test_new_key_works_and_belongs_to_its_user(account, iam):
    user = account.user()
    key = iam.create_access_key(UserName=user.name)["AccessKey"]
    again = Caller(account.server, Credentials.of(key))
    assert again.sts.get_caller_identity()["Arn"] == user.arn
