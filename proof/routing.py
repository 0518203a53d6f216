"""Kills the worker (-9) again and again while it puts questions to likely answerers, who are also sent a letter.

Then counts: each question is put once, each person asked at most once and about one question at a time; who was chosen
has an invitation, waits, or has the reason why not; nobody's attention is overdrawn.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests import databases
from tests.installs import Install

from ninefold.kernel import clock
from proof.crash import PYTHONPATH, ROOT

QUESTIONS, PEOPLE, ASKED_MAX = 400, 2_000, 2
STEP_MAX = 12  # questions that are put before the next kill, at most
REST_SECONDS_MAX = 240.0
ATTENTION_MICRO = 1_050_000  # one contact, and what comes back within the proof


def run(questions: int = QUESTIONS, people: int = PEOPLE) -> dict[str, object]:
    """The proof on each database; sums what was lost and doubled."""
    os.environ.setdefault("NINEFOLD_SECRET_KEY", "a key that only the proof knows")
    found = {kind: one(kind, questions, people) for kind in ("sqlite", "postgres")}
    summed = {name: sum(int(f[name]) for f in found.values()) for name in ("tries", "faults", "lost", "doubled")}
    return {**summed, "by_database": found}


def one(kind: str, questions: int, people: int) -> dict[str, int]:
    """One install on one database."""
    data = Path(tempfile.mkdtemp(prefix="n9-proof-"))
    install = Install(data, databases.choose(kind, data).at(data))
    try:
        subprocess.run(
            [sys.executable, "-m", "proof.scene", str(people), "--questions", str(questions)],
            env=install.environ() | {"PYTHONPATH": PYTHONPATH}, cwd=ROOT, stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip
        install.start("mailbox")
        kills = _killed(install, questions)
        install.start("worker")
        _rest(install)
        return _count(install, questions, kills)
    finally:
        install.stop()
        install.database.drop()
        shutil.rmtree(data, ignore_errors=True)


def _killed(install: Install, questions: int) -> int:
    """Kill the worker whenever some more questions were put, until all are; how often."""
    lot, kills = random.Random(9), 0
    while (put := _number(install, "SELECT count(*) FROM catalyst_routing")) < questions:
        install.start("worker")
        aim = min(questions, put + lot.randint(1, STEP_MAX))
        deadline = time.monotonic() + REST_SECONDS_MAX
        while _number(install, "SELECT count(*) FROM catalyst_routing") < aim:
            assert time.monotonic() < deadline, install.log("worker")[-2_000:]
            time.sleep(0.002)
        time.sleep(lot.uniform(0.0, 0.02))
        install.kill("worker")
        kills += 1
    return kills


def _rest(install: Install) -> None:
    deadline = time.monotonic() + REST_SECONDS_MAX
    while _is_at_work(install):
        assert time.monotonic() < deadline, "the install never came to rest"
        time.sleep(0.3)


def _is_at_work(install: Install) -> bool:
    """Whether anything is left but who waits for their attention to come back."""
    statements = (
        "SELECT count(*) FROM collect_pending",
        f"SELECT count(*) FROM catalyst_candidacy WHERE ask_at <= {clock.now_us()}",
        "SELECT count(*) FROM catalyst_intent WHERE taken_at IS NULL",
        "SELECT count(*) FROM channel_delivery WHERE status IN ('leased', 'handing_over')",
    )
    return any(_number(install, statement) for statement in statements)


def _count(install: Install, questions: int, kills: int) -> dict[str, int]:
    asked = install.rows("SELECT occurrence, profile_id FROM catalyst_intent WHERE occurrence > 0")
    decided = install.rows(
        "SELECT occurrence, profile_id FROM catalyst_decision WHERE occurrence > 0 UNION"
        " SELECT occurrence, profile_id FROM catalyst_candidacy WHERE occurrence > 0"
    )
    put = Counter(number for (number,) in install.rows("SELECT occurrence FROM catalyst_routing"))
    spent = install.rows("SELECT profile_id, sum(price_micro) FROM cadence_spend GROUP BY profile_id")
    told = install.rows("SELECT message_id FROM collect_event WHERE name = 'Question Routed'")
    per_question = Counter(number for number, _ in asked)
    lost = {
        "questions": questions - len(put),
        "events": questions - len(set(told)),
        "reasons": len(set(asked) - set(decided)),
        "chosen": sum(n < ASKED_MAX for n in Counter(number for number, _ in set(decided)).values()),
    }
    doubled = {
        "questions": sum(put.values()) - len(put),
        "events": len(told) - len(set(told)),
        "invitations": len(asked) - len(set(asked)),
        "too_many_asked": sum(n > ASKED_MAX for n in per_question.values()),
        "asked_twice_at_a_time": len(asked) - len({profile for _, profile in asked}),
        "overdrawn": sum(int(str(micro)) > ATTENTION_MICRO for _, micro in spent),
    }
    return {
        "tries": questions,
        "faults": kills,
        "lost": sum(lost.values()),
        "doubled": sum(doubled.values()),
        "invitations": len(asked),
        "letters": _number(install, "SELECT count(*) FROM catalyst_intent WHERE occurrence = 0"),
        **{f"lost_{name}": count for name, count in lost.items()},
        **{f"doubled_{name}": count for name, count in doubled.items()},
    }


def _number(install: Install, statement: str) -> int:
    return int(str(install.rows(statement)[0][0]))
