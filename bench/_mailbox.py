"""The built-in mailbox of the environment's install, or aiosmtpd that keeps nothing; says when it listens.

`python -m bench._mailbox [nothing]`
"""

import asyncio
import sys
from dataclasses import replace

import uvloop
from aiosmtpd.smtp import SMTP

from ninefold.channel.mailbox import server
from ninefold.kernel import settings
from ninefold.kernel.settings import Settings


class KeepsNothing:
    """aiosmtpd's handler: takes all, keeps nothing."""

    async def handle_EHLO(  # noqa: N802  # aiosmtpd's own name, as below
        self, server: SMTP, session: object, envelope: object, name: str, said: list[str]
    ) -> list[str]:
        session.host_name = name  # type: ignore[attr-defined]
        return [*said[:-1], "250-PIPELINING", said[-1]]

    async def handle_DATA(self, server: SMTP, session: object, envelope: object) -> str:  # noqa: N802
        return "250 taken"


async def serve_nothing(install: Settings, ready: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    found = await loop.create_server(lambda: SMTP(KeepsNothing(), loop=loop), install.bind, install.mailbox_port)
    ready.set()
    async with found:
        await found.serve_forever()


async def main() -> None:
    ready = asyncio.Event()
    serve = serve_nothing if sys.argv[1:] == ["nothing"] else server.serve
    install = replace(
        settings.current(), smtp_url=""
    )  # it stands at the end of the way, though the bench sends elsewhere
    serving = asyncio.create_task(serve(install, ready))
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait([serving, waiting], return_when=asyncio.FIRST_COMPLETED)
    print("ready", flush=True)
    await serving


if __name__ == "__main__":
    uvloop.run(main())
