"""An erased person leaves no byte behind, others lose nothing, and nothing brings the erased one back."""

import base64
import gzip
import json
import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import duckdb
import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction

from ninefold.channel import service, tokens
from ninefold.channel.mailbox import queries as mailbox
from ninefold.channel.mailbox import store
from ninefold.channel.types import ServiceKind
from ninefold.collect import actions as collect
from ninefold.collect import lake, lakekeeping
from ninefold.collect import queries as collect_queries
from ninefold.collect.types import EventKind, EventName, NewEvent, Trust
from ninefold.community import queries as community
from ninefold.context import actions as context
from ninefold.context import jobs, queries
from ninefold.context.models import Audit
from ninefold.context.segments import audit
from ninefold.context.types import Ask, Asked, FormText
from ninefold.culture.types import Channel, Purpose
from ninefold.currency import actions as currency
from ninefold.currency.types import Transfer
from ninefold.kernel import actors, clock, settings
from ninefold.kernel.errors import NotFound
from ninefold.pipeline import known, project
from ninefold.pipeline.erasing import graves, job, steps
from ninefold.pipeline.erasing.places import PLACES
from tests import traces
from tests.collect.stories import batch, message, row, send
from tests.web.people import learn, someone

OWNER = actors.system("test")
DAY_US = 86_400_000_000
USER, ANONYMOUS, EMAIL, PHONE, NAME = (
    "customer-erased", "anon-7f3c9e51", "wilhelmina@example.org", "+4915112345678", "Wilhelmina Quastenflosser",
)  # fmt: skip
WORDS = "How do I keep a turntable from humming at forty-five"
COLUMNS = "id, name, user_id, anonymous_id, other_id, properties, traits, context"
SEGMENTS = {
    "brought": {"trait": "brought_by", "is": "https://example.org/?by=erased&x=1"},
    "club": {"group": {"trait": "name", "is": "Vinyl club"}},
}
BROWSER, TYPED = "browser-5d21aa07", "+49 151 123 456 78"
TRACES = (USER, ANONYMOUS, EMAIL, PHONE, NAME, WORDS, "quastenflosser", "wilhelmina", BROWSER, TYPED)


@pytest.fixture(autouse=True)
def _own_files(database: object, data_folder: Path) -> Iterator[None]:
    yield
    for name in ("lake", "imports", "exports", "logs", "erasing"):
        shutil.rmtree(data_folder / name, ignore_errors=True)
    (data_folder / "erased.log").unlink(missing_ok=True)
    graves._Looked.at = ("", 0)


def sdk_batch() -> bytes:
    """What an SDK sent, and sends again when no answer came: the person, broken events of theirs, and another."""
    at = clock.from_us(clock.now_us() - DAY_US).isoformat()
    traits = {"email": EMAIL, "phone": PHONE, "name": NAME, "padding": "p" * 2_000}
    return batch(
        message(type="identify", userId=USER, anonymousId=ANONYMOUS, traits=traits, timestamp=at, messageId="er-1"),
        message(userId=USER, event="Song Played", properties={"note": WORDS}, timestamp=at, messageId="er-2"),
        message(userId=USER, event="", name="x", timestamp=at, messageId="er-3"),
        message(userId="customer-1", event="Song Played", timestamp=at, messageId="er-4"),
    )


def claim(user: str, browser: str, message_id: str, *, name: str = "Ida") -> None:
    """What a browser says, with a key that everybody can read: that it is this account and has her address."""
    at = clock.from_us(clock.now_us() - DAY_US).isoformat()
    traits = {"email": EMAIL, "name": name}
    said = message(type="identify", userId=user, anonymousId=browser, traits=traits, timestamp=at, messageId=message_id)
    send(row(batch(said), trust=Trust.BROWSER))
    learn([])


