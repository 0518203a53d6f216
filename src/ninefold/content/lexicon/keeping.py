"""Writes of lexicons: terms by hand, candidates taken or left, texts to learn from, what was learnt."""

from collections.abc import Sequence

from django.db import transaction

from ninefold.content.facts import spellings
from ninefold.content.lexicon import packing, register, words
from ninefold.content.lexicon.reading import term_of, terms
from ninefold.content.lexicontables import (
    EXAMPLE_CHARACTERS_MAX,
    SOURCE_CHARACTERS_MAX,
    TERM_CHARACTERS_MAX,
    RegisterRow,
    TermRow,
    TextRow,
)
from ninefold.content.types import Learnt, Term, TermState, Told
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.database.fields import instant
from ninefold.kernel.errors import BadInput, NotFound

TERMS_MAX = 2_000  # of one community
TEXT_CHARACTERS_MAX = 500_000
TEXTS_MAX = 200  # of one community


@transaction.atomic
def save_term(*, actor: Actor, term: Term, now: int) -> Term:
    """Keep a term that an editor wrote or took over; with an id, in the place of that one. Raise BadInput, NotFound."""
    actor.require(Permission.CONTENT_EDIT)
    _check(term)
    row = _row(term.id) if term.id else TermRow(community=term.community)
    others = TermRow.objects.filter(community=term.community).exclude(pk=term.id)
    if (twin := others.filter(term__iexact=term.term).first()) is not None:
        if twin.state == TermState.ACCEPTED.value or term.id:
            raise BadInput("term_taken", f"“{term.term}” stands in this lexicon already. Change that one.")
        row = twin  # it was learnt, or left out once: the editor's word holds
    elif not term.id and others.count() >= TERMS_MAX:
        raise BadInput("terms_many", f"A lexicon has at most {TERMS_MAX:,} terms. Delete those that nobody says.")
    row.term, row.plain, row.example, row.source = term.term, term.plain, term.example, term.source
    row.state, row.changed_by, row.changed_at = TermState.ACCEPTED.value, actor.name, instant(now)
    row.save()
    return term_of(row)


def _check(term: Term) -> None:
    ours, plain = spellings(term.term), spellings(term.plain)
    if not ours or not plain or any(not words.of(one) for one in (*ours, *plain)):
        raise BadInput("term_empty", "A term needs its words, and the plain words for it.")
    if len(ours) != len(plain) and min(len(ours), len(plain)) > 1:
        raise BadInput(
            "term_spellings",
            f"The term has {len(ours)} spellings and the plain words {len(plain)}: give each its counterpart, or one.",
        )
    if {one.casefold() for one in ours} & {one.casefold() for one in plain}:
        raise BadInput("term_same", "The term and its plain words are the same. Say how an outsider would put it.")
    room = (("term", term.term, TERM_CHARACTERS_MAX), ("plain form", term.plain, TERM_CHARACTERS_MAX),
            ("example", term.example, EXAMPLE_CHARACTERS_MAX),
            ("source", term.source, SOURCE_CHARACTERS_MAX))  # fmt: skip
    for name, said, most in room:
        if len(said) > most or not said.isprintable():
            raise BadInput("term_long", f"The {name} has at most {most} characters, on one line.")


@transaction.atomic
def refuse_term(*, actor: Actor, term_id: int, now: int) -> None:
    """Leave a learnt term out, for good: it is not proposed again."""
    actor.require(Permission.CONTENT_EDIT)
    row = _row(term_id)
    row.state, row.changed_by, row.changed_at = TermState.REFUSED.value, actor.name, instant(now)
    row.save()


@transaction.atomic
def delete_term(*, actor: Actor, term_id: int) -> None:
    """Take a term out of its lexicon; it may be learnt again."""
    actor.require(Permission.CONTENT_EDIT)
    _row(term_id).delete()


@transaction.atomic
def add_text(*, actor: Actor, community: str, name: str, text: str, now: int) -> int:
    """Bring in a text that a community's way of speaking is learnt from; its id."""
    actor.require(Permission.CONTENT_EDIT)
    count = len(words.of(text[: TEXT_CHARACTERS_MAX + 1]))
    if not name.strip() or count < register.WORDS_TOLD_LEAST:
        raise BadInput("text_empty", "Give the text a name, and paste some sentences of it.")
    if len(text) > TEXT_CHARACTERS_MAX:
        raise BadInput("text_long", f"A text has at most {TEXT_CHARACTERS_MAX:,} characters. Bring it in in parts.")
    if TextRow.objects.filter(community=community).count() >= TEXTS_MAX:
        raise BadInput("texts_many", f"A community has at most {TEXTS_MAX} texts. Delete one that is old.")
    row = TextRow.objects.create(
        community=community, name=name.strip()[:200], text=text, words=count, added_by=actor.name,
        added_at=instant(now),
    )  # fmt: skip
    RegisterRow.objects.filter(community=community).delete()
    return int(row.pk)


@transaction.atomic
def delete_text(*, actor: Actor, text_id: int) -> None:
    """Take a text away, and with it what was learnt from it."""
    actor.require(Permission.CONTENT_EDIT)
    row = TextRow.objects.filter(pk=text_id).first()
    if row is not None:
        forget_learnt(community=row.community)
        row.delete()


def learn_register(*, actor: Actor, community: str, own: Sequence[Told], others: Sequence[Told], now: int) -> Learnt:
    """Learn how a community speaks from its texts and others', and keep that and the terms found as candidates.

    Candidates that are not found any more go; what an editor took or left stays.
    """
    actor.require(Permission.CONTENT_EDIT)
    learnt = register.learn(own, others)
    known = [one for term in terms(community) if term.state is not TermState.CANDIDATE for one in spellings(term.term)]
    enough = learnt is not None
    found = register.candidates(own, others, known) if enough else []
    row = RegisterRow(
        community=community, learnt_at=instant(now), texts=len(own), others=len(others),
        tells=learnt.tells if learnt else 0.0, packed=packing.pack(learnt) if learnt else b"",
    )  # fmt: skip
    with transaction.atomic():
        RegisterRow.objects.filter(community=community).delete()
        row.save()
        TermRow.objects.filter(community=community, state=TermState.CANDIDATE.value).delete()
        TermRow.objects.bulk_create(
            TermRow(
                community=community, term=one.term[:TERM_CHARACTERS_MAX], state=TermState.CANDIDATE.value, z=one.z,
                times=one.times, times_elsewhere=one.times_elsewhere, example=one.example[:EXAMPLE_CHARACTERS_MAX],
                changed_by=actor.name, changed_at=instant(now),
            )
            for one in found
        )  # fmt: skip
    return Learnt(community, now, len(own), len(others), row.tells)


def forget_learnt(*, community: str = "") -> int:
    """Drop what was learnt from what people wrote, of one community or of all; how many rows. In the caller's
    transaction. It is learnt anew soon: from other texts than before, or without somebody who is erased."""
    which = {"community": community} if community else {}
    candidates, _ = TermRow.objects.filter(state=TermState.CANDIDATE.value, **which).delete()
    registers, _ = RegisterRow.objects.filter(**which).delete()
    return candidates + registers


def _row(term_id: int) -> TermRow:
    row = TermRow.objects.select_for_update().filter(pk=term_id).first()
    if row is None:
        raise NotFound("term_not_found", "There is no such term any more.")
    return row
