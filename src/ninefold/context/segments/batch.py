"""A condition as an Ibis expression over the lake: the second, independent reading of the language.

It knows nothing of the tables that the worker keeps (traits, counters, consents, memberships) but reads all of that out
of the events themselves. Which profile is whose person is given, as are words that others said for a shared address:
both rest on more than events. Ibis writes the SQL; DuckDB runs it.
"""

from collections.abc import Callable, Sequence
from functools import reduce

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, StringValue, Table

from ninefold.collect.types import EventName, Trust
from ninefold.context import sayings
from ninefold.context.groups import kinds
from ninefold.context.segments import sampling
from ninefold.context.segments.parts import (
    All,
    AnyOf,
    Began,
    Condition,
    ConsentIs,
    Ended,
    Followed,
    Happened,
    InCommunity,
    InGroup,
    InSegment,
    Not,
    Sampled,
    Scalar,
    Step,
    Summed,
    TraitBetween,
    TraitExists,
    TraitIs,
)
from ninefold.context.types import ConsentStatus

DAY_US = 86_400_000_000
# One row for each event with the person of its profile, and whether an account of theirs is known; instants in us.
HAPPENED = ibis.table(
    {
        "person_id": "int64", "is_known": "boolean", "message_id": "string", "kind": "string", "name": "string",
        "other_id": "string", "properties": "string", "traits": "string", "context": "string", "at": "int64",
        "trust": "int64", "is_bot": "boolean",
    },
    name="happened",
)  # fmt: skip
PEOPLE = ibis.table({"person_id": "int64"}, name="everyone")
# For whom the newest word on a purpose and channel is one that somebody else said.
ELSEWHERE = ibis.table({"message_id": "string"}, name="elsewhere")
OTHERS = ibis.table({"person_id": "int64", "purpose": "string", "channel": "string"}, name="others")
_WHOLE = ("BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT")
_NUMBERS = (*_WHOLE, "DOUBLE")
_DECIMAL = r"^-?[0-9]+(\.[0-9]*)?(e-[0-9]+)?$"  # DuckDB writes a very small number with its power of ten
_MOST = 1_000_000_000_000
_WORD_CHARACTERS_MAX = sayings.WORD_CHARACTERS_MAX - 1  # a word has a quote in front


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]  # Ibis has no types
def json_extract_string(text: str, pointer: str) -> str: ...  # type: ignore[empty-body]  # DuckDB's own


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]  # Ibis has no types
def json_type(text: str, pointer: str) -> str: ...  # type: ignore[empty-body]  # DuckDB's own


def select(condition: Condition, now: int) -> Table:
    """The people for whom the condition holds at `now` (us): one column, person_id, each once."""
    match condition:
        case All(parts):
            return reduce(lambda held, part: _narrowed(held, part, now), _in_order(parts), PEOPLE)
        case AnyOf(parts):
            return _united([select(part, now) for part in parts])
        case Not(part):
            return PEOPLE.anti_join(select(part, now), "person_id")
        case InSegment(_, _, part):
            assert part is not None, "a segment within is looked up before anybody is selected"
            return select(part, now)
    return _leaf(condition, now)


def _united(found: Sequence[Table]) -> Table:
    return ibis.union(*found, distinct=True) if len(found) > 1 else found[0]


def _in_order(parts: Sequence[Condition]) -> list[Condition]:
    return sorted(parts, key=lambda part: isinstance(part, Not))


def _narrowed(held: Table, part: Condition, now: int) -> Table:
    if isinstance(part, Not):
        return held.anti_join(select(part.part, now), "person_id")
    found = select(part, now)
    return found if held is PEOPLE else held.semi_join(found, "person_id")


def _leaf(condition: Condition, now: int) -> Table:  # noqa: PLR0911  # one for each kind of part
    match condition:
        case Happened():
            return _happened(condition, now)
        case Summed():
            return _summed(condition, now)
        case Began(event, days):
            first = _deeds(event, 0).group_by("person_id").aggregate(first=lambda t: t["at"].min())
            return _people(first.filter(first["first"] >= now - days * DAY_US))
        case Ended():
            return _ended(condition, now)
        case Followed():
            return _followed(condition, now)
        case Sampled():
            return _sampled(condition)
        case ConsentIs():
            return _consent(condition)
        case InCommunity(key):
            return _trait("community", lambda kind, text: _is_one_of(kind, text, (key,)))
        case InGroup():
            return _in_group(condition)
        case TraitIs(name) | TraitBetween(name) | TraitExists(name):
            return _trait(name, lambda kind, text: _holds(condition, kind, text))
    raise AssertionError(condition)


