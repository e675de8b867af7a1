"""Two thousand keys: all there after a restart, in whole pages, each once. The benchmark does it with 100,000."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from harness.accounts import strict_administrator
from harness.wire import Wire, json_request

KEYS = 2000
CALLERS = 4
SAMPLE = 40


@pytest.fixture(scope="module")
def filled(make_server):
    """A server that was started on many keys, and the keys: all have an alias, the sample a grant too."""
    server = make_server()
    account = strict_administrator(server)
    somebody = account.user().arn

    def make(numbers: range) -> list[str]:
        wire = Wire(account)

        def call(operation: str, **parameters) -> dict:
            reply = wire.call("kms", json_request(operation, parameters, "kms"))
            assert reply.status == 200, reply
            return json.loads(reply.body or b"{}")

        names = []
        for number in numbers:
            names.append(call("CreateKey")["KeyMetadata"]["KeyId"])
            call("CreateAlias", AliasName=f"alias/many-{number}", TargetKeyId=names[-1])
        wire.close()
        return names

    with ThreadPoolExecutor(CALLERS) as pool:
        shares = [range(start, KEYS, CALLERS) for start in range(CALLERS)]
        made = [name for names in pool.map(make, shares) for name in names]
    sample = Random(KEYS).sample(made, SAMPLE)
    for name in sample:
        account.kms.create_grant(KeyId=name, GranteePrincipal=somebody, Operations=["Decrypt"])
    assert server.stop() == 0
    server.start()
    yield account, made, sample
    assert server.stop() == 0


@pytest.mark.parametrize("size", [1000, 300])
def test_pages_are_whole_and_hold_each_key_once(filled, size):
    account, made, _ = filled
    pages = account.kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": size})
    lengths, found = [], []
    for page in pages:
        lengths.append(len(page["Keys"]))
        found += [key["KeyId"] for key in page["Keys"]]
    assert sorted(found) == sorted(made)
    assert lengths == [len(made[start : start + size]) for start in range(0, len(made), size)]


def test_each_key_has_its_alias_and_its_grant(filled):
    account, made, sample = filled
    aliases = account.kms.get_paginator("list_aliases").paginate(PaginationConfig={"PageSize": 100})
    targets = {alias.get("TargetKeyId") for page in aliases for alias in page["Aliases"]}
    assert set(made) <= targets
    for name in sample:
        sealed = account.kms.encrypt(KeyId=name, Plaintext=b"x")["CiphertextBlob"]
        assert account.kms.decrypt(CiphertextBlob=sealed)["KeyId"].endswith(name)
        assert len(account.kms.list_grants(KeyId=name)["Grants"]) == 1
