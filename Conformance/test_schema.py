"""Every operation of every service, called in every way that its model lets one derive."""

from __future__ import annotations

import os

import pytest

from harness.accounts import new_account
from harness.wire import Wire, sign
from schema.coverage import Coverage
from schema.encoding import encode
from schema.judge import UNIMPLEMENTED, describe, faults
from schema.model import SERVICES, is_query, operation_model, operations
from schema.services import KNOWN
from schema.values import Values
from schema.variants import variants

OPERATIONS = [(service, operation) for service in SERVICES for operation in operations(service)]
SHOWN = 25


@pytest.fixture(scope="module")
def server(make_server):
    return make_server(dev=True)


@pytest.fixture(scope="module")
def implemented(server) -> dict[str, list[str]]:
    return server.operations()


@pytest.fixture(scope="module")
def connection(server):
    wire = Wire(new_account(server))
    yield wire
    wire.close()


@pytest.fixture(scope="module")
def coverage():
    coverage = Coverage()
    yield coverage
    if os.environ.get("YAGURA_WRITE_COVERAGE") == "1":
        coverage.write()


@pytest.mark.parametrize(("service", "name"), OPERATIONS, ids=[f"{s}-{o}" for s, o in OPERATIONS])
def test_operation_answers_as_its_model_says(server, connection, implemented, coverage, service, name):
    if name not in implemented.get(service, []):
        coverage.add(service, name, implemented=False)
        assert_refused_as_unimplemented(connection, service, name)
        return
    operation = operation_model(service, name)
    account = new_account(server)
    resources = KNOWN[service].resources(account, operation)
    KNOWN[service].prepare(resources)
    count, found = 0, []
    for variant in variants(operation, Values(resources), query=is_query(service)):
        request = encode(service, name, operation.input_shape, variant.input)
        reply = connection.send(sign(request, account, service))
        wrong = list(faults(operation, variant, reply))
        count += 1
        if wrong:
            found.append(f"{variant.name}: " + "; ".join(wrong))
    coverage.add(service, name, implemented=True, variants=count, failures=len(found))
    assert not found, f"{len(found)} of {count} variants of {name}:\n" + "\n".join(found[:SHOWN])


def assert_refused_as_unimplemented(connection, service: str, name: str) -> None:
    """It never pretends: no success, and no error that an implementation could have given."""
    reply = connection.call(service, encode(service, name, operation_model(service, name).input_shape, {}))
    assert reply.status >= 400
    assert reply.code in UNIMPLEMENTED, describe(reply)


def test_everything_that_the_server_implements_is_in_the_models(implemented):
    for service, names in implemented.items():
        if service in SERVICES:
            assert set(names) <= set(operations(service))


def test_every_service_that_the_server_implements_is_tested(implemented):
    assert {service for service, names in implemented.items() if names} <= set(SERVICES)
