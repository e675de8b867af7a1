"""SNS: delivery by mail through a relay."""

from __future__ import annotations

import json
import re

import pytest

from harness.accounts import new_account
from harness.callers import unique
from harness.mailbox import Mailbox
from harness.subscriber import follow, verify
from harness.xks_proxy import Authority


@pytest.fixture
def sns(sender):
    return sender.client("sns")


@pytest.fixture
def topic(sns) -> str:
    return sns.create_topic(Name=unique("topic"), Attributes={"DisplayName": "Wächter"})["TopicArn"]


def text(mail) -> str:
    """The content with the line ends of the sender."""
    return mail.get_content().replace("\r\n", "\n")


def link(mail) -> str:
    return re.search(r"http://\S+", text(mail)).group()


def test_mail_is_confirmed_by_its_link(sns, topic, mailbox):
    address = f"{unique('ops')}@example.com"
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=address)
    question = mailbox.await_mail(address)
    assert question["From"].addresses[0].addr_spec == "alerts@yagura.test"
    assert question["From"].addresses[0].display_name == "Wächter"
    assert question["Subject"] == "AWS Notification - Subscription Confirmation"
    follow(link(question))
    sns.publish(TopicArn=topic, Message="Grüße\n.\n.dots\n" + "x" * 2000, Subject="Hello")
    mail = mailbox.await_mail(address, 2)
    assert mail["Subject"] == "Hello"
    assert mail["To"] == address
    assert text(mail).startswith("Grüße\n.\n.dots\n" + "x" * 2000 + "\n")
    assert max(len(line) for line in mailbox.raw[-1].split(b"\r\n")) <= 998
    follow(mail["List-Unsubscribe"].strip("<>"))
    assert "deactivated" in mailbox.await_mail(address, 3).get_content()


def test_json_mail_holds_the_signed_document(sns, topic, mailbox):
    address = f"{unique('json')}@example.com"
    sns.subscribe(TopicArn=topic, Protocol="email-json", Endpoint=address)
    question = json.loads(mailbox.await_mail(address).get_content())
    verify(question)
    sns.confirm_subscription(TopicArn=topic, Token=question["Token"])
    sns.publish(TopicArn=topic, Message="m")
    verify(json.loads(mailbox.await_mail(address, 2).get_content()))


def test_plain_text_with_dots_arrives_whole(sns, topic, mailbox):
    address = f"{unique('dots')}@example.com"
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=address)
    follow(link(mailbox.await_mail(address)))
    sns.publish(TopicArn=topic, Message=".\n..\nRSET\n.end")
    mail = mailbox.await_mail(address, 2)
    assert mail["Content-Transfer-Encoding"] == "7bit"
    assert text(mail).startswith(".\n..\nRSET\n.end\n")


def test_relay_with_tls_and_a_login(make_server, tmp_path):
    authority = Authority("relay authority")
    trust, both, secret = tmp_path / "trust.pem", tmp_path / "relay.pem", tmp_path / "password"
    trust.write_bytes(authority.certificate_pem)
    both.write_bytes(authority.issue("localhost"))
    secret.write_text("open sesame\n")
    mailbox = Mailbox(certificate=(str(both), str(both)), login=("yagura", "open sesame"))
    options = (
        *("--smtp", f"localhost:{mailbox.port}", "--smtp-security", "starttls", "--smtp-user", "yagura"),
        *("--smtp-password-file", str(secret), "--outbound-trust", str(trust)),
    )
    try:
        sns = new_account(make_server(dev=True, options=options)).client("sns")
        topic = sns.create_topic(Name="alerts")["TopicArn"]
        sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="ops@example.com")
        assert "ConfirmSubscription" in mailbox.await_mail("ops@example.com").get_content()
    finally:
        mailbox.close()
