"""Organizations as their management accounts see them."""

from __future__ import annotations


def root_of(client) -> str:
    return client.list_roots()["Roots"][0]["Id"]


def unit_in(client, parent: str, name: str) -> str:
    return client.create_organizational_unit(ParentId=parent, Name=name)["OrganizationalUnit"]["Id"]


def created(manager, name: str, **parameters) -> str:
    """The number of a new account. Accounts are made right after they were asked for."""
    client = manager.client("organizations")
    email = f"{name}-{manager.account_id}@example.com"
    request = client.create_account(Email=email, AccountName=name, **parameters)["CreateAccountStatus"]
    assert request["State"] == "IN_PROGRESS"
    return outcome(client, request["Id"])["AccountId"]


def outcome(client, request: str) -> dict:
    """What became of a request, asked for as often as a caller would at most."""
    for _ in range(1000):
        status = client.describe_create_account_status(CreateAccountRequestId=request)["CreateAccountStatus"]
        if status["State"] != "IN_PROGRESS":
            return status
    raise AssertionError("the account is not being made")


def access_role(account_id: str, name: str = "OrganizationAccountAccessRole") -> str:
    return f"arn:aws:iam::{account_id}:role/{name}"
