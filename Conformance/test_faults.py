"""Killed at any instant, under load: what was answered is there, nothing is half done, and the server starts again."""

from __future__ import annotations

import itertools
import os
import random
import threading
from collections import defaultdict
from dataclasses import dataclass, field

import pytest
from botocore.exceptions import BotoCoreError

from harness.accounts import strict_administrator
from harness.callers import Account, allow, document
from harness.server import Server
from harness.wreckage import Wreckage

ROUNDS = int(os.environ.get("YAGURA_FAULT_ROUNDS", "12"))
WRITERS = 4
# Enough that the kills fall on idle and on busy servers alike, few enough that a round takes two seconds.
MOST_ANSWERS = 60


@dataclass
class Answered:
    """What the server has said that it did."""

    requests: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    policies: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    ciphertexts: dict[bytes, bytes] = field(default_factory=dict)


class Writer(threading.Thread):
    """Calls one operation after another, and notes what is answered, until the server is gone."""

    def __init__(self, account: Account, name: str, heard: threading.Semaphore):
        super().__init__(name=name, daemon=True)
        # Clients of its own: the connections of others must not hold it up.
        self.account = Account(account.server, account.account_id, account.credentials)
        self.answered = Answered()
        self.heard = heard
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            for step in itertools.count():
                self.write(step)
        except BotoCoreError:
            pass  # The server is gone.
        except BaseException as failure:
            self.failure = failure
        finally:
            # Whoever waits for an answer of this writer gets no more.
            self.heard.release(MOST_ANSWERS)

    def write(self, step: int) -> None:
        answered, name = self.answered, f"{self.name}-{step}"
        kms, iam = self.account.kms, self.account.iam
        key = self.note(kms.create_key(Description=name))["KeyMetadata"]["Arn"]
        answered.keys.append(key)
        self.note(kms.create_alias(AliasName=f"alias/{name}", TargetKeyId=key))
        answered.aliases[f"alias/{name}"] = key
        sealed = self.note(kms.encrypt(KeyId=key, Plaintext=name.encode()))["CiphertextBlob"]
        answered.ciphertexts[sealed] = name.encode()
        self.note(iam.create_user(UserName=name))
        answered.policies[name] = []
        for policy in ("first", "second"):
            text = document(allow("kms:ListKeys"))
            self.note(iam.put_user_policy(UserName=name, PolicyName=policy, PolicyDocument=text))
            answered.policies[name].append(policy)

    def note(self, answer: dict) -> dict:
        self.answered.requests.append(answer["ResponseMetadata"]["RequestId"])
        self.heard.release()
        return answer


