"""Personas for previews: invented people, labelled so, chosen to strain what is written."""

from dataclasses import dataclass

from ninefold.context.types import Person


@dataclass(frozen=True, slots=True)
class Persona:
    """An invented person and what they are good for in a preview."""

    key: str
    label: str
    person: Person


def _persona(key: str, label: str, name: str, tag: str, zone: str, **traits: str) -> Persona:
    first, _, last = name.partition(" ")
    known = {"first_name": first, "last_name": last, "name": name, **traits} if name else dict(traits)
    return Persona(key, f"{label} (invented)", Person(0, (), name, known, (), tag, zone, 0, bool(name)))


STAND_INS: tuple[Persona, ...] = (
    _persona("plain", "Alex, no one you know", "Alex Example", "en", ""),
    _persona("long", "Someone with a very long name", "Maximiliana-Konstantinopolitana Oberwimmer-Schaffelhuberin",
             "de", "Europe/Vienna", city="Sankt Georgen an der Stiefing"),
    _persona("somchai", "Somchai, reads Thai", "สมชาย ใจดี", "th", "Asia/Bangkok", city="กรุงเทพฯ"),
    _persona("layla", "Layla, reads Arabic", "ليلى حداد", "ar", "Asia/Amman", city="عمّان"),
    _persona("nobody", "Nobody known: every fallback shows", "", "en", ""),
)  # fmt: skip
PERSONAS: tuple[Persona, ...] = (
    _persona("elena", "Elena, collector of vinyl", "Elena Brandt", "en-x-vinyl", "Europe/Berlin",
             community="vinyl", city="Hamburg", plan="regular"),
    _persona("amara", "Amara, new to records", "Amara Okafor", "en-x-newcomer", "Africa/Lagos",
             community="newcomers", city="Lagos"),
    _persona("marc", "Marc, reads French, technical", "Marc Tremblay", "fr-CA-x-techie", "America/Toronto",
             community="techie", city="Montréal", plan="pro"),
    *STAND_INS,
)  # fmt: skip
