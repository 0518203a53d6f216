"""Consent: the newest word of the whole person holds, and a withdrawal follows the address."""

from importlib import import_module

import pytest
from django.db import connection

from ninefold.collect.types import Trust
from ninefold.context import actions, queries
from ninefold.context.persondata import ContextData
from ninefold.context.types import ConsentStatus
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.errors import BadInput
from tests.context.events import DAY, T0, consent, identify, take, track

pytestmark = pytest.mark.django_db
GRANTED, WITHDRAWN, NONE = ConsentStatus.GRANTED, ConsentStatus.WITHDRAWN, ConsentStatus.NONE


def segment_of(status: ConsentStatus) -> set[int]:
    """The people for whom a segment's condition says the same."""
    condition = {"consent": {"purpose": "news", "channel": "mail", "is": status.value}}
    return set(queries.members(condition, now=T0 + 9 * DAY))


def state(profile: int, purpose: Purpose = Purpose.NEWS, channel: Channel = Channel.MAIL) -> ConsentStatus:
    """What holds, asked in both ways."""
    person = queries.person(profile)
    said = queries.consent_states([profile], purpose, channel)[profile]
    assert queries.consents_of([person], purpose, channel) == {person.id: said}
    return said


def test_nothing_said_is_no_consent() -> None:
    [profile] = take([identify("u1")])
    assert state(profile) is NONE
    assert queries.consents(profile) == []


def test_the_newest_word_by_event_time_holds_for_all_profiles_of_the_person() -> None:
    account, phone = take(
        [consent("granted", "u1", at=T0 + DAY), consent("withdrawn", anonymous="a1", at=T0 + 2 * DAY)]
    )
    assert state(account) is GRANTED

    take([identify("u1", "a1", at=T0 + 3 * DAY)])
    assert state(account) is state(phone) is WITHDRAWN

    take([consent("granted", "u1", at=T0 + 3 * DAY), consent("withdrawn", "u1", at=T0)])
    assert state(phone) is GRANTED
    assert [c.status for c in queries.consent_history(queries.person(phone).id)] == [
        GRANTED, WITHDRAWN, GRANTED, WITHDRAWN
    ]  # fmt: skip


def test_two_words_of_the_same_moment_are_a_withdrawal() -> None:
    [profile, _] = take([consent("withdrawn", "u1"), consent("granted", "u1")])
    assert state(profile) is WITHDRAWN


def test_each_purpose_and_channel_stands_alone() -> None:
    [profile, _] = take([
        consent("granted", "u1", said={"channel": "sms"}),
        consent("granted", "u1", said={"purpose": "offers"}),
    ])  # fmt: skip
    assert state(profile) is NONE
    assert state(profile, channel=Channel.SMS) is GRANTED
    assert [(c.purpose, c.channel) for c in queries.consents(profile)] == [
        (Purpose.NEWS, Channel.SMS), (Purpose.OFFERS, Channel.MAIL)
    ]  # fmt: skip


def test_a_withdrawal_holds_for_everyone_at_that_address_until_they_say_yes_themselves() -> None:
    one, two, other, *_ = take([
        identify("one", traits={"email": "family@ex.org"}),
        identify("two", traits={"email": "family@EX.org"}),
        identify("other", traits={"email": "other@ex.org"}),
        *(consent("granted", user, at=T0) for user in ("one", "two", "other")),
        consent("withdrawn", "one", at=T0 + DAY),
    ])  # fmt: skip
    assert [state(one), state(two), state(other)] == [WITHDRAWN, WITHDRAWN, GRANTED]
    [held] = queries.consents(two)
    assert held.status is WITHDRAWN
    assert (segment_of(WITHDRAWN), segment_of(GRANTED), segment_of(NONE)) == ({one, two}, {other}, set())

    take([consent("granted", "two", at=T0 + 2 * DAY)])
    assert [state(one), state(two)] == [WITHDRAWN, GRANTED]
    assert segment_of(GRANTED) == {two, other}


