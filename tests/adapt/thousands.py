"""Random items in many scripts, and what must hold of each in every form factor: for the suite and for the proof."""

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from unicodedata import combining, normalize

from babel.dates import format_date

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
LATIN = ("Miles Davis", "New York", "Ludwig van Beethoven")
NAMES = {
    "fr": ("François Truffaut",),
    "pl": ("Wisława Szymborska",),
    "el": ("Νίκος Καζαντζάκης",),
    "ru": ("Анна Ахматова",),
}
IN_WORDS = {
    "he": "d בMMMM y",
    "ja": "long",
    "ko": "long",
    "en": "MMMM d, y",
}  # how a day is written; else as `d MMMM y`
DAYS = (date(2026, 11, 30), date(2027, 5, 1), date(2026, 8, 21))
PLANTED = {
    "number": ("12", "33⅓", "٣٤", "4,711"), "share": ("20 %",), "hour": ("19:30", "7 pm"),
    "price": ("19.90", "5 €", "€ 7", "USD 8", "1.299,00 €", "1 299 kr"),
    "date": ("2026-11-30", "30.11.2026", "30 November"),
    "telephone": ("+49 30 1234567", "(030) 123 45 67", "01 23 45 67 89", "(555) 123-4567", "0120-123-456"),
    "book": ("978-3-16-148410-0", "978 3 16 148410 0"), "link": ("https://shop.example/a7?x=1", "www.shop.example/a7"),
}  # fmt: skip
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
    planted: Counter[str] = field(default_factory=Counter)  # facts that must stay, by their kind
    unfound: Counter[str] = field(default_factory=Counter)  # those of them that the finder does not find
    let_go: Counter[str] = field(default_factory=Counter)  # how often a rendition lost one of those
    over: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    on_x: list[str] = field(default_factory=list)  # texts for X's own library to count


@dataclass(frozen=True, slots=True)
class Planted:
    """A fact that stands in the text or the lines of a block."""

    block: str
    kind: str
    text: str


@dataclass
class _Writer:
    """Writes blocks of random words, and notes the facts among them."""

    chance: random.Random
    tag: str
    planted: list[tuple[str, str]] = field(default_factory=list)

    def sentence(self) -> str:
        return self.words(9) + self.chance.choice(ENDS.get(self.tag, (".", "!", ".")))

    def words(self, most: int) -> str:
        said: list[tuple[str, str]] = []
        for _ in range(self.chance.randint(1, most)):
            is_after_fact = bool(said) and said[-1][0] not in ("", "hole", "foreign")
            said.append(self._word(is_after_fact=is_after_fact))
        return _spaced(said, self.tag)

    def _word(self, *, is_after_fact: bool) -> tuple[str, str]:
        """A word with its kind, "" for one of the script's own. No fact stands beside another: `12 € 7` may be two."""
        draw = self.chance.random()
        if draw < 0.06:
            return "hole", self.chance.choice(HOLES)
        if draw < 0.18 and not is_after_fact:
            return self._fact()
        if draw < 0.9:
            return "", self.chance.choice(SCRIPTS[self.tag])
        return "foreign", self.chance.choice(SCRIPTS[self.chance.choice(list(SCRIPTS))])

    def _fact(self) -> tuple[str, str]:
        kind = self.chance.choice((*PLANTED, "number", "price", "date", "date", "name"))
        if kind == "name":
            text = self.chance.choice(NAMES.get(self.tag, LATIN))
        elif kind == "date" and self.chance.random() < 0.7:
            text = _in_words(self.chance.choice(DAYS), self.tag if len(self.tag) == 2 else "en")
        else:
            text = self.chance.choice(PLANTED[kind])
        self.planted.append((kind, text))
        return kind, text


@cache
def _in_words(day: date, tag: str) -> str:
    """A day as the language has it, by CLDR."""
    return format_date(day, IN_WORDS.get(tag, "d MMMM y"), locale=tag)


def item(seed: int) -> VariantContent:
    """A random variant: 1 to 5 blocks in one script or two."""
    return planted_item(seed)[0]


def planted_item(seed: int) -> tuple[VariantContent, tuple[Planted, ...]]:
    """The same, with the facts planted in what must not lose any."""
    chance = random.Random(seed)
    tag = chance.choice(list(SCRIPTS))
    blocks, planted = [], []
    for number in range(chance.randint(1, 5)):
        block, facts_of_block = _block(chance, number, tag)
        blocks.append(block)
        planted += facts_of_block
    subject = _Writer(chance, tag).words(4)
    return VariantContent(tag if len(tag) == 2 else "en", "", subject, "", tuple(blocks)), tuple(planted)


