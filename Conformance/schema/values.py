"""Valid values for any shape: made from its constraints, or from resources that are made for the purpose."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from botocore.model import OperationModel, Shape

from schema.model import pattern_of, required
from schema.services import KNOWN, Resources

CANDIDATES = (
    "example",
    "/",
    "123456789012",
    "AKIAIOSFODNN7EXAMPLE",
    "arn:aws:iam::123456789012:role/example",
    "v1",
    "0" * 64,
    "us-east-1",
    "alias/example",
    "cluster-2222222222a",
    "https://example.com",
    "123456",
    "arn:aws:iam::123456789012:mfa/example",
    "/kms/xks/v1",
    "A" * 43,
    "o-0000000000/r-0000",
    "p-00000000",
    "com.amazonaws.vpce.us-east-1.vpce-svc-0a",
    "s3://example-bucket/prefix",
    "1.0",
    "12:00",
    "kms.amazonaws.com",
)


class NoValueKnownError(Exception):
    """No candidate satisfies a shape: CANDIDATES or the suppliers need one more."""


class Values:
    def __init__(self, resources: Resources):
        self._resources = resources
        self._service = KNOWN[resources.operation.service_model.service_name]

    def valid(self, shape: Shape, member: str | None = None):
        """A value that breaks no constraint, and refers to something that exists where it refers at all."""
        supplier = self._service.by_member.get(member or "") or self._service.by_shape.get(shape.name)
        if supplier and shape.type_name not in ("list", "map", "structure"):
            return supplier(self._resources)
        return getattr(self, f"_{shape.type_name}")(shape)

    def _string(self, shape: Shape) -> str:
        meta = shape.metadata
        if "enum" in meta:
            return meta["enum"][0]
        least, most = meta.get("min", 0), meta.get("max", 10_000)
        for text in CANDIDATES:
            for fitted in (text, text.ljust(least, text[-1])):
                if least <= len(fitted) <= most and fits(shape, fitted):
                    return fitted
        raise NoValueKnownError(f"{shape.name}: {meta}")

    def _integer(self, shape: Shape) -> int:
        return max(shape.metadata.get("min", 1), 1)

    _long = _integer

    def _double(self, shape: Shape) -> float:
        return float(self._integer(shape))

    _float = _double

    def _boolean(self, shape: Shape) -> bool:
        return False

    def _timestamp(self, shape: Shape) -> datetime:
        return datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)

    def _blob(self, shape: Shape) -> bytes:
        return b"x" * max(shape.metadata.get("min", 1), 1)

    def _list(self, shape: Shape) -> list:
        count = max(shape.metadata.get("min", 1), 1)
        return [self.valid(shape.member) for _ in range(count)]

    def _map(self, shape: Shape) -> dict:
        return {self.valid(shape.key): self.valid(shape.value)}

    def _structure(self, shape: Shape) -> dict:
        """The required members, or one that is not: the query protocol cannot spell an empty structure."""
        names = required(shape) or list(shape.members)[:1]
        return {name: self.valid(shape.members[name], name) for name in names}

    def baseline(self, operation: OperationModel) -> dict:
        """The input with every member that the operation needs and no other."""
        shape = operation.input_shape
        needed = [*required(shape), *self._service.sufficient.get(operation.name, ())]
        return {name: self.valid(shape.members[name], name) for name in needed if name in shape.members}


def fits(shape: Shape, text: str) -> bool:
    pattern = pattern_of(shape)
    return pattern is None or re.fullmatch(pattern, text) is not None
