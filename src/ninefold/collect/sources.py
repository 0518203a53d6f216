"""Sources: who may send, under which key, what and how fast. Keys change without a gap; nothing here is deleted."""

import base64
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

from django.db import connection, transaction

from ninefold.collect.errors import Faulty
from ninefold.collect.models import Source as SourceRow
from ninefold.collect.schema.privacy import category
from ninefold.collect.schema.usertokens import Key
from ninefold.collect.types import EventKind, Source, Trust
from ninefold.kernel import clock
from ninefold.kernel.errors import BadInput, NotFound

NAME_CHARACTERS_MAX = 100
CATEGORIES_CHARACTERS_MAX = 300
EVENTS_PER_SECOND_MAX = 1_000_000
BROWSER_EVENTS_PER_SECOND = 500  # of a new key that anybody can read in a page
KEEP_SECONDS_MAX = 30 * 86_400
SECRET_PREFIX = "whsec_"  # noqa: S105  # how Standard Webhooks marks a secret
SECRET_BYTES_MIN, SECRET_BYTES_MAX = 24, 64  # of Standard Webhooks
_FIELD = re.compile(r"[A-Za-z0-9_$-]+(\.[A-Za-z0-9_$-]+){0,9}")


@transaction.atomic
def create(name: str, trust: Trust, *, calls: Collection[EventKind], events_per_second: int) -> Source:
    """A source with a new random write key."""
    if trust not in (Trust.BROWSER, Trust.SERVER):
        raise BadInput("source_trust", "A source is trusted as BROWSER or as SERVER.")
    row = SourceRow(name=_name(name), write_key=_new_key(), trust=int(trust), created_at=clock.now_us())
    return _limited(row, calls, events_per_second)


@transaction.atomic
def create_hook(name: str, *, secret: str, person_field: str) -> Source:
    """A source of signed webhooks; a new secret where none is given."""
    given = _secret(secret.strip()) if secret.strip() else _new_secret()
    if person_field.strip() and not _FIELD.fullmatch(person_field.strip()):
        raise BadInput(
            "source_person_field", "Write the path to the person's id with points, such as data.customer.id."
        )
    row = SourceRow(
        name=_name(name), write_key=_new_key(), trust=int(Trust.SERVER), created_at=clock.now_us(),
        secret=given, person_field=person_field.strip(),
    )  # fmt: skip
    row.save()
    return _source(row)


@transaction.atomic
def limit(source_id: int, *, calls: Collection[EventKind], events_per_second: int) -> None:
    """What a source may send from now on, and how fast."""
    _limited(_row(source_id), calls, events_per_second)


@transaction.atomic
def rotate(source_id: int, *, keep_seconds: int) -> None:
    """A new key, or a new secret where the source has one; the old one stays good for so long."""
    if not 0 <= keep_seconds <= KEEP_SECONDS_MAX:
        raise BadInput("source_keep", f"An old key is kept for at most {KEEP_SECONDS_MAX // 86_400} days.")
    row = _row(source_id)
    row.previous_key = row.secret or row.write_key
    row.previous_until = clock.from_us(clock.now_us() + keep_seconds * 1_000_000)
    if row.secret:
        row.secret = _new_secret()
    else:
        row.write_key = _new_key()
    row.save()


@transaction.atomic
def revoke(source_id: int) -> None:
    """The end of a source."""
    row = _row(source_id)
    row.revoked_at = clock.from_us(clock.now_us())
    row.save()


def all_sources() -> list[Source]:
    """All sources that may send, by name."""
    return [_source(row) for row in SourceRow.objects.filter(revoked_at=None).order_by("name", "id")]


@dataclass(frozen=True, slots=True)
class Rules:
    """What of a source's events is taken in: the calls it may make (none: all), and what privacy asks."""

    calls: frozenset[str] = frozenset()
    keeps_ip: bool = False
    categories: frozenset[str] = frozenset()  # as `privacy.category` names them

    def check_call(self, kind: EventKind) -> None:
        """Raise Faulty for a call that the source may not make."""
        if self.calls and kind not in self.calls:
            said = f"This source may send {', '.join(sorted(self.calls))} only; allow more under Sources."
            raise Faulty("call_not_allowed", said)