def _block(chance: random.Random, number: int, tag: str) -> tuple[Block, list[Planted]]:
    kinds = (BlockKind.HEADING, BlockKind.TEXT, BlockKind.TEXT, BlockKind.TEXT, BlockKind.LIST, BlockKind.QUOTE,
             BlockKind.CALL_TO_ACTION, BlockKind.VIDEO, BlockKind.EVENT, BlockKind.LEGAL, BlockKind.POLL)  # fmt: skip
    kind, writer, aside = chance.choice(kinds), _Writer(chance, tag), _Writer(chance, tag)
    is_line = kind in (BlockKind.HEADING, BlockKind.CALL_TO_ACTION, BlockKind.VIDEO, BlockKind.EVENT)
    text = writer.words(5) if is_line else " ".join(writer.sentence() for _ in range(chance.randint(1, 4)))
    block = Block(
        id=f"b{number}", kind=kind, priority=chance.choice(list(Priority)), text=text,
        short=aside.sentence() if chance.random() < 0.4 else "",
        url="https://shop.example/box" if kind in (BlockKind.CALL_TO_ACTION, BlockKind.VIDEO) else "",
        options=tuple(writer.words(3) for _ in range(3)) if kind in (BlockKind.LIST, BlockKind.POLL) else (),
        starts="2026-11-30T19:30" if kind is BlockKind.EVENT else "", zone="Asia/Bangkok",
        place="Square Hall" if kind is BlockKind.EVENT else "",
    )  # fmt: skip
    told = events.told(block, tag if len(tag) == 2 else "en")
    if block.priority is Priority.DETAIL or kind is BlockKind.LEGAL:
        return told, []
    return told, [Planted(block.id, *one) for one in dict.fromkeys(writer.planted)]


def _spaced(said: list[tuple[str, str]], tag: str) -> str:
    """Words with spaces between them; where the script sets none, only words of its own stand right beside others, and
    neither placeholders nor links.
    """
    if tag not in UNSPACED:
        return " ".join(word for _, word in said)
    text = ""
    for (kind, word), (after, _) in pairwise([*said, ("", "")]):
        is_apart = {kind, after} & {"hole", "link"} or (kind and after)
        text += f"{word} " if is_apart else word
    return text.strip()


def try_all(seed: int, found: Found) -> None:
    """One random item in every form factor, for one random reader; what is wrong is written into `found`."""
    (variant, planted), name = planted_item(seed), random.Random(-seed).choice(PEOPLE)
    unfound = note_planted(variant, planted, found)
    for form_factor in FORMS:
        made = fit.prove(variant, form_factor)
        if not isinstance(made, Fitted):
            assert made, "what does not fit says why"
            assert all(problem.message for problem in made)
            found.refused[form_factor.key] += 1
            continue
        found.fitted[form_factor.key] += 1
        said = _check(f"{seed} {form_factor.key}", variant, made, _reader(name), found)
        for one in planted:
            if not _stands(one.text, said):
                found.let_go.update([one.kind] if one in unfound else [])
                found.lost += [] if one in unfound else [f"{seed} {form_factor.key} {one.kind} {one.text!r}"]


def note_planted(variant: VariantContent, planted: tuple[Planted, ...], found: Found) -> set[Planted]:
    """The planted facts that no fact found by Ninefold holds; they are counted by kind."""
    by_block = {block.id: "\n".join(facts.of_block(block)) for block in variant.blocks}
    unfound = {one for one in planted if not _stands(one.text, by_block[one.block])}
    found.planted.update(one.kind for one in planted)
    found.unfound.update(one.kind for one in unfound)
    return unfound


def _stands(fact: str, said: str) -> bool:
    return bool(re.search(rf"(?<!\d){re.escape(fact)}(?!\d)", said))


def _reader(name: str) -> Values:
    traits = {"name": name, "first_name": name, "city": name, "plan": "pro" if len(name) % 2 else name}
    return values(Person(1, (1,), name, traits, (), "en", "", 0, True), "Ninefold")


def _check(where: str, variant: VariantContent, made: Fitted, reader: Values, found: Found) -> str:
    """Note what is wrong with a rendition; what it says, its links as they were written."""
    form_factor = made.form_factor
    if form_factor.layout is Layout.LETTER:
        letter = compile_letter(spoken(variant), form_factor, Letterhead("Ninefold", no_image))
        leading, links = letter.links, _links(len(letter.links), form_factor)
        title, html, text = letter.render(reader, links)
        found.over += [where] if counting.exceeds(form_factor, html) > 0 else []
    else:
        compiled = CompiledText(made)
        leading, links = compiled.links, _links(len(compiled.links), form_factor)
        title, _, text = compiled.render(reader, links)
        bytes_used = len((title + text).encode()) + sum(map(len, (made.attached and links) or []))
        too_long = counting.exceeds(form_factor, text) > 0 or bytes_used > (form_factor.bytes_max or bytes_used)
        found.over += [where] if too_long else []
        found.broken += [f"{where} {word!r}" for word in _strange(variant, made, reader, f"{title} {text}")]
        if form_factor.unit == "weighted":
            found.on_x.append(text)
    if form_factor.title_limit and counting.graphemes(title) > form_factor.title_limit:
        found.over.append(f"{where} title")
    said = "\n".join((title, text, *(link.url for link in leading)))
    for block in variant.blocks:
        for fact in facts.of_block(block):
            found.facts += 1
            if not _stands(fact, said):
                found.lost.append(f"{where} {fact!r}")
    return said


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
