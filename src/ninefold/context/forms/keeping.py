"""Keeps sign-up forms. A changed text is a new version; what people agreed to under an older one stays readable."""

import re
from collections.abc import Iterable

import msgspec
from django.db import transaction
from django.db.models import Count

from ninefold.context.formtables import FormRow, FormVersion, SubmissionRow
from ninefold.context.types import Form, FormCount, FormText
from ninefold.culture import tags
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, NotFound, raise_together

ASKS_MAX, TRAITS_MAX, LANGUAGES_MAX = 8, 6, 12
TITLE_CHARACTERS_MAX, WORDS_CHARACTERS_MAX, LABEL_CHARACTERS_MAX = 120, 2_000, 120
_KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_TRAIT = re.compile(r"[a-z][a-z0-9_]{0,59}")
# An address, a number or a language has a way of its own to be said; a computed trait is never said.
_NOT_ASKED = frozenset({"email", "phone", "pushToken", "language", "locale", "community", "simulated"})


@transaction.atomic
def save_form(*, actor: Actor, key: str, text: FormText, is_open: bool, now: int) -> Form:
    """Keep a form under a key; a text that differs from the last is its next version. Raises BadInput."""
    actor.require(Permission.FORM_EDIT)
    _check(key, text)
    row = FormRow.objects.select_for_update().filter(key=key).first() or FormRow(key=key, version=0)
    if row.version == 0 or _text(row.pk, row.version) != text:
        row.version += 1
    row.is_open = is_open
    row.save()
    FormVersion.objects.get_or_create(
        form=row,
        version=row.version,
        defaults={"text": msgspec.json.encode(text).decode(), "made_by": actor.key[:100], "made_at": now},
    )
    return form(key)


def _check(key: str, text: FormText) -> None:
    if len(key) > 60 or not _KEY.fullmatch(key):
        raise BadInput("key_form", f"{key!r} is no key: small letters, digits, '-' and '_', at most 60.")
    raise_together([fault for fault in (_words(text), _asks(text), _traits(text), _languages(text)) if fault])


def _words(text: FormText) -> BadInput | None:
    if 0 < len(text.title.strip()) <= TITLE_CHARACTERS_MAX and len(text.words) <= WORDS_CHARACTERS_MAX:
        return None
    return BadInput(
        "form_words",
        f"A form needs a title of at most {TITLE_CHARACTERS_MAX} characters; its words have {WORDS_CHARACTERS_MAX}.",
    )


def _asks(text: FormText) -> BadInput | None:
    """A mailed link proves who reads a mailbox, and says nothing of whose a telephone is."""
    names = [one.name for one in text.asks]
    if not 0 < len(names) <= ASKS_MAX or len(set(names)) < len(names):
        return BadInput("form_asks", f"A form asks for one to {ASKS_MAX} different things to agree to.")
    if any(not 0 < len(one.wording.strip()) <= WORDS_CHARACTERS_MAX for one in text.asks):
        return BadInput("form_wording", "Each thing to agree to needs the words that are agreed to.")
    if any(one.channel is Channel.SMS for one in text.asks):
        return BadInput(
            "form_sms", "A yes to SMS is not asked for here: a mailed link does not prove whose number it is."
        )
    if any(one.purpose is Purpose.SERVICE for one in text.asks):
        return BadInput("form_service", "Service messages come without a yes, so nobody is asked for one.")
    return None


def _traits(text: FormText) -> BadInput | None:
    names = [one.trait for one in text.traits]
    if len(names) > TRAITS_MAX or len(set(names)) < len(names):
        return BadInput("form_traits", f"A form asks for at most {TRAITS_MAX} different traits.")
    if wrong := next(filter(None, map(trait_fault, names)), ""):
        return BadInput("form_trait", wrong)
    if any(not 0 < len(one.label.strip()) <= LABEL_CHARACTERS_MAX for one in text.traits):
        return BadInput("form_label", "Each trait needs the words it is asked with.")
    return None


def trait_fault(name: str) -> str:
    """Why an answer cannot be kept under this name; "" where it can."""
    if name in _NOT_ASKED:
        return f"“{name}” is asked in a way of its own. Choose another name."
    return "" if _TRAIT.fullmatch(name) else f"“{name}” is no name: small letters, digits and _, such as home_city."


def _languages(text: FormText) -> BadInput | None:
    if problem := tags.unknown(text.languages):
        return BadInput("form_language", problem)
    if any(tags.canonical(tag) != tag for tag in text.languages) or len(text.languages) > LANGUAGES_MAX:
        return BadInput("form_languages", f"At most {LANGUAGES_MAX} languages, each as a tag such as `en` or `pt-BR`.")
    return None


def form(key: str, version: int = 0) -> Form:
    """A form as it stands, or as it stood at a version. Raises NotFound."""
    row = FormRow.objects.filter(key=key).first()
    if row is None or not 0 <= version <= row.version:
        raise NotFound("form_not_found", "There is no such form, or no longer.")
    return _form(row, version or row.version)


def forms() -> list[Form]:
    """All forms as they stand, by title."""
    return sorted((_form(row, row.version) for row in FormRow.objects.all()), key=lambda one: one.text.title)


def versions(key: str) -> list[Form]:
    """All that a form ever said, newest first."""
    row = FormRow.objects.filter(key=key).first()
    return [_form(row, number) for number in range(row.version, 0, -1)] if row else []


def counts() -> dict[str, FormCount]:
    """How many submissions each form has, by its key; those forgotten unconfirmed are in no count."""
    found = SubmissionRow.objects.values("form__key").annotate(all=Count("pk"), confirmed=Count("confirmed_at"))
    return {one["form__key"]: FormCount(one["all"] - one["confirmed"], one["confirmed"]) for one in found}


def at(versions_of: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Form]:
    """Forms by (id, version), as they stood."""
    wanted = set(versions_of)
    rows = {row.pk: row for row in FormRow.objects.filter(pk__in={form_id for form_id, _ in wanted})}
    return {(form_id, version): _form(rows[form_id], version) for form_id, version in wanted}


def _form(row: FormRow, version: int) -> Form:
    kept = FormVersion.objects.get(form=row, version=version)
    return Form(row.key, _read(kept.text), version, row.is_open, clock.to_us(kept.made_at))


def _text(form_id: int, version: int) -> FormText:
    return _read(FormVersion.objects.get(form_id=form_id, version=version).text)


def _read(text: str) -> FormText:
    return msgspec.json.decode(text, type=FormText)
