"""`yagura policy`: explanations by a server and by a folder, and the linter."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from harness import tool
from harness.callers import allow, deny, document, unique

ACCOUNT = "111122223333"
ADA = f"arn:aws:iam::{ACCOUNT}:user/ada"
KEY = f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
FULL = allow("*", resource="*")


def policy(*words: str, variables: dict[str, str] | None = None) -> subprocess.CompletedProcess:
    return tool.run("policy", *words, variables=variables)


def explain(*words: str, variables: dict[str, str] | None = None) -> subprocess.CompletedProcess:
    return policy("explain", *words, variables=variables)


@pytest.fixture
def folder(tmp_path):
    def write(**files) -> Path:
        for name, statements in files.items():
            path = tmp_path.joinpath(*name.split("__")).with_suffix(".json")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(document(*statements))
        return tmp_path

    return write


def ask(directory: Path, *words: str, principal: str = ADA, action: str = "kms:Encrypt", resource: str = KEY):
    question = ("--principal", principal, "--action", action, "--resource", resource)
    return explain("--policies", directory, *question, *words)


# Offline.


def test_folder_allows(folder):
    asked = ask(folder(identity__keys=[allow("kms:*", resource="*") | {"Sid": "Keys"}]))
    assert (asked.returncode, asked.stderr) == (0, "")
    assert asked.stdout == (
        "ALLOWED  kms:Encrypt\n"
        f"  principal  {ADA}\n"
        f"  resource   {KEY}\n"
        "  allowed by: identity-based policy\n"
        "\n"
        "└─ identity-based policy: allows\n"
        '   └─ identity/keys.json  Allow "Keys"\n'
    )


def test_guardrail_denies_at_its_level(folder):
    directory = folder(
        identity__admin=[FULL],
        **{
            "scp__0-root__full": [FULL],
            "scp__1-workloads__full": [FULL],
            "scp__1-workloads__no-keys": [deny("kms:Encrypt", resource="*") | {"Sid": "NoKeys"}],
            "scp__2-account__full": [FULL],
        },
    )
    asked = ask(directory)
    assert asked.returncode == 1
    assert "explicit deny in: service control policy\n" in asked.stdout
    assert (
        "├─ service control policy: DENIES\n"
        "│  ├─ 0-root: allows\n"
        "│  │  └─ scp/0-root/full.json  Allow #1\n"
        "│  ├─ 1-workloads: DENIES\n"
        "│  │  ├─ scp/1-workloads/full.json  Allow #1\n"
        '│  │  └─ scp/1-workloads/no-keys.json  Deny "NoKeys"\n'
    ) in asked.stdout
    assert ask(directory, action="kms:Decrypt").returncode == 0


def test_every_kind_of_file_counts(folder):
    keys, logs = allow("kms:*", resource="*"), allow("logs:*", resource="*")
    for name in ("boundary", "session__one", "scp__0-root__one"):
        directory = folder(identity__admin=[FULL], **{name: [logs]})
        assert ask(directory).returncode == 1, name
        assert ask(folder(**{name: [keys]})).returncode == 0, name
    resource = deny("kms:*", principal="*", resource="*")
    assert ask(folder(rcp__root__one=[deny("kms:Encrypt", principal="*", resource="*")])).returncode == 1
    (directory / "rcp" / "root" / "one.json").unlink()
    (directory / "rcp" / "root").rmdir()
    assert ask(directory).returncode == 0
    assert ask(folder(resource=[resource])).returncode == 1


def test_level_without_files_allows_nothing(folder):
    directory = folder(identity__admin=[FULL], **{"scp__0-root__full": [FULL]})
    (directory / "scp" / "1-unit").mkdir()
    asked = ask(directory)
    assert asked.returncode == 1
    assert "without policies: does not allow" in asked.stdout


def test_context_is_what_is_given(folder):
    condition = {"StringEquals": {"aws:SourceVpce": "vpce-1"}, "ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}}
    directory = folder(identity__one=[allow("kms:*", resource="*", condition=condition)])
    without = ask(directory)
    assert without.returncode == 1
    assert "aws:sourcevpce is not in the request" in without.stdout
    context = ["--context", "aws:SourceVpce=vpce-1", "--context", "aws:TagKeys=a", "--context", "aws:TagKeys=b"]
    assert ask(directory, *context).returncode == 0
    assert ask(directory, *context, "--context", "aws:TagKeys=c").returncode == 1


def test_principal_tells_of_itself(folder):
    directory = folder(identity__own=[allow("iam:GetUser", resource="arn:aws:iam::*:user/${aws:username}")])
    for name, status in (("ada", 0), ("bob", 1)):
        resource = f"arn:aws:iam::{ACCOUNT}:user/{name}"
        assert ask(directory, action="iam:GetUser", resource=resource).returncode == status


def test_json_has_the_form_of_a_decoded_message(folder):
    asked = ask(folder(identity__one=[deny("kms:*", resource="*")]), "--json")
    assert asked.returncode == 1
    story = json.loads(asked.stdout)
    assert (story["allowed"], story["explicitDeny"]) == (False, True)
    assert story["policies"][0]["policy"] == "identity/one.json"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--principal", "ada", "--action", "kms:Encrypt"], "'ada' is no principal"),
        (["--principal", ADA, "--action", "Encrypt"], "'Encrypt' is no action"),
        (["--principal", ADA, "--action", "kms:*"], "'kms:*' is no action"),
        (["--principal", ADA, "--action", "kms:Encrypt", "--context", "x"], "'x' is no condition key"),
        (["--principal", ADA], "--action"),
        (["--principal", ADA, "--action", "kms:Encrypt", "--nonsense"], "--nonsense"),
    ],
)
def test_question_ill_put_is_neither_allowed_nor_denied(folder, words, said):
    asked = explain("--policies", folder(identity__one=[FULL]), *words)
    assert asked.returncode == 2
    assert said in asked.stderr
    assert asked.stdout == ""


def test_file_that_is_no_policy_is_named(folder):
    directory = folder(identity__one=[FULL])
    (directory / "identity" / "two.json").write_text("{}")
    asked = ask(directory)
    assert asked.returncode == 2
    assert "identity/two.json: Syntax errors in policy." in asked.stderr
    assert explain("--policies", directory / "nowhere", "--principal", ADA, "--action", "a:B").returncode == 2


# By a server.


def test_server_explains_by_the_policies_in_force(account):
    user, key = account.user(), account.key()
    key_arn = account.kms.describe_key(KeyId=key)["KeyMetadata"]["Arn"]
    question = ("--principal", user.arn, "--action", "kms:Encrypt", "--resource", key_arn)
    asked = explain(*question, variables=account.environment())
    assert (asked.returncode, asked.stderr) == (1, "")
    assert "nothing allows it in: identity-based policy" in asked.stdout
    assert "├─ resource-based policy: allows\n" in asked.stdout
    account.iam.put_user_policy(UserName=user.name, PolicyName="keys", PolicyDocument=document(allow("kms:*")))
    asked = explain(*question, variables=account.environment())
    assert asked.returncode == 0
    assert "   └─ keys  Allow #1\n" in asked.stdout
    user.kms.encrypt(KeyId=key_arn, Plaintext=b"x")


def test_server_explains_trust(account):
    user = account.user()
    for trusted, status, said in (
        (account.user().arn, 1, "nothing allows it in: role trust policy"),
        (f"arn:aws:iam::{account.account_id}:root", 1, "└─ identity-based policy: there is none"),
        (user.arn, 0, "allowed by: role trust policy"),
    ):
        role = account.role(trust=allow("sts:AssumeRole", principal=trusted))
        question = ("--principal", user.arn, "--action", "sts:AssumeRole", "--resource", role)
        asked = explain(*question, variables=account.environment())
        assert asked.returncode == status
        assert said in asked.stdout


def test_server_tells_only_whom_it_may(account, other_account):
    user = account.user()
    question = ("--principal", user.arn, "--action", "kms:ListKeys")
    for caller, said in ((user, "AccessDenied"), (other_account, "AccessDenied")):
        asked = explain(*question, variables=caller.environment())
        assert (asked.returncode, asked.stdout) == (2, "")
        assert said in asked.stderr
        assert "iam:SimulatePrincipalPolicy" in asked.stderr
    permitted = account.user(allow("iam:SimulatePrincipalPolicy"))
    assert explain(*question, variables=permitted.environment()).returncode == 1
    nobody = f"arn:aws:iam::{account.account_id}:user/{unique('nobody')}"
    asked = explain("--principal", nobody, "--action", "kms:ListKeys", variables=account.environment())
    assert (asked.returncode, "NoSuchEntity" in asked.stderr) == (2, True)


def test_server_has_no_word_on_foreign_policies(account, other_account):
    key = other_account.key(Policy=document(
        allow("kms:*", principal=other_account.arn, resource="*"),
        deny("kms:Encrypt", principal="*", resource="*") | {"Sid": "Secret"},
    ), BypassPolicyLockoutSafetyCheck=True)  # fmt: skip
    key_arn = other_account.kms.describe_key(KeyId=key)["KeyMetadata"]["Arn"]
    user = account.user(allow("kms:*"))
    asked = explain(
        "--principal", user.arn, "--action", "kms:Encrypt", "--resource", key_arn, variables=account.environment()
    )
    assert asked.returncode == 1
    assert "explicit deny in: resource-based policy" in asked.stdout
    assert "Secret" not in asked.stdout


def test_request_that_is_not_signed_is_refused(dev_server):
    answer = dev_server.request("POST", "/_yagura/explain", b"{}")
    assert answer.status == 400
    assert answer.json()["code"] == "MissingAuthenticationTokenException"


def test_unreachable_server_is_told(account):
    variables = account.environment() | {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}
    asked = explain("--principal", ADA, "--action", "kms:ListKeys", variables=variables)
    assert asked.returncode == 2
    assert "cannot be reached" in asked.stderr
    asked = explain("--principal", ADA, "--action", "kms:ListKeys")
    assert (asked.returncode, "AWS_ENDPOINT_URL" in asked.stderr) == (2, True)


# The linter.


def test_lint_names_file_line_and_way_out(tmp_path):
    file = tmp_path / "policy.json"
    file.write_text(
        '{"Version": "2012-10-17", "Statement": [\n'
        '  {"Effect": "Allow", "Action": "kms:Encypt", "Resource": "*"},\n'
        '  {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"},\n'
        '  {"Sid": "NoKeys", "Effect": "Deny", "Action": "kms:D*", "Resource": "*"}\n'
        "]}\n"
    )
    linted = policy("lint", file)
    assert linted.returncode == 1
    assert linted.stdout == (
        f"{file}:2: error: kms:Encypt is the name of no action. [unknown-action]\n"
        "    Write kms:Encrypt, if that is meant.\n"
        f'{file}:3: warning: statement "NoKeys" denies all that statement 2 allows. [shadowed-by-deny]\n'
        '    A Deny overrides every Allow: narrow statement "NoKeys", or take statement 2 out.\n'
        "1 error, 1 warning\n"
    )
    found = [json.loads(line) for line in policy("lint", "--json", file).stdout.splitlines()]
    assert [(finding["line"], finding["rule"]) for finding in found] == [(2, "unknown-action"), (3, "shadowed-by-deny")]


def test_lint_is_content_with_what_is_well(tmp_path):
    file = tmp_path / "policy.json"
    file.write_text(document(allow("kms:*", resource="*"), allow("iam:PassRole", resource="*")))
    linted = policy("lint", file)
    assert (linted.returncode, linted.stdout) == (0, "0 errors, 0 warnings\n")


def test_lint_knows_kinds_by_place_content_and_word(folder):
    directory = folder(resource=[allow("kms:*", principal="*", resource="*")])
    scp, identity = directory / "scp" / "root" / "long.json", directory / "identity" / "long.json"
    for path in (scp, identity):
        path.parent.mkdir(parents=True)
        # Organizations counts white space, IAM does not.
        path.write_text(document(FULL) + " " * 11_000)
    assert "a service control policy may have 10240" in policy("lint", scp).stdout
    assert "[too-large]" not in policy("lint", identity).stdout
    assert policy("lint", directory / "resource.json").returncode == 0
    assert policy("lint", "--type", "identity", directory / "resource.json").returncode == 1


@pytest.mark.parametrize("text", ["", "{", "[]", '{"Version": "2012-10-17"}', "\xff", "[" * 100_000], ids=range(6))
def test_lint_takes_any_text(tmp_path, text):
    file = tmp_path / "policy.json"
    file.write_text(text, encoding="latin-1")
    linted = policy("lint", file)
    assert (linted.returncode, linted.stderr) == (1, "")
    assert "[invalid-document]" in linted.stdout


def test_lint_of_a_missing_file_is_an_error_of_use(tmp_path):
    assert policy("lint", tmp_path / "nothing.json").returncode == 2
    assert policy("lint").returncode == 2
