"""The audit journal of a --dev server, as CloudTrail records."""

from __future__ import annotations

import json

from harness.server import Server


class Audit:
    def __init__(self, server: Server):
        self._server = server

    def records(self) -> list[dict]:
        """Every record, oldest first."""
        answer = self._server.request("GET", "/_yagura/audit?after=0")
        assert answer.status == 200, answer
        return [json.loads(line) for line in answer.body.splitlines() if line.strip()]

    def text(self) -> bytes:
        return self._server.request("GET", "/_yagura/audit?after=0").body

    def of(self, request_id: str) -> dict:
        """The one record of the call that was answered with this request ID."""
        found = [record for record in self.records() if record.get("requestID") == request_id]
        assert len(found) == 1, f"{len(found)} records of {request_id}"
        return found[0]


def request_id(answer: dict) -> str:
    """The x-amzn-RequestId of a boto3 answer."""
    return answer["ResponseMetadata"]["RequestId"]
