"""Service messages: receipts, one-time links, notes on security. No consent, no attention; declared, counted, kept.

`send` puts one into the queue in the caller's transaction; the worker's step in `serving` hands it over.
"""

from collections.abc import Collection, Sequence
from html import escape

import structlog
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from ninefold.adapt import queries as adapt
from ninefold.adapt.dress import dress
from ninefold.channel.addresses import checked
from ninefold.channel.models import Delivery, Service
from ninefold.channel.types import DeliveryStatus, ServiceKind, ServiceMessage
from ninefold.culture import queries as culture
from ninefold.culture import social
from ninefold.culture.types import Company
from ninefold.kernel import clock
from ninefold.kernel.errors import BadInput

# Anyone can have a one-time link sent to any address: five an hour are enough to sign in, too few to plague someone.
PER_MAILBOX_HOUR_MAX = {ServiceKind.JOIN: 5, ServiceKind.RIGHTS: 5, ServiceKind.CONFIRM: 5}
PER_MAILBOX_HOUR_DEFAULT = 20
# Nobody needs as many in one day; a mailbox whose reader never asked is not filled by who knows its address.
PER_MAILBOX_DAY_MAX = {ServiceKind.JOIN: 15, ServiceKind.RIGHTS: 10, ServiceKind.CONFIRM: 10}
PER_MAILBOX_DAY_DEFAULT = 60
# The last resort, for all networks together; each kind by itself, so that a flood of one does not keep the others in.
PER_MINUTE_MAX = {ServiceKind.JOIN: 300}
PER_MINUTE_DEFAULT = 300
RESERVE_SHARE = 3  # a third of it is for who comes from where few ask: a flood does not keep them out
LASTS_SECONDS = 24 * 3600
HOUR_SECONDS, DAY_SECONDS = 3600, 86_400
FORGOTTEN_AT_ONCE = 5_000
SUBJECT_CHARACTERS_MAX = 200
WORDS_CHARACTERS_MAX = 100_000
_SECOND = 1_000_000
log = structlog.get_logger()


class TooManyMessages(BadInput):
    """So many of this kind went to this mailbox, or out of this install, that another has to wait."""


def send(
    *, kind: ServiceKind, address: str, profile_id: int = 0, subject: str, text: str, html: str, now: int,
    lasts_seconds: int = LASTS_SECONDS, has_reserve: bool = True,
) -> int:  # fmt: skip
    """Queue a service mail, in the caller's transaction; its id. What is older than `lasts_seconds` is not sent.

    Raises AddressRefused, TooManyMessages. `profile_id` 0 where it is not known whose address it is; `has_reserve`
    False where many ask from around there.
    """
    if not 0 < len(subject) <= SUBJECT_CHARACTERS_MAX or max(len(text), len(html)) > WORDS_CHARACTERS_MAX:
        raise BadInput("service_length", "A service message needs a subject, and words of a mail's length.")
    wire = checked(address)
    key = mailbox_key(wire)
    _check_limits(kind, key, now, has_reserve=has_reserve)
    row = Service.objects.create(
        kind=kind.value, profile_id=profile_id, address=wire, mailbox_key=key, subject=subject, text=text, html=html,
        status=DeliveryStatus.LEASED.value, created_at=now, expires_at=now + lasts_seconds * _SECOND,
    )  # fmt: skip
    log.info("service message queued", kind=kind.value, number=row.pk)
    return int(row.pk)


