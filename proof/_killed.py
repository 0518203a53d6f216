"""A `ninefold up` that is killed (-9) when it comes to one step of a switch: `python -m proof._killed STEP`.

A step is the end (or the beginning) of one function of the switch; nothing in Ninefold itself knows of this.
"""

import os
import signal
import sys
from typing import Any

from ninefold.cli import between, main, switch
from ninefold.cli.supervisor import Supervisor
from ninefold.kernel import installs
from ninefold.pipeline import switching

BEFORE, AFTER = "before", "after"
STEPS: dict[str, tuple[Any, str, str]] = {
    "the wish is taken": (switching, "take", AFTER),
    "a scratch folder is begun": (switch, "_begin", AFTER),
    "the install is set up": (switch, "set_up", AFTER),
    "the new install stands": (installs, "put_in_place", AFTER),
    "the parts load": (Supervisor, "load", AFTER),
    "the parts have loaded": (Supervisor, "await_loaded", AFTER),
    "the door is to be held": (between, "answering", BEFORE),
    "the old parts have stopped": (Supervisor, "stop", AFTER),
    "the note is not yet written": (installs, "serve", BEFORE),
    "the note is not yet on disk": (installs, "_keep", BEFORE),
    "the note is written": (installs, "serve", AFTER),
    "the word to serve is given": (Supervisor, "_let_go", AFTER),
    "the first part answers": (Supervisor, "_wait_until_ready", AFTER),
    "all parts answer": (Supervisor, "start", AFTER),
}
_under_way: list[bool] = []


def _watch(module: Any, name: str, when: str) -> None:
    wrapped = getattr(module, name)

    def watched(*args: Any, **kwargs: Any) -> Any:
        if _under_way and when == BEFORE:
            os.kill(os.getpid(), signal.SIGKILL)
        done = wrapped(*args, **kwargs)
        if name == "take":
            _under_way.append(True)
        if _under_way and when == AFTER:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    setattr(module, name, watched)


if __name__ == "__main__":
    _watch(switching, "take", "")
    _watch(*STEPS[sys.argv[1]])
    sys.exit(main.main(["up"]))
