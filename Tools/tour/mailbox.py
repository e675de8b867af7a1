"""A mail server for the tour: takes mail on loopback, and writes each to a file of its own."""

from __future__ import annotations

import socketserver
import sys
from itertools import count
from pathlib import Path

_numbers = count(1)


class Mail(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as a relay needs to hand over a mail."""

    def handle(self) -> None:
        self.say("220 tour")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.say("354 go on")
                self.take()
                self.say("250 taken")
            elif verb == b"QUIT":
                return self.say("221 bye")
            else:
                self.say("250 tour" if verb != b"EHLO" else "250-tour\r\n250 8BITMIME")
        return None

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        (Path(sys.argv[1]) / f"{next(_numbers)}.eml").write_bytes(b"".join(lines))


if __name__ == "__main__":
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()
