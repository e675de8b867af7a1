"""The server as a program: start, health, --dev, and its own endpoints."""

from __future__ import annotations

import pytest

from harness.accounts import new_account
from harness.callers import Account, Caller, Credentials
from harness.errors import refused
from harness.server import Server


def test_dev_server_says_so(dev_server, strict_server):
    assert "dev" in str(dev_server.health()).lower()
    assert dev_server.health() != strict_server.health()
    assert "dev" in dev_server.log_text().lower()


def test_start_prints_the_account_and_the_access_key_once(administrator):
    printed = administrator.server.log_text()
    assert administrator.account_id in printed
    assert administrator.credentials.access_key in printed
    assert printed.count(administrator.credentials.secret_key) <= 1


def test_second_start_does_not_print_the_secret(make_server):
    server = make_server()
    secret = server.environment()["AWS_SECRET_ACCESS_KEY"]
    server.stop()
    server.log.unlink()
    server.start()
    assert secret not in server.log_text()
    server.stop()


@pytest.mark.parametrize("path", ["/_yagura/reset", "/_yagura/clock"])
def test_strict_server_has_no_test_endpoints(strict_server, path):
    assert strict_server.request("POST", path, b"{}").status >= 400
    assert strict_server.health()


def test_strict_server_does_not_show_its_journal(strict_server):
    assert strict_server.request("GET", "/_yagura/audit?after=0").status >= 400


def test_twelve_digits_choose_the_account(dev_server):
    account = new_account(dev_server)
    assert account.sts.get_caller_identity()["Account"] == account.account_id


def test_any_other_key_is_the_default_administrator(dev_server):
    caller = Caller(dev_server, Credentials("AKIAIOSFODNN7EXAMPLE", "anything"))
    assert caller.sts.get_caller_identity()["Account"] == "123456789012"
    caller.kms.list_keys()


def test_issued_key_acts_as_its_user(account):
    user = account.user()
    assert user.sts.get_caller_identity()["Arn"] == user.arn
    with refused("AccessDeniedException"):
        user.kms.list_keys()


def test_reset_forgets_everything(make_server):
    server = make_server(dev=True)
    account = Account(server, "123456789012", Credentials("123456789012", "x"))
    account.key()
    user = account.user()
    server.reset()
    assert account.kms.list_keys()["Keys"] == []
    with refused("NoSuchEntity"):
        account.iam.get_user(UserName=user.name)


def test_clock_goes_no_further_than_dates_can_tell(make_server):
    server = make_server(dev=True)
    century = b'{"advanceSeconds": 3153600000}'
    statuses = [server.request("POST", "/_yagura/clock", century).status for _ in range(90)]
    assert statuses[:70] == [200] * 70
    assert statuses[-1] == 400
    assert server.health()["time"].startswith("99")
    server.stop()


def test_operations_are_listed_by_service(dev_server):
    operations = dev_server.operations()
    assert {"kms", "iam", "sts"} <= set(operations)
    assert "Encrypt" in operations["kms"]


def test_port_in_use_ends_the_second_server_with_an_error(strict_server, tmp_path):
    second = Server(tmp_path)
    second.port = strict_server.port
    second._healthy = lambda: False
    with pytest.raises(RuntimeError, match="ended with"):
        second.start()
    assert strict_server.health()


def test_stop_is_clean(make_server):
    assert make_server(dev=True).stop() == 0
