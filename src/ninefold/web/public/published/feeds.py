"""Public items as feeds (RSS 2.0, Atom) and their events as a calendar (iCalendar, RFC 5545)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed

from ninefold.adapt import queries as adapt
from ninefold.content import events, tags
from ninefold.content import queries as content
from ninefold.content.types import Block, BlockKind, Item
from ninefold.culture import queries as culture
from ninefold.kernel import clock, settings
from ninefold.web.public import reading
from ninefold.web.public.published.asking import asked, version
from ninefold.web.public.published.views import address, for_programs
from ninefold.web.public.reading import Shared

EVENT_HOURS = 1  # of one that does not say when it ends


class Rss(Rss201rev2Feed):
    """RSS with the company's logo."""

    def add_root_elements(self, handler: Any) -> None:
        """The channel's own elements; an RSS image repeats title and link of its channel."""
        super().add_root_elements(handler)
        if self.feed["logo"]:
            handler.startElement("image", {})
            for name, value in (("url", "logo"), ("title", "title"), ("link", "link")):
                handler.addQuickElement(name, self.feed[value])
            handler.endElement("image")


class Atom(Atom1Feed):
    """Atom with the company's logo."""

    def add_root_elements(self, handler: Any) -> None:
        """The feed's own elements."""
        super().add_root_elements(handler)
        if self.feed["logo"]:
            handler.addQuickElement("logo", self.feed["logo"])


@for_programs
def rss(request: HttpRequest) -> HttpResponse:
    """The newest public items as RSS."""
    return _feed(request, Rss)


@for_programs
def atom(request: HttpRequest) -> HttpResponse:
    """The newest public items as Atom."""
    return _feed(request, Atom)


def _feed(request: HttpRequest, kind: type[Rss | Atom]) -> HttpResponse:
    wanted, company, public = asked(request.GET), culture.company(), settings.current().public_url
    logo = adapt.logo(company)
    feed = kind(
        title=f"{company.name}: {wanted.topic}" if wanted.topic else company.name,
        link=f"{public}/content.json", feed_url=f"{public}{request.get_full_path()}",
        description=f"What {company.name} publishes.",
        language=tags.html_language(wanted.language) if wanted.language else None,
        logo=logo.path if logo else "",
    )  # fmt: skip
    for item in content.public_items(now=clock.now_us(), topic=wanted.topic, limit=wanted.limit):
        variant = version(item, wanted.language)
        if variant is None:
            continue
        title, parts = reading.headed(*reading.read(variant, reading.nobody(variant.content.tag), company.name))
        said = "\n\n".join("\n".join((part.text, *part.options)).strip() for part in parts)
        published = clock.from_us(variant.published_at)
        feed.add_item(
            title=title or item.title, link=address(item, wanted.language), description=said.strip(),
            unique_id=f"urn:uuid:{item.uuid}", unique_id_is_permalink=False, pubdate=published, updateddate=published,
            enclosures=_enclosures(reading.shared(parts)),
            categories=[item.topic] if item.topic else [], author_name=company.name,
        )  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _enclosures(shown: Shared | None) -> list[Enclosure]:
    """The picture that stands for an item; a reader is told its kind and size before it is fetched."""
    return [Enclosure(shown.url, str(shown.file.size_bytes), f"image/{shown.file.format}")] if shown else []


@for_programs
def calendar(request: HttpRequest) -> HttpResponse:
    """The events of public items as a calendar to subscribe to."""
    wanted, company = asked(request.GET), culture.company()
    found = icalendar.Calendar()
    found.add("prodid", "-//Ninefold//content//EN")
    found.add("version", "2.0")
    found.add("x-wr-calname", company.name)
    for item in content.public_items(now=clock.now_us(), topic=wanted.topic, limit=wanted.limit):
        for event in _events(item, wanted.language, company.name):
            found.add_component(event)
    return HttpResponse(found.to_ical(), content_type="text/calendar; charset=utf-8")


def _events(item: Item, language: str, company: str) -> Iterator[icalendar.Event]:
    variant = version(item, language)
    if variant is None:
        return
    _, parts = reading.read(variant, reading.nobody(variant.content.tag), company)
    for part in parts:
        block = part.block
        if block.kind is not BlockKind.EVENT or not block.starts:
            continue
        starts, ends = _span(block)
        event = icalendar.Event()
        event.add("uid", f"{block.id}@{item.uuid}")
        event.add("dtstamp", clock.from_us(variant.published_at))
        event.add("summary", part.text.partition("\n")[0])
        event.add(
            "dtstart", starts.astimezone(UTC)
        )  # a zone by its name alone would have to be defined (RFC 5545, 3.2.19)
        event.add("dtend", ends.astimezone(UTC))
        event.add("url", block.url or address(item, language))
        if block.place:
            event.add("location", block.place)
        yield event


def _span(block: Block) -> tuple[datetime, datetime]:
    zone = events.zone(block.zone) or settings.current().time_zone
    starts = datetime.fromisoformat(block.starts).replace(tzinfo=zone)
    ends = datetime.fromisoformat(block.ends).replace(tzinfo=zone) if block.ends else None
    return starts, ends or starts + timedelta(hours=EVENT_HOURS)