def a_group_knows() -> None:
    """The person told of a group that somebody else told of before them."""
    said = [
        ("customer-2", "er-g1", 3, {"name": "Vinyl club", "plan": "free"}),
        (USER, "er-g2", 2, {"name": f"Club of {NAME}", "contact": EMAIL, "plan": "pro"}),
        ("customer-2", "er-g3", 1, {"plan": "gold"}),
    ]
    for user, message_id, days, traits in said:
        at = clock.from_us(clock.now_us() - days * DAY_US).isoformat()
        call = message(type="group", userId=user, groupId="club", traits=traits, timestamp=at, messageId=message_id)
        send(row(batch(call)))
    learn([])


def others_mention() -> None:
    """What is kept of others and names the person."""
    at = clock.now_us() - DAY_US
    claim("somebody-else", "browser-else", "er-else")
    friend = {"friend_email": EMAIL, "about": [f"Call {TYPED}!", 4915112345678], "gift": "vinyl"}
    learn([
        NewEvent("er-f", "Friend Invited", at, user_id="customer-2", trust=Trust.SERVER, properties=friend),
        NewEvent("er-t", "identify", at, user_id="customer-2", kind=EventKind.IDENTIFY, trust=Trust.SERVER,
                 traits={"brought_by": f"https://example.org/?by={EMAIL.replace('@', '%40')}&x=1", "size": 7}),
        NewEvent("er-p", EventName.QUESTION_ASKED, at, user_id="customer-2", trust=Trust.SERVER,
                 properties={"question": "q-who", "title": f"Who is {EMAIL}?", "body": f"I was told {TYPED}.",
                             "topic": "players"}),
    ])  # fmt: skip
    send(row(batch(message(userId="customer-2", event="", properties={"phone": TYPED}, messageId="er-w"))))
    collect.write_lake(now=clock.now_us(), force=True)
    learn([NewEvent("er-l", "Friend Praised", at, user_id="customer-2", trust=Trust.SERVER, properties=friend)])


def upload() -> bytes:
    return f"email,name\nana9@example.org,Ana\n{EMAIL},{NAME}\n".encode()


def _rooms_know() -> int:
    """The person in every room; their profile."""
    send(row(sdk_batch()))
    learn([])
    claim(USER, BROWSER, "er-b", name=NAME)
    profile = queries.profile_of("account", USER)
    assert profile
    now = clock.now_us()
    yes = {"purpose": "news", "channel": "mail", "status": "granted", "evidence": {"address": EMAIL, "wording": "Yes"}}
    learn([
        NewEvent("er-c", EventName.CONSENT_CHANGED, now - DAY_US, profile_id=profile, properties=yes),
        NewEvent("er-o", EventName.ORDER_COMPLETED, now - DAY_US, profile_id=profile, trust=Trust.SERVER,
                 properties={"revenue": "12.00", "currency": "EUR", "shipped_to": NAME}),
        NewEvent("er-q", EventName.QUESTION_ASKED, now - DAY_US, profile_id=profile,
                 properties={"question": "q-humming", "title": WORDS, "body": WORDS, "topic": "players"}),
        NewEvent("er-a", EventName.ANSWER_GIVEN, now - DAY_US, user_id="customer-1", trust=Trust.SERVER,
                 properties={"answer": "a-humming", "question": "q-humming", "body": "Earth it well."}),
        NewEvent("er-v", EventName.ANSWER_VOTED, now - DAY_US, profile_id=profile,
                 properties={"answer": "a-humming", "rating": "yes"}),
        NewEvent("er-r", EventName.MESSAGE_REPLIED, now - DAY_US, profile_id=profile,
                 properties={"subject": "Re: hello", "text": WORDS, "delivery_id": 1}),
    ])  # fmt: skip
    with transaction.atomic():
        currency.transfer(transfers=[
            Transfer("gift-wilhelmina", "points", "company:issued", f"profile:{profile}", 5, f"For {NAME}", now)
        ])  # fmt: skip
    return profile


