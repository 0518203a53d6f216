"""One database's part of `bench/sending.py`: `python -m bench._sending sqlite|postgres` prints its rows as JSON."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import aiosmtplib
import uvloop
from tests import databases
from tests.installs import free_port

if TYPE_CHECKING:
    from ninefold.channel import smtp

from bench import _rawclient

PEOPLE = 10_000
CHUNK = 1_000
TARGET = 0.2
MAILBOX_MAILS = 3_000
MAILBOX_TARGET = 0.7
CONNECTIONS = 8
Row = dict[str, object]


@contextmanager
def far_side(module: str, *words: str) -> Iterator[None]:
    """A process that takes mail, ready."""
    process = subprocess.Popen([sys.executable, "-m", module, *words], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()


def row(name: str, value: float, reference: str, reference_value: float, target: float) -> Row:
    ratio = value / reference_value
    return {
        "name": name,
        "value": value,
        "unit": "messages/s",
        "reference": reference,
        "reference_value": reference_value,
        "ratio": ratio,
        "target": target,
        "met": ratio >= target,
    }


def campaign(kind: str, port: int) -> list[Row]:
    """Hand a whole campaign over to the sink, then the same number of mails of the same size by the raw client."""
    from django.db import connection  # noqa: PLC0415  # the settings must stand first
    from tests.channel import stage  # noqa: PLC0415

    from ninefold.catalyst import queries as catalyst  # noqa: PLC0415
    from ninefold.channel import jobs, preparing, queries  # noqa: PLC0415
    from ninefold.channel.leasing import Leased  # noqa: PLC0415
    from ninefold.kernel import garbage, settings  # noqa: PLC0415

    item, made = stage.item(), stage.campaign()
    for _ in range(PEOPLE // CHUNK):
        stage.intend(made.pk, stage.people(CHUNK), item)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    sample = [
        Leased(n, i.id, i.campaign_id, i.profile_id, i.arm, i.item_id, i.channel, i.purpose, i.expires_at, 0)
        for n, i in enumerate(catalyst.intents_due(now=stage.NOW, limit=200), start=1)
    ]
    ready, _ = preparing.prepare(
        sample, preparing.look(sample, now=stage.NOW), now=stage.NOW, install=settings.current()
    )
    contents = [each.outgoing.content for each in ready] * (PEOPLE // len(ready))

    raw = max(_rawclient.mails_per_second(port, contents) for _ in range(2))
    with garbage.collected_rarely():  # as in the worker
        begun = time.perf_counter()
        while jobs.hand_over(now=stage.NOW, limit=1_000):
            pass
        seconds = time.perf_counter() - begun
    jobs.close()
    assert {status.value: count for status, count in queries.status_counts().items()} == {"delivered": PEOPLE}
    size = f"{sum(map(len, contents)) / len(contents) / 1024:.1f} KB"
    return [row(f"campaign messages, {kind}, {size} each", PEOPLE / seconds, "raw pipelined client", raw, TARGET)]


def mailbox(sink_port: int) -> list[Row]:
    """The built-in mailbox, every message on its disk before its 250, against aiosmtpd that keeps nothing."""
    from ninefold.channel.mailbox import queries  # noqa: PLC0415  # the settings must stand first
    from ninefold.kernel import settings  # noqa: PLC0415

    port = settings.current().mailbox_port
    with far_side("bench._mailbox"):
        kept = _mails_per_second(port)
    assert queries.count() == MAILBOX_MAILS
    with far_side("bench._mailbox", "nothing"):
        nothing = _mails_per_second(port)
    return [
        row("built-in mailbox takes, on disk", kept, "aiosmtpd keeping nothing", nothing, MAILBOX_TARGET),
        row("our SMTP client alone", _mails_per_second(sink_port), "aiosmtplib", _aiosmtplib(sink_port), 1.0),
    ]


def _aiosmtplib(port: int) -> float:
    """The library that the client stands in for, over as many connections."""
    mails = _mails()

    async def share(number: int) -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, use_tls=False) as connection:
            for mail in mails[number::CONNECTIONS]:
                await connection.sendmail(mail.sender, [mail.recipient], mail.content)

    async def everything() -> None:
        await asyncio.gather(*(share(number) for number in range(CONNECTIONS)))

    begun = time.perf_counter()
    uvloop.run(everything())
    return len(mails) / (time.perf_counter() - begun)


def _mails() -> "list[smtp.Outgoing]":
    from ninefold.channel import smtp  # noqa: PLC0415  # the settings must stand first

    content = b"Subject: A letter\r\n\r\n" + (b"x" * 70 + b"\r\n") * 60
    return [smtp.Outgoing("s@example.org", f"p{n}@example.org", content) for n in range(MAILBOX_MAILS)]


def _mails_per_second(port: int) -> float:
    from ninefold.channel import smtp  # noqa: PLC0415  # the settings must stand first

    sender = smtp.Sender(smtp.Relay("127.0.0.1", port), connections=CONNECTIONS)
    begun = time.perf_counter()
    assert {each.fate for each in sender.send(_mails(), seconds=120)} == {smtp.Fate.TAKEN}
    seconds = time.perf_counter() - begun
    sender.close()
    return MAILBOX_MAILS / seconds


def main(kind: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix="ninefold-bench-"))
    database = databases.choose(kind, folder)
    port = free_port()
    os.environ |= {
        "NINEFOLD_DATA": str(folder),
        "NINEFOLD_DATABASE_URL": database.url,
        "DJANGO_SETTINGS_MODULE": "ninefold.kernel.database.config",
        "NINEFOLD_SECRET_KEY": "a key for a benchmark",
        "NINEFOLD_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "NINEFOLD_MAILBOX_PORT": str(free_port()),
    }
    import django  # noqa: PLC0415  # the settings must stand first

    django.setup()
    database.restore()
    try:
        with far_side("bench._sink", str(port)):
            rows = campaign(kind, port)
            if kind == "sqlite":
                rows += mailbox(port)
        print(json.dumps(rows))
    finally:
        database.drop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1])
