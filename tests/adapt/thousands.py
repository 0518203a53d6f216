"""Random items in many scripts, and what must hold of each in every form factor: for the suite and for the proof."""

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from unicodedata import combining, normalize

from ninefold.adapt import fit
from ninefold.adapt.fit import Fitted
from ninefold.adapt.formfactors import BUILT_IN
from ninefold.adapt.letter import compile_letter
from ninefold.adapt.letterpage import Letterhead, no_image
from ninefold.adapt.living import spoken
from ninefold.adapt.personview import values
from ninefold.adapt.placeholders import Values
from ninefold.adapt.texts import CompiledText
from ninefold.adapt.types import FormFactor, Layout
from ninefold.content import events, facts
from ninefold.content.types import Block, BlockKind, Priority, VariantContent
from ninefold.context.types import Person
from tests.adapt import counting

SCRIPTS: dict[str, tuple[str, ...]] = {
    "en": ("records", "chosen", "people", "o’clock", "don't", "well-kept", "box", "spring", "listening", "is", "a"),
    "de": ("Schallplatten", "Grüße", "für", "über", "Straße", "hören", "wählt", "ein", "Übergröße"),
    "fr": ("été", "déjà", "l’écoute", "cœur", "où", "disques", "choisis", "à", "Noël"),
    "pl": ("płyty", "zażółć", "gęślą", "jaźń", "słuchać", "i"),
    "el": ("δίσκοι", "μουσική", "άνοιξη", "και", "ακούω"),
    "ru": ("пластинки", "выбраны", "людьми", "ёлка", "и", "слушать"),
    "he": ("תקליטים", "אביב", "שָׁלוֹם", "לשמוע"),
    "ar": ("اسطوانات", "الخريف", "مُخْتَارَة", "و", "استماع"),
    "hi": ("रिकॉर्ड", "संगीत", "क्षेत्र", "नमस्ते", "और"),
    "th": ("แผ่นเสียง", "ราคาพิเศษ", "ฟังเพลง", "กำลังใจ", "ที่นี่"),
    "ja": ("レコード", "音楽を聴く", "春", "がぎぐ", "です"),
    "ko": ("레코드", "음악", "듣기", "각", "그리고"),
    "emoji": ("👨‍👩‍👧‍👦", "👍🏽", "🇩🇪", "🎧", "🏳️‍🌈", "👩🏾‍🚀", "🎵🎶", "go"),
    "marks": ("e\u0301te\u0301", "a\u0308o\u0308", "n\u0303o", "Z\u030cluta", "q\u0323\u0307x"),
}
ENDS = {"th": ("",), "ja": ("。", "！"), "hi": ("।",), "ar": (".", "؟"), "emoji": ("!", "")}
FACTS = ("12", "19.90", "5 €", "€ 7", "30 November", "2026-11-30", "20 %", "19:30", "USD 8", "1.299,00 €", "33⅓", "٣٤")
UNSPACED = ("th", "ja")
HOLES = (
    "{{ person.first_name | default: 'friend' }}",
    "{{ person.city | default: 'ราคา' }}",
    "{% if person.plan == 'pro' %} pro {% else %} all {% endif %}",
)
PEOPLE = ("Ada", "Zoë", "สมชาย", "ليلى", "Łukasz", "O'Neill", "👨‍👩‍👧‍👦", "", "https://t.co")
FORMS = tuple(BUILT_IN.values())
_SPACE = re.compile(r"\s+")
_MARKS = "-:;,.!?…।。！؟"


@dataclass
class Found:
    """What became of the tries: how many fitted and were refused, by form factor, and every fault in words."""

    fitted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    facts: int = 0
    over: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    on_x: list[str] = field(default_factory=list)  # texts for X's own library to count


def item(seed: int) -> VariantContent:
    """A random variant: 1 to 5 blocks in one script or two."""
    chance = random.Random(seed)
    tag = chance.choice(list(SCRIPTS))
    blocks = tuple(_block(chance, number, tag) for number in range(chance.randint(1, 5)))
    return VariantContent(tag if len(tag) == 2 else "en", "", _words(chance, tag, 4), "", blocks)


def _block(chance: random.Random, number: int, tag: str) -> Block:
    kinds = (BlockKind.HEADING, BlockKind.TEXT, BlockKind.TEXT, BlockKind.TEXT, BlockKind.LIST, BlockKind.QUOTE,
             BlockKind.CALL_TO_ACTION, BlockKind.VIDEO, BlockKind.EVENT, BlockKind.LEGAL, BlockKind.POLL)  # fmt: skip
    kind = chance.choice(kinds)
    is_line = kind in (BlockKind.HEADING, BlockKind.CALL_TO_ACTION, BlockKind.VIDEO, BlockKind.EVENT)
    text = _words(chance, tag, 5) if is_line else " ".join(_sentence(chance, tag) for _ in range(chance.randint(1, 4)))
    short = _sentence(chance, tag) if chance.random() < 0.4 else ""
    block = Block(
        id=f"b{number}", kind=kind, priority=chance.choice(list(Priority)), text=text, short=short,
        url="https://shop.example/box" if kind in (BlockKind.CALL_TO_ACTION, BlockKind.VIDEO) else "",
        options=tuple(_words(chance, tag, 3) for _ in range(3)) if kind in (BlockKind.LIST, BlockKind.POLL) else (),
        starts="2026-11-30T19:30" if kind is BlockKind.EVENT else "", zone="Asia/Bangkok",
        place="Square Hall" if kind is BlockKind.EVENT else "",
    )  # fmt: skip
    return events.told(block, tag if len(tag) == 2 else "en")


