"""Files of people and events through the studio, as a newcomer brings them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ninefold.collect import actions as collecting
from ninefold.kernel import clock
from ninefold.pipeline import project

pytestmark = pytest.mark.usefixtures("db")
EVENTS = {"column-0": "user", "column-1": "at", "column-2": "revenue", "column-3": "currency"}


def sent(studio: Client, raw: bytes, what: str = "people") -> str:
    """Send a file; the address of the page of its columns."""
    answer = studio.post("/start/people/", {"file": SimpleUploadedFile("people.csv", raw), "what": what})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def read(studio: Client, address: str) -> str:
    """Let the worker import and learn; the last words of the import's page."""
    while collecting.import_uploads(seconds_max=0, now=clock.now_us()):
        pass
    while project.project_events(clock.now_us()):
        pass
    address = address.replace("events/", "")
    return " ".join(studio.get(f"{address}reading/", headers={"HX-Request": "true"}).content.decode().split())


def test_rows_that_wait_in_quarantine_are_told_and_led_to(studio: Client) -> None:
    def brought(rows: bytes) -> str:
        address = sent(studio, b"customer,date,total,currency\n" + rows, "events")
        studio.post(address, EVENTS | {"event": "Order Completed"})
        return read(studio, address)

    assert "All of it is learnt" in brought(b"c1,2025-03-01,1.00,EUR\n")
    html = brought(b"c2,2025-03-02,1.00,EURO\nc3,2025-03-02,1.00,E\nc4,2025-03-02,1.00,EUR\n")
    assert "2 rows of this file wait in quarantine" in html
    assert 'href="/sources/quarantine/"' in html
    assert "The rest is learnt" in html
    assert "All of it is learnt" not in html


def test_the_list_of_people_leads_to_its_import(studio: Client) -> None:
    assert 'href="/start/people/">Import people</a>' in studio.get("/people/").content.decode()
