"""Whether an answer is what the model says of it: members, types, enums, lengths, and nothing else."""

from __future__ import annotations

import base64
import binascii
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from datetime import datetime

from botocore.model import OperationModel, Shape

from harness.wire import Reply
from schema.model import error_codes, required
from schema.wording import broken_constraints

PYTHON = {"string": str, "boolean": bool, "integer": int, "long": int, "list": list, "map": dict, "structure": dict}
BOOLEANS = {"true": True, "false": False}
REQUEST_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def answer_faults(operation: OperationModel, reply: Reply) -> list[str]:
    """What is wrong with an answer, whether success or refusal; empty where nothing is."""
    query = operation.service_model.protocol == "query"
    faults = list(header_faults(operation, reply, query))
    try:
        if reply.status == 200:
            faults += (xml_success if query else json_success)(operation, reply)
        else:
            faults += (xml_refusal if query else json_refusal)(operation, reply)
    except (ValueError, ElementTree.ParseError) as error:
        faults.append(f"unreadable body: {error}")
    return faults


def header_faults(operation: OperationModel, reply: Reply, query: bool) -> Iterator[str]:
    if not REQUEST_ID.fullmatch(reply.request_id):
        yield f"request ID {reply.request_id!r}"
    expected = "text/xml" if query else f"application/x-amz-json-{operation.service_model.metadata.get('jsonVersion')}"
    if reply.headers.get("content-type", "").partition(";")[0] != expected:
        yield f"content type {reply.headers.get('content-type')!r}"


# JSON.


def json_success(operation: OperationModel, reply: Reply) -> Iterator[str]:
    if operation.output_shape is None:
        if reply.body not in (b"", b"{}"):
            yield f"a body where the model has none: {reply.body[:80]!r}"
        return
    yield from json_faults(operation.output_shape, json.loads(reply.body), operation.output_shape.name)


def json_refusal(operation: OperationModel, reply: Reply) -> Iterator[str]:
    tree = json.loads(reply.body)
    if not 400 <= reply.status < 600:
        yield f"status {reply.status}"
    if not isinstance(tree, dict) or not isinstance(tree.get("__type"), str):
        yield "no __type"
        return
    shape = error_codes(operation).get(reply.code)
    known = {"__type", "message", "Message", *(shape.members if shape else ())}
    if unknown := set(tree) - known:
        yield f"unknown members {sorted(unknown)}"
    if not isinstance(tree.get("message", tree.get("Message", "")), str):
        yield "the message is no string"


def json_faults(shape: Shape, value, path: str) -> Iterator[str]:
    kind = shape.type_name
    if kind == "blob":
        value, fault = decoded(value)
        if fault:
            yield f"{path}: {fault}"
            return
    elif kind in ("timestamp", "double", "float"):
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield f"{path}: {value!r} is no number"
        return
    elif not isinstance(value, PYTHON[kind]) or (isinstance(value, bool) and kind != "boolean"):
        yield f"{path}: {value!r} is no {kind}"
        return
    yield from (f"{path}: {text}" for text in broken_constraints(shape, value))
    yield from json_parts(shape, value, path)


def decoded(value) -> tuple[bytes, str | None]:
    try:
        return base64.b64decode(value, validate=True), None
    except (TypeError, ValueError, binascii.Error):
        return b"", f"{str(value)[:40]!r} is no base64"


# Members that the services answer against their models. A grant without a name: KMS developer guide, "Viewing grants".
AS_DOCUMENTED = {("GrantListEntry", "Name"): ""}


def json_parts(shape: Shape, value, path: str) -> Iterator[str]:
    if shape.type_name == "structure":
        yield from (f"{path}: unknown member {name}" for name in value if name not in shape.members)
        yield from (f"{path}: {name} is missing" for name in required(shape) if name not in value)
        for name, part in value.items():
            if name in shape.members and AS_DOCUMENTED.get((shape.name, name)) != part:
                yield from json_faults(shape.members[name], part, f"{path}.{name}")
    elif shape.type_name == "list":
        for index, part in enumerate(value):
            yield from json_faults(shape.member, part, f"{path}[{index}]")
    elif shape.type_name == "map":
        for key, part in value.items():
            yield from json_faults(shape.value, part, f"{path}[{key}]")