def test_a_withdrawal_that_names_its_address_holds_for_that_address_alone() -> None:
    old, new, *_ = take([
        identify("old", traits={"email": "old@ex.org"}),
        identify("new", traits={"email": "new@ex.org"}),
        identify("one", traits={"email": "old@ex.org"}),
        identify("one", at=T0 + 1, traits={"email": "new@ex.org"}),
        consent("granted", "old"),
        consent("granted", "new"),
        consent("withdrawn", "one", at=T0 + DAY, trust=Trust.LINK, said={"evidence": {"address": "new@ex.org"}}),
    ])  # fmt: skip
    assert [state(old), state(new)] == [GRANTED, WITHDRAWN]
    assert segment_of(GRANTED) == {old}


def test_a_withdrawal_for_an_address_that_a_person_left_does_not_follow_them() -> None:
    moved, *_ = take([
        identify("moved", at=T0, traits={"email": "family@ex.org"}),
        identify("moved", at=T0 + 1, traits={"email": "own@ex.org"}),
        identify("stayed", traits={"email": "family@ex.org"}),
        consent("granted", "moved"),
        consent("withdrawn", "stayed", at=T0 + DAY),
    ])  # fmt: skip
    assert state(moved) is GRANTED
    assert segment_of(GRANTED) == {moved}


def test_capitals_make_no_other_address_of_a_mailbox() -> None:
    small, great, *_ = take([
        identify("small", traits={"email": "ann@ex.org"}),
        identify("great", traits={"email": "Ann@Ex.org"}),
        *(consent("granted", user) for user in ("small", "great")),
        consent("withdrawn", "small", at=T0 + DAY, said={"evidence": {"address": "ANN@ex.org"}}),
    ])  # fmt: skip
    assert [state(small), state(great)] == [WITHDRAWN, WITHDRAWN]
    assert segment_of(WITHDRAWN) == {small, great}
    assert queries.person(great).address("email") == "Ann@ex.org", "written to as it was typed"
    assert queries.find("ann@EX") == queries.find("Ann") != []


def test_addresses_that_were_kept_with_capitals_come_to_be_compared_without() -> None:
    small, great, *_ = take([
        identify("small", traits={"email": "ann@ex.org"}),
        identify("great", traits={"email": "Ann@ex.org"}),
        consent("granted", "great"),
        consent("withdrawn", "small", at=T0 + DAY, said={"evidence": {"address": "ann@ex.org"}}),
    ])  # fmt: skip
    with connection.cursor() as cursor:  # as an install from before has them
        cursor.execute("UPDATE context_identifier SET value = 'Ann@ex.org', written = '', is_shared = FALSE"
                       " WHERE profile_id = %s", [great])  # fmt: skip
        cursor.execute("INSERT INTO context_identifier (profile_id, kind, value, is_verified, first_seen_at,"
                       " last_seen_at) VALUES (%s, 'email', 'ANN@ex.org', TRUE, 5, 6)", [great])  # fmt: skip
        cursor.execute("UPDATE context_consent SET address = 'Ann@ex.org' WHERE address <> ''")
    assert state(great) is GRANTED

    import_module("ninefold.context.migrations.0022_one_mailbox_one_value").fold(None, None)

    assert [state(small), state(great)] == [WITHDRAWN, WITHDRAWN]
    assert segment_of(WITHDRAWN) == {small, great}
    [mailbox] = [one for one in queries.person(great).identifiers if one.kind == "email"]
    assert (mailbox.value, mailbox.first_seen_at, mailbox.last_seen_at) == ("Ann@ex.org", 5, T0)


