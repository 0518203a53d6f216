"""The wish to be served the other install, and how far it has come, as files in the demo's folder.

Whoever wishes (studio, command) writes `wish.json`; the `ninefold up` that runs takes it and tells its steps in
`switching.json`. A wish holds a session's key and a password's hash, as the databases do: its owner alone reads it.
"""

import json
import os
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from ninefold.kernel import onlyone
from ninefold.kernel.installs import Which

WISH, TAKEN, STATE = "wish.json", "wish-taken.json", "switching.json"
STATE_PATH = "/start/state/"  # where the studio, and who stands in for it, says how far a switch has come
FILES = (f"{WISH}*", TAKEN, f"{STATE}*")


class Step(StrEnum):
    """How far a switch has come."""

    MAKING = "making"
    STOPPING = "stopping"
    STARTING = "starting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Owner:
    """The account that owns the company's install: `password` is the hash that Django keeps."""

    name: str
    address: str
    password: str


@dataclass(frozen=True)
class Wish:
    """To be served `to`. Where the company is to be made: its name, and its owner (None: one is made up).

    `owner` is also who asks: `session`, their browser's, is let in there where the same login holds.
    """

    to: Which
    company: str = ""
    owner: Owner | None = None
    session: str = ""


@dataclass(frozen=True)
class State:
    """How far a switch has come; `said` is the reason of one that failed."""

    to: Which
    step: Step
    said: str = ""


def home_of(data: Path) -> Path | None:
    """The demo's folder, where the `ninefold up` that serves the install in `data` can serve the other one too."""
    said = onlyone.running(data)
    return Path(said["home"]) if said and said.get("home") else None


def ask(home: Path, wish: Wish) -> None:
    """Ask the `ninefold up` that runs to serve another install."""
    (home / STATE).unlink(missing_ok=True)
    _write(home / WISH, asdict(wish))


def is_asked(home: Path) -> bool:
    return (home / WISH).exists()


def asked_at(home: Path) -> int:
    """When the wish that waits was written (its file's nanoseconds), 0 where none does."""
    try:
        return (home / WISH).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def read(path: Path) -> Wish:
    """The wish in a file."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    owner = Owner(**raw["owner"]) if raw["owner"] else None
    return Wish(Which(raw["to"]), raw["company"], owner, raw["session"])


def write(path: Path, wish: Wish) -> None:
    """Write a wish to a file that only its owner reads."""
    _write(path, asdict(wish))


def take(home: Path) -> Path:
    """Take the wish, so that another one may come; the file that holds it until `forget`."""
    return (home / WISH).rename(home / TAKEN)


def forget(home: Path) -> None:
    """The wish that was taken is done with."""
    (home / TAKEN).unlink(missing_ok=True)


def withdraw(home: Path) -> None:
    """Nobody waits for the wish any more."""
    (home / WISH).unlink(missing_ok=True)
    forget(home)


def tell(home: Path, state: State) -> None:
    _write(home / STATE, asdict(state))


def state(home: Path) -> State | None:
    """How far the switch has come that was asked for last; None before its first step."""
    try:
        raw = json.loads((home / STATE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return State(Which(raw["to"]), Step(raw["step"]), raw["said"])


def mend(home: Path, served: Which) -> None:
    """Say how a switch ended that was cut short, and forget what was wished, before anything is served again."""
    forget(home)
    told = state(home)
    if told is None or told.step in (Step.DONE, Step.FAILED):
        return
    if told.to is served:
        tell(home, State(served, Step.DONE))
    else:
        tell(home, State(told.to, Step.FAILED, f"It was cut short. The {served.value} is served."))


def _write(path: Path, what: dict[str, object]) -> None:
    """Whole or not at all."""
    scratch = path.with_name(f"{path.name}.new")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(what, file)
    scratch.replace(path)