def _waits_at(profile: int) -> None:
    """A form that was posted with their address and not confirmed, and a guess that they are another."""
    asks, now = (Ask(Purpose.NEWS, Channel.MAIL, "Yes, write me."),), clock.now_us()
    text = FormText("Letters", "Twice a month.", asks, (Asked("name", "Your name"),), ("en",))
    form = context.save_form(actor=OWNER, key="letters", text=text, is_open=True, now=now)
    context.submit(
        form=form, address=EMAIL.title(), ticked=["news.mail"], answers={"name": NAME}, site="", gpc=False, now=now
    )
    friend = queries.profile_of("account", "customer-2")
    assert friend
    reasons = json.dumps([["Name", NAME, "Mina", 5.0]])
    context.keep_candidates(likenesses=[(profile, friend, 9.0, reasons)], compared=2, begun_at=now, now=now)


def _files_know(data: Path) -> None:
    """The person in the lake, the mailbox, an upload, an export and a log."""
    collect.write_lake(now=clock.now_us(), force=True)
    encoded = base64.b64encode(f"{NAME} asked: {WORDS}".encode()).decode()
    quoting = f"To: ana1@demo.example\nContent-Transfer-Encoding: base64\n\n{encoded}\n".encode()
    own = store.connect(settings.current().mailbox_path)
    store.keep(
        own,
        [(1, "us@example.org", EMAIL, "Hello", b"To: x\n\nHello"),
         (2, "us@example.org", "ana1@demo.example", "?", quoting),
         (3, "us@example.org", "ana1@demo.example", "Yours", b"To: a\n\nFor Ana alone")],
        [(4, "reply+x@reply.ninefold.example", f"From: {EMAIL}\n\n{WORDS}".encode())],
    )  # fmt: skip
    own.close()
    collect.keep_upload(actor=OWNER, sent=[upload()])
    (data / "exports").mkdir(exist_ok=True)
    (data / "exports" / "people.jsonl.gz").write_bytes(gzip.compress(json.dumps({"email": EMAIL}).encode()))
    (data / "logs").mkdir()
    (data / "logs" / "edge.log").write_text(f"line one\nrefused {EMAIL} {USER}\nline three\n")


def erase(profile: int) -> str:
    key = context.ask_erasure(actor=OWNER, profile_id=profile, now=clock.now_us())
    finish(key)
    return key


def finish(key: str) -> None:
    for _ in range(50):
        job.erase_due(clock.now_us())
        project.project_events(clock.now_us())
        if queries.erasure(key).finished_at:
            return
    raise AssertionError(queries.erasure(key))


def found(data: Path) -> list[tuple[str, str]]:
    """Every place that holds a trace."""
    return traces.found(data, settings.current().database_url, TRACES)


def sums() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT currency_id, SUM(balance), COUNT(*) FROM currency_account GROUP BY 1 ORDER BY 1")
        found = list(cursor.fetchall())
        cursor.execute("SELECT COUNT(*), SUM(amount) FROM currency_transfer")
        return [*found, *cursor.fetchall()]


def test_no_byte_is_left_and_others_lose_nothing(data_folder: Path) -> None:
    other = someone(1)
    profile = _rooms_know()
    others_mention()
    a_group_knows()
    _waits_at(profile)
    _files_know(data_folder)
    before, counted = _others(other), sums()
    assert {trace for _, trace in found(data_folder)} == {*TRACES}
    key = erase(profile)
    assert found(data_folder) == []
    assert (_others(other), sums()) == (before, counted)
    assert [line.subject for line in mailbox.messages()] == ["Yours"]
    receipt = queries.erasure(key)
    assert (receipt.profile_ids, set(receipt.counts)) == ((), {step.name for step in steps.STEPS})
    assert receipt.counts["lake"]["lake"] >= 6
    assert {place for found in receipt.counts.values() for place in found} - PLACES.keys() == set()
    with pytest.raises(NotFound):
        queries.person(profile)


