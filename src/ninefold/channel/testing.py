"""A test of a letter, to the own address of a member of the team: by the real relay, marked, counted nowhere.

No delivery, no event, no attention and no consent are touched. Links of the text lead straight to where they point
and are not tracked; what belongs to a recipient (leaving, pace, poll, open) is inert.
"""

import re
from html import escape

import structlog
from django.core.cache import cache

from ninefold.adapt import queries as adapt
from ninefold.adapt.errors import DoesNotFit
from ninefold.adapt.personas import Persona
from ninefold.adapt.types import Rendition
from ninefold.channel import jobs, mail, preparing, smtp
from ninefold.channel.addresses import checked
from ninefold.channel.models import TestTaken
from ninefold.content.types import VariantContent
from ninefold.culture import queries as culture
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, Unavailable
from ninefold.kernel.ids import uuid7

AN_HOUR_MAX = 30
HOUR_SECONDS = 3_600
SECONDS_MAX = 10.0
INERT = "#inert-in-a-test"
_MARK = "test."  # how the Message-ID of a test begins
_OPEN = re.compile(rf'<img src="{INERT}"[^>]*>')
_BODY = re.compile(r"<body[^>]*>")
_LOOK = "background:#f6e7c8;color:#1d2330;font:14px/1.5 sans-serif;padding:10px 16px;text-align:center"
log = structlog.get_logger(__name__)


def send_test(*, actor: Actor, address: str, content: VariantContent, reader: Persona) -> None:
    """Send a draft as mail, as `reader` would see it, to an address of the actor's own.

    `reader` is a persona, or a real person as one: then the actor needs the right to read people. Raise NotAllowed,
    DoesNotFit, AddressRefused, BadInput for too many, Unavailable where the relay did not take it.
    """
    actor.require(Permission.CONTENT_EDIT)
    if reader.person.profile_ids:
        actor.require(Permission.PERSON_READ)
    recipient = checked(address)
    shown = adapt.preview(content, reader, preparing.FORM_FACTOR, links=_link)
    if not isinstance(shown, Rendition):
        raise DoesNotFit(" ".join(problem.message for problem in shown), tuple(shown))
    _count(actor)
    _hand_over(_letter(shown, f"Test, as {reader.label} would get it. Nothing in it is counted.", recipient, actor))
    TestTaken.objects.create(actor_key=actor.key[:100], taken_at=clock.now_us())
    log.info("test sent", actor=actor.key, tag=shown.tag)


def was_taken() -> bool:
    """Whether the relay ever took a test."""
    return TestTaken.objects.exists()


def _link(url: str, label: str) -> str:
    """Where a link of a test leads."""
    return INERT if url.startswith("ninefold:") else url  # those of living blocks are real by now


def _count(actor: Actor) -> None:
    """A limit for each member: an address in an account can be anyone's."""
    key = f"tests-sent-{actor.key}"
    cache.add(key, 0, HOUR_SECONDS)
    if cache.incr(key) > AN_HOUR_MAX:
        raise BadInput("tests_many", f"You sent {AN_HOUR_MAX} tests within an hour. Send the next one later.")


def _letter(shown: Rendition, mark: str, recipient: str, actor: Actor) -> smtp.Outgoing:
    company = culture.company()
    sender = checked(company.sender_address)
    banner = f'<div style="{_LOOK}">{escape(mark)}</div>'
    letter = mail.Letter(
        sender_name=company.sender,
        sender_address=sender,
        recipient_name=mail.person_name(actor.name),
        recipient_address=recipient,
        reply_address=sender,
        subject=f"[Test] {shown.subject}",
        text=f"{mark}\n\n{shown.text}",
        html=_BODY.sub(lambda body: body.group() + banner, _OPEN.sub("", shown.html), count=1),
        message_id=f"{_MARK}{uuid7()}@{sender.rpartition('@')[2]}",
        sent_at=clock.now_us(),
    )
    return smtp.Outgoing(sender, recipient, mail.assemble(letter))


def _hand_over(outgoing: smtp.Outgoing) -> None:
    sender = jobs.new_sender(settings.current(), domain=culture.company().domain, connections=1)
    try:
        (result,) = sender.send([outgoing], seconds=SECONDS_MAX)
    finally:
        sender.close()
    if result.fate is not smtp.Fate.TAKEN:
        raise Unavailable("test_not_taken", f"The mail server did not take the test: {result.text or 'no answer'}")


def is_test(message_id: str) -> bool:
    """Whether a letter with this Message-ID is a test, which counts nowhere."""
    return message_id.strip().lstrip("<").startswith(_MARK)
