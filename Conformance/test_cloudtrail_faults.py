"""What trails deliver of a server that is killed again and again while calls come in."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from harness.accounts import strict_administrator
from harness.callers import Caller
from harness.trails import QUICK, eventually, records, started, trail_bucket

KILLS = 4
CALLERS = 3


@pytest.fixture
def server(make_server):
    return make_server(options=(*QUICK, "--audit-flush-ms", "0"))


def test_a_killed_server_delivers_every_event_once(server):
    account = strict_administrator(server)
    bucket = trail_bucket(account)
    started(account, bucket)
    answered: list[str] = []
    over = threading.Event()

    def call() -> None:
        caller = Caller(server, account.credentials)
        while not over.is_set():
            try:
                answer = caller.client("kms").list_keys()
                answered.append(answer["ResponseMetadata"]["RequestId"])
            except (BotoCoreError, ClientError):
                over.wait(0.05)

    threads = [threading.Thread(target=call) for _ in range(CALLERS)]
    for thread in threads:
        thread.start()
    for _ in range(KILLS):
        over.wait(2.5)
        server.kill()
        server.start()
    over.wait(1)
    over.set()
    for thread in threads:
        thread.join()

    def delivered():
        found = list(records(account, bucket))
        return found if set(answered) <= {record.get("requestID") for record in found} else None

    found = eventually(delivered)
    assert found, "events of calls that were answered have not been delivered"
    assert len(answered) > 50
    repeated = [event for event, count in Counter(record["eventID"] for record in found).items() if count > 1]
    assert repeated == []