def test_what_others_said_of_them_is_masked_and_the_rest_of_it_stays(data_folder: Path) -> None:
    profile = _rooms_know()
    others_mention()
    a_group_knows()
    for name, condition in SEGMENTS.items():
        context.create_segment(actor=OWNER, key=name, name=name, condition=condition)
    key = erase(profile)
    assert found(data_folder) == []
    [club] = queries.groups(limit=9)
    assert {one.name: one.value for one in queries.group_traits(club.id)} == {"name": "Vinyl club", "plan": "gold"}
    friend = queries.find("customer-2")[0]
    assert friend.traits["brought_by"] == "https://example.org/?by=erased&x=1"
    invited = {"friend_email": "erased", "about": ["Call erased!", "erased"], "gift": "vinyl"}
    told = collect_queries.timeline(friend.profile_ids)
    assert [event.properties for event in told if event.name.startswith("Friend")] == [invited, invited]
    assert community.question_by_key("q-who", is_any=True).title == "Who is erased?"
    assert queries.erasure(key).counts["lake"]["events of others, masked"] == 5
    while jobs.follow_segments(now=clock.now_us()):
        learn([])
    collect.write_lake(now=clock.now_us(), force=True)
    audit.run(again_seconds=0)
    assert [(one.kept, one.missing, one.surplus) for one in Audit.objects.all()] == [(1, 0, 0), (1, 0, 0)]
    assert _of_the_lake() == _of_the_database()


def test_every_table_about_people_is_handed_out_and_erased_and_every_column_told(data_folder: Path) -> None:
    profile = _rooms_know()
    a_group_knows()
    _waits_at(profile)
    about = {
        model._meta.db_table: {column.attname for column in model._meta.concrete_fields}
        for model in apps.get_models()
        if model.__module__.startswith("ninefold.")
    }
    names = {"profile_id", "left_id", "right_id"}
    tables = {table for table, columns in about.items() if columns & names} - {"context_segment_progress"}
    held = {table: rows for room in known.export([profile]).values() for table, rows in room.items()}
    assert tables - held.keys() == set()
    left_out = {
        (table, column)
        for table, rows in held.items()
        if rows and table in about
        for column in about[table] - rows[0].keys()
    }
    assert {one for one in left_out if one[1] != "person_id"} == {
        ("context_candidate", "reasons"),
        ("currency_transfer", "id"),
        ("currency_transfer", "debit_id"),
        ("currency_transfer", "credit_id"),
    }
    assert [row["address"] for row in held["context_submission"]] == [EMAIL.title()]
    assert {row["group"] for row in held["context_group_member"]} == {"club"}
    assert ("plan", "gold") in {(row["name"], row["value"]) for row in held["context_group_trait"]}
    with transaction.atomic():
        assert tables - {table for room in reversed(known.ROOMS) for table in room.erase([profile])} == set()


def test_in_a_shared_mailbox_each_has_their_own_mail(data_folder: Path) -> None:
    learn([
        NewEvent(f"er-{user}", "identify", clock.now_us() - DAY_US, user_id=user, kind=EventKind.IDENTIFY,
                 traits={"email": "family@example.org"}, trust=Trust.SERVER)
        for user in ("customer-a", "customer-b")
    ])  # fmt: skip
    ada, bob = (queries.profile_of("account", user) or 0 for user in ("customer-a", "customer-b"))
    mails, replies = [], []
    for number, profile in enumerate((ada, bob), 1):
        token = tokens.unsubscribe_token(number, profile, Purpose.NEWS, Channel.MAIL)
        reply, bounce, _ = tokens.addresses(token, "reply.ninefold.example")
        mails.append((1, bounce, "family@example.org", f"To {profile}", b"To: family@example.org\n\nDear you"))
        replies.append((1, reply, b"From: family@example.org\n\nYes"))
        service.send(kind=ServiceKind.RECEIPT, address="family@example.org", profile_id=profile, subject="Receipt",
                     text="Paid", html="Paid", now=clock.now_us())  # fmt: skip
    mails.append((1, "us@example.org", "family@example.org", "To all", b"To: family@example.org\n\nDear all"))
    with closing(store.connect(settings.current().mailbox_path)) as own:
        own.execute("DELETE FROM message")
        own.execute("DELETE FROM inbound")
        store.keep(own, mails, replies)

    held = known.export([ada])["channel"]
    assert [row["subject"] for row in held["mailbox_message"]] == [f"To {ada}"]
    assert [row["profile_id"] for row in held["channel_service"]] == [ada]
    erase(ada)
    assert [line.subject for line in mailbox.messages()] == ["To all", f"To {bob}"]
    assert [line.recipient for line in mailbox.inbound()] == [replies[1][1]]
    assert len(known.export([bob])["channel"]["channel_service"]) == 1


