"""What a form asks of whom: strangers everything, who came by a signed link two things not known yet. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from ninefold.context.types import Ask, Form, Person
from ninefold.culture.types import Channel, Community, Purpose
from ninefold.web.public import languages

QUESTIONS_OF_KNOWN_MAX = 2


@dataclass(frozen=True, slots=True)
class Question:
    """One question as shown; without choices it is a line to type."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()


def questions(form: Form, communities: Sequence[Community], person: Person | None, *, gpc: bool) -> list[Question]:
    """The questions to show. None to a browser that asks not to be profiled."""
    if gpc:
        return []
    found = [Question(one.trait, one.label) for one in form.text.traits]
    if len(form.text.languages) > 1:
        named = tuple((tag, languages.name(tag)) for tag in form.text.languages)
        found.append(Question("language", "In which language?", named))
    if form.text.asks_community and communities:
        named = tuple((one.key, one.name) for one in communities)
        found.append(Question("community", "In whose words?", named))
    if person is None:
        return found
    return [one for one in found if not person.traits.get(one.name)][:QUESTIONS_OF_KNOWN_MAX]


def asks(form: Form, granted: set[tuple[Purpose, Channel]]) -> list[Ask]:
    """The yeses to show: those that do not hold already."""
    return [one for one in form.text.asks if (one.purpose, one.channel) not in granted]
