"""What each service's calls refer to, and what of its answers its model does not tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from botocore.model import OperationModel

from harness.callers import Account, allow, document

TRUST = document(allow("sts:AssumeRole", principal={"Service": "ec2.amazonaws.com"}))
POLICY = document(allow("kms:ListKeys"))


class Resources:
    """What an operation's calls refer to, made in an account of their own when first needed."""

    def __init__(self, account: Account, operation: OperationModel):
        self.account = account
        self.operation = operation

    @property
    def creates(self) -> bool:
        return self.operation.name.startswith("Create")

    @cached_property
    def user(self):
        return self.account.user()

    @cached_property
    def role_arn(self) -> str:
        return self.account.role()


Supplier = Callable[[Resources], object]


@dataclass(frozen=True)
class Service:
    """What the schema's tests know of one service."""

    # Made for the calls of one operation at a server; and the same by name alone, where there is no server.
    resources: type[Resources]
    named: type[Resources]
    # Done before the operation's calls.
    prepare: Callable[[Resources], object] = lambda resources: None
    # By the name of the member, or of the shape: the member's name wins.
    by_member: dict[str, Supplier] = field(default_factory=dict)
    by_shape: dict[str, Supplier] = field(default_factory=dict)
    # Members that the model calls optional and without which the operation cannot do anything.
    sufficient: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # What a call without optional members is refused with, of the operations where one cannot succeed.
    refused: dict[str, str] = field(default_factory=dict)
    # The code of its own for input that breaks a constraint; empty where it answers the framework's.
    validation: str = ""
    # Codes that the service gives without modelling them for each operation, and for some operations.
    shared: frozenset[str] = frozenset()
    unmodelled: dict[str, set[str]] = field(default_factory=dict)
    # Optional in the models for the sake of dry runs; without it any other call is answered as if it were required.
    demanded: dict[str, str] = field(default_factory=dict)
