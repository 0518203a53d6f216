"""Crawlers that were made people before they were known as such are taken out, and nobody else."""

import pytest
from django.db import connection

from ninefold.collect import queries as collect
from ninefold.collect.types import Trust
from ninefold.context import queries
from ninefold.pipeline import machines
from tests.collect.stories import batch, message, row, send
from tests.web.people import learn, someone


def visits(browser: str, *numbers: int) -> None:
    said = [
        message(type="page", name="Home", userId=None, anonymousId=browser, messageId=f"{browser}-{n}") for n in numbers
    ]
    send(row(batch(*said), trust=Trust.BROWSER))
    learn([])


def as_before(browser: str, *numbers: int) -> None:
    """These visits as an install from before has them: a machine's, which made a person, and are not counted."""
    profile = queries.profile_of("anonymous", browser)
    with connection.cursor() as cursor:
        for number in numbers:
            cursor.execute("UPDATE collect_event SET is_bot = TRUE WHERE message_id = %s", [f"{browser}-{number}"])
        cursor.execute("SELECT COUNT(*) FROM collect_event WHERE profile_id = %s AND NOT is_bot", [profile])
        if not cursor.fetchone()[0]:
            cursor.execute("DELETE FROM context_activity WHERE profile_id = %s", [profile])


@pytest.mark.usefixtures("database")
def test_who_is_a_machine_alone_goes_and_its_visits_are_nobodys() -> None:
    known = someone(1)
    for browser in ("crawler-1", "crawler-2", "human", "both"):
        visits(browser, 1, 2)
    as_before("crawler-1", 1, 2)
    as_before("crawler-2", 1, 2)
    as_before("both", 1)

    upto, gone = machines.remove(after=0)
    assert gone == 2
    assert machines.remove(after=upto) == (upto, 0)
    assert machines.remove(after=0)[1] == 0, "twice is as once"

    ids = {browser: queries.profile_of("anonymous", browser) for browser in ("crawler-1", "crawler-2", "human", "both")}
    assert [browser for browser, profile in ids.items() if profile] == ["human", "both"]
    assert queries.person(known)
    assert collect.timeline([profile for profile in ids.values() if profile]) != []
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM collect_event WHERE profile_id = 0 AND is_bot")
        assert cursor.fetchone()[0] == 4
    visits("crawler-1", 3)  # somebody with this browser's id who is none
    assert queries.profile_of("anonymous", "crawler-1")
