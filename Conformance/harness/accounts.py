"""Accounts at a server, as their administrators."""

from __future__ import annotations

import itertools

from harness.callers import Account, Credentials
from harness.server import Server

_accounts = itertools.count(200000000001)


def strict_administrator(server: Server) -> Account:
    """The administrator whose access key `yagura env` prints."""
    printed = server.environment()
    credentials = Credentials(printed["AWS_ACCESS_KEY_ID"], printed["AWS_SECRET_ACCESS_KEY"])
    account = Account(server, "", credentials)
    identity = account.sts.get_caller_identity()
    account.account_id, account.arn = identity["Account"], identity["Arn"]
    return account


def new_account(server: Server) -> Account:
    """An account of a --dev server that nothing else uses."""
    account_id = str(next(_accounts))
    return Account(server, account_id, Credentials(account_id, "secret"))
