"""What a feed is asked for: where it stands, how often it is read, and what becomes of what comes in."""

from typing import Any

from django import forms

from ninefold.content.feeds.actions import EVERY, PRICE_HOURS_MAX, Wanted
from ninefold.content.feeds.places import OF_FILES
from ninefold.content.feeds.types import Arrival, Feed, FeedKind
from ninefold.culture.types import Purpose
from ninefold.kernel import settings
from ninefold.kernel.actors import Actor, Permission
from ninefold.web.studio.content.topics import TopicInput

EVERY_WORDS = {
    0: "only when somebody asks", 15: "every 15 minutes", 60: "every hour", 360: "every six hours",
    1_440: "once a day", 10_080: "once a week",
}  # fmt: skip
ARRIVALS = {
    Arrival.DRAFT: "A draft", Arrival.REVIEW: "A draft that asks for a review",
    Arrival.PUBLISHED: "Published, where nothing stands in its way",
}  # fmt: skip
PURPOSES = [(one.value, one.value.capitalize()) for one in Purpose]
PLACES = {
    FeedKind.SYNDICATION: ("Address of the feed", "It begins with https:// and often ends with feed, rss or atom.xml."),
    FeedKind.MARKDOWN: ("Folder", "A path below the folder for feeds on this machine; “.” for all of it."),
    FeedKind.GIT: ("Address of the repository", "As one clones it over https://; its main branch is read."),
    FeedKind.PAGE: ("Address of the page", "Its article is read, without what stands around it."),
    FeedKind.WORDPRESS: ("Address of the export", "Leave it empty and choose the file that Tools → Export gives you."),
    FeedKind.TABLE: ("Address of the table", "CSV whose first line names title and body; leave it empty for a file."),
    FeedKind.PRODUCTS: (
        "Address of the feed", "CSV, JSON, or the XML made for Google Merchant Center; leave it empty for a file.",
    ),
}  # fmt: skip
assert set(EVERY_WORDS) == set(EVERY)


class FeedForm(forms.Form):
    """One feed as typed. Fields that its kind has no use for are left out."""

    name = forms.CharField(max_length=100, label="Name", help_text="As your team calls it.")
    address = forms.CharField(max_length=2_000, required=False)
    file = forms.FileField(
        required=False, label="Or a file", help_text="At most 100 MB. It takes the place of the one before."
    )
    every_minutes = forms.TypedChoiceField(label="Read it", coerce=int, choices=list(EVERY_WORDS.items()), initial=60)
    arrival = forms.ChoiceField(
        label="What comes in is", choices=[(one.value, words) for one, words in ARRIVALS.items()],
        initial=Arrival.REVIEW.value, widget=forms.RadioSelect,
    )  # fmt: skip
    tag = forms.CharField(
        max_length=60,
        label="Language",
        initial="en",
        help_text="Of articles that do not say theirs: en, fr-CA, en-x-vinyl.",
    )
    topic = forms.CharField(
        max_length=100, required=False, label="Topic", widget=TopicInput,
        help_text="Empty: the first that the article names itself.",
    )  # fmt: skip
    purpose = forms.ChoiceField(
        choices=PURPOSES, label="Purpose", help_text="What people must have said yes to before they get it."
    )
    price_hours = forms.IntegerField(
        min_value=1, max_value=PRICE_HOURS_MAX, initial=48, label="A price holds for hours",
        help_text="After the last good reading. From then on letters say the block's alternate, not an old price.",
    )  # fmt: skip

    def __init__(self, kind: FeedKind, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        address = self.fields["address"]
        address.label, address.help_text = PLACES[kind]
        address.required = kind not in OF_FILES
        if kind is FeedKind.MARKDOWN and settings.current().feeds_folder is None:
            address.help_text = (
                "No folder of this machine may be read yet. Who runs this install names one with NINEFOLD_FEEDS_FOLDER."
            )
        unused = {"tag", "topic", "purpose", "arrival"} if kind is FeedKind.PRODUCTS else {"price_hours"}
        for name in unused | (set() if kind in OF_FILES else {"file"}):
            del self.fields[name]
        arrival = self.fields.get("arrival")
        if isinstance(arrival, forms.ChoiceField) and not actor.may(Permission.CONTENT_PUBLISH):
            arrival.choices = [(one.value, words) for one, words in ARRIVALS.items() if one is not Arrival.PUBLISHED]

    def wanted(self) -> Wanted:
        """What a valid form asks for."""
        data = self.cleaned_data
        return Wanted(
            name=data["name"], kind=self.kind, address=data["address"], every_minutes=data["every_minutes"],
            arrival=Arrival(data.get("arrival", Arrival.DRAFT)), tag=data.get("tag", "en"), topic=data.get("topic", ""),
            purpose=Purpose(data.get("purpose", Purpose.NEWS)), price_hours=data.get("price_hours", 48),
        )  # fmt: skip


def typed(feed: Feed) -> dict[str, Any]:
    """A feed as the form shows it."""
    return {
        "name": feed.name, "address": feed.address, "every_minutes": feed.every_minutes, "arrival": feed.arrival.value,
        "tag": feed.tag, "topic": feed.topic, "purpose": feed.purpose, "price_hours": feed.price_hours,
    }  # fmt: skip