def _holds(condition: TraitIs | TraitBetween | TraitExists, kind: StringValue, text: StringValue) -> BooleanValue:
    """Whether what is said, of this kind in JSON, is what the condition asks for."""
    match condition:
        case TraitIs(_, values):
            return _is_one_of(kind, text, values)
        case TraitBetween():
            return _is_between(kind, text, condition)
        case TraitExists():
            return kind != "NULL"


def _people(rows: Table) -> Table:
    return rows.select("person_id")


def _deeds(event: str, since: int) -> Table:
    """Each time somebody did this from `since` on."""
    named = (HAPPENED["kind"] == event[1:]) if event.startswith("$") else (
        (HAPPENED["kind"] == "track") & (HAPPENED["name"] == event)
    )  # fmt: skip
    done = HAPPENED.filter(named, ~HAPPENED["is_bot"])
    return done.filter(done["at"] >= since) if since else done


def _since(days: int, now: int) -> int:
    return now - days * DAY_US if days else 0


def _happened(condition: Happened, now: int) -> Table:
    done = _deeds(condition.event, _since(condition.within_days, now))
    if (condition.low, condition.high) == (1, None):
        return _people(done).distinct()
    counted = done.group_by("person_id").aggregate(count=lambda t: t.count())
    if condition.low == 0:
        most = counted.filter(counted["count"] > condition.high) if condition.high is not None else None
        return PEOPLE if most is None else PEOPLE.anti_join(most, "person_id")
    return _people(counted.filter(_lies(counted["count"], condition.low, condition.high)))


def _lies(number: IntegerValue, low: int | None, high: int | None) -> BooleanValue:
    bounds = ([number >= low] if low is not None else []) + ([number <= high] if high is not None else [])
    return ibis.and_(*bounds)


def _summed(condition: Summed, now: int) -> Table:
    done = _deeds(condition.event, _since(condition.within_days, now))
    if condition.currency:
        named = json_extract_string(done["properties"], "/currency").strip().upper()
        done = done.filter(named == condition.currency)
    if condition.of == "revenue":
        done = done.filter(done["trust"] > 0)
    text = json_extract_string(done["properties"], _pointer(condition.of))
    number = ibis.ifelse(text.re_search(_DECIMAL), text.try_cast("float64"), ibis.null("float64"))
    whole = ibis.ifelse(number.abs() <= _MOST, (number * 1_000_000.0 + 0.5).floor().cast("int64"), ibis.null("int64"))
    summed = done.mutate(millionths=whole).group_by("person_id").aggregate(total=lambda t: t["millionths"].sum())
    return _people(summed.filter(_lies(summed["total"], condition.low, condition.high)))


def _pointer(name: str) -> str:
    return "/" + name.replace("~", "~0").replace("/", "~1")


def _ended(condition: Ended, now: int) -> Table:
    last = _deeds(condition.event, 0).group_by("person_id").aggregate(last=lambda t: t["at"].max())
    found = last.filter(last["last"] >= _since(condition.within_days, now))
    return _people(found.filter(found["last"] < now - condition.ago_days * DAY_US) if condition.ago_days else found)


def _followed(condition: Followed, now: int) -> Table:
    since, steps = _since(condition.within_days, now), condition.steps
    named = [*steps, *([condition.then_not] if condition.then_not else [])]
    done = [_deeds(step.event, since).select("person_id", "at").mutate(step=n) for n, step in enumerate(named, 1)]
    rows = ibis.union(*done) if done[1:] else done[0]
    rows = rows.mutate(fits=rows["step"] == 1)
    for number, step in enumerate(steps[1:], 2):
        rows = _stepped(rows, number, step)
    ended = rows.filter(rows["step"] == len(steps), rows["fits"])
    if condition.then_not is None:
        return _people(ended).distinct()
    return _people(_not_followed(rows, len(steps), condition.then_not, now)).distinct()


