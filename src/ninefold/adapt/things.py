"""Finds the things that living blocks show, for a whole batch at once: each kind in a number of statements that does
not grow with the people or the blocks. A thing that is gone is not among what is found."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from ninefold.adapt import pictures
from ninefold.adapt.types import Amount, Money, Priced, Said, Thing
from ninefold.community import queries as community
from ninefold.content import living
from ninefold.content import queries as content
from ninefold.content.types import BlockKind, Reference, VariantContent
from ninefold.context.types import Person
from ninefold.credibility import queries as credibility
from ninefold.currency import queries as currency
from ninefold.currency.types import Offer, Reward, RewardState
from ninefold.kernel import settings

Found = dict[Reference, Thing]
DAY_US = 86_400_000_000
ANSWERS_TRIED = 10  # of a topic: the first may not be fit for a letter
OF_MESSAGE = Reference(BlockKind.OPEN_QUESTION, "")


@dataclass(frozen=True, slots=True)
class Things:
    """What the living blocks of a batch of messages show: to everybody, to each person, about each question."""

    shared: Mapping[Reference, Thing]
    held: Mapping[int, Mapping[Reference, Thing]]  # by person id
    questions: Mapping[str, Thing]  # by key

    def of(self, person: Person, about: str) -> Mapping[Reference, Thing]:
        """What is there for one message: `about` is the key of the question that it is about, "" for none."""
        found = dict(self.shared)
        if person.id in self.held:
            found |= self.held[person.id]
        if about in self.questions:
            found[OF_MESSAGE] = self.questions[about]
        return found


@dataclass(frozen=True, slots=True)
class Previewed:
    """What a preview shows: real things, and stand-ins for those in `stood_in`, which say that they are examples."""

    things: Mapping[Reference, Thing]
    stood_in: frozenset[Reference]


NONE = Things({}, {}, {})


def asked(contents: Iterable[VariantContent]) -> frozenset[Reference]:
    """The things that these variants show."""
    return frozenset(living.reference(block) for each in contents for block in living.blocks_of(each))


def for_batch(
    contents: Iterable[VariantContent], people: Collection[Person], abouts: Collection[str], *, now: int
) -> Things:
    """The things of a batch: of these variants, for these people, about the questions of these keys."""
    references = asked(contents)
    if not references:
        return NONE
    personal = [one for one in references if living.is_personal(one)]
    return Things(
        shared([one for one in references if not living.is_personal(one)], now=now),
        _balances(personal, people) if personal else {},
        _questions_by_key(abouts) if OF_MESSAGE in references else {},
    )


def is_everybodys(variant: VariantContent) -> bool:
    """Whether everyone who gets a variant sees the same things."""
    references = asked([variant])
    return not any(living.is_personal(one) or living.is_of_message(one) for one in references)


def shared(references: Collection[Reference], *, now: int) -> Found:
    """Those of these things that are there at `now` (us) and are the same for everybody."""
    found: Found = {}
    for kind, find in _FINDERS.items():
        own = [one for one in references if one.kind is kind and not living.is_of_message(one)]
        found |= find(own, now) if own else {}
    return found


def previewed(variant: VariantContent, reader: Person, *, now: int) -> Previewed:
    """What a preview of a variant for this reader shows."""
    references = asked([variant])
    found = shared(references, now=now)
    personal = [one for one in references if living.is_personal(one)]
    found |= _balances(personal, [reader]).get(reader.id, {}) if personal and reader.profile_ids else {}
    missing = frozenset(references - found.keys())
    return Previewed({**{one: _stand_in(one) for one in missing}, **found}, missing)


def _products(references: Collection[Reference], now: int) -> Found:
    there = content.products_on_sale([one.key for one in references], now=now)
    shown = pictures.of_products([product.image_url for product in there.values()])
    return {
        one: Thing(
            {"name": product.name, "price": Money(product.price, product.currency)},
            product.url,
            shown.get(product.image_url, product.image_url),
        )
        for one in references
        if (product := there.get(one.key))
    }


def _offers(references: Collection[Reference], now: int) -> Found:
    """Offers that are on, of rewards that can be had: open, in time, not yet all given."""
    by_key = {offer.key: offer for offer in currency.offers() if _is_on(offer, now)}
    rewards = {one.key: one for one in currency.rewards(state=RewardState.OPEN) if _holds(one, now)}
    names = {each.key: each.name for each in currency.currencies()}
    wanted = {one: offer for one in references if (offer := by_key.get(one.key)) and offer.reward in rewards}
    stocks = currency.stocks([rewards[offer.reward] for offer in wanted.values()], most=1)
    return {
        one: Thing(
            {"name": reward.name, "price": Priced(offer.price, names[reward.currency])},
            _public(f"/redeem/{quote(reward.key, safe='')}?{urlencode({'offer': offer.key})}"),
            currency=reward.currency,
        )
        for one, offer in wanted.items()
        if stocks[(reward := rewards[offer.reward]).key].left != 0
    }


def _is_on(offer: Offer, now: int) -> bool:
    return offer.is_on and _holds(offer, now)


def _holds(one: Offer | Reward, now: int) -> bool:
    return one.valid_from <= now and (not one.valid_until or now < one.valid_until)


def _balances(references: Collection[Reference], people: Collection[Person]) -> dict[int, dict[Reference, Thing]]:
    """By person id what they hold; who holds none of a currency has no such thing to show."""
    named = {each.key: each.name for each in currency.currencies()}
    held = currency.balances_of(profile for person in people for profile in person.profile_ids)
    found: dict[int, Found] = {}
    for person in people:
        for one in references:
            count = sum(held.get(profile, {}).get(one.key, 0) for profile in person.profile_ids)
            if count > 0 and one.key in named:
                parts: dict[str, Said] = {"amount": Amount(count), "currency": named[one.key]}
                found.setdefault(person.id, {})[one] = Thing(parts, _public("/wallet"), currency=one.key)
    return found


def _questions(references: Collection[Reference], now: int) -> Found:
    """Questions that are shown and that no accepted answer has closed."""
    open_ = _questions_by_key([one.key for one in references])
    return {one: open_[one.key] for one in references if one.key in open_}


def _questions_by_key(keys: Collection[str]) -> dict[str, Thing]:
    found = community.questions_by_keys([key for key in keys if key])
    return {
        key: Thing({"question": question.title, "body": question.body}, _question_url(key))
        for key, question in found.items()
        if not question.accepted_answer_id
    }


def _answers(references: Collection[Reference], now: int) -> Found:
    """The answer that stands first and may go into letters, of a question, or of those of a topic and some days."""
    wanted = {one: (one.topic, now - one.days * DAY_US) for one in references if not one.key}
    lately = community.best_answered(set(wanted.values()), limit=ANSWERS_TRIED)
    keys = {one: lately.get(wanted[one], []) if one in wanted else [one.key] for one in references}
    asked = community.questions_by_keys({key for each in keys.values() for key in each})
    best = credibility.best_answers(asked.values(), now=now)
    found: Found = {}
    for one, candidates in keys.items():
        answered = (asked[key] for key in candidates if key in asked and asked[key].id in best)
        if question := next(answered, None):
            parts: dict[str, Said] = {"question": question.title, "answer": best[question.id].answer.body}
            found[one] = Thing(parts, _question_url(question.key))
    return found


def _question_url(key: str) -> str:
    return _public(f"/community/q/{quote(key, safe='')}")


_FINDERS: dict[BlockKind, Callable[[Collection[Reference], int], Found]] = {
    BlockKind.BEST_ANSWER: _answers,
    BlockKind.OPEN_QUESTION: _questions,
    BlockKind.PRODUCT: _products,
    BlockKind.OFFER: _offers,
}


def _public(path: str) -> str:
    return f"{settings.current().public_url}{path}"


def _stand_in(one: Reference) -> Thing:
    """An example of a thing that is not there, which says so."""
    match one.kind:
        case BlockKind.BEST_ANSWER:
            parts: dict[str, Said] = {
                "question": "How do you store records? (example)",
                "answer": "Upright, away from the sun, never in a stack. (example answer)",
            }
            return Thing(parts, _public("/community"))
        case BlockKind.OPEN_QUESTION:
            return Thing({"question": "Which needle is kind to old records? (example)"}, _public("/community"))
        case BlockKind.PRODUCT:
            return Thing({"name": "A product (example)", "price": Money(1990, "EUR")}, _public("/"))
        case BlockKind.BALANCE:
            return Thing({"amount": Amount(1250), "currency": "points (example)"}, _public("/wallet"))
        case _:
            return Thing({"name": "An offer (example)", "price": Priced(500, "points")}, _public("/redeem"))
