"""A virtual multi-factor device, as an app on a phone keeps it: its codes by hand (RFC 6238)."""

from __future__ import annotations

import base64
import hmac
import struct
from datetime import UTC, datetime

from harness.callers import Account, User, unique


class Device:
    def __init__(self, account: Account, clock=None, **parameters):
        made = account.iam.create_virtual_mfa_device(VirtualMFADeviceName=unique("device"), **parameters)
        self.serial = made["VirtualMFADevice"]["SerialNumber"]
        self.text = made["VirtualMFADevice"]["Base32StringSeed"]
        self._seed = base64.b32decode(self.text)
        # The server's, where a test turns it.
        self._clock = clock

    def code(self, ahead: int = 0) -> str:
        """The code of now, or of so many half minutes ahead."""
        now = self._clock.now() if self._clock else datetime.now(UTC)
        step = int(now.timestamp()) // 30 + ahead
        digest = hmac.digest(self._seed, struct.pack(">Q", step), "sha1")
        offset = digest[19] & 15
        return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"

    def enable(self, account: Account, user: User) -> Device:
        account.iam.enable_mfa_device(
            UserName=user.name,
            SerialNumber=self.serial,
            AuthenticationCode1=self.code(-1),
            AuthenticationCode2=self.code(),
        )
        if self._clock:
            self._clock.advance(seconds=30)
        return self

    def proof(self) -> dict:
        return {"SerialNumber": self.serial, "TokenCode": self.code()}