def mailbox_key(address: str) -> str:
    """What two spellings of an address have in common: lower case, no tag after `+`."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def _check_limits(kind: ServiceKind, key: str, now: int, *, has_reserve: bool) -> None:
    of_kind = Service.objects.filter(kind=kind.value)
    to_mailbox = of_kind.filter(mailbox_key=key)
    _check_mailbox(to_mailbox, DAY_SECONDS, PER_MAILBOX_DAY_MAX.get(kind, PER_MAILBOX_DAY_DEFAULT), now)
    _check_mailbox(to_mailbox, HOUR_SECONDS, PER_MAILBOX_HOUR_MAX.get(kind, PER_MAILBOX_HOUR_DEFAULT), now)
    most = PER_MINUTE_MAX.get(kind, PER_MINUTE_DEFAULT)
    most -= 0 if has_reserve else most // RESERVE_SHARE
    if of_kind.filter(created_at__gt=now - 60 * _SECOND).count() >= most:
        raise TooManyMessages("service_many", "Very many people ask for this right now. Come again in a minute.")


def _check_mailbox(to_mailbox: QuerySet[Service], seconds: int, most: int, now: int) -> None:
    """Raise TooManyMessages where `most` of these went out within so many seconds; it says when the next one can."""
    lately = to_mailbox.filter(created_at__gt=now - seconds * _SECOND).order_by("-created_at")
    first = next(iter(lately.only("created_at")[most - 1 : most]), None)
    if first is None:
        return
    minutes = (clock.to_us(first.created_at) // _SECOND + seconds - now // _SECOND) // 60 + 1
    hours, span = minutes // 60 + 1, "hour" if seconds == HOUR_SECONDS else "day"
    wait = f"{minutes} minute{'s' * (minutes > 1)}" if minutes < 60 else f"{hours} hours"
    raise TooManyMessages(
        "service_many_to_one",
        f"Several messages went to this address within the {span}. Look there, also among the unwanted; another one"
        f" can go out in {wait}.",
    )


def is_dead(address: str) -> bool:
    """Whether the other side said that there is no such address."""
    return Delivery.objects.filter(is_address_dead=True, address=address).exists()


def came_back(number: int) -> str:
    """Why a message was refused, at once or later; "" where it was not, or waits."""
    row = Service.objects.filter(pk=number, status=DeliveryStatus.REFUSED.value).first()
    return (row.reason or "It came back.") if row else ""


def rows_to(profile_ids: Sequence[int], addresses: Collection[str]) -> QuerySet[Service]:
    """The rows of a person, given by all their profiles; and what went to these addresses, however they were typed,
    before it was known whose they are."""
    typed = Q(mailbox_key__in={mailbox_key(one) for one in addresses})
    at_address = Service.objects.alias(lower=Lower("address")).filter(
        typed, profile_id=0, lower__in={one.lower() for one in addresses}
    )
    return Service.objects.filter(Q(profile_id__in=list(profile_ids)) | Q(pk__in=at_address.values("pk")))


def messages(profile_ids: Sequence[int], addresses: Sequence[str] = (), limit: int = 50) -> list[ServiceMessage]:
    """The service messages to a person, given by all their profiles and addresses; newest first."""
    rows = rows_to(profile_ids, addresses)
    return [
        ServiceMessage(
            id=row.pk,
            kind=ServiceKind(row.kind),
            profile_id=row.profile_id,
            address=row.address,
            subject=row.subject,
            status=DeliveryStatus(row.status),
            reason=row.reason,
            created_at=clock.to_us(row.created_at),
            ended_at=clock.us_or_0(row.ended_at),
        )
        for row in rows.defer("text", "html").order_by("-pk")[:limit]
    ]


def forget_strangers(*, before: int) -> int:
    """Delete messages that ended before an instant (us) and belong to no profile, a bounded number; how many."""
    old = Service.objects.filter(profile_id=0, ended_at__lt=before).order_by("pk").values_list("pk", flat=True)
    return int(Service.objects.filter(pk__in=list(old[:FORGOTTEN_AT_ONCE])).delete()[0])


_LEGAL_PAGES = {"privacy": "Privacy", "imprint": "Legal notice"}
_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">'
    "<title>{title}</title>\n<style>@media (prefers-color-scheme:dark){{"
    "body{{background:{dark_paper} !important;color:{dark_ink} !important}}"
    ".muted,.muted a{{color:{dark_muted} !important}}"
    ".call{{background:{dark_button} !important;color:{dark_on_button} !important}}}}</style></head>\n"
    '<body style="margin:0;background:{paper};color:{ink};font:16px/1.5 {body_font}">\n'
    '<div style="max-width:560px;margin:0 auto;padding:28px 20px">\n'
    '{logo}<p class="muted" style="color:{muted};font-size:15px">{company}</p>\n'
    '<h1 style="font:600 24px/1.25 {heading_font};margin:0 0 12px">{title}</h1>\n'
    "{paragraphs}{buttons}\n"
    '<p class="muted" style="color:{muted};font-size:14px">This is a service message: it comes because of what was'
    " asked for, and you cannot be signed up to anything by it.</p>\n{foot}</div></body></html>\n"
)


def written(
    *, title: str, paragraphs: Sequence[str], url: str = "", label: str = "", aside: tuple[str, str] = ("", "")
) -> tuple[str, str]:
    """The words of a service mail as plain text and as HTML, in the one look of all of them. All is escaped here.

    `url` and `label` make the button; `aside` is a plain link under it, with its words.
    """
    other, other_label = aside
    company, address = culture.company(), culture.charter().postal_address
    pages = [(_LEGAL_PAGES[name], page) for name, page in company.legal_links]
    pages += social.named(company.brand.social)
    lines = [company.brand.footer, f"{company.name}, {address}" if address else company.name]
    foot = "\n".join([*filter(None, lines), *(f"{words}: {page}" for words, page in pages)])
    leads = [f"{words}:\n{to}" for words, to in ((label, url), (other_label, other)) if to]
    text = "\n\n".join([title, *paragraphs, *leads, foot])
    shown = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in paragraphs)
    return text, _PAGE.format(
        title=escape(title), company=escape(company.name), paragraphs=shown, logo=_logo(company),
        buttons=_buttons(company, (url, label), aside), foot=_foot(company, lines[0], address and lines[1], pages),
        **dress(company.brand).values(),
    )  # fmt: skip


def _logo(company: Company) -> str:
    found = adapt.logo(company)
    style = "display:block;max-height:44px;max-width:160px"
    return f'<img src="{escape(found.path)}" alt="" height="44" style="{style};height:auto">\n' if found else ""


def _buttons(company: Company, call: tuple[str, str], aside: tuple[str, str]) -> str:
    """The button, and the plain link under it."""
    worn, (url, label) = dress(company.brand), call
    style = (
        f"display:inline-block;background:{worn.day.button};color:{worn.day.on_button};text-decoration:none;"
        f"font-weight:600;padding:12px 24px;border-radius:{worn.button_radius}px"
    )
    button = f'<p><a class="call" href="{escape(url)}" style="{style}">{escape(label)}</a></p>' if url else ""
    return button + (f'<p class="muted">{_link(worn.day.muted, aside[1], aside[0])}</p>' if aside[0] else "")


def _foot(company: Company, footer: str, imprint: str, pages: Sequence[tuple[str, str]]) -> str:
    muted = dress(company.brand).day.muted
    links = " · ".join(_link(muted, words, page) for words, page in pages)
    lines = (escape(footer), escape(imprint), links)
    return "".join(f'<p class="muted" style="color:{muted};font-size:14px">{line}</p>\n' for line in lines if line)


def _link(colour: str, words: str, url: str) -> str:
    return f'<a href="{escape(url)}" style="color:{colour}">{escape(words)}</a>'
