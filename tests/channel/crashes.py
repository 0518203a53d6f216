"""A sending process that is killed at a chosen step, and the books afterwards."""

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import connections

from ninefold.channel import jobs, leasing, smtp
from ninefold.channel.models import Delivery as DeliveryRow
from ninefold.kernel import settings
from tests.channel.stage import NOW


@contextmanager
def sending_to(port: int) -> Iterator[None]:
    """Send to this port of this machine."""
    plain = settings.current
    told = replace(plain(), smtp_url=f"smtp://127.0.0.1:{port}")
    settings.current = lambda: told  # type: ignore[assignment]  # as if the environment had said so
    try:
        yield
    finally:
        settings.current = plain


def killed_at(step: int) -> bool:
    """Fork a worker that hands over until nothing is left, or is killed (SIGKILL) at its `step`-th step.

    Steps: a statement of the delivery's life before and after, a batch sent, a reply read. True when it was killed.
    """
    connections.close_all()
    jobs.close()
    child = os.fork()
    if child == 0:
        try:
            _count_steps(step)
            while jobs.hand_over(now=NOW, holder=f"worker-{os.getpid()}"):
                pass
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    # Its lease runs out in life; the dead cannot renew it.
    DeliveryRow.objects.exclude(lease_holder="").update(lease_until=1)
    return os.WIFSIGNALED(status)


def _count_steps(step: int) -> None:
    left = [step]

    def tick() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("insert_leased", "lease_again", "begin", "end", "give_back"):
        setattr(leasing, name, _ticking(getattr(leasing, name), tick))
    smtp.Sender.start = _ticking(smtp.Sender.start, tick)  # type: ignore[method-assign]
    plain = smtp._Connection.reply

    async def reply(connection: smtp._Connection) -> tuple[int, str]:
        tick()
        return await plain(connection)

    smtp._Connection.reply = reply  # type: ignore[method-assign]


def _ticking(plain: Callable[..., Any], tick: Callable[[], None]) -> Callable[..., Any]:
    def call(*args: Any, **named: Any) -> Any:
        tick()
        found = plain(*args, **named)
        tick()
        return found

    return call


def books(recipients: set[str], taken: Counter[str]) -> dict[str, int]:
    """Lost, doubled and unknown of some recipients, given how often the far side took mail for each."""
    ends = ("delivered", "refused", "failed", "unknown")
    rows = list(DeliveryRow.objects.values_list("address", "status"))
    ended = Counter(address for address, status in rows if status in ends)
    delivered = {address for address, status in rows if status == "delivered"}
    return {
        "lost": sum(ended[each] != 1 for each in recipients) + sum(not taken[each] for each in delivered),
        "doubled": sum(times > 1 for times in taken.values()),
        "unknown": sum(status == "unknown" for _, status in rows),
    }
