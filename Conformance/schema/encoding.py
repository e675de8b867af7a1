"""Inputs as the bytes of each protocol, without any check by a client."""

from __future__ import annotations

import base64
import json
from datetime import datetime

from botocore.model import Shape

from harness.wire import Request, json_request, query_request
from schema.model import is_query, is_rest, operation_model
from schema.rest_xml import rest_request
from schema.variants import Raw


def encode(service: str, operation: str, shape: Shape | None, tree: dict) -> Request:
    if is_rest(service):
        return rest_request(operation_model(service, operation), tree)
    if is_query(service):
        return query_request(operation, list(query_pairs(shape, tree, "")), service)
    return json_request(operation, json.dumps(json_tree(tree)).encode(), service)


def json_tree(value):
    if isinstance(value, Raw):
        return value.value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, list):
        return [json_tree(part) for part in value]
    if isinstance(value, dict):
        return {key: json_tree(part) for key, part in value.items()}
    return value


def query_pairs(shape: Shape | None, value, prefix: str):
    """The form parameters of a value; an empty list is its bare name."""
    if isinstance(value, dict):
        yield from query_dictionary(shape, value, prefix)
    elif isinstance(value, list):
        name = prefix if shape.serialization.get("flattened") else f"{prefix}.{element_name(shape)}"
        if not value:
            yield prefix, ""
        for index, part in enumerate(value, 1):
            yield from query_pairs(shape.member, part, f"{name}.{index}")
    else:
        yield prefix, query_text(value)


def query_dictionary(shape: Shape | None, value: dict, prefix: str):
    if shape is not None and shape.type_name == "map":
        key_name = shape.key.serialization.get("name", "key")
        value_name = shape.value.serialization.get("name", "value")
        for index, (key, part) in enumerate(value.items(), 1):
            yield f"{prefix}.entry.{index}.{key_name}", key
            yield from query_pairs(shape.value, part, f"{prefix}.entry.{index}.{value_name}")
        return
    for name, part in value.items():
        member = shape.members[name]
        wire_name = member.serialization.get("name", name)
        yield from query_pairs(member, part, f"{prefix}.{wire_name}" if prefix else wire_name)


def element_name(shape: Shape) -> str:
    return shape.member.serialization.get("name", "member")


def query_text(value) -> str:
    if isinstance(value, Raw):
        return str(value.value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value)
