"""Hands replies and bounces on to the edge, which keeps them as it keeps every event. Kept until accepted.

Tried with growing pauses, at most TRIES_MAX times (about two days); then the mail stays in the file as stuck.
"""

import asyncio
import http.client
import time
from contextlib import closing

from ninefold.channel import tokens
from ninefold.channel.mailbox import store
from ninefold.kernel.settings import Settings

PATH = "/m/reply"
TRIES_MAX = 600
PAUSE_SECONDS_MAX = 300
BATCH = 50
RAW_BYTES_MAX = 1_000_000  # the words stand first; what is cut are attachments, which nobody reads here
POST_SECONDS_MAX = 10
_NOT_NOW = frozenset({408, 425, 429})


class Forwarder:
    """Posts inbound mail, one after another, oldest first."""

    def __init__(self, install: Settings) -> None:
        self._install = install

    async def forward_forever(self, arrived: asyncio.Event) -> None:
        """Post what waits; look again when mail arrives, and each second for what is to be tried again."""
        while True:
            await asyncio.to_thread(self.forward)
            try:
                await asyncio.wait_for(arrived.wait(), timeout=1)
            except TimeoutError:
                continue
            arrived.clear()

    def forward(self) -> int:
        """Post one batch of what waits; how many were accepted."""
        with closing(store.connect(self._install.mailbox_path)) as connection:
            accepted = 0
            for inbound_id, recipient, raw, tries in store.waiting(connection, machine_us=_machine_us(), limit=BATCH):
                status, reason = self._post(recipient, raw[:RAW_BYTES_MAX])
                state = _state(status, tries + 1)
                pause = min(2**tries if tries < 10 else PAUSE_SECONDS_MAX, PAUSE_SECONDS_MAX)
                store.tried(
                    connection, inbound_id, state=state, reason=reason, try_at=_machine_us() + pause * 1_000_000
                )
                accepted += state == "accepted"
                if status == 0:
                    break  # nobody listens: the others wait as well
            return accepted

    def _post(self, recipient: str, raw: bytes) -> tuple[int, str]:
        """The edge's status and words; status 0 when it cannot be reached."""
        connection = http.client.HTTPConnection(self._install.bind, self._install.edge_port, timeout=POST_SECONDS_MAX)
        headers = {
            "Authorization": f"Bearer {tokens.mailbox_token()}",
            "Content-Type": "message/rfc822",
            "X-Ninefold-Recipient": recipient,
        }
        try:
            with closing(connection):
                connection.request("POST", PATH, body=raw, headers=headers)
                response = connection.getresponse()
                return response.status, response.read(500).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            return 0, str(error) or type(error).__name__


def _state(status: int, tries: int) -> str:
    if 200 <= status < 300:
        return "accepted"
    if 400 <= status < 500 and status not in _NOT_NOW:
        return "rejected"
    return "stuck" if tries >= TRIES_MAX else "waiting"


def _machine_us() -> int:
    """Pauses run on the machine's time: a driven clock must not stop or hurry them."""
    return time.time_ns() // 1000
