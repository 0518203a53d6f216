"""Which opens and clicks of a letter are a machine's: a scanner of mail, a proxy, a browser that fetches ahead.

Pure, and without Django, so that the edge can ask what a request alone tells. When in doubt it is a person: a click
too many harms less than a customer's that does not count.
"""

from collections.abc import Mapping, Sequence

from ninefold.collect.types import Event, EventName, Trust

SECOND_US = 1_000_000
BURST_LINKS, BURST_US = 3, 2 * SECOND_US
# A delivery's end is written down a moment after the far side took the letter, so a machine may come before it.
BEFORE_US, AFTER_US = 2 * SECOND_US, SECOND_US
HEAD, PREFETCH, PROXY, BURST, EARLY = "head", "prefetch", "proxy", "many links at once", "before it could be read"
_AHEAD = ("purpose", "sec-purpose", "x-purpose", "x-moz")
_APPLE = "Mozilla/5.0"  # all that Apple's Mail Privacy Protection says of itself
_PROXIES = ("GoogleImageProxy", "YahooMailProxy", "YahooMobileMail", "OutlookImageProxy")
_HELD = frozenset({EventName.MESSAGE_OPENED.value, EventName.LINK_CLICKED.value})


def of_request(method: str, headers: Mapping[str, str], user_agent: str, *, is_picture: bool) -> str:
    """Why a request for a link or a picture is a machine's, "" where nothing says so."""
    if method == "HEAD":
        return HEAD
    purpose = " ".join(headers.get(name) or "" for name in _AHEAD).lower()
    if any(word in purpose for word in ("prefetch", "prerender", "preview")):
        return PREFETCH
    said = user_agent.strip()
    if is_picture and (said == _APPLE or any(name in said for name in _PROXIES)):
        return PROXY
    return ""


def letter_of(event: Event) -> str:
    """The letter whose opens and clicks are judged together; "" for what is no open or click of one."""
    delivery_id = event.properties.get("delivery_id")
    is_held = event.trust is Trust.LINK and event.name in _HELD and isinstance(delivery_id, int)
    return str(delivery_id) if is_held else ""


def of_letters(events: Sequence[Event], delivered_at: Mapping[int, int]) -> dict[int, str]:
    """Which of these events (by place) a machine did, and why; `delivered_at` by delivery, where it is known (us)."""
    found: dict[int, str] = {}
    clicks: dict[int, list[int]] = {}
    for place, event in enumerate(events):
        delivery_id = event.properties["delivery_id"]
        ended = delivered_at.get(delivery_id)
        if ended is not None and ended - BEFORE_US <= event.occurred_at < ended + AFTER_US:
            found[place] = EARLY
        if event.name == EventName.LINK_CLICKED:
            clicks.setdefault(delivery_id, []).append(place)
    for places in clicks.values():
        found |= dict.fromkeys(_burst(events, sorted(places, key=lambda place: events[place].occurred_at)), BURST)
    return found


def _burst(events: Sequence[Event], places: Sequence[int]) -> set[int]:
    """The clicks among these, in the order of time, that stand in a run of BURST_LINKS different links in BURST_US."""
    found: set[int] = set()
    first = 0
    for last, place in enumerate(places):
        while events[place].occurred_at - events[places[first]].occurred_at > BURST_US:
            first += 1
        run = places[first : last + 1]
        if len({events[each].properties.get("link_id") for each in run}) >= BURST_LINKS:
            found.update(run)
    return found
