"""What crosses the door of drafts by a language model."""

from dataclasses import dataclass
from enum import StrEnum

from ninefold.content.types import Term, VariantContent


class DraftState(StrEnum):
    """How a draft stands: the model is asked, it answered, it could not; what was answered was kept, or left."""

    ASKED = "asked"
    ANSWERED = "answered"
    FAILED = "failed"
    KEPT = "kept"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a draft is to be: for whom (`tag`, in words `readers`), in which form ("" for all; `form` in words), and
    what of: the `brief`, and `source`, what the item says now, if that is to be begun with."""

    title: str
    tag: str
    readers: str
    form_factor: str
    form: str
    brief: str
    source: VariantContent | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class House:
    """How the house speaks: what the charter says, and the community's terms."""

    company: str
    voice: str
    values: tuple[str, ...]
    avoided: tuple[str, ...]
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What a model answered: its text, and the tokens that went in and came out (as it counted, else by letters)."""

    text: str
    tokens_in: int
    tokens_out: int


@dataclass(frozen=True, slots=True)
class ModelDraft:
    """One draft. Instants in microseconds, 0 for not yet; `content` None until it is answered.

    `facts_missing` are facts of item and source that it does not state, `facts_new` those that nobody gave it.
    """

    id: int
    item_id: int
    title: str
    tag: str
    form_factor: str
    brief: str
    state: DraftState
    problem: str
    model: str
    asked_by: int
    asked_at: int
    answered_at: int
    content: VariantContent | None
    facts_missing: tuple[str, ...]
    facts_new: tuple[str, ...]
    tokens: int
    variant_id: int