# XML.


def local(element) -> str:
    return element.tag.rpartition("}")[2]


def namespace(element) -> str:
    return element.tag.rpartition("}")[0].lstrip("{")


def xml_success(operation: OperationModel, reply: Reply) -> Iterator[str]:
    root = ElementTree.fromstring(reply.body)
    if local(root) != f"{operation.name}Response":
        yield f"root {local(root)}"
    if namespace(root) != operation.service_model.metadata["xmlNamespace"]:
        yield f"namespace {namespace(root)!r}"
    parts = {local(part): part for part in root}
    expected = {"ResponseMetadata"}
    if operation.output_shape is not None:
        wrapper = operation.output_shape.serialization.get("resultWrapper", f"{operation.name}Result")
        expected.add(wrapper)
        if wrapper in parts:
            yield from xml_faults(operation.output_shape, parts[wrapper], wrapper)
    if set(parts) != expected:
        yield f"elements {sorted(parts)}"
    identifier = next((e.text for e in root.iter() if local(e) == "RequestId"), None)
    if identifier != reply.request_id:
        yield f"RequestId {identifier} is not that of the header"


def xml_refusal(operation: OperationModel, reply: Reply) -> Iterator[str]:
    root = ElementTree.fromstring(reply.body)
    error = next((part for part in root if local(part) == "Error"), None)
    if local(root) != "ErrorResponse" or error is None:
        yield f"root {local(root)}"
        return
    texts = {local(part): part.text for part in error}
    if texts.get("Type") not in ("Sender", "Receiver"):
        yield f"Type {texts.get('Type')}"
    if "Code" not in texts or "Message" not in texts:
        yield f"elements {sorted(texts)}"
    expected = error_codes(operation).get(texts.get("Code", ""))
    if expected is not None and reply.status != expected.metadata["error"]["httpStatusCode"]:
        yield f"status {reply.status} of {texts['Code']}"


def xml_faults(shape: Shape, element, path: str) -> Iterator[str]:
    if shape.type_name == "structure":
        yield from xml_structure(shape, element, path)
    elif shape.type_name == "list":
        name = shape.member.serialization.get("name", "member")
        for part in element:
            if local(part) != name:
                yield f"{path}: element {local(part)} in a list of {name}"
            yield from xml_faults(shape.member, part, f"{path}[]")
    elif shape.type_name == "map":
        for entry in element:
            value = next((part for part in entry if local(part) == "value"), None)
            if value is None:
                yield f"{path}: an entry without a value"
            else:
                yield from xml_faults(shape.value, value, f"{path}{{}}")
    else:
        yield from (f"{path}: {fault}" for fault in scalar_faults(shape, element.text or ""))


def xml_structure(shape: Shape, element, path: str) -> Iterator[str]:
    members = {member.serialization.get("name", name): (name, member) for name, member in shape.members.items()}
    seen = set()
    for part in element:
        if local(part) not in members:
            yield f"{path}: unknown member {local(part)}"
            continue
        name, member = members[local(part)]
        if name in seen:
            yield f"{path}: {name} occurs twice"
        seen.add(name)
        yield from xml_faults(member, part, f"{path}.{name}")
    yield from (f"{path}: {name} is missing" for name in required(shape) if name not in seen)


def scalar_faults(shape: Shape, text: str) -> Iterator[str]:
    kind = shape.type_name
    try:
        value = {
            "integer": int,
            "long": int,
            "double": float,
            "float": float,
            "boolean": BOOLEANS.__getitem__,
            "timestamp": lambda t: datetime.strptime(t, "%Y-%m-%dT%H:%M:%SZ"),
            "blob": lambda t: base64.b64decode(t, validate=True),
            "string": str,
        }[kind](text)
    except (ValueError, KeyError):
        yield f"{text[:40]!r} is no {kind}"
        return
    if kind not in ("timestamp", "boolean"):
        yield from broken_constraints(shape, value)
