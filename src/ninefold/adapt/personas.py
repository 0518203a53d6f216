"""Personas for previews: invented people, labelled so, chosen to strain what is written."""

from dataclasses import dataclass

from ninefold.context.types import Person


@dataclass(frozen=True, slots=True)
class Persona:
    """An invented person and what they are good for in a preview; one that `is_odd` strains what is written and stands
    for no reader."""

    key: str
    label: str
    person: Person
    is_odd: bool = False


_NAMES = {
    "en": "Robin Example", "de": "Jona Beispiel", "fr": "Camille Exemple", "es": "Noa Ejemplo", "it": "Andrea Esempio",
    "nl": "Robin Voorbeeld", "pl": "Sasza Przykład", "pt": "Ariel Exemplo", "sv": "Kim Exempel", "da": "Kim Eksempel",
    "nb": "Kim Eksempel", "cs": "Saša Příklad", "tr": "Deniz Örnek", "ru": "Саша Пример", "uk": "Саша Приклад",
    "ar": "نور مثال", "he": "נועם דוגמה", "fa": "نور نمونه", "th": "ใจ ตัวอย่าง", "ja": "見本 薫",
}  # fmt: skip


def _persona(  # who, in what tongue, where
    key: str, label: str, name: str, tag: str, zone: str, *, is_odd: bool = False, **traits: str
) -> Persona:
    first, _, last = name.partition(" ")
    known = {"first_name": first, "last_name": last, "name": name, **traits} if name else dict(traits)
    return Persona(key, f"{label} (invented)", Person(0, (), name, known, (), tag, zone, 0, bool(name)), is_odd)


def invented(key: str, label: str, tag: str, community: str = "") -> Persona:
    """Somebody invented who reads a tag, with a name of its language; `label` says whom they stand for."""
    name = _NAMES.get(tag.partition("-")[0].lower(), _NAMES["en"])
    return _persona(key, f"{name.split()[0]}, {label}", name, tag, "", community=community)


STAND_INS: tuple[Persona, ...] = (
    _persona("plain", "Alex, no one you know", "Alex Example", "en", ""),
    _persona("long", "Someone with a very long name", "Maximiliana-Konstantinopolitana Oberwimmer-Schaffelhuberin",
             "de", "Europe/Vienna", is_odd=True, city="Sankt Georgen an der Stiefing"),
    _persona("somchai", "Somchai, reads Thai", "สมชาย ใจดี", "th", "Asia/Bangkok", city="กรุงเทพฯ"),
    _persona("layla", "Layla, reads Arabic", "ليلى حداد", "ar", "Asia/Amman", city="عمّان"),
    _persona("nobody", "Nobody known: every fallback shows", "", "en", "", is_odd=True),
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
