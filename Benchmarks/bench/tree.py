"""An organization of 2,000 units and 10,000 accounts: its lists and moves, beside those of a small one."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from time import sleep

from .load import checked, generate, load_command
from .report import Target, markdown
from .scale import written
from .yagura import Yagura, yagura

# All units that AWS allows in an organization.
UNITS = int(os.environ.get("BENCH_UNITS", "2000"))
ACCOUNTS = int(os.environ.get("BENCH_ACCOUNTS", "10000"))
SMALL = (20, 40)
PAGE = 20
MOVES = 400
TARGET = "AWSOrganizationsV20161128"
PERMISSION = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Resource": "*", "Action": "organizations:*"}],
}


@dataclass(frozen=True)
class Tree:
    """Milliseconds of one call, one asked for at a time."""

    units: int
    accounts: int
    list_accounts: float
    list_last_accounts: float
    list_accounts_for_parent: float
    list_units_for_parent: float
    describe_account: float
    move_account: float


def measure(binary: Path, scratch: Path) -> tuple[Tree, Tree]:
    return tuple(
        measure_tree(binary, scratch / f"tree-{units}", units, accounts)
        for units, accounts in (SMALL, (UNITS, ACCOUNTS))
    )


def measure_tree(binary: Path, data: Path, units: int, accounts: int) -> Tree:
    with yagura(binary, data) as server:
        organizations = server.client("organizations")
        server.client("iam").put_user_policy(UserName="bench", PolicyName="tree", PolicyDocument=json.dumps(PERMISSION))
        organizations.create_organization(FeatureSet="ALL")
        root = organizations.list_roots()["Roots"][0]["Id"]
        places = make_units(organizations, root, units)
        make_accounts(organizations, accounts)
        members = [entry["Id"] for entry in everyone(organizations)]
        # All accounts but a page of them go into one unit; moves between two others are measured.
        first, *others = [member for member in members if member != "123456789012"]
        return Tree(
            units,
            accounts,
            milliseconds(server, "ListAccounts", {"MaxResults": PAGE}),
            milliseconds(server, "ListAccounts", {"MaxResults": PAGE, "NextToken": last_token(organizations)}),
            milliseconds(server, "ListAccountsForParent", {"ParentId": root, "MaxResults": PAGE}),
            milliseconds(server, "ListOrganizationalUnitsForParent", {"ParentId": root, "MaxResults": PAGE}),
            milliseconds(server, "DescribeAccount", {"AccountId": others[-1]}),
            move(server, data.parent, first, root, places[0]),
        )


def make_units(organizations, root: str, count: int) -> list[str]:
    """A tenth of them below the root, the rest below those."""
    top = [unit(organizations, root, f"top-{n}") for n in range(max(1, count // 10))]
    return top + [unit(organizations, top[n % len(top)], f"unit-{n}") for n in range(count - len(top))]


def unit(organizations, parent: str, name: str) -> str:
    return organizations.create_organizational_unit(ParentId=parent, Name=name)["OrganizationalUnit"]["Id"]


def make_accounts(organizations, count: int) -> None:
    """At most four are in the making at a time, for five is where Organizations says no."""

    def make(number: int) -> None:
        email, name = f"account-{number}@example.com", f"account-{number}"
        status = organizations.create_account(Email=email, AccountName=name)["CreateAccountStatus"]
        while status["State"] == "IN_PROGRESS":
            sleep(0.002)
            asked = organizations.describe_create_account_status(CreateAccountRequestId=status["Id"])
            status = asked["CreateAccountStatus"]
        if status["State"] != "SUCCEEDED":
            raise RuntimeError(f"no account: {status}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(make, range(count)))


def everyone(organizations):
    for page in organizations.get_paginator("list_accounts").paginate():
        yield from page["Accounts"]


def last_token(organizations) -> str:
    token, answer = None, organizations.list_accounts(MaxResults=PAGE)
    while "NextToken" in answer:
        token = answer["NextToken"]
        answer = organizations.list_accounts(MaxResults=PAGE, NextToken=token)
    return token


def milliseconds(server: Yagura, operation: str, body: dict) -> float:
    request = server.request(operation, body, "organizations", TARGET)
    return checked(generate(request, seconds=1, connections=1), operation)["p50Microseconds"] / 1000


def move(server: Yagura, scratch: Path, account: str, here: str, there: str) -> float:
    """There and back again, each move on the disk before its answer."""
    bodies = [
        {"AccountId": account, "SourceParentId": source, "DestinationParentId": destination}
        for source, destination in ((here, there), (there, here)) * (MOVES // 2)
    ]
    request = server.request("MoveAccount", {}, "organizations", TARGET)
    file = written(scratch / "moves", bodies)
    options = ("--requests", str(MOVES), "--bodies", str(file), "--sign-each")
    printed = subprocess.run(load_command(request, 1, *options), check=True, capture_output=True, text=True)
    return checked(json.loads(printed.stdout), "MoveAccount")["p50Microseconds"] / 1000


def table(trees: tuple[Tree, Tree]) -> str:
    small, large = trees
    names = [name for name in asdict(small) if name not in ("units", "accounts")]
    heads = [f"{tree.units:,} units, {tree.accounts:,} accounts" for tree in trees]
    rows = [("milliseconds a call", *heads, "ratio"), ("---",) * 4]
    for name in names:
        before, after = getattr(small, name), getattr(large, name)
        rows.append((name.replace("_", " "), f"{before:.2f}", f"{after:.2f}", f"{after / before:.2f}"))
    return markdown(rows)


def targets(trees: tuple[Tree, Tree]) -> list[Target]:
    small, large = (asdict(tree) for tree in trees)
    ratios = [large[name] / small[name] for name in small if name not in ("units", "accounts")]
    return [
        Target(f"{large['units']:,} units: the slowest of list and move beside a small tree", max(ratios), 2, "times",
               at_most=True),
        Target("the same, median", statistics.median(ratios), 1.25, "times", at_most=True),
    ]  # fmt: skip


def json_lines(trees: tuple[Tree, Tree]) -> str:
    return "\n".join(json.dumps({"tree": asdict(tree)}) for tree in trees)
