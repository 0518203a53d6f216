"""Reads of lexicons: terms, texts, what was learnt, and how native a text sounds."""

from dataclasses import dataclass
from functools import lru_cache

from ninefold.content.lexicon import packing
from ninefold.content.lexicon.drafting import Phrasing
from ninefold.content.lexicon.register import Register
from ninefold.content.lexicontables import RegisterRow, TermRow, TextRow
from ninefold.content.types import Learnt, Term, TermState, Text, Told
from ninefold.kernel import clock


@dataclass(frozen=True, slots=True)
class Sounds:
    """How native a text sounds: bits a word, the share (0 to 1) of the community's own texts that score no higher,
    and how well the score tells own texts from others' at all (`Learnt.tells`)."""

    bits: float
    place: float
    tells: float


def terms(community: str) -> list[Term]:
    """All terms of a community: accepted by name, then candidates, strongest first, then what was left out."""
    rows = TermRow.objects.filter(community=community)
    order = list(TermState)
    return sorted(
        map(term_of, rows), key=lambda one: (order.index(one.state), -one.z if one.times else 0, one.term.casefold())
    )


def term(term_id: int) -> Term | None:
    """One term; None where it is gone."""
    row = TermRow.objects.filter(pk=term_id).first()
    return term_of(row) if row else None


def phrasing(community: str, *, language: str = "en", is_plain: bool = False) -> Phrasing:
    """The lexicon of a community made ready to draft with, in texts of a language; see drafting.Phrasing."""
    accepted = [one for one in terms(community) if one.state is TermState.ACCEPTED]
    return Phrasing(accepted, language=language, is_plain=is_plain)


def every_term() -> list[Term]:
    """The accepted terms of all communities."""
    rows = TermRow.objects.filter(state=TermState.ACCEPTED.value).order_by("community", "pk")
    return [term_of(row) for row in rows]


def texts(community: str) -> list[Text]:
    """The texts that the team brought in for a community, newest first."""
    rows = TextRow.objects.filter(community=community).defer("text").order_by("-added_at", "-pk")
    return [Text(row.pk, row.community, row.name, row.words, row.added_by, clock.to_us(row.added_at)) for row in rows]


def told_in_texts(community: str) -> list[Told]:
    """What the texts brought in for a community say, by paragraph; each text is a voice of its own."""
    rows = TextRow.objects.filter(community=community).order_by("pk")
    return [Told(part.strip(), -row.pk) for row in rows for part in row.text.split("\n\n") if part.strip()]


def learnt(community: str) -> Learnt | None:
    """What was learnt of a community, without its model; None where nothing was yet."""
    row = RegisterRow.objects.filter(community=community).defer("packed").first()
    if row is None:
        return None
    return Learnt(row.community, clock.to_us(row.learnt_at), row.texts, row.others, row.tells)


def sounds(community: str, text: str) -> Sounds | None:
    """How native a text sounds to a community; None where too little is learnt, or the text has too few words."""
    row = RegisterRow.objects.filter(community=community).defer("packed").first()
    if row is None or not row.tells:
        return None
    register = _register(row.pk)
    bits = register.score(text)
    return None if bits is None else Sounds(bits, register.place(bits), row.tells)


@lru_cache(maxsize=4)
def _register(row_id: int) -> Register:
    """A learnt register; its row is never changed, only followed by another."""
    return packing.unpack(bytes(RegisterRow.objects.values_list("packed", flat=True).get(pk=row_id)))


def term_of(row: TermRow) -> Term:
    """The term of a row."""
    return Term(
        community=row.community, term=row.term, plain=row.plain, example=row.example, source=row.source,
        state=TermState(row.state), id=row.pk, z=row.z, times=row.times, times_elsewhere=row.times_elsewhere,
        changed_by=row.changed_by, changed_at=clock.to_us(row.changed_at),
    )  # fmt: skip
