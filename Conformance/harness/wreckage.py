"""What a killed server leaves on disk, read from a copy of its database."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

SEQUENCE = (1 << 40) - 1


class Wreckage:
    """The records and the audit journal in a data directory that no server has open."""

    def __init__(self, data: Path, scratch: Path):
        scratch.mkdir(parents=True, exist_ok=True)
        # The log beside the database is part of it until somebody opens both.
        for name in ("state.sqlite", "state.sqlite-wal"):
            (scratch / name).unlink(missing_ok=True)
            if (data / name).exists():
                shutil.copy(data / name, scratch / name)
        with closing(sqlite3.connect(scratch / "state.sqlite")) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            self._records = database.execute("SELECT kind, id, body FROM record").fetchall()
            sql = "SELECT number, body FROM journal WHERE stream IN (SELECT number FROM journal_stream WHERE name = 'audit')"
            journal = database.execute(f"{sql} ORDER BY number").fetchall()
        self.sequence = [number & SEQUENCE for number, _ in journal]
        self.audit = [json.loads(body) for _, body in journal]

    def records(self, kind: str) -> dict[str, dict]:
        """The stored records of a kind by id."""
        return {name: json.loads(body) for found, name, body in self._records if found == kind}

    def done(self, event: str) -> list[dict]:
        """The audit records of the calls of one operation that succeeded."""
        return [record for record in self.audit if record["eventName"] == event and "errorCode" not in record]

    def forget_audit(self, event: str) -> None:
        """As if the calls of an operation had left no record."""
        self.audit = [record for record in self.audit if record["eventName"] != event]

    def forget_record(self, kind: str, name: str) -> None:
        """As if a record had not been written."""
        self._records = [row for row in self._records if row[:2] != (kind, name)]
