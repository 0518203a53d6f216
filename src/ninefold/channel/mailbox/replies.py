"""Writes a person's answer to a message, as their mail program would, and sends it over SMTP to the mailbox."""

import smtplib
from email.message import EmailMessage
from email.utils import formatdate

from ninefold.channel.mailbox import parsing, queries
from ninefold.kernel import clock, ids, settings
from ninefold.kernel.errors import BadInput, Unavailable

TEXT_CHARACTERS_MAX = 10_000
SEND_SECONDS_MAX = 20


def compose_reply(message_id: int, text: str) -> None:
    """Answer a message with `text`, to its Reply-To, from the address it was sent to.

    Raises NotFound, BadInput when there is nothing to send or nobody to answer, Unavailable when the mailbox is away.
    """
    text = text.strip()
    if not text or len(text) > TEXT_CHARACTERS_MAX:
        raise BadInput("reply_text", f"Write something, at most {TEXT_CHARACTERS_MAX} characters.")
    message = queries.message(message_id)
    to = parsing.reply_address(message)
    if not to:
        raise BadInput("reply_nobody", "This message names no address to answer to.")
    mail = EmailMessage()
    mail["From"] = message.recipient
    mail["To"] = to
    mail["Subject"] = message.subject if message.subject.lower().startswith("re:") else f"Re: {message.subject}"
    mail["Date"] = formatdate(clock.now_us() / 1_000_000)
    mail["Message-ID"] = f"<{ids.uuid7()}@mailbox.localhost>"
    mail["In-Reply-To"] = message.header("Message-ID")
    mail.set_content(f"{text}\n\n{_quoted(message.text, message.header('From'))}")
    _send(mail, sender=message.recipient, to=to)


def _quoted(text: str, author: str) -> str:
    lines = "\n".join(f"> {line}" for line in text.splitlines()[:40])
    return f"On that day, {author} wrote:\n{lines}\n"


def _send(mail: EmailMessage, *, sender: str, to: str) -> None:
    install = settings.current()
    try:
        with smtplib.SMTP(install.mailbox_bind, install.mailbox_port, timeout=SEND_SECONDS_MAX) as connection:
            connection.send_message(mail, from_addr=sender, to_addrs=[to])
    except smtplib.SMTPRecipientsRefused as error:
        raise BadInput("reply_refused", "The mailbox does not know the address to answer to.") from error
    except (OSError, smtplib.SMTPException) as error:
        raise Unavailable("mailbox_away", f"The mailbox does not answer: {error}.") from error
