"""The built-in mailbox of the environment's install, which says when it listens. `python -m bench._mailbox`."""

import asyncio

import uvloop

from ninefold.channel.mailbox import server
from ninefold.kernel import settings


async def main() -> None:
    ready = asyncio.Event()
    serving = asyncio.create_task(server.serve(settings.current(), ready))
    await ready.wait()
    print("ready", flush=True)
    await serving


if __name__ == "__main__":
    uvloop.run(main())
