"""The fixtures of the suite: servers, accounts on them, and the programs that call them."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("harness", "schema")

from harness.accounts import new_account, strict_administrator  # noqa: E402
from harness.audit import Audit  # noqa: E402
from harness.callers import Account  # noqa: E402
from harness.cli import CommandLine  # noqa: E402
from harness.clock import ServerClock  # noqa: E402
from harness.mailbox import Mailbox  # noqa: E402
from harness.server import Server  # noqa: E402
from harness.subscriber import Subscriber  # noqa: E402
from harness.wire import Wire, json_request, query_request  # noqa: E402
from harness.xks_proxy import XksProxy  # noqa: E402


@pytest.fixture(scope="session")
def make_server(tmp_path_factory):
    """Starts servers of a test's own; all are ended with the session."""
    servers: list[Server] = []

    def make(*, dev: bool = False, options: tuple[str, ...] = ()) -> Server:
        server = Server(tmp_path_factory.mktemp("server"), dev=dev, options=options)
        servers.append(server)
        return server.start()

    yield make
    for server in reversed(servers):
        if server.running:
            server.stop()


@pytest.fixture(scope="session")
def strict_server(make_server) -> Server:
    """A server as an operator runs it: only credentials that it issued are accepted."""
    return make_server()


@pytest.fixture(scope="session")
def dev_server(make_server) -> Server:
    """A server for tests: any credentials, 12 digits choose the account."""
    return make_server(dev=True)


@pytest.fixture(scope="session")
def administrator(strict_server) -> Account:
    return strict_administrator(strict_server)


@pytest.fixture
def account(dev_server) -> Account:
    """An empty account: what it lists is what the test made."""
    return new_account(dev_server)


@pytest.fixture
def other_account(dev_server) -> Account:
    return new_account(dev_server)


@pytest.fixture(scope="module")
def shared_account(dev_server) -> Account:
    """An account for tests that only add keys of their own and never count."""
    return new_account(dev_server)


@pytest.fixture(scope="module")
def audited(make_server) -> Account:
    """An account on a server of the module's own, whose journal holds only the module's calls."""
    return new_account(make_server(dev=True))


@pytest.fixture
def audit(audited) -> Audit:
    return Audit(audited.server)


@pytest.fixture(scope="module")
def timed_server(make_server) -> Server:
    """A server whose clock the module's tests turn."""
    return make_server(dev=True)


@pytest.fixture
def clock(timed_server):
    with ServerClock(timed_server) as clock:
        yield clock


@pytest.fixture
def timed_account(timed_server) -> Account:
    return new_account(timed_server)


@pytest.fixture
def wire(administrator):
    """A kept connection to the strict server, as its administrator."""
    connection = Wire(administrator)
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def xks_proxy(tmp_path_factory):
    """An external key store proxy, which the server knows that is given its `options`."""
    proxy = XksProxy(tmp_path_factory.mktemp("xks"))
    yield proxy
    proxy.stop()
    assert proxy.mistakes == []


@pytest.fixture(scope="session")
def subscriber():
    """An HTTP endpoint that servers may call which are given its `options`."""
    subscriber = Subscriber()
    yield subscriber
    subscriber.close()


@pytest.fixture(scope="session")
def mailbox():
    """The SMTP server that servers send mail by which are given its `options`."""
    mailbox = Mailbox()
    yield mailbox
    mailbox.close()


@pytest.fixture(scope="session")
def sending_server(make_server, subscriber, mailbox) -> Server:
    """A server that may call the subscriber and has a relay for mail."""
    return make_server(dev=True, options=(*subscriber.options, *mailbox.options))


@pytest.fixture
def sender(sending_server) -> Account:
    """An empty account of that server."""
    return new_account(sending_server)


@pytest.fixture
def aws(account, tmp_path) -> CommandLine:
    """The AWS CLI as the administrator of an empty account."""
    return CommandLine(account, tmp_path)


@pytest.fixture
def wire_of():
    """Calls an operation as a caller with no client in between that would check the parameters first."""
    connections: dict[int, Wire] = {}

    def caller(who):
        connection = connections.setdefault(id(who), Wire(who))

        def call(service: str, operation: str, parameters):
            make = json_request if service == "kms" else query_request
            return connection.call(service, make(operation, parameters, service))

        return call

    yield caller
    for connection in connections.values():
        connection.close()