def rules() -> Mapping[int, Rules]:
    """The rules of each source that has any of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, calls, keeps_ip, consent_categories FROM collect_source"
            " WHERE calls <> '' OR keeps_ip OR consent_categories <> ''"
        )
        return {
            source_id: Rules(frozenset(calls.split()), bool(keeps_ip), frozenset(map(category, _words(categories))))
            for source_id, calls, keeps_ip, categories in cursor.fetchall()
        }


@transaction.atomic
def protect(source_id: int, *, keeps_ip: bool, categories: str) -> None:
    """What privacy asks of a source from now on; `categories` separated by commas."""
    words = _words(categories)
    if len(", ".join(words)) > CATEGORIES_CHARACTERS_MAX or not all(map(category, words)):
        raise BadInput("source_categories", "Name categories as your consent banner does, separated by commas.")
    row = _row(source_id)
    row.keeps_ip, row.consent_categories = keeps_ip, ", ".join(words)
    row.save()


def _words(categories: str) -> list[str]:
    return [word.strip() for word in categories.split(",") if word.strip()]


def signing_keys() -> list[Key]:
    """The write keys that sign users' tokens: those of servers, and the ones before them while they are good."""
    rows = SourceRow.objects.filter(revoked_at=None, trust=int(Trust.SERVER), secret="")
    keys = []
    for row in rows.order_by("pk"):
        keys.append(Key(row.pk, row.write_key))
        if row.previous_key and row.previous_until:
            keys.append(Key(row.pk, row.previous_key, clock.to_us(row.previous_until)))
    return keys


def _limited(row: SourceRow, calls: Collection[EventKind], events_per_second: int) -> Source:
    if not 0 <= events_per_second <= EVENTS_PER_SECOND_MAX:
        raise BadInput(
            "source_pace", f"Events a second are a whole number from 0 (no limit) to {EVENTS_PER_SECOND_MAX:,}."
        )
    row.calls = "" if len(set(calls)) == len(EventKind) else " ".join(sorted(set(calls)))
    row.events_per_second = events_per_second
    row.save()
    return _source(row)


def _name(name: str) -> str:
    if not name.strip() or len(name) > NAME_CHARACTERS_MAX:
        raise BadInput("source_name", f"Give the source a name of 1 to {NAME_CHARACTERS_MAX} characters.")
    return name.strip()


def _row(source_id: int) -> SourceRow:
    row = SourceRow.objects.select_for_update().filter(pk=source_id, revoked_at=None).first()
    if row is None:
        raise NotFound("source_missing", "There is no such source, or it was revoked.")
    return row


_new_key = partial(secrets.token_urlsafe, 24)


def _new_secret() -> str:
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def _secret(given: str) -> str:
    """A secret as who sends the webhooks shows it."""
    try:
        length = len(base64.b64decode(given.removeprefix(SECRET_PREFIX), validate=True))
    except ValueError:
        length = 0
    if not SECRET_BYTES_MIN <= length <= SECRET_BYTES_MAX:
        sizes = f"{SECRET_BYTES_MIN} to {SECRET_BYTES_MAX} bytes"
        raise BadInput(
            "source_secret", f"A signing secret is {SECRET_PREFIX} and base64 of {sizes}, as the sender shows it."
        )
    return given


def _source(row: SourceRow) -> Source:
    until = clock.to_us(row.previous_until) if row.previous_until and row.previous_key else 0
    return Source(
        row.pk, row.name, row.write_key, Trust(row.trust), frozenset(map(EventKind, row.calls.split())),
        row.events_per_second, row.secret, row.person_field, until if until > clock.now_us() else 0,
        row.keeps_ip, tuple(_words(row.consent_categories)),
    )  # fmt: skip
