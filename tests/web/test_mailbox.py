"""The mailbox, read like a mail program; what came from outside stays in its frame."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage

import pytest
from django.test import Client

from ninefold.channel.mailbox import queries, store
from ninefold.kernel import clock, settings
from ninefold.web.studio.mailbox import framing
from tests.installs import free_port

HTML = '<html><head></head><body><script>alert(1)</script><a href="http://x.example">x</a><img src="http://x/o/1"></body></html>'


@pytest.fixture
def letters() -> Iterator[list[int]]:
    """Fifty letters in the mailbox's file."""
    path = settings.current().mailbox_path
    path.unlink(missing_ok=True)
    connection = store.connect(path)
    now = clock.now_us()
    store.keep(
        connection, [(now + i, "us@x.example", f"p{i % 5}@x.example", _subject(i), _raw(i)) for i in range(50)], []
    )
    yield [line.id for line in queries.messages(limit=50)]
    connection.close()
    path.unlink()


def _subject(number: int) -> str:
    return f"Letter {number} <b>&"


def _raw(number: int) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Us <us@x.example>", f"p{number % 5}@x.example", _subject(number)
    mail["List-Unsubscribe"] = "<http://127.0.0.1/u/abc>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content("The text.")
    mail.add_alternative(HTML, subtype="html")
    return mail.as_bytes()


def test_an_empty_mailbox_says_what_fills_it(studio: Client) -> None:
    html = studio.get("/mailbox/").content.decode()
    assert "No mail yet" in html
    assert "No one has written back yet" in studio.get("/mailbox/inbox/").content.decode()


def test_the_list_pages_searches_and_opens_the_newest(studio: Client, letters: list[int]) -> None:
    html = studio.get("/mailbox/").content.decode()
    assert "Letter 49 &lt;b&gt;&amp;" in html
    assert f'src="/mailbox/{letters[0]}/html/"' in html
    assert f"?before={letters[39]}" in html
    found = studio.get("/mailbox/", {"to": "p3@x.example"}).content.decode()
    assert "p3@x.example" in found
    assert "p4@x.example" not in found
    assert "Nothing found" in studio.get("/mailbox/", {"q": "zebra"}).content.decode()


def test_the_html_part_cannot_act(studio: Client, letters: list[int]) -> None:
    page = studio.get(f"/mailbox/{letters[0]}/").content.decode()
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert "alert(1)" not in page
    framed = studio.get(f"/mailbox/{letters[0]}/html/")
    rules = framed["Content-Security-Policy"]
    assert "allow-scripts" not in rules
    assert "allow-same-origin" not in rules
    assert "default-src 'none'" in rules
    assert "127.0.0.1" not in rules


def test_pictures_load_only_when_asked_for(studio: Client, letters: list[int]) -> None:
    assert 'src="http://x/o/1"' not in studio.get(f"/mailbox/{letters[0]}/html/").content.decode().replace(
        "held-src", ""
    )
    shown = studio.get(f"/mailbox/{letters[0]}/html/?pictures=1")
    assert '<img src="http://x/o/1">' in shown.content.decode()
    assert settings.current().edge_url in shown["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("view", "words"), [("text", "The text."), ("headers", "One-Click"), ("source", "MIME-Version")]
)
def test_a_message_shows_its_text_headers_and_source(studio: Client, letters: list[int], view: str, words: str) -> None:
    assert words in studio.get(f"/mailbox/{letters[0]}/", {"view": view}).content.decode()


def test_the_source_can_be_kept(studio: Client, letters: list[int]) -> None:
    answer = studio.get(f"/mailbox/{letters[0]}/source/")
    assert answer["Content-Type"] == "message/rfc822"
    assert answer.content == queries.raw(letters[0])


def test_an_answer_that_cannot_be_sent_says_why(
    studio: Client, letters: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = replace(settings.current(), mailbox_port=free_port())  # nobody listens there
    monkeypatch.setattr(settings, "current", lambda: told)
    empty = studio.post(f"/mailbox/{letters[0]}/reply/", {"text": " "}, follow=True)
    assert "Write something" in empty.content.decode()
    away = studio.post(f"/mailbox/{letters[0]}/reply/", {"text": "Hello"}, follow=True)
    assert "does not answer" in away.content.decode()


@pytest.mark.parametrize(
    "path", ["/mailbox/999999/", "/mailbox/999999/html/", "/mailbox/999999/source/", f"/mailbox/{'9' * 25}/"]
)
def test_a_message_that_is_not_there(studio: Client, letters: list[int], path: str) -> None:
    assert studio.get(path).status_code == 404


def test_a_test_says_that_nothing_in_it_counts_and_takes_no_answer(studio: Client, letters: list[int]) -> None:
    counts = "counts as an open by this person"
    letter = studio.get(f"/mailbox/{letters[0]}/").content.decode()
    assert (counts in letter, "Answer as" in letter) == (True, True)
    mail = message_from_bytes(_raw(1))
    mail["Message-ID"] = "<test.1@x.example>"
    connection = store.connect(settings.current().mailbox_path)
    store.keep(connection, [(clock.now_us() + 60, "us@x.example", "me@x.example", "[Test]", mail.as_bytes())], [])
    connection.close()
    test = studio.get("/mailbox/").content.decode()
    assert "Nothing that you do in it counts" in test
    assert (counts in test, "Answer as" in test) == (False, False)


def test_links_of_a_letter_open_in_a_new_tab_whatever_its_markup() -> None:
    for html in ("<p>x</p>", "<HEAD lang='en'><title>x</title></HEAD>", ""):
        assert '<base target="_blank">' in framing.page(html, with_pictures=False)