def test_a_browser_cannot_silence_another_persons_address() -> None:
    profile, *_ = take([
        identify("u1", traits={"email": "v@ex.org"}),
        consent("granted", "u1"),
        consent("withdrawn", anonymous="evil", at=T0 + DAY, trust=Trust.BROWSER,
                said={"evidence": {"address": "v@ex.org"}}),
        identify("", "evil", trust=Trust.BROWSER, traits={"email": "v@ex.org"}),
    ])  # fmt: skip
    assert state(profile) is GRANTED


@pytest.mark.parametrize("field", ["purpose", "channel", "status"])
@pytest.mark.parametrize("value", ["world peace", "revoked", None, 7, True, ["mail"], {"mail": 1}])
def test_a_word_that_is_not_well_formed_is_refused_with_what_it_needs(field: str, value: object) -> None:
    with pytest.raises(BadInput) as refused:
        actions.check_consent(consent("granted", "u1", said={field: value}))
    assert refused.value.code == f"consent_{field}"
    assert f"needs a `{field}`: one of" in refused.value.message


def test_a_browser_that_sent_the_message_id_first_swallows_no_word_of_a_server() -> None:
    account, _ = take([
        consent("granted", "u1"),
        consent("granted", anonymous="evil", at=T0, trust=Trust.BROWSER, message_id="taken"),
    ])  # fmt: skip
    withdrawal = consent("withdrawn", "u1", at=T0 + DAY, message_id="taken")
    take([withdrawal])
    assert state(account) is WITHDRAWN
    assert len(queries.consents(account)) == 1


def test_a_withdrawal_on_a_device_stays_with_who_had_it_then_when_somebody_else_signs_in_there() -> None:
    [ann, *_] = take([
        consent("granted", "ann"),
        track("Signed In", "ann", "tablet", at=T0 + 1),
        consent("withdrawn", anonymous="tablet", at=T0 + DAY),
    ])  # fmt: skip
    assert state(ann) is WITHDRAWN

    bob, *_ = take([consent("granted", "bob"), track("Signed In", "bob", "tablet", at=T0 + 300 * DAY)])
    take([consent("withdrawn", anonymous="tablet", at=T0 + 301 * DAY)])

    assert [state(ann), state(bob)] == [WITHDRAWN, GRANTED]
    assert (segment_of(GRANTED), ann in segment_of(WITHDRAWN)) == ({bob}, True)


def test_a_yes_that_was_confirmed_for_an_address_counts_for_no_other() -> None:
    [ann, *_] = take([
        identify("ann", traits={"email": "a@ex.org"}),
        consent("granted", "ann", at=T0 + 1, trust=Trust.LINK, said={"evidence": {"address": "A@ex.org"}}),
    ])  # fmt: skip
    assert state(ann) is GRANTED
    assert segment_of(GRANTED) == {ann}

    take([identify("ann", at=T0 + DAY, traits={"email": "stranger@ex.org"})])

    assert state(ann) is NONE
    assert segment_of(NONE) == {ann}
    [word] = queries.consent_history(queries.person(ann).id)
    assert "another address" in word.refused
    take([identify("ann", at=T0 + 2 * DAY, traits={"email": "a@ex.org"})])
    assert state(ann) is GRANTED


def test_a_withdrawal_at_a_mailbox_of_several_outlives_who_said_it() -> None:
    ann, bob, cy, *_ = take([
        *(identify(user, traits={"email": "family@ex.org"}) for user in ("ann", "bob", "cy")),
        *(consent("granted", user) for user in ("ann", "bob", "cy")),
        consent("withdrawn", "ann", at=T0 + DAY),
        consent("granted", "cy", at=T0 + 2 * DAY),
    ])  # fmt: skip
    assert [state(bob), state(cy)] == [WITHDRAWN, GRANTED]

    ContextData().erase([ann])

    assert [state(bob), state(cy)] == [WITHDRAWN, GRANTED]
    assert (segment_of(WITHDRAWN), segment_of(GRANTED)) == ({bob}, {cy})
    ContextData().erase([bob])
    assert state(cy) is GRANTED
