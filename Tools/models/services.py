"""The services whose models are built in, and how to read them from botocore."""

import gzip
import json
from pathlib import Path

# Schema name (also botocore's directory) → the name of the service's case in Swift's ServiceID.
SERVICES = {
    "kms": "kms",
    "iam": "iam",
    "sts": "sts",
    "organizations": "organizations",
    "cloudtrail": "cloudTrail",
    "s3": "s3",
    "events": "eventBridge",
    "sns": "sns",
    "logs": "logs",
    "config": "config",
    "ssm": "ssm",
    "inspector": "inspector",
    "inspector2": "inspector2",
    "inspector-scan": "inspectorScan",
    "guardduty": "guardDuty",
    "macie2": "macie2",
    "wafv2": "wafv2",
    "lambda": "lambda",
}

# Services that have Swift types: schema name → prefix of the target and of its public names.
TYPED = {
    "kms": "KMS",
    "iam": "IAM",
    "sts": "STS",
    "organizations": "Organizations",
    "cloudtrail": "CloudTrail",
    "s3": "S3",
    "events": "EventBridge",
    "sns": "SNS",
    "logs": "Logs",
}


def pinned_version():
    text = (Path(__file__).parent / "requirements.txt").read_text()
    return text.strip().removeprefix("botocore==")


def load(service):
    """The newest botocore model of a service; fails unless botocore is the pinned version."""
    import botocore

    if botocore.__version__ != pinned_version():
        raise SystemExit(f"botocore {pinned_version()} is needed, found {botocore.__version__}")
    directory = Path(botocore.__file__).parent / "data" / service
    newest = sorted(directory.glob("*/service-2.json.gz"))[-1]
    return json.loads(gzip.decompress(newest.read_bytes()))
