"""Whether an answer is the one that a variant must get."""

from __future__ import annotations

from collections.abc import Iterator

from botocore.model import OperationModel

from harness.wire import Reply
from schema.answers import answer_faults
from schema.model import error_codes
from schema.services import KNOWN, Service
from schema.variants import BASELINE, Variant
from schema.wording import absence, heading, lower_first, says, violations

CONSTRAINT = "failed to satisfy constraint"
VALIDATION = {"json": "ValidationException", "query": "ValidationError"}
SERIALIZATION = {"json": "SerializationException", "query": "MalformedInput"}
UNIMPLEMENTED = {"NotImplementedException", "UnknownOperationException", "NotImplemented", "InvalidAction"}


def faults(operation: OperationModel, variant: Variant, reply: Reply) -> Iterator[str]:
    """What is wrong with the answer to a variant, if anything."""
    yield from answer_faults(operation, reply)
    if variant.name == BASELINE:
        wanted = service(operation).refused.get(operation.name, "")
        if said(reply) != wanted:
            yield f"expected {wanted or 'success'}, got {describe(reply)}"
        return
    if variant.mistyped:
        yield from mistyped_faults(operation, variant, reply)
        return
    expected = violations(operation.input_shape, variant.input) if operation.input_shape else []
    demanded = service(operation).demanded.get(operation.name)
    if demanded and variant.input.get(demanded) is None:
        expected.append(absence(lower_first(demanded)))
    if expected:
        yield from invalid_faults(operation, expected, reply)
    else:
        yield from valid_faults(operation, reply)


def service(operation: OperationModel) -> Service:
    return KNOWN[operation.service_model.service_name]


def protocol(operation: OperationModel) -> str:
    return operation.service_model.protocol


def validation(operation: OperationModel) -> str:
    return service(operation).validation or VALIDATION[protocol(operation)]


def mistyped_faults(operation: OperationModel, variant: Variant, reply: Reply) -> Iterator[str]:
    code = SERIALIZATION[protocol(operation)]
    if (reply.status, code) != (400, said(reply)):
        yield f"expected {code}, got {describe(reply)}"
    elif variant.conversion is not None and reply.message != variant.conversion:
        yield f"expected {variant.conversion!r}, got {reply.message!r}"


def invalid_faults(operation: OperationModel, expected: list[str], reply: Reply) -> Iterator[str]:
    code = validation(operation)
    wanted = heading(len(expected)) + "; ".join(expected)
    if (reply.status, code) != (400, said(reply)):
        yield f"expected {code}: {shortened(wanted)}, got {describe(reply)}"
    elif not says(reply.message, expected, query=protocol(operation) == "query"):
        yield f"expected {shortened(wanted)}, got {shortened(reply.message or '')}"


def valid_faults(operation: OperationModel, reply: Reply) -> Iterator[str]:
    """A call that keeps every constraint succeeds, or is refused for a reason that the operation has."""
    if reply.status == 200:
        return
    code, known = said(reply), service(operation)
    permitted = {
        *error_codes(operation),
        validation(operation),
        *known.shared,
        *known.unmodelled.get(operation.name, ()),
    }
    if code not in permitted:
        yield f"a refusal that the operation does not have: {describe(reply)}"
    elif CONSTRAINT in (reply.message or ""):
        yield f"a constraint that the model does not have: {describe(reply)}"


def said(reply: Reply) -> str:
    return "" if reply.status == 200 else reply.code


def describe(reply: Reply) -> str:
    return "success" if reply.status == 200 else f"{reply.status} {reply.code}: {shortened(reply.message or '')}"


def shortened(text: str) -> str:
    return text if len(text) <= 400 else f"{text[:200]}…{text[-200:]}"
