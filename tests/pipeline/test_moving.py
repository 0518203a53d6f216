"""Moving in from another tool: suppressions first, and nothing goes out before they match."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from ninefold.cadence import queries as cadence
from ninefold.collect import queries as collect
from ninefold.collect.moving import translating
from ninefold.collect.moving.types import Tool
from ninefold.collect.types import EventKind, EventName, NewEvent, Trust
from ninefold.context import actions as context
from ninefold.context import queries
from ninefold.context.types import ConsentStatus, Moving
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import actors, clock
from ninefold.kernel.errors import BadInput, NinefoldError
from ninefold.pipeline import project
from ninefold.pipeline.moving import beginning, job, places, telling
from ninefold.pipeline.person import reading
from tests.pipeline import exports
from tests.web.people import learn

OWNER = actors.system("test")
NEWS = (Purpose.NEWS,)


@pytest.fixture(autouse=True)
def _own_files(database: object, data_folder: Path) -> Iterator[None]:
    yield
    shutil.rmtree(data_folder / "moving", ignore_errors=True)


def begin(tool: Tool, files: dict[str, bytes], *, agreed: str = "") -> str:
    now = clock.now_us()
    wanted = beginning.Wanted(tool, NEWS, agreed, now if agreed else 0)
    return beginning.begin(actor=OWNER, wanted=wanted, files=[(n, [raw]) for n, raw in files.items()], now=now)


def go_on(key: str, *, until: str = "") -> Moving:
    for _ in range(400):
        move = queries.move_in(key)
        if move.finished_at or move.step == until or (move.problem and not job.can_pass(move)):
            return move
        job.advance(clock.now_us())
        project.project_events(clock.now_us())
    raise AssertionError(f"the move stands at {move.step}: {move.report}")


def moved(tool: Tool, files: dict[str, bytes], *, agreed: str = "") -> Moving:
    return go_on(begin(tool, files, agreed=agreed))


def state(user: str, purpose: Purpose = Purpose.NEWS) -> ConsentStatus:
    profile = queries.profile_of("account", user)
    assert profile, user
    return queries.consent_states([profile], purpose, Channel.MAIL)[profile]


def numbers(move: Moving, name: str) -> dict[str, int]:
    return {kind: count for kind, count in move.report[name].items() if count}


def test_mailchimp_comes_whole_and_its_proof_with_it() -> None:
    move = moved(Tool.MAILCHIMP, exports.mailchimp())

    assert (move.step, move.problem, bool(move.lifted_at)) == ("done", "", True)
    assert numbers(move, "found") == {
        "suppressed": 3, "people": 7, "consents": 5, "contacts": 2, "campaigns": 1, "templates": 1,
    }  # fmt: skip
    assert numbers(move, "refused") == {"suppressed": 1, "people": 1}
    assert move.report["without_yes"] == 1  # subscribed, and nobody knows when they said so
    assert (move.report["suppressed"], move.report["matched"], move.report["again"]) == (2, 2, 1)
    assert state("ana@example.org") is ConsentStatus.GRANTED
    assert state("ben@example.org") is ConsentStatus.GRANTED  # he came back after he had left
    assert state("ben@example.org", Purpose.OFFERS) is ConsentStatus.WITHDRAWN
    assert state("caro@example.org") is state("dan@example.org") is ConsentStatus.WITHDRAWN
    [person] = queries.find("ana@example.org")
    assert (person.name, person.traits["notes"]) == ("Ana Núñez", "likes jazz\r\nand tea")
    [yes] = queries.consents(person.id)
    assert yes.evidence["CONFIRM_TIME"] == "2024-01-10 09:05:00"
    assert yes.evidence["OPTIN_IP"] == "192.0.2.1"
    assert yes.occurred_at == 1704877500_000_000
    [opened] = [e for e in collect.timeline(person.profile_ids, limit=50) if e.name == "Outcome Reported"]
    assert (opened.properties["outcome"], opened.properties["note"]) == ("opened", "no holdout: association")
    assert ("account.zip/readme.txt", "") in [tuple(one) for one in move.report["files"]]
    told = telling.told(move)
    assert told.verdict == "The suppressions match. Sending goes on."
    assert "not an address" in places.refused(move.key).read_text()
    assert not (places.folder(move.key) / "files").exists()


def test_the_same_export_again_adds_nothing() -> None:
    moved(Tool.MAILCHIMP, exports.mailchimp())
    before = collect.event_count()
    move = moved(Tool.MAILCHIMP, exports.mailchimp())
    assert collect.event_count() == before
    assert {line.words: line.taken for line in telling.told(move).lines if line.taken} == {"Campaigns": 1}
    assert move.report["templates"][0]["left"] == ["An item of this name is there already."]


@pytest.mark.parametrize(
    ("tool", "gone", "yes"),
    [
        (Tool.MAUTIC, ["caro@example.org"], []),
        (Tool.CUSTOMER_IO, ["4712", "4713", "fay@example.org"], []),
        (Tool.BRAZE, ["4712", "4713"], ["4711"]),
        (Tool.LISTMONK, ["caro@example.org", "dan@example.org"], ["ana@example.org"]),
    ],
)
def test_other_tools_bring_who_left_and_who_agreed(tool: Tool, gone: list[str], yes: list[str]) -> None:
    move = moved(tool, getattr(exports, tool.value)())

    if tool in (Tool.MAUTIC, Tool.BRAZE):  # a row that may have been a suppression cannot be read
        assert "could not be read" in move.problem
        assert queries.sending_hold()
        context.override_hold(
            actor=OWNER, key=move.key, reason="I looked at the row: it is nobody.", now=clock.now_us()
        )
        move = go_on(move.key)
    assert (move.step, move.report["matched"]) == ("done", len(gone))
    for user in gone:
        assert state(user) is ConsentStatus.WITHDRAWN
    for user in yes:
        assert state(user) is ConsentStatus.GRANTED
    ana = "4711" if tool in (Tool.CUSTOMER_IO, Tool.BRAZE) else "ana@example.org"
    assert state(ana) is (ConsentStatus.GRANTED if yes else ConsentStatus.NONE)
    assert queries.sending_hold() is None


def test_templates_become_locked_drafts_and_say_what_is_left() -> None:
    move = moved(Tool.MAILCHIMP, exports.mailchimp())
    [one] = move.report["templates"]
    assert one["left"] == ["tag *|PLANCODE|*", "picture https://example.org/a.png: A box", "link of “Leave” to "][:2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT locked, live, body FROM content_variant WHERE id = %s", [one["variant_id"]])
        [(locked, live, body)] = cursor.fetchall()
    assert (bool(locked), bool(live)) == (True, False)
    assert "person.first_name | default" in str(body)
    assert "[[*|PLANCODE|*]]" in str(body)


def test_nothing_goes_out_before_the_suppressions_match() -> None:
    key = begin(Tool.MAILCHIMP, exports.mailchimp())
    assert queries.sending_hold() is not None
    assert "you move in from Mailchimp" in reading.held_in_words()
    go_on(key, until="people")
    assert queries.sending_hold() is not None  # not before everybody is here and was held against it once more
    assert queries.profile_of("account", "ana@example.org") is None
    assert go_on(key).lifted_by == "system:moving"
    assert queries.sending_hold() is None


def test_who_is_not_out_of_reach_holds_everything_until_somebody_says_why_not() -> None:
    key = begin(Tool.MAILCHIMP, exports.mailchimp())
    go_on(key, until="matching")
    profile = queries.profile_of("account", "caro@example.org")
    assert profile
    for purpose in (Purpose.NEWS, Purpose.OFFERS, Purpose.COMMUNITY):  # says yes here, while the move goes on
        context.set_consent(
            actor=OWNER, profile_id=profile, purpose=purpose, channel=Channel.MAIL, status=ConsentStatus.GRANTED,
            basis="form", evidence={"address": "caro@example.org"}, now=clock.now_us(),
        )  # fmt: skip
    project.project_events(clock.now_us())
    context_rows("INSERT INTO context_identifier (profile_id, kind, value, is_verified, first_seen_at, last_seen_at)"
                 f" VALUES ({profile}, 'email', 'caro@example.org', {true()}, 1, 1)")  # fmt: skip
    move = go_on(key)
    assert (move.step, move.report["missing_shown"]) == ("matching", ["caro@example.org"])
    assert queries.sending_hold() is not None
    with pytest.raises(BadInput, match="Write why"):
        context.override_hold(actor=OWNER, key=key, reason="ok", now=clock.now_us())
    context.override_hold(actor=OWNER, key=key, reason="She agreed on the phone today.", now=clock.now_us())
    move = go_on(key)
    assert (move.step, move.lifted_by, move.lifted_why) == ("done", "test", "She agreed on the phone today.")
    assert move.report["missing_shown"] == []


def context_rows(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def true() -> str:
    return "1" if connection.vendor == "sqlite" else "TRUE"


def test_an_export_without_suppressions_does_not_lift_the_hold() -> None:
    key = begin(Tool.MAILCHIMP, {"subscribed.csv": exports.SUBSCRIBED.encode()})
    move = go_on(key)
    assert "None of these files says who is not to be written to" in move.problem
    assert queries.profile_of("account", "ana@example.org") is None
    again = begin(Tool.MAILCHIMP, exports.mailchimp())
    hold = queries.sending_hold()
    assert hold is not None
    assert (hold.key, queries.move_in(key).step) == (again, "replaced")  # the new one holds in its place
    assert go_on(again).step == "done"


def test_an_erasure_waits_for_a_move_and_then_takes_what_it_kept() -> None:
    key = begin(Tool.MAILCHIMP, exports.mailchimp())
    assert places.erase(lambda cell: "nobody at example" in cell) is None
    go_on(key)
    assert places.erase(lambda cell: "nobody at example" in cell) == 1
    assert "nobody at example" not in places.refused(key).read_text()


def test_a_move_that_is_killed_in_an_import_goes_on_where_it_was() -> None:
    key = begin(Tool.MAILCHIMP, exports.mailchimp())
    go_on(key, until="people")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "note_move", lambda *a, **b: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):  # after the import, before it is written down that it was done
            job.advance(clock.now_us())
    assert go_on(key).step == "done"
    [person] = queries.find("ana@example.org")
    assert len(queries.consent_history(person.id)) == 1  # one yes, though its row stands twice in the file


def test_what_nobody_foresaw_holds_everything_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    key = begin(Tool.MAILCHIMP, exports.mailchimp())
    with monkeypatch.context() as patch:
        patch.setattr(translating, "translate", lambda *a: 1 // 0)
        assert job.advance(clock.now_us()) == 0
    assert "(ZeroDivisionError)" in queries.move_in(key).problem
    assert queries.sending_hold()
    beginning.again(actor=OWNER, key=key)
    assert go_on(key).step == "done"


def test_a_move_of_which_nothing_is_recorded_can_be_given_up() -> None:
    key = begin(Tool.MAILCHIMP, exports.mailchimp())
    beginning.give_up(actor=OWNER, key=key, now=clock.now_us())
    assert (queries.sending_hold(), places.files(key)) == (None, [])
    began = begin(Tool.MAILCHIMP, exports.mailchimp())
    go_on(began, until="matching")
    with pytest.raises(BadInput, match="recorded already"):
        beginning.give_up(actor=OWNER, key=began, now=clock.now_us())


def test_an_address_that_is_written_with_capitals_here_is_suppressed_too() -> None:
    at, said = clock.now_us() - 1_000_000, {"purpose": "news", "channel": "mail", "status": "granted", "basis": "form"}
    who = NewEvent("i1", "identify", 1, user_id="9", kind=EventKind.IDENTIFY, traits={"email": "Caro@example.org"})
    learn([who, NewEvent("c1", EventName.CONSENT_CHANGED, 2, user_id="9", properties=said)])
    assert state("9") is ConsentStatus.GRANTED

    assert moved(Tool.LISTMONK, exports.listmonk()).report["matched"] == 2

    assert state("9") is ConsentStatus.WITHDRAWN
    again = NewEvent("c2", EventName.CONSENT_CHANGED, at, user_id="9", properties=said, trust=Trust.SERVER)
    learn([again])
    assert state("9") is ConsentStatus.GRANTED  # a later yes of their own counts, as it does after any unsubscribe


def test_who_has_no_proof_agrees_only_by_the_companys_word_and_never_who_left() -> None:
    move = moved(Tool.CUSTOMER_IO, exports.customerio(), agreed="form on our site, double opt-in, kept in the shop")
    assert move.step == "done"
    assert state("4711") is ConsentStatus.GRANTED
    assert state("4713") is ConsentStatus.WITHDRAWN  # not unsubscribed there, but on the suppression list
    [person] = queries.find("ana@example.org")
    assert queries.consents(person.id)[0].evidence["confirmed_by"] == "test"
    assert cadence.stock(person.profile_ids, clock.now_us()).level == 3.0  # what was sent in 2024 has flowed back


@pytest.mark.parametrize("tool", [Tool.CUSTOMER_IO, Tool.LISTMONK, Tool.BRAZE])
def test_the_companys_word_is_none_for_who_left_a_part(tool: Tool) -> None:
    move = moved(tool, exports.parts(tool.value), agreed="form on our site")

    assert (move.step, move.problem) == ("done", "")
    user = "{}@example.org" if tool is Tool.LISTMONK else "{}"
    found = [state(user.format(who)) for who in ("both", "part", "none")]
    assert found == [ConsentStatus.GRANTED, ConsentStatus.NONE, ConsentStatus.WITHDRAWN]
    assert (move.report["without_yes"], move.report["mixed"]) == (1, 1)
    assert any("left a list, a topic or a group" in said for said in telling.told(move).sentences)


def test_what_is_no_export_is_refused_in_words_before_anything_is_held() -> None:
    for name, raw in (
        ("cat.csv", b"colour,size\nred,1\n"),
        ("cat.zip", b"PK\x03\x04 broken"),
        ("cat.pdf", b"%PDF\x00\xff"),
    ):
        with pytest.raises(NinefoldError, match=f"None of these is an export of Braze: {name}.*Nothing is held"):
            begin(Tool.BRAZE, {name: raw})
    assert (queries.sending_hold(), queries.moves_in(), list(places.folder().iterdir())) == (None, [], [])
    with pytest.raises(NinefoldError, match="It looks like one of Mailchimp"):
        begin(Tool.BRAZE, exports.mailchimp())
    begin(Tool.BRAZE, exports.braze())
    with pytest.raises(NinefoldError, match="Another move is under way"):
        begin(Tool.BRAZE, exports.braze())
