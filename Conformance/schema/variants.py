"""Every call that a model lets one derive: valid ones, and ones that break exactly one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from botocore.model import OperationModel, Shape

from schema.model import required
from schema.values import Values, fits
from schema.wording import conversion_failure

BASELINE = "baseline"
DEEPEST = 4
LONGEST = 140_000
BAD_TEXTS = ("!", " ", "<>", "€", "\t", "%", "\u0001", "日本", "")
WRONG_JSON = {
    "string": (1, True, [], {}),
    "integer": ("x", True, [], {}),
    "long": ("x", True, [], {}),
    "double": ("x", True, [], {}),
    "float": ("x", True, [], {}),
    "boolean": ("x", 1, [], {}),
    "blob": (1, True, [], {}, "not base64!"),
    "timestamp": (True, [], {}, "yesterday"),
    "list": (1, "x", True, {}),
    "map": (1, "x", True, []),
    "structure": (1, "x", True, []),
}
WRONG_QUERY = {"integer": ("x", "1.5"), "long": ("x",), "double": ("x",), "boolean": ("x", "1.5"), "timestamp": ("x",)}


@dataclass(frozen=True)
class Raw:
    """A value to be sent as it is, whatever the member's type."""

    value: object


@dataclass(frozen=True)
class Variant:
    name: str
    input: dict
    # Set where the input has a value of the wrong type: the text expected (None: AWS's is not known).
    mistyped: bool = False
    conversion: str | None = None


Build = Callable[[object], dict]


def variants(operation: OperationModel, values: Values, *, query: bool) -> Iterator[Variant]:
    shape = operation.input_shape
    if shape is None:
        yield Variant(BASELINE, {})
        return

    def base() -> dict:
        """Anew for each call, so that what one has created does not stand in another's way."""
        return values.baseline(operation)

    yield Variant(BASELINE, base())
    for name, member in shape.members.items():

        def build(value, name=name):
            return {**base(), name: value}

        if name in required(shape):
            yield Variant(f"{name} missing", {key: part for key, part in base().items() if key != name})
        else:
            yield Variant(f"{name} alone", build(values.valid(member, name)))
        if not query:
            yield Variant(f"{name} null", build(None))
        yield from walk(member, name, name, build, values, query, 1)
    if not query:
        yield Variant("unknown member", {**base(), "NoSuchMember": "x"})


def walk(shape: Shape, member: str | None, place: str, build: Build, values: Values, query: bool, depth: int):
    """Variants of one member: of its own bounds and type, then of what is inside it."""
    for name, value in bounds(shape, member, values):
        yield Variant(f"{place} {name}", build(value))
    for raw in (WRONG_QUERY if query else WRONG_JSON).get(shape.type_name, ()):
        text = conversion_failure(shape, raw)
        yield Variant(f"{place} of wrong type: {raw!r}", build(Raw(raw)), mistyped=True, conversion=text)
    if depth < DEEPEST:
        yield from inside(shape, place, build, values, query, depth + 1)


def inside(shape: Shape, place: str, build: Build, values: Values, query: bool, depth: int):
    if shape.type_name == "structure":
        base = values.valid(shape)
        for name, member in shape.members.items():

            def deeper(value, name=name):
                return build({**base, name: value})

            # The query protocol cannot spell an empty structure.
            if name in required(shape) and (len(base) > 1 or not query):
                yield Variant(f"{place}.{name} missing", build({key: v for key, v in base.items() if key != name}))
            yield from walk(member, name, f"{place}.{name}", deeper, values, query, depth)
    elif shape.type_name == "list":
        yield from walk(shape.member, None, f"{place}[]", lambda value: build([value]), values, query, depth)
    elif shape.type_name == "map":
        key, value = values.valid(shape.key), values.valid(shape.value)
        yield from walk(shape.value, None, f"{place}{{}}", lambda v: build({key: v}), values, query, depth)
        for name, text in bounds(shape.key, None, values):
            yield Variant(f"{place} key {name}", build({text: value}))


def bounds(shape: Shape, member: str | None, values: Values) -> Iterator[tuple[str, object]]:
    """Named values at and beyond each constraint of a shape."""
    meta = shape.metadata
    if shape.type_name == "string" and "enum" in meta:
        yield "outside the enum", "NO_SUCH_VALUE"
        yield "in lower case", meta["enum"][0].lower() + "x"
        return
    for bound, step, name in (("min", -1, "below the minimum"), ("max", 1, "above the maximum")):
        if bound not in meta:
            continue
        limit = meta[bound]
        for size, label in ((limit, f"at the {bound}imum"), (limit + step, name)):
            value = of_size(shape, size, member, values)
            if value is not None:
                yield label, value
    if shape.type_name == "string" and "pattern" in meta:
        text = pattern_breaker(shape, values.valid(shape, member))
        if text is not None:
            yield "outside the pattern", text


def of_size(shape: Shape, size: int, member: str | None, values: Values):
    """A value of exactly this length (a number: of exactly this value), otherwise valid where possible."""
    if shape.type_name in ("integer", "long"):
        return size
    if shape.type_name in ("double", "float"):
        return float(size)
    if size < 0 or size > LONGEST:
        return None
    if shape.type_name == "blob":
        return b"x" * size
    if shape.type_name == "string":
        return text_of_length(shape, values.valid(shape, member), size)
    if shape.type_name == "list":
        element = values.valid(shape.member)
        return [element] * size
    return None


def text_of_length(shape: Shape, valid: str, size: int) -> str:
    """Fits the pattern if any simple lengthening of a valid text does."""
    choices = [valid[:size].ljust(size, filler) for filler in (valid[-1:] or "a", "a", "0", "/")]
    choices.append(f"{valid[:1]}{'a' * (size - 2)}{valid[-1:]}")
    return next((text for text in choices if len(text) == size and fits(shape, text)), choices[0])


def pattern_breaker(shape: Shape, valid: str) -> str | None:
    """A text that keeps the length bounds and breaks the pattern."""
    least, most = shape.metadata.get("min", 0), shape.metadata.get("max", LONGEST)
    for bad in BAD_TEXTS:
        for text in (valid[: max(len(valid) - len(bad), 0)] + bad, bad.ljust(max(least, 1), bad[-1:] or " ")):
            if least <= len(text) <= most and not fits(shape, text):
                return text
    return None
