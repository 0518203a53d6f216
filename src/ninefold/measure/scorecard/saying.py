"""Content and credibility: what arrived in a version of the reader's own, and which claims that arrived are backed."""

from collections import Counter
from collections.abc import Mapping, Sequence

from ninefold.channel.tallies import Said
from ninefold.content import queries as content
from ninefold.content.types import Claim
from ninefold.culture import queries as culture
from ninefold.culture.types import Community
from ninefold.kernel.weeks import Distinct, Tally, Weeks, distinct, tallied
from ninefold.measure.scorecard import counting, reading
from ninefold.measure.types import C, Next, Reading, Step

ITEMS_LOOKED_AT = 50
Claims = Mapping[tuple[int, int], Sequence[Claim]]  # by version: variant, revision


def credibility(weeks: Weeks, said: Sequence[Said]) -> Reading:
    """Claims with a source or a check, of all claims, each counted once a delivery."""
    claims = content.claims_delivered({one.version for one in said})
    tallies = backed(said, claims, weeks)
    found = reading.share(C.CREDIBILITY, tallies, weeks, _to_source(()), different(said, claims, weeks))
    read = weeks.count - found.weeks_read
    step = _to_source(unbacked([one for one in said if one.week >= read], claims))
    return reading.with_next(reading.without_intervals(found), step)


def backed(said: Sequence[Said], claims: Claims, weeks: Weeks) -> tuple[Tally, ...]:
    """By week: backed claims of all claims, weighted by the deliveries that stated them."""
    rows = []
    for one in said:
        stated = claims.get(one.version, ())
        good = sum(claim.is_backed for claim in stated)
        rows.append((one.week, good * one.deliveries, len(stated) * one.deliveries))
    return tallied(rows, weeks)


def different(said: Sequence[Said], claims: Claims, weeks: Weeks) -> Distinct:
    """The different claims that were delivered: what an item claims is one claim in all its versions."""
    pairs = ((one.week, (claim.item_id, claim.text)) for one in said for claim in claims.get(one.version, ()))
    return distinct(pairs, weeks)


def unbacked(said: Sequence[Said], claims: Claims) -> list[tuple[Claim, int]]:
    """Claims that nothing backs, and that can still be, with how often they were shown, the most shown first."""
    return [(claim, shown) for claim, shown in stated(said, claims) if not claim.is_backed and not claim.is_gone]


def stated(said: Sequence[Said], claims: Claims) -> list[tuple[Claim, int]]:
    """Claims with how often they were shown: those that nothing backs first, then the most shown."""
    shown: Counter[Claim] = Counter()
    for one in said:
        for claim in claims.get(one.version, ()):
            shown[claim] += one.deliveries
    return sorted(shown.items(), key=lambda pair: (pair[0].is_backed, -pair[1]))


def _to_source(open_claims: Sequence[tuple[Claim, int]]) -> Next:
    if not open_claims:
        return Next(Step.READ_CONTENT)
    claim, shown = open_claims[0]
    return Next(Step.SOURCE_CLAIM, claim.item_id, claim.sentence or claim.text, count=shown)


def own_words(weeks: Weeks) -> Reading:
    """Deliveries in a version written for the reader's own community, of all deliveries."""
    weeks, got = counting.read(counting.READERS, weeks)
    found = reading.share(C.CONTENT, got.own, weeks, Next(Step.READ_CONTENT), got.people)
    read = Weeks(weeks.until, found.weeks_read)
    return reading.with_next(found, _to_write(culture.communities(), read))


def _to_write(communities: Sequence[Community], weeks: Weeks) -> Next:
    """The version that would have spoken to most readers: an item lacks it, and so many of a community got another."""
    lacking = missing(communities, weeks)
    if not lacking:
        return Next(Step.READ_CONTENT)
    (item_id, key), readers = lacking[0]
    one = next(each for each in communities if each.key == key)
    return Next(Step.WRITE_VARIANT, item_id, content.item(item_id).title, one.tag, readers)


def missing(communities: Sequence[Community], weeks: Weeks) -> list[tuple[tuple[int, str], int]]:
    """Item and community without a version for it, with the deliveries that it would have served, most first."""
    written = {
        item.id: {variant.content.tag.lower() for variant in item.variants}
        for item in content.items(limit=ITEMS_LOOKED_AT)
    }
    tag_of = {one.key: one.tag.lower() for one in communities}
    asked = Weeks(weeks.until, reading.TREND_WEEKS)
    served: Counter[tuple[int, str]] = Counter()
    for one in counting.read(counting.READERS, asked)[1].readers:
        is_read = one.week >= asked.count - weeks.count and one.community in tag_of and one.item_id in written
        if is_read and tag_of[one.community] not in written[one.item_id]:
            served[one.item_id, one.community] += one.deliveries
    return served.most_common()