def _stepped(rows: Table, number: int, step: Step) -> Table:
    """Which deeds of this step come after a fitting one of the step before, and in time."""
    before = ibis.window(group_by="person_id", order_by="at", range=(None, -1))
    fitting = ibis.cases(((rows["step"] == number - 1) & rows["fits"], rows["at"]))
    seen = rows.mutate(earlier=fitting.max().over(before))
    fits = seen["earlier"].notnull()
    if step.within_days:
        fits &= seen["at"] - seen["earlier"] <= step.within_days * DAY_US
    return seen.mutate(fits=ibis.ifelse(seen["step"] == number, fits, seen["fits"])).drop("earlier")


def _not_followed(rows: Table, last: int, then_not: Step, now: int) -> Table:
    after = ibis.window(group_by="person_id", order_by="at", range=(1, None))
    unwanted = ibis.cases((rows["step"] == last + 1, rows["at"]))
    seen = rows.mutate(later=unwanted.min().over(after))
    ended = seen.filter(seen["step"] == last, seen["fits"])
    if not then_not.within_days:
        return ended.filter(ended["later"].isnull())
    until = ended["at"] + then_not.within_days * DAY_US
    return ended.filter(until < now, ended["later"].isnull() | (ended["later"] > until))


def _sampled(condition: Sampled) -> Table:
    number = PEOPLE["person_id"]
    return PEOPLE.filter(sampling.place(number, sampling.salts(condition.seed)) < condition.millionths)


def _trait(name: str, holds: Callable[[StringValue, StringValue], BooleanValue]) -> Table:
    """Those of whose newest word on a trait this holds; a browser's word counts while nobody knows them."""
    said = _said(name)
    newest = ibis.row_number().over(
        ibis.window(group_by="person_id", order_by=[said["at"].desc(), said["message_id"].desc()])
    )
    ranked = said.mutate(place=newest)
    return _people(ranked.filter(ranked["place"] == 0, holds(ranked["type"], ranked["text"])))


def _said(name: str) -> Table:
    told = HAPPENED.filter((HAPPENED["trust"] > 0) | ~HAPPENED["is_known"])
    context = {sayings.CONTEXT_ZONE: "timezone", sayings.CONTEXT_LOCALE: "locale"}.get(name, "")
    rows = told["context" if context else "traits"]
    pointer = _pointer(context or name)
    told = told.mutate(type=json_type(rows, pointer), text=json_extract_string(rows, pointer))
    is_said = (told["type"] == "VARCHAR") & (told["text"] != "") if context else (
        told["type"].notnull() & (told["kind"] != "group")
    )  # fmt: skip
    return told.filter(is_said).select("person_id", "at", "message_id", "type", "text")


def _in_group(condition: InGroup) -> Table:
    """Those in a group that fits."""
    within = _within_groups()
    if condition.kind:
        within = within.semi_join(_groups_of(condition.kind), "other_id")
    if trait := condition.trait:
        told = _told_of_groups(trait.name)
        having = told.filter(_holds(trait, told["type"], told["text"]))
        within = within.anti_join(having, "other_id") if condition.is_lacking else within.semi_join(having, "other_id")
    return _people(within).distinct()


def _within_groups() -> Table:
    """Who is in which group: the newest word on it decides, and a leaving at the same instant. A browser's counts while
    nobody knows them.
    """
    named, left = _group_calls(), _leavings()
    words = ibis.union(
        named.select("person_id", "is_known", "trust", "other_id", word=named["at"] * 2),
        left.select("person_id", "is_known", "trust", "other_id", word=left["at"] * 2 + 1),
    )
    counted = words.filter((words["trust"] > 0) | ~words["is_known"])
    newest = counted.group_by("person_id", "other_id").aggregate(word=lambda t: t["word"].max())
    return newest.filter(newest["word"] % 2 == 0).select("person_id", "other_id")


def _leavings() -> Table:
    """Each time that somebody left a group, which is named by a text or a whole number."""
    gone = _deeds(EventName.RELATIONSHIP_DELETED.value, 0)
    named = gone.mutate(
        type=json_type(gone["properties"], "/objectId"), other_id=json_extract_string(gone["properties"], "/objectId")
    )
    return named.filter(named["type"].isin(("VARCHAR", *_WHOLE)), named["other_id"] != "")


