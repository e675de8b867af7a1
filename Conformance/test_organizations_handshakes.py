"""Organizations: invitations and what else accounts agree on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from harness.accounts import new_account
from harness.clock import ServerClock
from harness.errors import refused


@pytest.fixture
def manager(account):
    account.client("organizations").create_organization(FeatureSet="ALL")
    return account


def invite(manager, account) -> dict:
    target = {"Id": account.account_id, "Type": "ACCOUNT"}
    return manager.client("organizations").invite_account_to_organization(Target=target, Notes="join us")["Handshake"]


def test_invitation_is_accepted(manager, other_account):
    handshake = invite(manager, other_account)
    assert (handshake["State"], handshake["Action"]) == ("OPEN", "INVITE")
    client = other_account.client("organizations")
    assert [entry["Id"] for entry in client.list_handshakes_for_account()["Handshakes"]] == [handshake["Id"]]
    accepted = client.accept_handshake(HandshakeId=handshake["Id"])["Handshake"]
    assert accepted["State"] == "ACCEPTED"
    described = manager.client("organizations").describe_account(AccountId=other_account.account_id)["Account"]
    assert described["JoinedMethod"] == "INVITED"
    with refused("NoSuchEntity"):
        other_account.iam.get_role(RoleName="OrganizationAccountAccessRole")
    assert other_account.iam.get_role(RoleName="AWSServiceRoleForOrganizations")


def test_invitation_is_declined_or_cancelled(manager, other_account):
    sender, receiver = manager.client("organizations"), other_account.client("organizations")
    first = invite(manager, other_account)["Id"]
    with refused("DuplicateHandshakeException"):
        invite(manager, other_account)
    assert receiver.decline_handshake(HandshakeId=first)["Handshake"]["State"] == "DECLINED"
    second = invite(manager, other_account)["Id"]
    assert sender.cancel_handshake(HandshakeId=second)["Handshake"]["State"] == "CANCELED"
    with refused("InvalidHandshakeTransitionException"):
        receiver.accept_handshake(HandshakeId=second)
    with refused("HandshakeAlreadyInStateException"):
        sender.cancel_handshake(HandshakeId=second)


def test_invitation_expires(timed_server):
    manager, other = new_account(timed_server), new_account(timed_server)
    manager.client("organizations").create_organization()
    with ServerClock(timed_server) as clock:
        handshake = invite(manager, other)["Id"]
        clock.advance(days=15)
        client = other.client("organizations")
        with refused("InvalidHandshakeTransitionException"):
            client.accept_handshake(HandshakeId=handshake)
        assert client.describe_handshake(HandshakeId=handshake)["Handshake"]["State"] == "EXPIRED"


def test_all_features_are_approved(account, other_account):
    sender, receiver = account.client("organizations"), other_account.client("organizations")
    sender.create_organization(FeatureSet="CONSOLIDATED_BILLING")
    receiver.accept_handshake(HandshakeId=invite(account, other_account)["Id"])
    change = sender.enable_all_features()["Handshake"]
    assert change["State"] == "REQUESTED"
    asked = receiver.list_handshakes_for_account(Filter={"ActionType": "APPROVE_ALL_FEATURES"})["Handshakes"]
    receiver.accept_handshake(HandshakeId=asked[0]["Id"])
    sender.accept_handshake(HandshakeId=change["Id"])
    assert sender.describe_organization()["Organization"]["FeatureSet"] == "ALL"


def test_bills_are_transferred(manager, other_account):
    payer, source = manager.client("organizations"), other_account.client("organizations")
    source.create_organization()
    today = datetime.now(UTC)
    month = today.month + 2
    start = datetime(today.year + (month - 1) // 12, (month - 1) % 12 + 1, 1, tzinfo=UTC)
    handshake = payer.invite_organization_to_transfer_responsibility(
        Type="BILLING",
        Target={"Id": other_account.account_id, "Type": "ACCOUNT"},
        StartTimestamp=start,
        SourceName="bills",
    )["Handshake"]
    assert handshake["Action"] == "TRANSFER_RESPONSIBILITY"
    source.accept_handshake(HandshakeId=handshake["Id"])
    transfer = payer.list_inbound_responsibility_transfers(Type="BILLING")["ResponsibilityTransfers"][0]
    assert (transfer["Status"], transfer["StartTimestamp"]) == ("ACCEPTED", start)
    withdrawn = source.terminate_responsibility_transfer(Id=transfer["Id"])["ResponsibilityTransfer"]
    assert withdrawn["Status"] == "WITHDRAWN"
    assert source.list_outbound_responsibility_transfers(Type="BILLING")["ResponsibilityTransfers"]
