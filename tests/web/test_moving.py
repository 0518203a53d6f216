"""The pages of moving in: the tool, its files, how far it is, and why nothing goes out."""

from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import strip_tags

from ninefold.context import queries
from ninefold.kernel import clock
from ninefold.pipeline import project
from ninefold.pipeline.moving import job
from tests.pipeline import exports

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    """A page as one line of words."""
    return " ".join(strip_tags(unescape(answer.content.decode())).split())


def send(studio: Client, raw: bytes, **given: object) -> str:
    data = {"exports": SimpleUploadedFile("account.zip", raw), "purposes": ["news"], **given}
    answer = studio.post("/moving/from/mailchimp/", data)
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def work() -> None:
    for _ in range(60):
        job.advance(clock.now_us())
        project.project_events(clock.now_us())


def test_a_move_is_sent_followed_and_told(studio: Client) -> None:
    assert "Mautic" in text(studio.get("/moving/"))
    assert "Manage my data" in text(studio.get("/moving/from/mailchimp/"))
    assert "Choose the files" in text(studio.post("/moving/from/mailchimp/", {"purposes": ["news"]}))
    address = send(studio, exports.mailchimp()["account.zip"])
    assert "Nothing goes out until the suppressions match" in text(studio.get(address))
    assert "holds all sending" in text(studio.get("/"))

    work()

    page = text(studio.get(address))
    assert "The suppressions match. Sending goes on." in page
    assert "2 addresses are suppressed there; 2 of 2 out of reach here." in page
    assert "no holdout: association" in page
    assert "tag *|PLANCODE|*" in page
    refused = studio.get(f"{address}refused.csv").content.decode("utf-8-sig")
    assert "is no mail address" in refused


def test_a_move_that_does_not_match_is_let_pass_by_name(studio: Client) -> None:
    address = send(studio, exports.zipped({"subscribed.csv": exports.SUBSCRIBED}))
    work()
    assert "None of these files says who is not to be written to" in text(studio.get(address))
    assert "Write why sending may go on" in text(studio.post(f"{address}let-pass/", {"reason": "x"}, follow=True))
    studio.post(f"{address}let-pass/", {"reason": "Nobody ever left: the list is a week old."})
    work()
    assert "let sending go on: Nobody ever left" in text(studio.get(address))
    assert queries.sending_hold() is None


def test_a_wrong_file_is_told_at_the_form_and_holds_nothing(studio: Client) -> None:
    data = {"exports": SimpleUploadedFile("cat.csv", b"colour,size\nred,1\n"), "purposes": ["news"]}
    answer = studio.post("/moving/from/mailchimp/", data)
    assert answer.status_code == 422
    assert "None of these is an export of Mailchimp: cat.csv." in text(answer)
    assert queries.sending_hold() is None


def test_the_page_of_a_move_says_each_thing_once(studio: Client) -> None:
    address = send(studio, exports.zipped({"subscribed.csv": exports.SUBSCRIBED}))
    work()
    page = text(studio.get(address))
    assert page.lower().count("nothing goes out") == page.count("says who is not to be written to") == 1
    studio.post(f"{address}give-up/", follow=True)
    assert text(studio.get(address)).count("Given up") == 1