def _sentence(chance: random.Random, tag: str) -> str:
    return _words(chance, tag, 9) + chance.choice(ENDS.get(tag, (".", "!", ".")))


def _words(chance: random.Random, tag: str, most: int) -> str:
    said = []
    for _ in range(chance.randint(1, most)):
        draw = chance.random()
        if draw < 0.06:
            said.append(chance.choice(HOLES))
        elif draw < 0.16:
            said.append(chance.choice(FACTS))
        else:
            said.append(chance.choice(SCRIPTS[tag if draw < 0.9 else chance.choice(list(SCRIPTS))]))
    return _spaced(said, tag)


def _spaced(said: list[str], tag: str) -> str:
    """Words with spaces between them; where the script sets none, only a placeholder and two facts stand apart."""
    if tag not in UNSPACED:
        return " ".join(said)
    text = ""
    for word, after in pairwise([*said, ""]):
        apart = {word, after} & {*HOLES} or (word in FACTS and after in FACTS)
        text += f"{word} " if apart else word
    return text.strip()


def try_all(seed: int, found: Found) -> None:
    """One random item in every form factor, for one random reader; what is wrong is written into `found`."""
    variant, name = item(seed), random.Random(-seed).choice(PEOPLE)
    for form_factor in FORMS:
        made = fit.prove(variant, form_factor)
        if not isinstance(made, Fitted):
            assert made, "what does not fit says why"
            assert all(problem.message for problem in made)
            found.refused[form_factor.key] += 1
            continue
        found.fitted[form_factor.key] += 1
        _check(f"{seed} {form_factor.key}", variant, made, _reader(name), found)


def _reader(name: str) -> Values:
    traits = {"name": name, "first_name": name, "city": name, "plan": "pro" if len(name) % 2 else name}
    return values(Person(1, (1,), name, traits, (), "en", "", 0, True), "Ninefold")


def _check(where: str, variant: VariantContent, made: Fitted, reader: Values, found: Found) -> None:
    form_factor = made.form_factor
    if form_factor.layout is Layout.LETTER:
        letter = compile_letter(spoken(variant), form_factor, Letterhead("Ninefold", no_image))
        links = _links(len(letter.links), form_factor)
        title, html, text = letter.render(reader, links)
        found.over += [where] if counting.exceeds(form_factor, html) > 0 else []
    else:
        compiled = CompiledText(made)
        links = _links(len(compiled.links), form_factor)
        title, _, text = compiled.render(reader, links)
        bytes_used = len((title + text).encode()) + sum(map(len, (made.attached and links) or []))
        too_long = counting.exceeds(form_factor, text) > 0 or bytes_used > (form_factor.bytes_max or bytes_used)
        found.over += [where] if too_long else []
        found.broken += [f"{where} {word!r}" for word in _strange(variant, made, reader, f"{title} {text}")]
        if form_factor.unit == "weighted":
            found.on_x.append(text)
    if form_factor.title_limit and counting.graphemes(title) > form_factor.title_limit:
        found.over.append(f"{where} title")
    for block in variant.blocks:
        for fact in facts.of_block(block):
            found.facts += 1
            if not re.search(rf"(?<!\d){re.escape(fact)}(?!\d)", f"{title}\n{text}"):
                found.lost.append(f"{where} {fact!r}")


def _links(count: int, form_factor: FormFactor) -> list[str]:
    """Tracked links as long as they may be."""
    return ["https://n9.example.com/" + "a" * (form_factor.link_characters - 23) for _ in range(count)]


def _strange(variant: VariantContent, made: Fitted, reader: Values, said: str) -> list[str]:
    """Words that nobody wrote, which a cut inside a word would make; and clusters that nobody wrote."""
    name = reader.data["person"]["first_name"]
    plain = "".join(c for c in normalize("NFKD", name) if not combining(c))
    written = [variant.subject, name, plain, "friend", "ราคา", "pro", "all", "-", "Ninefold"]
    for block in variant.blocks:
        written += [block.text, block.short, *block.options, *block.when, block.place]
    whole = " ".join(written)
    words = {word.strip(_MARKS) for word in _SPACE.split(whole)}
    clusters = {*counting.clusters(whole), *" \n-:,"}
    without_links = re.sub(r"https://n9\S+", " ", said)
    torn = [word for word in _SPACE.split(without_links) if word.strip(_MARKS) not in words]
    return [*torn, *(cluster for cluster in counting.clusters(without_links) if cluster not in clusters)]
