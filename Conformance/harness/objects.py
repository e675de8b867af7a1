"""Clients of S3 that sign URLs and forms by signature version 4, which botocore does not by itself in us-east-1."""

from __future__ import annotations

import botocore.session
from botocore.config import Config

from harness.callers import REGION, Caller


def signing_client(caller: Caller):
    return botocore.session.Session().create_client(
        "s3",
        region_name=REGION,
        endpoint_url=caller.server.endpoint,
        aws_access_key_id=caller.credentials.access_key,
        aws_secret_access_key=caller.credentials.secret_key,
        config=Config(signature_version="s3v4"),
    )
