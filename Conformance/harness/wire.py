"""Requests below the SDK: signed here over any bytes, sent over one kept connection or a bare socket."""

from __future__ import annotations

import http.client
import json
import socket
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from unittest import mock
from urllib.parse import urlencode

import botocore.auth
import botocore.session
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as SigningCredentials

from harness.callers import REGION, Caller, Credentials


@cache
def metadata(service: str) -> dict:
    """What the service's model says of the whole of it, such as its `targetPrefix`."""
    return botocore.session.get_session().get_service_model(service).metadata


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def request_id(self) -> str:
        return self.headers.get("x-amzn-requestid", "")

    @property
    def is_xml(self) -> bool:
        return self.body.lstrip().startswith(b"<")

    @property
    def code(self) -> str:
        """The error code, from either protocol."""
        if self.is_xml:
            return self._xml("Code")
        return str(json.loads(self.body).get("__type", "")).rpartition("#")[2]

    @property
    def message(self) -> str | None:
        if self.is_xml:
            return self._xml("Message")
        tree = json.loads(self.body)
        return tree.get("message", tree.get("Message"))

    def _xml(self, name: str) -> str:
        found = next((e for e in ElementTree.fromstring(self.body).iter() if e.tag.rpartition("}")[2] == name), None)
        return "" if found is None else found.text or ""


@dataclass
class Request:
    """A request before it is signed. Change `headers` or `body` after signing to tamper with it."""

    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    path: str = "/"
    method: str = "POST"


def json_request(operation: str, body: bytes | dict, service: str = "kms") -> Request:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    target = f"{metadata(service)['targetPrefix']}.{operation}"
    return Request(raw, {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target})


def query_request(operation: str, parameters: dict[str, str] | list, service: str) -> Request:
    pairs = list(parameters.items()) if isinstance(parameters, dict) else parameters
    form = urlencode([("Action", operation), ("Version", metadata(service)["apiVersion"]), *pairs])
    return Request(form.encode(), {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"})


def skewed(skew: timedelta):
    """Signs as of `skew` from now, or from where a ServerClock has turned the clients' clock."""
    now = botocore.auth.get_current_datetime
    return mock.patch.object(botocore.auth, "get_current_datetime", lambda *a, **k: now(*a, **k) + skew)


def sign(
    request: Request,
    caller: Caller,
    service: str,
    *,
    credentials: Credentials | None = None,
    region: str = REGION,
    skew: timedelta = timedelta(),
) -> Request:
    """Adds SigV4 headers, as of `skew` from now."""
    who = credentials or caller.credentials
    draft = AWSRequest(request.method, caller.server.endpoint + request.path, dict(request.headers), request.body)
    signer = botocore.auth.SigV4Auth(
        SigningCredentials(who.access_key, who.secret_key, who.session_token), service, region
    )
    with skewed(skew):
        signer.add_auth(draft)
    request.headers = {**dict(draft.headers.items()), "Host": caller.server.listen}
    return request


def presign(
    request: Request, caller: Caller, service: str, *, expires: int = 300, skew: timedelta = timedelta()
) -> Request:
    """Puts the signature into the query string instead."""
    who = caller.credentials
    draft = AWSRequest(request.method, caller.server.endpoint + request.path, dict(request.headers), request.body)
    signer = botocore.auth.SigV4QueryAuth(
        SigningCredentials(who.access_key, who.secret_key, who.session_token), service, REGION, expires
    )
    with skewed(skew):
        signer.add_auth(draft)
    request.path = draft.url.removeprefix(caller.server.endpoint)
    request.headers = {**dict(draft.headers.items()), "Host": caller.server.listen}
    return request


class Wire:
    """One keep-alive connection; reconnects when the server has closed it."""

    def __init__(self, caller: Caller):
        self.caller = caller
        self._connection = http.client.HTTPConnection("127.0.0.1", caller.server.port, timeout=30)

    def send(self, request: Request) -> Reply:
        """Sends exactly the headers of the request (and a length)."""
        try:
            return self._exchange(request)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self._connection.close()
            return self._exchange(request)

    def _exchange(self, request: Request) -> Reply:
        self._connection.putrequest(request.method, request.path, skip_host=True, skip_accept_encoding=True)
        headers = {"Host": self.caller.server.listen, "Content-Length": str(len(request.body)), **request.headers}
        for name, value in headers.items():
            self._connection.putheader(name, value)
        self._connection.endheaders(request.body)
        response = self._connection.getresponse()
        body = response.read()
        return Reply(response.status, {name.lower(): value for name, value in response.getheaders()}, body)

    def call(self, service: str, request: Request) -> Reply:
        return self.send(sign(request, self.caller, service))

    def close(self) -> None:
        self._connection.close()


class Socket:
    """A bare TCP connection, for bytes that no HTTP client would send."""

    def __init__(self, port: int):
        self.raw = socket.create_connection(("127.0.0.1", port), timeout=60)

    def __enter__(self) -> Socket:
        return self

    def __exit__(self, *_) -> None:
        self.raw.close()

    def send(self, data: bytes) -> None:
        self.raw.sendall(data)

    def finish(self) -> None:
        """Closes the sending half."""
        self.raw.shutdown(socket.SHUT_WR)

    def replies(self, count: int) -> list[Reply]:
        """The next `count` answers on this connection."""
        reader = self.raw.makefile("rb")
        return [self._read(reader) for _ in range(count)]

    def _read(self, reader) -> Reply:
        status_line = reader.readline()
        if not status_line:
            raise EOFError("the server closed the connection")
        headers = {}
        while line := reader.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        body = reader.read(int(headers.get("content-length", 0)))
        return Reply(int(status_line.split()[1]), headers, body)

    def remainder(self) -> bytes:
        """Everything until the server closes; empty also where it resets."""
        chunks = []
        try:
            while chunk := self.raw.recv(65536):
                chunks.append(chunk)
        except ConnectionResetError:
            pass
        return b"".join(chunks)


def raw_bytes(request: Request) -> bytes:
    """The request as HTTP/1.1 text."""
    headers = {**request.headers, "Content-Length": str(len(request.body))}
    head = f"{request.method} {request.path} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items())
    return head.encode("latin-1") + b"\r\n" + request.body
