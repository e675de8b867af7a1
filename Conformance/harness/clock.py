"""The server's clock, turned forward, with the clients' signing clock turned along with it."""

from __future__ import annotations

import json
from datetime import timedelta
from unittest import mock

import botocore.auth

from harness.server import Server

_now = botocore.auth.get_current_datetime


class ServerClock:
    """Turns the clock of a --dev server; signatures made meanwhile carry the server's time."""

    def __init__(self, server: Server):
        self._server = server
        self._ahead = timedelta()
        self._patch = mock.patch.object(botocore.auth, "get_current_datetime", self._shifted)

    def __enter__(self) -> ServerClock:
        self._patch.start()
        return self

    def __exit__(self, *_) -> None:
        self._patch.stop()
        self._post({"reset": True})

    def advance(self, **delta: float) -> None:
        """Turns the clock by a timedelta's keywords, and returns when the work that fell due is done."""
        step = timedelta(**delta)
        self._post({"advanceSeconds": int(step.total_seconds())})
        self._ahead += step

    def now(self):
        """The server's time, as an aware datetime."""
        return _now(remove_tzinfo=False) + self._ahead

    def _shifted(self, *arguments, **keywords):
        return _now(*arguments, **keywords) + self._ahead

    def _post(self, body: dict) -> None:
        answer = self._server.request("POST", "/_yagura/clock", json.dumps(body).encode())
        assert 200 <= answer.status < 300, answer
