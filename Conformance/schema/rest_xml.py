"""Inputs of the REST XML protocol as requests, without any check by a client."""

from __future__ import annotations

import base64
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape, quoteattr

from botocore.model import OperationModel, Shape

from harness.wire import Request
from schema.variants import Raw

SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


def rest_request(operation: OperationModel, tree: dict) -> Request:
    """The request of an input. A label that is missing stays out of the path: another operation may be meant then."""
    shape = operation.input_shape
    headers, query = {}, []
    for name, value in tree.items():
        member = shape.members.get(name) if shape else None
        if member is None or value is None:
            continue
        bind(member, name, value, headers, query)
    method, path = operation.http["method"], uri(operation, tree)
    if query:
        path += ("&" if "?" in path else "?") + urlencode(query, quote_via=quote)
    body = payload(shape, tree) if shape else b""
    return Request(body, headers, path, method)


def bind(member: Shape, name: str, value, headers: dict, query: list) -> None:
    wire_name = member.serialization.get("name", name)
    match member.serialization.get("location"):
        case "header":
            headers[wire_name] = header_text(member, value)
        case "headers":
            entries = value if isinstance(value, dict) else {}
            headers.update({f"{wire_name}{key}": header_text(None, part) for key, part in entries.items()})
        case "querystring":
            for part in value if isinstance(value, list) else [value]:
                query.append((wire_name, text(part, "%Y-%m-%dT%H:%M:%SZ")))


def uri(operation: OperationModel, tree: dict) -> str:
    path = operation.http["requestUri"]
    shape = operation.input_shape
    for name, member in (shape.members if shape else {}).items():
        if member.serialization.get("location") == "uri":
            wire_name = member.serialization.get("name", name)
            given = text(tree.get(name) if tree.get(name) is not None else "", "")
            path = path.replace(f"{{{wire_name}}}", quote(given, safe="")).replace(
                f"{{{wire_name}+}}", quote(given, safe="/")
            )
    return path


def header_text(shape: Shape | None, value) -> str:
    if isinstance(value, datetime) and (shape is None or shape.serialization.get("timestampFormat") != "iso8601"):
        return format_datetime(value, usegmt=True)
    if isinstance(value, list):
        return ",".join(text(part, "") for part in value)
    # What no header can carry is left out of it.
    return "".join(c for c in text(value, "%Y-%m-%dT%H:%M:%SZ") if "\x20" <= c < "\x7f")


def payload(shape: Shape, tree: dict) -> bytes:
    name = shape.serialization.get("payload")
    value = tree.get(name) if name else None
    if value is None:
        return b""
    member = shape.members[name]
    if isinstance(value, Raw):
        return str(value.value).encode()
    if member.type_name in ("blob", "string"):
        return value if isinstance(value, bytes) else str(value).encode()
    return "".join(element(member, member.serialization.get("name", name), value)).encode()


def element(shape: Shape, name: str, value):
    if value is None:
        return
    if isinstance(value, Raw) or not isinstance(value, dict | list):
        yield f"<{name}>{escape(text(value, '%Y-%m-%dT%H:%M:%SZ'))}</{name}>"
    elif isinstance(value, list):
        flattened = shape.serialization.get("flattened")
        inner = shape.member.serialization.get("name", name if flattened else "member")
        parts = "".join(part for item in value for part in element(shape.member, inner, item))
        yield parts if flattened else f"<{name}>{parts}</{name}>"
    else:
        yield from structure(shape, name, value)


def structure(shape: Shape, name: str, value: dict):
    attributes, parts = "", []
    for key, part in value.items():
        member = shape.members.get(key)
        if member is None:
            parts.append(f"<{key}>{escape(text(part, ''))}</{key}>")
        elif member.serialization.get("xmlAttribute"):
            attributes += f" {member.serialization['name']}={quoteattr(text(part, ''))}"
        else:
            parts.extend(element(member, member.serialization.get("name", key), part))
    declared = f' xmlns:xsi="{SCHEMA_INSTANCE}"' if attributes else ""
    yield f"<{name}{declared}{attributes}>{''.join(parts)}</{name}>"


def text(value, date: str) -> str:
    if isinstance(value, Raw):
        value = value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.strftime(date or "%Y-%m-%dT%H:%M:%SZ")
    return str(value)
