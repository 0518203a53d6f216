"""Topics to choose from: those that items have, and those that people ask about. Both rooms meet here."""

from typing import Any

from django import forms
from django.db.models import Count

from ninefold.community import queries as community
from ninefold.content.models import ContentItem

TOPICS_MAX = 200
TOPIC_HELP = (
    "What it is about. Choose a topic that is there, or type a new one: by the same word experts are found, reviews go"
    " round, and what people ask has an answer."
)
ASKED = "people ask about it"


def offered() -> list[tuple[str, str]]:
    """Topics with what is known of each: those of most items first, then what people ask about and no item speaks of.

    One topic in several spellings stands in the one that most items have.
    """
    rows = ContentItem.objects.exclude(topic="").values_list("topic").annotate(items=Count("pk"))
    counts: dict[str, int] = {}
    spelt: dict[str, str] = {}
    for topic, items in rows.order_by("-items", "topic")[:TOPICS_MAX]:
        spelt.setdefault(topic.casefold(), topic)
        counts[topic.casefold()] = counts.get(topic.casefold(), 0) + items
    asked = {topic.casefold(): topic for topic in community.topics()}
    used = [(spelt[key], _note(count, key in asked)) for key, count in counts.items()]
    return used + [(topic, ASKED) for key, topic in asked.items() if key not in counts]


def _note(items: int, is_asked: bool) -> str:
    said = f"{items} item{'' if items == 1 else 's'}"
    return f"{said}, {ASKED}" if is_asked else said


class TopicInput(forms.TextInput):
    """A text field that offers the topics there are; what is typed chooses among them, and a new one may be typed."""

    template_name = "studio/content/tag_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The offered topics are asked for when the field is drawn, so that a new one is offered at once."""
        found = super().get_context(name, value, attrs)
        widget_id = found["widget"]["attrs"].get("id", name)
        found["widget"]["attrs"] |= {"list": f"{widget_id}-offered", "autocomplete": "off"}
        found["widget"]["offered"] = offered()
        return found
