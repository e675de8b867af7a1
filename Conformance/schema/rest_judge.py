"""Whether an answer of the REST XML protocol is the one that a variant must get.

S3 tells what is wrong with a request in words of its own, by where the member stands: what is held here is which of its
codes it may be.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from datetime import datetime

from botocore.model import OperationModel, Shape

from harness.wire import Reply
from schema.answers import local, namespace, scalar_faults
from schema.model import error_codes, required
from schema.services import KNOWN
from schema.variants import BASELINE, Variant
from schema.wording import violations

S3_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
REFUSALS = {
    "InvalidArgument",
    "MalformedXML",
    "InvalidRequest",
    "MissingRequestBodyError",
    "InvalidStorageClass",
    "MethodNotAllowed",
    "InvalidURI",
    # A label that is missing makes it another operation's request.
    "InvalidBucketName",
    "NoSuchBucket",
    "MissingContentLength",
    # What a header cannot carry does not arrive.
    "MalformedPolicy",
    "KeyTooLongError",
}


def rest_faults(operation: OperationModel, variant: Variant, reply: Reply) -> Iterator[str]:
    """What is wrong with the answer to a variant, if anything."""
    known = KNOWN[operation.service_model.service_name]
    yield from shape_faults(operation, reply)
    code = "" if reply.status < 300 else reply.code or str(reply.status)
    if variant.name == BASELINE:
        wanted = known.refused.get(operation.name, "")
        if code != wanted and not (operation.http["method"] == "HEAD" and wanted and reply.status >= 400):
            yield f"expected {wanted or 'success'}, got {code or 'success'} {reply.body[:200]!r}"
        return
    broken = variant.mistyped or (operation.input_shape and violations(operation.input_shape, variant.input))
    permitted = {*error_codes(operation), *REFUSALS, *known.shared, *known.unmodelled.get(operation.name, ())}
    if not code or operation.http["method"] == "HEAD":
        if not code and broken and in_body(operation, variant):
            yield "a body that breaks the model is taken"
    elif code not in permitted:
        yield f"a refusal that the operation does not have: {reply.status} {code}: {reply.message}"


def in_body(operation: OperationModel, variant: Variant) -> bool:
    """Whether what the variant breaks is of the body; of the rest, some breaches do not survive the way there."""
    member = variant.name.partition(" ")[0].partition(".")[0].partition("[")[0].partition("{")[0]
    shape = operation.input_shape.members.get(member)
    return shape is not None and shape.type_name == "structure" and variant.input.get(member) is not None


def shape_faults(operation: OperationModel, reply: Reply) -> Iterator[str]:
    if not reply.headers.get("x-amz-request-id"):
        yield "no request ID"
    output = operation.output_shape
    try:
        if reply.status >= 400:
            yield from refusal_faults(operation, reply)
        elif output is not None and reply.body and operation.http["method"] != "HEAD":
            yield from body_faults(output, reply)
    except ElementTree.ParseError as error:
        yield f"unreadable body: {error}"


def refusal_faults(operation: OperationModel, reply: Reply) -> Iterator[str]:
    if operation.http["method"] == "HEAD":
        if reply.body:
            yield "an answer to HEAD with a body"
        return
    root = ElementTree.fromstring(reply.body)
    texts = {local(part): part.text for part in root}
    if local(root) != "Error" or not {"Code", "Message", "RequestId", "HostId"} <= set(texts):
        yield f"root {local(root)} with {sorted(texts)}"
    if texts.get("RequestId") != reply.headers.get("x-amz-request-id"):
        yield "RequestId is not that of the header"


def body_faults(output: Shape, reply: Reply) -> Iterator[str]:
    name = output.serialization.get("payload")
    shape = output.members[name] if name else output
    if shape.type_name != "structure":
        return
    root = ElementTree.fromstring(reply.body)
    if namespace(root) != S3_NAMESPACE:
        yield f"namespace {namespace(root)!r}"
    if local(root) != "LocationConstraint":
        yield from structure_faults(shape, root, local(root))


def structure_faults(shape: Shape, element, path: str) -> Iterator[str]:
    members = {}
    for name, member in shape.members.items():
        wire_name = member.serialization.get("name", name)
        if member.type_name == "list" and member.serialization.get("flattened"):
            wire_name = member.member.serialization.get("name", wire_name)
        if "location" not in member.serialization:
            members[wire_name] = (name, member)
    seen = set()
    for part in element:
        if local(part) not in members:
            yield f"{path}: unknown member {local(part)}"
            continue
        name, member = members[local(part)]
        flattened = member.type_name == "list" and member.serialization.get("flattened")
        if name in seen and not flattened:
            yield f"{path}: {name} occurs twice"
        seen.add(name)
        yield from part_faults(member.member if flattened else member, part, f"{path}.{name}")
    for name in required(shape):
        serialization = shape.members[name].serialization
        if name not in seen and "location" not in serialization and not serialization.get("xmlAttribute"):
            yield f"{path}: {name} is missing"


def part_faults(shape: Shape, element, path: str) -> Iterator[str]:
    if shape.type_name == "structure":
        yield from structure_faults(shape, element, path)
    elif shape.type_name == "list":
        for part in element:
            yield from part_faults(shape.member, part, f"{path}[]")
    elif shape.type_name == "timestamp":
        try:
            datetime.strptime(element.text or "", "%Y-%m-%dT%H:%M:%S.%fZ")
        except ValueError:
            yield f"{path}: {element.text!r} is no timestamp"
    elif shape.type_name != "map":
        yield from (f"{path}: {fault}" for fault in scalar_faults(shape, element.text or ""))
