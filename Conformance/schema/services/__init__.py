"""The services under test, a module each."""

from __future__ import annotations

from schema.services import cloudtrail, events, iam, kms, logs, organizations, sns, sts
from schema.services.base import Resources, Service

KNOWN: dict[str, Service] = {
    "kms": kms.SERVICE,
    "sts": sts.SERVICE,
    "iam": iam.SERVICE,
    "organizations": organizations.SERVICE,
    "sns": sns.SERVICE,
    "events": events.SERVICE,
    "logs": logs.SERVICE,
    "cloudtrail": cloudtrail.SERVICE,
}

__all__ = ["KNOWN", "Resources", "Service"]
