"""The models of the services under test."""

from __future__ import annotations

from functools import cache

import botocore.session
from botocore.model import OperationModel, ServiceModel, Shape

SERVICES = ("kms", "sts", "iam", "organizations", "sns", "events", "logs", "cloudtrail")


@cache
def service_model(service: str) -> ServiceModel:
    return botocore.session.get_session().get_service_model(service)


def operation_model(service: str, operation: str) -> OperationModel:
    return service_model(service).operation_model(operation)


def operations(service: str) -> list[str]:
    return sorted(service_model(service).operation_names)


def is_query(service: str) -> bool:
    return service_model(service).protocol == "query"


def is_rest(service: str) -> bool:
    return service_model(service).protocol == "rest-xml"


def required(shape: Shape) -> list[str]:
    return list(shape.metadata.get("required", []))


def error_codes(operation: OperationModel) -> dict[str, Shape]:
    """The operation's modelled errors by their code on the wire."""
    return {shape.metadata.get("error", {}).get("code", shape.name): shape for shape in operation.error_shapes}


def pattern_of(shape: Shape) -> str | None:
    """The shape's pattern in Python's dialect, Java's classes narrowed to ASCII."""
    pattern = shape.metadata.get("pattern")
    if pattern is None:
        return None
    for java, python in (
        (r"[\w-_", r"[\w\-_"),
        (r"\p{L}", "A-Za-z"),
        (r"\p{M}", ""),
        (r"\p{Z}", " "),
        (r"\p{S}", "+=$"),
        (r"\p{N}", "0-9"),
        (r"\p{P}", ".,;:!-"),
        (r"\p{Alnum}", "A-Za-z0-9"),
        (r"\p{Punct}", "!-/"),
        (r"\p{ASCII}", "\x00-\x7f"),
    ):
        pattern = pattern.replace(java, python)
    return pattern
