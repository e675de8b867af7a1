"""Every operation of every service, called in every way that its model lets one derive."""

from __future__ import annotations

import os

import pytest

from harness.accounts import new_account
from harness.wire import Wire, sign
from schema.coverage import Coverage
from schema.encoding import encode
from schema.judge import UNIMPLEMENTED, describe, faults
from schema.model import SERVICES, is_query, is_rest, operation_model, operations, required
from schema.rest_judge import rest_faults
from schema.services import KNOWN
from schema.values import Values
from schema.variants import variants

OPERATIONS = [(service, operation) for service in SERVICES for operation in operations(service)]
SHOWN = 25
# Requests of another, newer operation; the last is told apart by its host alone.
SUPERSEDED = {
    "GetBucketLifecycle",
    "GetBucketNotification",
    "PutBucketLifecycle",
    "PutBucketNotification",
    "ListDirectoryBuckets",
}


# Services whose calls are not derived from their models yet, for want of the values that these need; tests of their own
# drive them, and docs/coverage does not count them.
NOT_DERIVED = {"s3"}


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
    judge = rest_faults if is_rest(service) else faults
    count, found = 0, []
    for variant in variants(operation, Values(resources), query=is_query(service) or is_rest(service)):
        request = encode(service, name, operation.input_shape, variant.input)
        reply = connection.send(sign(request, account, service))
        wrong = list(judge(operation, variant, reply))
        count += 1
        if wrong:
            found.append(f"{variant.name}: " + "; ".join(wrong))
    coverage.add(service, name, implemented=True, variants=count, failures=len(found))
    assert not found, f"{len(found)} of {count} variants of {name}:\n" + "\n".join(found[:SHOWN])


def assert_refused_as_unimplemented(connection, service: str, name: str) -> None:
    """It never pretends: no success, and no error that an implementation could have given."""
    shape = operation_model(service, name).input_shape
    if is_rest(service) and name in SUPERSEDED:
        return
    tree = bound(shape) if is_rest(service) and shape else {}
    reply = connection.call(service, encode(service, name, shape, tree))
    assert reply.status >= 400
    assert reply.code in UNIMPLEMENTED, describe(reply)


def bound(shape) -> dict:
    """What a REST request is told by, so that it is for this operation and no other."""
    return {name: "example" for name in required(shape) if "location" in shape.members[name].serialization}


def test_everything_that_the_server_implements_is_in_the_models(implemented):
    for service, names in implemented.items():
        if service in SERVICES:
            assert set(names) <= set(operations(service))


def test_every_service_that_the_server_implements_is_tested(implemented):
    assert {service for service, names in implemented.items() if names} <= set(SERVICES) | NOT_DERIVED
