"""Decides what `bench-policy` decides, by equivalent Cedar policies, parsed beforehand; prints rates as it does.

Run by an interpreter that has cedarpy. What an IAM level allows by FullAWSAccess needs no policy in Cedar, where a
permit anywhere is enough: so Cedar has seven policies less to look at.
"""

from __future__ import annotations

import json
import time

import cedarpy

LEVELS = 7
OTHERS = ("s3", "ec2", "sqs", "sns", "logs", "lambda", "ssm", "config", "cloudtrail")
GUARDED = ("s3", "ec2", "organizations", "cloudtrail", "config", "iam")
ACTIONS = ("kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey")
ACCOUNT = "123456789012"


def policies() -> str:
    found = [f'permit(principal == User::"ada", action in Action::"{service}:*", resource);' for service in OTHERS]
    found.append(
        'permit(principal == User::"ada", action in [' + ", ".join(f'Action::"{name}"' for name in ACTIONS) + "], resource) "
        f'when {{ resource.arn like "arn:aws:kms:*:{ACCOUNT}:key/*" && principal.team == "red" }};'
    )
    for _ in range(LEVELS):
        found.append(
            'forbid(principal, action in Action::"kms:*", resource) '
            'unless { ["eu-central-1", "eu-west-1"].contains(context.region) };'
        )
        found.append(
            'forbid(principal, action in [Action::"kms:ScheduleKeyDeletion", Action::"kms:DisableKey"], resource) '
            'unless { principal.arn like "arn:aws:iam::*:role/keys/*" };'
        )
        found.append("forbid(principal, action, resource) unless { context.secureTransport };")
        found += [f'forbid(principal, action in Action::"{service}:Delete", resource);' for service in GUARDED]
    return "\n".join(found)


def entities() -> list[dict]:
    def entity(kind: str, name: str, parents: tuple[str, ...] = (), **attributes) -> dict:
        return {"uid": {"type": kind, "id": name}, "attrs": attributes,
                "parents": [{"type": "Action", "id": parent} for parent in parents]}  # fmt: skip

    groups = [*(f"{service}:*" for service in (*OTHERS, "kms")), *(f"{service}:Delete" for service in GUARDED)]
    kms = [*ACTIONS, "kms:ScheduleKeyDeletion", "kms:DisableKey"]
    return [
        entity("User", "ada", team="red", arn=f"arn:aws:iam::{ACCOUNT}:user/ada"),
        entity("Key", "1234", arn=f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
        *(entity("Action", name) for name in groups),
        *(entity("Action", name, ("kms:*",)) for name in kms),
    ]


def requests() -> list[dict]:
    return [
        {"principal": {"type": "User", "id": "ada"}, "action": {"type": "Action", "id": name},
         "resource": {"type": "Key", "id": "1234"}, "context": {"region": "eu-central-1", "secureTransport": True}}
        for name in ACTIONS
    ]  # fmt: skip


def rate(work, count: int, seconds: float = 1.0) -> float:
    began, calls = time.process_time(), 0
    while (elapsed := time.process_time() - began) < seconds:
        work()
        calls += count
    return calls / elapsed


def main() -> None:
    held, known = cedarpy.PolicySet.from_str(policies()), cedarpy.Entities.from_json_str(json.dumps(entities()))
    batch, one = requests() * 250, requests()[0]
    assert all(result.allowed for result in cedarpy.is_authorized_batch(batch, held, known))
    refused = one | {"context": {"region": "us-east-1", "secureTransport": True}}
    assert not cedarpy.is_authorized(refused, held, known).allowed
    cases = {
        "five units deep, one call each": rate(lambda: cedarpy.is_authorized(one, held, known), 1),
        "five units deep, 1,000 a call": rate(lambda: cedarpy.is_authorized_batch(batch, held, known), len(batch)),
    }
    for case, decisions in cases.items():
        print(json.dumps({"case": case, "rate": decisions}))


if __name__ == "__main__":
    main()
