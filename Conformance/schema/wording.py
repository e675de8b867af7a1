"""What AWS's service framework says of input that breaks a model, computed from the model and the input alone.

Lengths of strings are Java's: UTF-16 code units. The value of a sensitive shape is not repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations

from botocore.model import Shape

from schema.model import pattern_of, required

# Of Unicode's private use, so that it occurs in no input and every protocol can carry it.
ANYTHING = "\uf8ffanything\uf8ff"
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
INTEGERS = ("integer", "long")
ARTICLES = {
    "string": "a String",
    "integer": "an Integer",
    "long": "a Long",
    "boolean": "a Boolean",
    "double": "a Double",
    "float": "a Float",
}
UNEXPECTED_LIST = "Start of list found where not expected"
UNEXPECTED_STRUCTURE = "Start of structure or map found where not expected."
IAM_ALPHABET = re.compile(r"The specified value for (\w+) is invalid\. It must contain only .+", re.DOTALL)


def lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]


def length_of(shape: Shape, value) -> int:
    return len(value.encode("utf-16-le")) // 2 if isinstance(value, str) else len(value)


def own_constraints(shape: Shape) -> Iterator[str]:
    """Every constraint of a shape, as AWS lists those of the elements of a container."""
    meta, noun = shape.metadata, "value" if shape.type_name in (*INTEGERS, "double", "float") else "length"
    if "max" in meta:
        yield f"Member must have {noun} less than or equal to {meta['max']}"
    if "min" in meta:
        yield f"Member must have {noun} greater than or equal to {meta['min']}"
    if "pattern" in meta:
        yield f"Member must satisfy regular expression pattern: {meta['pattern']}"
    if "enum" in meta:
        yield f"Member must satisfy enum value set: [{', '.join(meta['enum'])}]"


def broken_constraints(shape: Shape, value) -> Iterator[str]:
    meta = shape.metadata
    if "enum" in meta:
        if value not in meta["enum"]:
            yield f"Member must satisfy enum value set: [{', '.join(meta['enum'])}]"
        return
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    noun, size = ("value", value) if is_number else ("length", sized(shape, value))
    if size is not None and "max" in meta and size > meta["max"]:
        yield f"Member must have {noun} less than or equal to {meta['max']}"
    elif size is not None and "min" in meta and size < meta["min"]:
        yield f"Member must have {noun} greater than or equal to {meta['min']}"
    if isinstance(value, str) and "pattern" in meta and not re.fullmatch(pattern_of(shape), value):
        yield f"Member must satisfy regular expression pattern: {meta['pattern']}"


def sized(shape: Shape, value) -> int | None:
    return length_of(shape, value) if isinstance(value, str | bytes | list | dict) else None


def value_text(shape: Shape, value) -> str:
    """A value as Java prints it; ANYTHING where structures are in it, whose text is not documented."""
    if isinstance(value, bytes):
        return f"java.nio.HeapByteBuffer[pos=0 lim={len(value)} cap={len(value)}]"
    if isinstance(value, list):
        parts = [value_text(shape.member, part) for part in value]
        return ANYTHING if ANYTHING in parts else f"[{', '.join(parts)}]"
    if isinstance(value, dict):
        if shape.type_name == "structure":
            return ANYTHING
        parts = [(key, value_text(shape.value, part)) for key, part in value.items()]
        return (
            ANYTHING
            if any(text == ANYTHING for _, text in parts)
            else ("{" + ", ".join(f"{key}={text}" for key, text in parts) + "}")
        )
    return str(value)


def is_sensitive(shape: Shape) -> bool:
    inner = {"list": "member", "map": "value"}.get(shape.type_name)
    return bool(shape.metadata.get("sensitive")) or (inner is not None and is_sensitive(getattr(shape, inner)))


def failure(shape: Shape, value, path: str, constraint: str) -> str:
    shown = "" if is_sensitive(shape) else f"'{value_text(shape, value)}' "
    return f"Value {shown}at '{path}' failed to satisfy constraint: {constraint}"


def violations(shape: Shape, value, path: str = "") -> list[str]:
    """Every constraint that the input breaks, worded. `value` holds bytes for blobs and None for JSON's null."""
    found = [failure(shape, value, path, constraint) for constraint in broken_constraints(shape, value)]
    if shape.type_name == "structure":
        found += structure_violations(shape, value, path)
    elif shape.type_name == "list":
        found += list_violations(shape, value, path)
    elif shape.type_name == "map":
        found += map_violations(shape, value, path)
    return found


def absence(path: str) -> str:
    return f"Value null at '{path}' failed to satisfy constraint: Member must not be null"


def structure_violations(shape: Shape, value: dict, path: str) -> list[str]:
    found = []
    for name, member in shape.members.items():
        place = f"{path}.{lower_first(name)}" if path else lower_first(name)
        given = value.get(name)
        if given is not None:
            found += violations(member, given, place)
        elif name in required(shape):
            found.append(absence(place))
    return found


def list_violations(shape: Shape, value: list, path: str) -> list[str]:
    element = shape.member
    if element.type_name in ("structure", "list", "map"):
        places = [f"{path}.{index}.member" for index in range(1, len(value) + 1)]
        return [text for place, part in zip(places, value, strict=True) for text in violations(element, part, place)]
    if any(next(broken_constraints(element, part), None) for part in value):
        listed = ", ".join(own_constraints(element))
        return [failure(shape, value, path, f"Member must satisfy constraint: [{listed}]")]
    return []


def map_violations(shape: Shape, value: dict, path: str) -> list[str]:
    found = []
    for what, inner, parts in (("keys", shape.key, value.keys()), ("value", shape.value, value.values())):
        if inner.type_name in ("structure", "list", "map"):
            found += [t for key, part in value.items() for t in violations(inner, part, f"{path}.{key}.member")]
        elif any(next(broken_constraints(inner, part), None) for part in parts):
            listed = ", ".join(own_constraints(inner))
            found.append(failure(shape, value, path, f"Map {what} must satisfy constraint: [{listed}]"))
    return found


def heading(count: int) -> str:
    return f"{count} validation error{'' if count == 1 else 's'} detected: "


def says(message: str | None, expected: list[str], *, query: bool = False) -> bool:
    """Whether a message is the heading and exactly these violations, in any order."""
    if message is None:
        return False
    # IAM words a broken alphabet in its own way.
    if query and IAM_ALPHABET.fullmatch(message):
        return any("regular expression pattern" in text for text in expected)
    if query:
        expected = [NOT_IN_XML.sub("\ufffd", text) for text in expected]
    patterns = [re.escape(text).replace(re.escape(ANYTHING), ".*") for text in expected]
    head = re.escape(heading(len(expected)))
    if len(patterns) <= 4:
        orders = ("; ".join(order) for order in permutations(patterns))
        return any(re.fullmatch(head + order, message, re.DOTALL) for order in orders)
    return re.match(head, message) is not None and all(re.search(p, message, re.DOTALL) for p in patterns)


def conversion_failure(shape: Shape, raw) -> str | None:
    """The text of a SerializationException for a JSON value of the wrong type; None where AWS's is not known."""
    if shape.type_name not in ARTICLES:
        return None
    if isinstance(raw, list):
        return UNEXPECTED_LIST
    if isinstance(raw, dict):
        return UNEXPECTED_STRUCTURE
    return f"{token(raw)}_VALUE can not be converted to {ARTICLES[shape.type_name]}"


def token(raw) -> str:
    """A JSON scalar's kind, as the framework's parser names it."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    return "STRING" if isinstance(raw, str) else "NUMBER"