def end_amid_writing(account: Account, mark: str, answers: int, end=Server.kill, status: int = -9) -> list[Answered]:
    """Has all writers write, ends the server at the given number of answers, and returns what each was answered."""
    heard = threading.Semaphore(0)
    writers = [Writer(account, f"{mark}-{number}", heard) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for _ in range(answers):
        heard.acquire()
    assert end(account.server) == status
    for writer in writers:
        writer.join()
        if writer.failure:
            raise writer.failure
    return [writer.answered for writer in writers]


def require_whole(left: Wreckage, answered: list[Answered]) -> None:
    """Each change has its audit record, each audit record its change, and each answer both."""
    assert left.sequence == list(range(1, len(left.sequence) + 1)), "the journal has a gap"
    recorded = {record.get("requestID") for record in left.audit if "errorCode" not in record}
    assert {request for answers in answered for request in answers.requests} <= recorded
    made = [record["responseElements"]["keyMetadata"]["keyId"] for record in left.done("CreateKey")]
    assert sorted(made) == sorted(left.records("kms.key"))
    aliases = [record["requestParameters"]["aliasName"] for record in left.done("CreateAlias")]
    assert sorted(aliases) == sorted(left.records("kms.alias"))
    users = [record["requestParameters"]["userName"] for record in left.done("CreateUser")]
    assert sorted([*users, "administrator"]) == sorted(left.records("iam.user"))
    written = defaultdict(list)
    for record in left.done("PutUserPolicy"):
        written[record["requestParameters"]["userName"]].append(record["requestParameters"]["policyName"])
    for name, user in left.records("iam.user").items():
        assert [policy["name"] for policy in user["inlinePolicies"]] == written[name]


def require_working(account: Account, answered: Answered) -> None:
    for key in answered.keys:
        assert account.kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled"
    for alias, key in answered.aliases.items():
        assert account.kms.describe_key(KeyId=alias)["KeyMetadata"]["Arn"] == key
    for sealed, plaintext in answered.ciphertexts.items():
        assert account.kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == plaintext
    for user, policies in answered.policies.items():
        assert account.iam.list_user_policies(UserName=user)["PolicyNames"][: len(policies)] == policies


def test_killed_at_random_it_loses_and_halves_nothing(make_server, tmp_path):
    # At the default the record of a read may be lost in a crash; here each must be found.
    server = make_server(options=("--audit-flush-ms", "0"))
    account = strict_administrator(server)
    draw = random.Random()
    for number in range(ROUNDS):
        answers = draw.randint(1, MOST_ANSWERS)
        answered = end_amid_writing(account, f"round{number}", answers)
        require_whole(Wreckage(server.data, tmp_path / "copy"), answered)
        server.start()
        for each in answered:
            require_working(account, each)
    assert server.stop() == 0


@pytest.mark.parametrize(
    "survivors",
    [(), ("root.key",), ("root.key", "administrator.sealed"), ("root.key.new", "administrator.sealed.new")],
    ids=lambda names: " ".join(names) or "nothing",
)
def test_first_start_cut_off_is_made_good_by_the_next(strict_server, tmp_path, survivors):
    """A crash may leave the files of the first start without what was to be committed after them, or half-written."""
    server = Server(tmp_path)
    server.data.mkdir()
    for name in survivors:
        whole = (strict_server.data / name.removesuffix(".new")).read_bytes()
        left = server.data / name
        left.touch(mode=0o600)
        left.write_bytes(whole[: len(whole) // 2] if name.endswith(".new") else whole)
    server.start()
    try:
        account = strict_administrator(server)
        account.kms.encrypt(KeyId=account.key(), Plaintext=b"x")
    finally:
        assert server.stop() == 0


def test_administrator_is_not_made_before_the_key_is_kept(tmp_path):
    """Where the file for the key cannot be written, nothing is settled: the next start begins anew."""
    server = Server(tmp_path)
    server.data.mkdir()
    obstacle = server.data / "administrator.sealed.new"
    obstacle.mkdir()
    with pytest.raises(RuntimeError, match="cannot be written"):
        server.start()
    obstacle.rmdir()
    server.start()
    try:
        assert strict_administrator(server).arn.endswith(":user/administrator")
    finally:
        assert server.stop() == 0


def test_administrator_who_was_deleted_stays_deleted(tmp_path):
    server = Server(tmp_path).start()
    account = strict_administrator(server)
    heir = account.user(allow("iam:*"))
    account.iam.detach_user_policy(UserName="administrator", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    heir.iam.delete_access_key(UserName="administrator", AccessKeyId=account.credentials.access_key)
    heir.iam.delete_user(UserName="administrator")
    assert server.stop() == 0
    server.start()
    try:
        assert [user["UserName"] for user in heir.iam.list_users()["Users"]] == [heir.name]
    finally:
        assert server.stop() == 0


def test_stop_writes_what_still_waits_for_the_disk(make_server, tmp_path):
    """Records of reads may wait a minute here, and the last use of a key is noted beside the call."""
    server = make_server(options=("--audit-flush-ms", "60000"))
    account = strict_administrator(server)
    answers = [account.kms.list_keys() for _ in range(20)]
    assert server.stop() == 0
    left = Wreckage(server.data, tmp_path)
    recorded = {record.get("requestID") for record in left.audit}
    assert {answer["ResponseMetadata"]["RequestId"] for answer in answers} <= recorded
    assert account.credentials.access_key in left.records("iam.accessKeyLastUse")


def test_stop_amid_writing_halves_nothing(make_server, tmp_path):
    server = make_server(options=("--audit-flush-ms", "60000"))
    answered = end_amid_writing(strict_administrator(server), "stopped", 25, Server.stop, 0)
    left = Wreckage(server.data, tmp_path)
    require_whole(left, answered)
    # And it would have been noticed.
    left.audit = [record for record in left.audit if record["eventName"] != "CreateAlias"]
    with pytest.raises(AssertionError):
        require_whole(left, [])