def _group_calls() -> Table:
    return HAPPENED.filter(HAPPENED["kind"] == "group", HAPPENED["other_id"] != "", ~HAPPENED["is_bot"])


def _told_of_groups(name: str) -> Table:
    """Of each group what holds of a trait: a server's newest word, else a browser's."""
    calls, pointer = _group_calls(), _pointer(name)
    told = calls.mutate(type=json_type(calls["traits"], pointer), text=json_extract_string(calls["traits"], pointer))
    said = told.filter(told["type"].notnull())
    order = [(said["trust"] > 0).desc(), said["at"].desc(), said["message_id"].desc()]
    ranked = said.mutate(place=ibis.row_number().over(ibis.window(group_by="other_id", order_by=order)))
    return ranked.filter(ranked["place"] == 0).select("other_id", "type", "text")


def _groups_of(kind: str) -> Table:
    """The groups of a kind, by the first of the traits that tell it."""
    told = ibis.union(*(_told_of_groups(name).mutate(rank=rank) for rank, name in enumerate(kinds.NAMES)))
    words = told.filter(told["type"] == "VARCHAR", told["text"].strip() != "")
    first = words.mutate(place=ibis.row_number().over(ibis.window(group_by="other_id", order_by="rank")))
    word = first["text"].strip().lower().left(kinds.CHARACTERS_MAX)
    return first.filter(first["place"] == 0, word == kind).select("other_id")


def _is_one_of(kind: StringValue, text: StringValue, values: Sequence[Scalar]) -> BooleanValue:
    bools = [str(value).lower() for value in values if isinstance(value, bool)]
    texts = [value for value in values if isinstance(value, str)]
    numbers = [number for value in values if (number := sayings.number(value)) is not None]
    either = []
    if texts:
        either.append((kind == "VARCHAR") & text.left(_WORD_CHARACTERS_MAX).isin(texts))
    if bools:
        either.append((kind == "BOOLEAN") & text.isin(bools))
    if numbers:
        either.append(kind.isin(_NUMBERS) & text.try_cast("float64").isin(numbers))
    return ibis.or_(*either)


def _is_between(kind: StringValue, text: StringValue, bounds: TraitBetween) -> BooleanValue:
    is_text = isinstance(bounds.low, str) or isinstance(bounds.high, str)
    value = text.left(_WORD_CHARACTERS_MAX) if is_text else text.try_cast("float64")
    holds = [kind == "VARCHAR" if is_text else kind.isin(_NUMBERS)]
    if bounds.low is not None:
        holds.append(value > bounds.low if bounds.is_above else value >= bounds.low)
    if bounds.high is not None:
        holds.append(value < bounds.high if bounds.is_below else value <= bounds.high)
    return ibis.and_(*holds)


def _consent(condition: ConsentIs) -> Table:
    said = HAPPENED.filter(
        HAPPENED["kind"] == "track",
        HAPPENED["name"] == EventName.CONSENT_CHANGED.value,
        (HAPPENED["trust"] > 0) | ~HAPPENED["is_known"],
        json_extract_string(HAPPENED["properties"], "/purpose") == condition.purpose.value,
        json_extract_string(HAPPENED["properties"], "/channel") == condition.channel.value,
    )
    said = said.filter((said["trust"] != int(Trust.LINK)) | ~said["message_id"].isin(ELSEWHERE["message_id"]))
    is_no = (json_extract_string(said["properties"], "/status") == ConsentStatus.WITHDRAWN.value).cast("int64")
    words = said.mutate(word=said["at"] * 2 + is_no).group_by("person_id").aggregate(word=lambda t: t["word"].max())
    others = _people(OTHERS.filter(
        OTHERS["purpose"] == condition.purpose.value, OTHERS["channel"] == condition.channel.value
    ))  # fmt: skip
    if condition.status is ConsentStatus.NONE:
        return PEOPLE.anti_join(words, "person_id").anti_join(others, "person_id")
    if condition.status is ConsentStatus.GRANTED:
        return _people(words.filter(words["word"] % 2 == 0)).anti_join(others, "person_id")
    return ibis.union(_people(words.filter(words["word"] % 2 == 1)), others, distinct=True)
