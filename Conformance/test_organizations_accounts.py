"""Organizations: accounts that are created, entered, moved, closed and removed."""

from __future__ import annotations

import pytest

from harness.accounts import new_account, strict_administrator
from harness.callers import Account, Credentials
from harness.clock import ServerClock
from harness.errors import refused
from harness.organizations import access_role, created, outcome, root_of, unit_in


@pytest.fixture
def manager(account):
    account.client("organizations").create_organization(FeatureSet="ALL")
    return account


def test_new_account_is_entered_at_once(manager):
    member = created(manager, "audit")
    session = manager.assume(access_role(member))
    assert session.sts.get_caller_identity()["Account"] == member
    assert session.kms.create_key()["KeyMetadata"]["AWSAccountId"] == member
    described = manager.client("organizations").describe_account(AccountId=member)["Account"]
    assert (described["JoinedMethod"], described["State"], described["Status"]) == ("CREATED", "ACTIVE", "ACTIVE")


def test_role_has_the_name_asked_for(manager):
    member = created(manager, "audit", RoleName="Door", Tags=[{"Key": "team", "Value": "red"}])
    assert manager.assume(access_role(member, "Door")).sts.get_caller_identity()["Account"] == member
    tags = manager.client("organizations").list_tags_for_resource(ResourceId=member)["Tags"]
    assert tags == [{"Key": "team", "Value": "red"}]


def test_address_serves_one_account(manager):
    client = manager.client("organizations")
    created(manager, "audit")
    email = f"audit-{manager.account_id}@example.com"
    request = client.create_account(Email=email, AccountName="again")["CreateAccountStatus"]["Id"]
    status = outcome(client, request)
    assert (status["State"], status["FailureReason"]) == ("FAILED", "EMAIL_ALREADY_EXISTS")
    failed = client.list_create_account_status(States=["FAILED"])["CreateAccountStatuses"]
    assert [entry["Id"] for entry in failed] == [request]


def test_account_is_moved(manager):
    client = manager.client("organizations")
    root = root_of(client)
    unit = unit_in(client, root, "security")
    member = created(manager, "audit")
    client.move_account(AccountId=member, SourceParentId=root, DestinationParentId=unit)
    assert [entry["Id"] for entry in client.list_accounts_for_parent(ParentId=unit)["Accounts"]] == [member]
    assert client.list_parents(ChildId=member)["Parents"] == [{"Id": unit, "Type": "ORGANIZATIONAL_UNIT"}]
    with refused("DuplicateAccountException"):
        client.move_account(AccountId=member, SourceParentId=root, DestinationParentId=unit)


def test_closed_account_opens_nothing(manager):
    client = manager.client("organizations")
    member = created(manager, "audit")
    session = manager.assume(access_role(member))
    administrator = Account(manager.server, member, Credentials(member, "secret"))
    key = session.kms.create_key()["KeyMetadata"]["KeyId"]
    assert administrator.sts.get_caller_identity()["Account"] == member
    client.close_account(AccountId=member)
    while client.describe_account(AccountId=member)["Account"]["State"] == "PENDING_CLOSURE":
        pass
    described = client.describe_account(AccountId=member)["Account"]
    assert (described["State"], described["Status"]) == ("CLOSED", "SUSPENDED")
    with refused("UnrecognizedClientException"):
        session.kms.describe_key(KeyId=key)
    with refused("InvalidClientTokenId"):
        administrator.sts.get_caller_identity()
    with refused("AccessDenied"):
        manager.assume(access_role(member))
    with refused("AccountAlreadyClosedException"):
        client.close_account(AccountId=member)


def test_account_leaves_after_four_days(timed_server):
    manager = new_account(timed_server)
    client = manager.client("organizations")
    client.create_organization()
    with ServerClock(timed_server) as clock:
        member = created(manager, "audit")
        own = manager.assume(access_role(member)).client("organizations")
        with refused("ConstraintViolationException"):
            own.leave_organization()
        clock.advance(days=4)
        own = manager.assume(access_role(member)).client("organizations")
        own.leave_organization()
        with refused("AWSOrganizationsNotInUseException"):
            own.describe_organization()
        client.delete_organization()


def test_management_account_stays(manager):
    client = manager.client("organizations")
    with refused("MasterCannotLeaveOrganizationException"):
        client.leave_organization()
    with refused("ConstraintViolationException"):
        client.close_account(AccountId=manager.account_id)


def test_delegated_administrator_reads(manager):
    client = manager.client("organizations")
    member = created(manager, "security")
    own = manager.assume(access_role(member)).client("organizations")
    with refused("AccessDeniedException"):
        own.list_accounts()
    service = {"ServicePrincipal": "guardduty.amazonaws.com"}
    client.enable_aws_service_access(**service)
    client.register_delegated_administrator(AccountId=member, **service)
    assert len(own.list_accounts()["Accounts"]) == 2
    listed = client.list_delegated_administrators(**service)["DelegatedAdministrators"]
    assert [entry["Id"] for entry in listed] == [member]
    with refused("AccessDeniedException"):
        own.create_organizational_unit(ParentId=root_of(client), Name="mine")
    client.deregister_delegated_administrator(AccountId=member, **service)
    with refused("AccessDeniedException"):
        own.list_accounts()


def test_organization_survives_a_restart(make_server):
    server = make_server()
    manager = strict_administrator(server)
    client = manager.client("organizations")
    organization = client.create_organization()["Organization"]
    member = created(manager, "audit")
    client.create_organizational_unit(ParentId=root_of(client), Name="security")
    server.stop()
    server.start()
    manager = strict_administrator(server)
    client = manager.client("organizations")
    assert client.describe_organization()["Organization"] == organization
    assert manager.assume(access_role(member)).sts.get_caller_identity()["Account"] == member
    assert len(client.list_organizational_units_for_parent(ParentId=root_of(client))["OrganizationalUnits"]) == 1
