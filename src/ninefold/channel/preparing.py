"""Looks once more at everything before a delivery goes out: consent, address, time; renders; puts the mail together.

Reads only. What may not go out comes back as ended with its reason, the rest as ready.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import structlog

from ninefold.adapt import ownwords, things
from ninefold.adapt import queries as adapt
from ninefold.adapt.types import Thing
from ninefold.cadence import queries as cadence
from ninefold.channel import linking, mail, pages
from ninefold.channel.addresses import AddressRefused, checked
from ninefold.channel.leasing import Ended, Filled, Leased, fetch
from ninefold.channel.smtp import Outgoing
from ninefold.channel.types import DeliveryStatus
from ninefold.community import queries as community
from ninefold.community.types import Question
from ninefold.content import living
from ninefold.content import queries as content
from ninefold.content.types import Item, Reference, VariantContent
from ninefold.context import queries as context
from ninefold.context.queries import OwnWord
from ninefold.context.types import ConsentStatus, Person
from ninefold.culture import queries as culture
from ninefold.culture.types import Channel, Company, Purpose
from ninefold.kernel import clock
from ninefold.kernel.database.bulk import among
from ninefold.kernel.errors import NinefoldError
from ninefold.kernel.settings import Settings

FORM_FACTOR = "mail"
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """A delivery that may go out, the bytes it goes out as, and what it is about, as its event tells it."""

    leased: Leased
    filled: Filled
    outgoing: Outgoing
    about: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Made:
    """One variant made ready for everyone in a batch who gets it from the same campaign."""

    compiled: adapt.Compiled
    page: pages.Page
    links: Sequence[linking.Address]
    said: Mapping[str, str]  # by living blocks that show the same to everybody
    revision_id: int
    about: Mapping[str, object]


@dataclass(frozen=True)
class Known:
    """All that a batch needs to know, read in a number of statements that does not grow with it.

    `consents` are by person id. `made` is filled on the way, by campaign, item, the tag that is asked for, the own
    words that are taken, and the blocks whose thing is gone (None where that is the same for everybody).
    """

    persons: dict[int, Person]
    addresses: dict[int, str]
    consents: dict[tuple[int, Purpose, Channel], ConsentStatus]
    dead_addresses: frozenset[str]
    items: dict[int, Item]
    unwilling: frozenset[int]  # profiles whose person wants no contact at all
    quiet_until: dict[str, int]  # by zone, microseconds
    company: Company
    questions: dict[str, Question] = field(default_factory=dict)  # by key: what messages are about
    shown: things.Things = things.NONE
    own_words: Mapping[int, Sequence[OwnWord]] = field(default_factory=dict)  # by person
    lexicons: ownwords.Lexicons | None = None
    made: dict[tuple[int, int, str, ownwords.Choices, frozenset[str] | None], _Made] = field(default_factory=dict)
    compiled: dict[adapt.Made, adapt.Compiled] = field(default_factory=dict)


def prepare(batch: Sequence[Leased], known: Known, *, now: int, install: Settings) -> tuple[list[Ready], list[Ended]]:
    """Split deliveries into what is ready to go out and what ends here, each with its reason."""
    ready: list[Ready] = []
    ended: list[Ended] = []
    for leased in batch:
        found = _prepared(leased, known, now=now, install=install)
        if isinstance(found, Ready):
            ready.append(found)
        else:
            ended.append(found)
    return ready, ended


def look(batch: Sequence[Leased], *, now: int) -> Known:
    """Read what holds now: people, consents, addresses, content, quiet hours."""
    persons = context.persons([leased.profile_id for leased in batch])
    asked: dict[tuple[Purpose, Channel], dict[int, Person]] = defaultdict(dict)
    for leased in batch:
        if leased.purpose is not Purpose.SERVICE and leased.profile_id in persons:
            person = persons[leased.profile_id]
            asked[leased.purpose, leased.channel][person.id] = person
    consents = {
        (person_id, purpose, channel): status
        for (purpose, channel), found in asked.items()
        for person_id, status in context.consents_of(found.values(), purpose, channel).items()
    }
    addresses = {profile_id: person.address("email") for profile_id, person in persons.items()}
    condition, values = among("address", set(addresses.values()), "text")
    dead = fetch(f"SELECT address FROM channel_delivery WHERE is_address_dead AND {condition}", [values])
    items = _items({leased.item_id for leased in batch})
    written = [variant.content for item in items.values() for variant in item.variants]
    abouts = {leased.about for leased in batch} - {""}
    refusing = cadence.unwilling(person.profile_ids for person in persons.values())
    own_words = context.own_words(persons.values())
    return Known(
        persons=persons,
        addresses=addresses,
        consents=consents,
        dead_addresses=frozenset(row[0] for row in dead),
        items=items,
        unwilling=frozenset(profile_id for own in refusing for profile_id in own),
        quiet_until=cadence.quiet_until((person.zone for person in persons.values()), now),
        company=culture.company(),
        questions=community.questions_by_keys(abouts) if abouts else {},
        own_words=own_words,
        lexicons=ownwords.lexicons() if own_words else None,
        shown=things.for_batch(written, persons.values(), abouts, now=now),
    )


def asleep(batch: Sequence[Leased], known: Known, *, now: int) -> dict[int, list[int]]:
    """Delivery ids by the instant at which quiet hours end for their readers; service messages wait for nobody."""
    found: dict[int, list[int]] = defaultdict(list)
    for leased in batch:
        person = known.persons.get(leased.profile_id)
        if person is not None and leased.purpose is not Purpose.SERVICE and known.quiet_until[person.zone] > now:
            found[known.quiet_until[person.zone]].append(leased.id)
    return found


def _items(item_ids: set[int]) -> dict[int, Item]:
    found: dict[int, Item] = {}
    for item_id in item_ids:
        try:
            found[item_id] = content.item(item_id)
        except NinefoldError:  # gone since the decision: its deliveries end with that reason
            continue
    return found


def _prepared(leased: Leased, known: Known, *, now: int, install: Settings) -> Ready | Ended:
    if leased.channel is not Channel.MAIL:
        return _failed(leased, f"No sender is set up for {leased.channel.value}; only mail goes out.")
    person = known.persons.get(leased.profile_id)
    if person is None:
        return _refused(leased, "The person is not known any more.")
    if objection := _objection(leased, person, known, now):
        return _refused(leased, objection)
    try:
        return _rendered(leased, person, known, now=now, install=install)
    except NinefoldError as error:
        return (_refused if isinstance(error, AddressRefused) else _failed)(leased, error.message)
    except Exception as error:  # one person's data must not stop everybody's mail
        log.exception("delivery could not be prepared", delivery_id=leased.id)
        return _failed(leased, f"It could not be put together ({type(error).__name__}).")


def _objection(leased: Leased, person: Person, known: Known, now: int) -> str:
    """Why this person is not to be contacted now, or ""."""
    if leased.expires_at <= now:
        return "Its last useful moment had passed."
    if leased.about and (reason := _settled(known.questions.get(leased.about))):
        return reason
    if leased.purpose is not Purpose.SERVICE:
        consent = known.consents.get((person.id, leased.purpose, leased.channel), ConsentStatus.NONE)
        if consent is not ConsentStatus.GRANTED:
            word = "withdrawn" if consent is ConsentStatus.WITHDRAWN else "not given"
            return f"Consent to {leased.purpose.value} by mail is {word}."
        if leased.profile_id in known.unwilling:
            return "They asked for no contact at all."
    if known.addresses[leased.profile_id] in known.dead_addresses:
        return "An earlier message to this address came back for good."
    return ""


def _settled(question: Question | None) -> str:
    """Why nobody need be asked about a question any more, or ""."""
    if question is None:
        return "The question that it is about is not there any more."
    return "Somebody answered the question that it is about." if question.answer_count else ""


def _rendered(leased: Leased, person: Person, known: Known, *, now: int, install: Settings) -> Ready | Ended:
    item = known.items.get(leased.item_id)
    if item is None:
        return _failed(leased, f"Content item {leased.item_id} is gone.")
    if stale := _stale(item, leased.purpose, now):
        return _refused(leased, stale)
    address = checked(known.addresses[leased.profile_id])
    made, said = _made(leased, person, known, install)
    ways = linking.ways(leased, install, known.company.sender_address)
    links = [link(leased, ways) for link in made.links]
    subject, shown, text = made.compiled.letter.words(adapt.values_of(person, known.company.name, said), links)
    words = (subject, made.page.fill(shown), text)
    letter = _letter(leased, person, words, ways, address, now=now, company=known.company)
    filled = Filled(leased.id, address, made.compiled.variant_id, made.compiled.tag, subject, made.revision_id)
    return Ready(leased, filled, Outgoing(ways.bounce_address, address, mail.assemble(letter)), made.about)


def _stale(item: Item, purpose: Purpose, now: int) -> str:
    """Why this item is not to be sent now, whoever gets it, or ""; it may have changed since the decision."""
    if item.valid_until and item.valid_until <= now:
        return f"“{item.title}” held until {clock.in_words(item.valid_until)} and is not sent after that."
    if item.valid_from > now:
        return f"“{item.title}” does not hold before {clock.in_words(item.valid_from)}."
    if item.purpose != purpose.value:
        return f"“{item.title}” is meant for {item.purpose} now; it was decided as {purpose.value}."
    return ""


def _made(leased: Leased, person: Person, known: Known, install: Settings) -> tuple[_Made, Mapping[str, str]]:
    """What a delivery is made from, and what its living blocks say; both made once where all see the same things."""
    item, words = known.items[leased.item_id], known.own_words.get(person.id, ())
    variant = content.variant_for(item, person.tag, FORM_FACTOR) if words else None
    chosen = ownwords.choices(variant.content, words, known.lexicons) if variant else ownwords.NONE
    key = (leased.campaign_id, leased.item_id, person.tag, chosen)
    if found := known.made.get((*key, None)):
        return found, found.said
    variant = variant or content.variant_for(item, person.tag, FORM_FACTOR)
    there = known.shown.of(person, leased.about)
    shown = adapt.showing(variant, FORM_FACTOR, there, known.compiled, tag=person.tag, own=chosen)
    own = (*key, None if things.is_everybodys(variant.content) else shown.compiled.gone)
    found = known.made.get(own)
    if found is None:
        links = [
            linking.tracked(
                adapt.target(link, there), campaign_id=leased.campaign_id, variant_id=variant.id, install=install
            )
            for link in shown.compiled.links
        ]
        found = known.made[own] = _Made(
            shown.compiled, pages.page(shown.compiled.letter.html), links, shown.said, variant.revision_id,
            _about(item, variant.content, shown.compiled.gone, there),
        )  # fmt: skip
    return found, shown.said


def _about(
    item: Item, said: VariantContent, gone: Collection[str], there: Mapping[Reference, Thing]
) -> dict[str, object]:
    """What a message is about: its topic, and the currencies whose balances or offers it shows; neither where none."""
    shown = [there.get(living.reference(block)) for block in living.blocks_of(said) if block.id not in gone]
    currencies = sorted({thing.currency for thing in shown if thing and thing.currency})
    return ({"topic": item.topic} if item.topic else {}) | ({"currencies": currencies} if currencies else {})


def _letter(
    leased: Leased,
    person: Person,
    words: tuple[str, str | bytes, str],
    ways: linking.Ways,
    address: str,
    *,
    now: int,
    company: Company,
) -> mail.Letter:
    """The mail in its parts; `words` are subject, HTML and plain text."""
    sender, domain = _sender(company.sender_address)
    subject, html, text = words
    is_service = leased.purpose is Purpose.SERVICE
    return mail.Letter(
        sender_name=company.sender,
        sender_address=sender,
        recipient_name=mail.person_name(person.name),
        recipient_address=address,
        reply_address=ways.reply_address,
        subject=subject,
        text=text,
        html=html,
        message_id=f"{leased.id}.{leased.intent_id}@{domain}",
        sent_at=now,
        list_name=f"{company.name} {leased.purpose.value}",
        list_host=f"{leased.purpose.value}.{domain}",
        unsubscribe_url="" if is_service else ways.unsubscribe_url,
        unsubscribe_address="" if is_service else ways.unsubscribe_address,
    )


@lru_cache(maxsize=4)
def _sender(mail_from: str) -> tuple[str, str]:
    """The checked sender address and its domain."""
    address = checked(mail_from)
    return address, address.rpartition("@")[2]


def _refused(leased: Leased, reason: str) -> Ended:
    return Ended(leased.id, DeliveryStatus.REFUSED, reason)


def _failed(leased: Leased, reason: str) -> Ended:
    return Ended(leased.id, DeliveryStatus.FAILED, reason)
