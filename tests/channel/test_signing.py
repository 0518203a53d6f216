"""What is signed here is valid to another implementation of DKIM, and nothing signed can be changed."""

from dataclasses import replace
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from ninefold.channel import jobs, mail, signing
from ninefold.channel.mailbox import queries
from ninefold.channel.signing import Signer
from ninefold.channel.smtp import Outgoing
from ninefold.kernel.errors import Unavailable
from ninefold.kernel.settings import Settings
from tests.channel.test_mail import LETTER

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def written(folder: Path, key: rsa.RSAPrivateKey) -> Path:
    path = folder / "dkim.pem"
    plain = serialization.NoEncryption()
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return path


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    key_file = written(tmp_path_factory.mktemp("key"), KEY)
    return Signer(domain="ninefold.example", selector="nine", key_file=key_file)


def is_valid(signer: Signer, received: bytes) -> bool:
    record = {f"{signer.record_name}.".encode(): signer.record.encode()}
    return bool(dkim.verify(received, dnsfunc=lambda name, timeout=5: record.get(name)))


def sent(signer: Signer, letter: mail.Letter) -> bytes:
    """The mail as the far side has it."""
    return signer.sign(mail.assemble(letter)).replace(b"\r\n..", b"\r\n.")


@tries(max_examples=40, deadline=None)
@given(
    text=st.text(st.sampled_from("ab .\t\n\rä✓="), max_size=200),
    subject=st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=100),
)
def test_every_letter_is_valid_to_another_implementation(signer: Signer, text: str, subject: str) -> None:
    assert is_valid(signer, sent(signer, replace(LETTER, text=text, html=f"<p>{text}</p>", subject=subject)))


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"Hello Ada", b"Hello Eve"), (b"ada@example.org", b"eve@example.org"), (b"/u/abc", b"/u/abd"),
     (b"DKIM-Signature:", b"From: <eve@example.org>\r\nDKIM-Signature:")],
)  # fmt: skip
def test_nothing_signed_can_be_changed(signer: Signer, before: bytes, after: bytes) -> None:
    received = sent(signer, LETTER)
    assert before in received
    assert not is_valid(signer, received.replace(before, after, 1))


def test_mail_goes_out_signed_where_a_key_is_set(mailbox: Settings, tmp_path: Path) -> None:
    told = replace(mailbox, dkim_key_file=str(written(tmp_path, KEY)))
    sender = jobs.new_sender(told, domain="ninefold.example")
    try:
        sender.send([Outgoing("a@ninefold.example", "ada@example.org", mail.assemble(LETTER))], seconds=5)
    finally:
        sender.close()
    (line,) = queries.messages()
    signer = signing.signer_of(told, "ninefold.example")
    assert signer is not None
    assert is_valid(signer, queries.raw(line.id))


def test_a_key_that_cannot_be_used_is_said_before_anything_is_sent(mailbox: Settings, tmp_path: Path) -> None:
    (tmp_path / "no.pem").write_text("no key")
    weak = written(tmp_path, rsa.generate_private_key(public_exponent=65537, key_size=1024))
    for path, words in (
        (tmp_path / "no.pem", "no PEM key"), (tmp_path / "missing.pem", "No such file"), (weak, "of at least 2048 bits")
    ):  # fmt: skip
        with pytest.raises(Unavailable, match=words):
            jobs.new_sender(replace(mailbox, dkim_key_file=str(path)), domain="ninefold.example")
