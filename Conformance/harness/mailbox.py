"""A real SMTP server that keeps the mail it is given."""

from __future__ import annotations

import email
import email.policy
import ssl
import threading
from email.message import EmailMessage
from time import monotonic

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from harness.server import free_port

TIMEOUT = 30.0


class Mailbox:
    """Takes mail on loopback, with TLS and a login if asked for."""

    def __init__(self, *, certificate: tuple[str, str] | None = None, login: tuple[str, str] | None = None):
        self.mails: list[tuple[str, EmailMessage]] = []
        self.raw: list[bytes] = []
        # Replies to RCPT that are given in turn, instead of taking the mail.
        self.replies: list[str] = []
        self._changed = threading.Condition()
        options: dict = {"decode_data": False}
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            options |= {"tls_context": context, "require_starttls": True}
        if login:

            def authenticate(_server, _session, _envelope, _mechanism, data):
                given = (data.login.decode(), data.password.decode())
                return AuthResult(success=given == login)

            options |= {"authenticator": authenticate, "auth_required": True}
        self.port = free_port()
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, ready_timeout=10, **options
        )
        self._controller.start()

    @property
    def options(self) -> tuple[str, ...]:
        return ("--smtp", f"127.0.0.1:{self.port}", "--smtp-from", "alerts@yagura.test")

    async def handle_RCPT(self, server: SMTP, session, envelope, address, options):
        if self.replies:
            return self.replies.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self._changed:
            self.raw.append(envelope.content)
            self.mails.append((envelope.rcpt_tos[0], message))
            self._changed.notify_all()
        return "250 OK"

    def await_mail(self, address: str, count: int = 1) -> EmailMessage:
        """The mail of this number to an address, once it has come."""
        deadline = monotonic() + TIMEOUT
        with self._changed:
            while len(came := [mail for to, mail in self.mails if to == address]) < count:
                assert self._changed.wait(max(0, deadline - monotonic())), f"{len(came)} of {count} came to {address}"
            return came[count - 1]

    def close(self) -> None:
        self._controller.stop()
