"""Callers that change everything there is to change, at once and at random, and note what they were answered."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, field
from random import Random

from botocore.exceptions import BotoCoreError

from harness.callers import Account, allow, document, key_policy
from harness.server import Server

WRITERS = 4
# Enough that the kills fall on idle and on busy servers alike, few enough that a round takes half a second.
MOST_ANSWERS = 60


@dataclass
class Holding:
    """A key that a writer made, and what belongs to it."""

    arn: str
    aliases: list[str] = field(default_factory=list)
    grants: list[str] = field(default_factory=list)
    rotations: int = 0


@dataclass
class Answered:
    """What a writer has been told that was done."""

    requests: list[str] = field(default_factory=list)
    # By ciphertext: the key and the plaintext.
    sealed: dict[bytes, tuple[str, bytes]] = field(default_factory=dict)


class Writer:
    """One caller with connections of its own. What it holds outlives the server's ends.

    Whatever a call is about is put aside until the answer is there. If none comes, it is not used again, as nobody but
    the journal can tell whether the call was carried out.
    """

    def __init__(self, account: Account, name: str, seed: str):
        self.account = Account(account.server, account.account_id, account.credentials)
        self.administrator = account.arn
        self.name = name
        self.draw = Random(f"{seed} {name}")
        self.serial = itertools.count()
        self.holdings: list[Holding] = []
        self.doomed: list[Holding] = []
        self.users: list[str] = []
        self.answered = Answered()
        self.failure: BaseException | None = None

    def run(self, heard: threading.Semaphore) -> None:
        """Calls one operation after another until the server is gone."""
        self.answered, self.heard = Answered(), heard
        try:
            while True:
                self.draw.choice(STEPS)(self)
        except BotoCoreError:
            pass  # The server is gone.
        except BaseException as failure:
            self.failure = failure
        finally:
            # Whoever waits for an answer of this writer gets no more.
            heard.release(MOST_ANSWERS)

    def call(self, operation, **parameters) -> dict:
        answer = operation(**parameters)
        self.answered.requests.append(answer["ResponseMetadata"]["RequestId"])
        self.heard.release()
        return answer

    def unique(self) -> str:
        return f"{self.name}-{next(self.serial)}"

    def taken(self, held: list, make=None):
        """One of those held, put aside, or a new one."""
        return held.pop(self.draw.randrange(len(held))) if held else make and make()

    # Keys

    def make_key(self) -> Holding:
        described = {"Description": self.unique(), "Tags": [{"TagKey": "made", "TagValue": "1"}]}
        return Holding(self.call(self.account.kms.create_key, **described)["KeyMetadata"]["Arn"])

    def create_key(self) -> None:
        self.holdings.append(self.make_key())

    def change_key(self) -> None:
        held = self.taken(self.holdings, self.make_key)
        self.draw.choice(CHANGES)(self, self.account.kms, held)
        self.holdings.append(held)

    def tag(self, kms, held: Holding) -> None:
        tags = [{"TagKey": f"tag{self.draw.randrange(5)}", "TagValue": self.unique()}]
        self.call(kms.tag_resource, KeyId=held.arn, Tags=tags)

    def untag(self, kms, held: Holding) -> None:
        self.call(kms.untag_resource, KeyId=held.arn, TagKeys=[f"tag{self.draw.randrange(5)}"])

    def put_policy(self, kms, held: Holding) -> None:
        statement = allow("kms:DescribeKey", principal=self.administrator) | {"Sid": self.unique()}
        policy = key_policy(statement, account_id=self.account.account_id)
        self.call(kms.put_key_policy, KeyId=held.arn, Policy=policy)

    def describe(self, kms, held: Holding) -> None:
        self.call(kms.update_key_description, KeyId=held.arn, Description=self.unique())

    def rotate(self, kms, held: Holding) -> None:
        if held.rotations < 25:
            self.call(kms.rotate_key_on_demand, KeyId=held.arn)
            held.rotations += 1

    def turn_rotation(self, kms, held: Holding) -> None:
        self.call(kms.enable_key_rotation, KeyId=held.arn, RotationPeriodInDays=self.draw.randint(90, 2560))
        if self.draw.random() < 0.5:
            self.call(kms.disable_key_rotation, KeyId=held.arn)

    def disable_and_enable(self, kms, held: Holding) -> None:
        self.call(kms.disable_key, KeyId=held.arn)
        self.call(kms.enable_key, KeyId=held.arn)

    def create_alias(self, kms, held: Holding) -> None:
        name = f"alias/{self.unique()}"
        self.call(kms.create_alias, AliasName=name, TargetKeyId=held.arn)
        held.aliases.append(name)

    def move_alias(self, kms, held: Holding) -> None:
        source = self.taken(self.holdings)
        if source and source.aliases:
            name = source.aliases.pop()
            self.call(kms.update_alias, AliasName=name, TargetKeyId=held.arn)
            held.aliases.append(name)
        if source:
            self.holdings.append(source)

    def delete_alias(self, kms, held: Holding) -> None:
        if held.aliases:
            self.call(kms.delete_alias, AliasName=held.aliases.pop())

    def create_grant(self, kms, held: Holding) -> None:
        wanted = {"GranteePrincipal": self.administrator, "Operations": ["Encrypt", "Decrypt"]}
        held.grants.append(self.call(kms.create_grant, KeyId=held.arn, **wanted)["GrantId"])

    def revoke_grant(self, kms, held: Holding) -> None:
        if held.grants:
            self.call(kms.revoke_grant, KeyId=held.arn, GrantId=held.grants.pop())

    def schedule_deletion(self) -> None:
        held = self.taken(self.holdings, self.make_key)
        window = self.draw.randint(7, 30)
        self.call(self.account.kms.schedule_key_deletion, KeyId=held.arn, PendingWindowInDays=window)
        self.doomed.append(held)

    def cancel_deletion(self) -> None:
        held = self.taken(self.doomed)
        if held:
            self.call(self.account.kms.cancel_key_deletion, KeyId=held.arn)
            self.call(self.account.kms.enable_key, KeyId=held.arn)
            self.holdings.append(held)

    # Cryptography

    def encrypt(self) -> None:
        held = self.taken(self.holdings, self.make_key)
        plaintext = self.unique().encode()
        sealed = self.call(self.account.kms.encrypt, KeyId=held.arn, Plaintext=plaintext)["CiphertextBlob"]
        self.answered.sealed[sealed] = (held.arn, plaintext)
        opened = self.call(self.account.kms.decrypt, CiphertextBlob=sealed)
        assert opened["Plaintext"] == plaintext
        self.holdings.append(held)

    # Identity

    def make_user(self) -> str:
        name = self.unique()
        self.call(self.account.iam.create_user, UserName=name)
        return name

    def change_user(self) -> None:
        iam, name = self.account.iam, self.taken(self.users, self.make_user)
        policy = {"UserName": name, "PolicyName": f"policy{self.draw.randrange(3)}"}
        text = document(allow("kms:ListKeys") | {"Sid": self.unique().replace("-", "")})
        self.call(iam.put_user_policy, **policy, PolicyDocument=text)
        if self.draw.random() < 0.3:
            self.call(iam.delete_user_policy, **policy)
        self.users.append(name)

    def change_access_key(self) -> None:
        iam, name = self.account.iam, self.make_user()
        made = self.call(iam.create_access_key, UserName=name)["AccessKey"]["AccessKeyId"]
        if self.draw.random() < 0.5:
            self.call(iam.delete_access_key, UserName=name, AccessKeyId=made)
            self.call(iam.delete_user, UserName=name)


CHANGES = (
    Writer.tag, Writer.untag, Writer.put_policy, Writer.describe, Writer.rotate, Writer.turn_rotation,
    Writer.disable_and_enable, Writer.create_alias, Writer.create_alias, Writer.move_alias, Writer.delete_alias,
    Writer.create_grant, Writer.create_grant, Writer.revoke_grant,
)  # fmt: skip
STEPS = (
    Writer.create_key, *[Writer.change_key] * 6, Writer.schedule_deletion, Writer.cancel_deletion,
    *[Writer.encrypt] * 2, Writer.change_user, Writer.change_access_key,
)  # fmt: skip


class Churn:
    """A handful of writers, who go on where they were after each end of the server."""

    def __init__(self, account: Account, seed: str):
        self.server = account.server
        self.writers = [Writer(account, f"writer{number}", seed) for number in range(WRITERS)]

    def end_amid_writing(self, answers: int, end=Server.kill, status: int = -9) -> list[Answered]:
        """Ends the server at the given number of answers, and returns what each writer was answered."""
        heard = threading.Semaphore(0)
        threads = [threading.Thread(target=writer.run, args=(heard,), daemon=True) for writer in self.writers]
        for thread in threads:
            thread.start()
        for _ in range(answers):
            heard.acquire()
        assert end(self.server) == status
        for thread in threads:
            thread.join()
        for writer in self.writers:
            if writer.failure:
                raise writer.failure
        return [writer.answered for writer in self.writers]