def _others(person: int) -> object:
    ids = queries.person(person).profile_ids
    whole = known.export(ids)
    mail = whole["channel"]["mailbox_message"]
    whole["channel"]["mailbox_message"] = [row for row in mail if row["subject"] != "?"]  # what quotes the erased one
    with duckdb.connect() as own:
        kept = own.execute(f"SELECT count(*) FROM {lake.scan_sql()} WHERE user_id = 'customer-1'").fetchall()
    return whole, kept


def test_nothing_brings_them_back_but_a_new_deed(data_folder: Path) -> None:
    someone(1)
    kept = sdk_batch()
    profile = _rooms_know()
    others_mention()
    erase(profile)

    send(row(kept))
    claim("another-one", "browser-other", "er-other")
    learn([NewEvent("er-older", "identify", clock.now_us() - DAY_US, user_id="customer-2", kind=EventKind.IDENTIFY,
                    traits={"email": EMAIL}, trust=Trust.SERVER)])  # fmt: skip
    key = collect.keep_upload(actor=OWNER, sent=[upload()])
    meaning = {"format": "csv", "type": "identify", "user_id": "mail:{email}", "traits": {"email": {"column": "email"}}}
    collect.say_what_columns_mean(actor=OWNER, key=key, mapping=meaning)
    collect.import_upload(actor=OWNER, key=key, seconds_max=5, now=clock.now_us())
    (data_folder / "imports" / key / "to-mend.csv").unlink()
    late = NewEvent("er-late", EventName.LINK_CLICKED, clock.now_us(), profile_id=profile, trust=Trust.LINK,
                    properties={"note": WORDS})  # fmt: skip
    learn([late])
    assert queries.find(EMAIL) == []
    assert [p.address("email") for p in queries.find("ana9@example.org")] == ["ana9@example.org"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT SUM(refused) FROM context_tombstone")
        assert cursor.fetchone()[0] >= 4
        cursor.execute("SELECT COUNT(*) FROM collect_quarantine")
        assert cursor.fetchone()[0] == 0

    learn([NewEvent("er-new", "identify", clock.now_us(), user_id=USER, kind=EventKind.IDENTIFY,
                    traits={"email": EMAIL}, trust=Trust.SERVER)])  # fmt: skip
    [again] = queries.find(EMAIL)
    assert again.id > profile
    assert queries.consents(again.id) == []


def test_requests_that_a_crash_left_in_the_log_go_too(monkeypatch: pytest.MonkeyPatch, data_folder: Path) -> None:
    someone(1)
    monkeypatch.setattr(collect, "clear", lambda batch: None)  # killed between its commit and this, each time
    profile = _rooms_know()
    key = context.ask_erasure(actor=OWNER, profile_id=profile, now=clock.now_us())
    if connection.vendor == "sqlite":
        assert "intake.sqlite3" in {name for name, _ in found(data_folder)}
    while not queries.erasure(key).finished_at:
        assert job.erase_due(clock.now_us())
    assert found(data_folder) == []


def test_killed_in_every_step_it_goes_on(monkeypatch: pytest.MonkeyPatch, data_folder: Path) -> None:
    someone(1)
    profile = _rooms_know()
    _files_know(data_folder)
    key = context.ask_erasure(actor=OWNER, profile_id=profile, now=clock.now_us())
    moved, killed = context.move_erasure, set()

    def move(key: str, *, step: str, done: str, counts: dict[str, int]) -> None:
        if done not in killed:
            killed.add(done)
            raise KeyboardInterrupt
        moved(key, step=step, done=done, counts=counts)

    monkeypatch.setattr(context, "move_erasure", move)
    for _ in steps.STEPS:
        with pytest.raises(KeyboardInterrupt):
            finish(key)
    finish(key)
    assert killed == {step.name for step in steps.STEPS}
    assert found(data_folder) == []


def test_the_lake_goes_piece_by_piece_beside_other_work(monkeypatch: pytest.MonkeyPatch, data_folder: Path) -> None:
    monkeypatch.setattr(lakekeeping, "ERASED_AT_ONCE", 1)
    profile = _rooms_know()
    for number in range(4):
        said = [NewEvent(f"er-{number}", "Friend Invited", clock.now_us() - DAY_US, user_id="customer-2",
                         trust=Trust.SERVER, properties={"friend": EMAIL})]  # fmt: skip
        learn(said)
        collect.write_lake(now=clock.now_us(), force=True)
    key = context.ask_erasure(actor=OWNER, profile_id=profile, now=clock.now_us())
    own = queries.erasure(key).profile_ids
    advance, calls, places = context.advance_erasure, [], []

    def advance_or_die(key: str, **told: object) -> None:
        calls.append(told)
        if len(calls) == 2:
            raise KeyboardInterrupt
        advance(key, **told)

    monkeypatch.setattr(context, "advance_erasure", advance_or_die)
    while not queries.erasure(key).finished_at:
        with suppress(KeyboardInterrupt):
            job.erase_due(clock.now_us())
        places.append((now := queries.erasure(key)).place)
        assert now.place <= now.last
        learn([NewEvent(f"er-o{len(places)}", "Song Played", clock.now_us(), user_id="customer-1", trust=Trust.SERVER)])
        collect.write_lake(now=clock.now_us(), force=True)
    assert len(set(places)) >= 4
    assert queries.erasure(key).counts["rooms"]["context_profile"] == len(own)
    assert found(data_folder) == []
    assert _of_the_lake() == _of_the_database()


def _of_the_lake() -> list[tuple[object, ...]]:
    with duckdb.connect() as duck:
        return duck.execute(f"SELECT {COLUMNS} FROM {lake.scan_sql()} ORDER BY id").fetchall()


def _of_the_database() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM collect_event ORDER BY id")
        return list(cursor.fetchall())


def test_a_database_from_before_is_cleaned_at_the_next_start(data_folder: Path) -> None:
    someone(1)
    profile = _rooms_know()
    whole = _backup()
    erase(profile)
    _restore(whole)
    graves._Looked.at = ("", 0)  # another process starts
    assert queries.find(EMAIL)
    assert job.erase_due(clock.now_us()) == 1
    erasure = queries.next_erasure()
    assert erasure is not None
    finish(erasure.key)
    assert found(data_folder) == []
    assert queries.find("customer-1")


def _backup() -> dict[str, bytes] | bytes:
    connection.close()
    if connection.vendor == "sqlite":
        own = store.sqlite.sqlite3.connect(settings.current().database_path)
        own.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        own.close()
        return settings.current().database_path.read_bytes()
    with psycopg.connect(settings.current().database_url) as own:
        names = [name for (name,) in own.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        copies = {}
        for name in names:
            with own.cursor().copy(f'COPY "{name}" TO STDOUT') as copy:
                copies[name] = b"".join(bytes(block) for block in copy)
        return copies


def _restore(whole: dict[str, bytes] | bytes) -> None:
    connection.close()
    if isinstance(whole, bytes):
        settings.current().database_path.write_bytes(whole)
        return
    with psycopg.connect(settings.current().database_url, autocommit=True) as own:
        own.execute("SET session_replication_role = replica")
        for name, rows in whole.items():
            own.execute(f'DELETE FROM "{name}"')
            with own.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:
                copy.write(rows)
