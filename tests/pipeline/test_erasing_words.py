"""What others told of an erased person by short ids, in names of events and in words of transfers is masked as well."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction

from ninefold.collect import actions as collect
from ninefold.collect import queries as collect_queries
from ninefold.collect.types import EventKind, NewEvent, Trust
from ninefold.content import actions as content
from ninefold.content import queries as content_queries
from ninefold.content.types import Term
from ninefold.context import queries
from ninefold.currency import actions as currency
from ninefold.currency.types import Transfer
from ninefold.kernel import clock, settings
from ninefold.pipeline.erasing import graves
from tests import traces
from tests.content.scene import EDITOR
from tests.pipeline.test_erasing import DAY_US, erase
from tests.web.people import learn

EMAIL = "pia@example.org"


@pytest.fixture(autouse=True)
def _own_files(database: object, data_folder: Path) -> Iterator[None]:
    yield
    for name in ("lake", "exports", "erasing"):
        shutil.rmtree(data_folder / name, ignore_errors=True)
    (data_folder / "erased.log").unlink(missing_ok=True)
    graves._Looked.at = ("", 0)


def told(key: str, name: str, user: str = "customer-2", **properties: object) -> NewEvent:
    at = clock.now_us() - DAY_US
    return NewEvent(key, name, at, user_id=user, trust=Trust.SERVER, properties=properties)


def known_as(key: str, user: str, **traits: object) -> NewEvent:
    at = clock.now_us() - DAY_US
    return NewEvent(key, "identify", at, user_id=user, kind=EventKind.IDENTIFY, trust=Trust.SERVER, traits=traits)


@pytest.mark.parametrize("in_lake", [True, False])
def test_what_others_told_by_short_ids_and_names_is_masked(data_folder: Path, in_lake: bool) -> None:
    learn([
        known_as("w-1", "p7", email=EMAIL),
        known_as("w-2", "customer-2", brought_by="p7", size="p7"),
        told("w-3", "Friend Invited", friend_id="p7", seat="p7", friend={"id": "p7"}),
        told("w-4", f"Invited {EMAIL}", revenue="3.00", currency="EUR"),
        told("w-5", f"Invited {EMAIL.upper()}"),
        told("w-6", "Invited erased", revenue="4.00", currency="EUR"),
    ])  # fmt: skip
    if in_lake:
        collect.write_lake(now=clock.now_us(), force=True)
    own, friend = (queries.profile_of("account", user) or 0 for user in ("p7", "customer-2"))
    with transaction.atomic():
        currency.transfer(transfers=[
            Transfer("w-gift", "points", "company:issued", f"profile:{friend}", 5, f"For bringing {EMAIL}", 1),
            Transfer(f"gift:{EMAIL}", "points", "company:issued", f"profile:{friend}", 5, "For bringing Ida", 2),
            Transfer("w-other", "points", "company:issued", f"profile:{friend}", 5, "For bringing Ida", 3),
        ])  # fmt: skip
    key = erase(own)

    assert traces.found(data_folder, settings.current().database_url, (EMAIL,)) == []
    [person] = queries.find("customer-2")
    assert (person.traits["brought_by"], person.traits["size"]) == ("erased", "p7")
    story = {event.message_id: event for event in collect_queries.timeline(person.profile_ids)}
    assert story["w-3"].properties == {"friend_id": "erased", "seat": "p7", "friend": {"id": "erased"}}
    assert {story[one].name for one in ("w-4", "w-5", "w-6")} == {"Invited erased"}
    assert {one.name: one.count for one in queries.activities(person.id)}["Invited erased"] == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sum_minor FROM context_revenue WHERE profile_id = %s", [friend])
        assert cursor.fetchall() == [("Invited erased", 700)]
        cursor.execute("SELECT key, reason, amount FROM currency_transfer ORDER BY made_at")
        gift, named, other = cursor.fetchall()
    assert gift == ("w-gift", "", 5), "who tries again does not pay twice"
    assert (named[0].startswith("erased:"), named[1]) == (True, "")
    assert other == ("w-other", "For bringing Ida", 5)
    assert queries.erasure(key).counts["ledger"] == {"transfers of others, without their words": 2}


def test_texts_that_the_team_brought_in_are_masked(data_folder: Path) -> None:
    learn([known_as("t-1", "customer-77", email=EMAIL)])
    text = f"Ask {EMAIL.upper()} about platters, she knows them all. " * 5
    content.add_text(actor=EDITOR, community="vinyl", name=f"From {EMAIL}", text=text, now=clock.now_us())
    content.save_term(
        actor=EDITOR, term=Term("vinyl", "platters", "records", f"{EMAIL} says so", "Ours"), now=clock.now_us()
    )
    own = queries.profile_of("account", "customer-77") or 0
    key = erase(own)
    assert traces.found(data_folder, settings.current().database_url, (EMAIL,)) == []
    assert [one.name for one in content_queries.texts("vinyl")] == ["From erased"]
    assert [one.example for one in content_queries.terms("vinyl")] == ["erased says so"]
    assert queries.erasure(key).counts["rooms"]["texts brought in, masked"] == 2
