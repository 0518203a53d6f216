"""The community's public pages on 100,000 posts through the whole view stack, in milliseconds, on both databases.

30,000 questions, 70,000 answers, 150,000 votes; one question has 50 answers with 20 votes each. Django's own client
asks as a signed-in member: middleware, session, statements, templates and all but the socket. The bar is 50 ms at the
99th percentile. The reference is an empty page of the same site (the one to join): the ratio is what the data cost.
"""

import json
import os
import random
import statistics
import time
from collections.abc import Callable
from itertools import accumulate
from typing import Any

from bench import _install

MODULE = "bench.community"
QUESTIONS, ANSWERS, VOTES = 30_000, 70_000, 150_000
PEOPLE, TOPICS, WORDS = 5_000, 40, 20_000
_SYLLABLES = [consonant + vowel for consonant in "bdfkmrs" for vowel in "aeiu"]
OF_ONE, VOTES_OF_EACH = 50, 20
TRIES, POSTS = 300, 60
BAR_MS = 50.0
DAY_US = 86_400_000_000
AT_ONCE = 5_000


def run() -> list[dict[str, Any]]:
    """Rows for each page and database; each database in a process of its own."""
    rows = []
    for kind in _install.KINDS:
        with _install.install(kind) as environ:
            found = _install.measured(MODULE, environ)
        for name, (middle, most, statements) in found["pages"].items():
            rows.append(
                {
                    "name": f"{name}, p99 (p50 {middle:.1f} ms, {statements} statements), {kind}",
                    "value": most,
                    "unit": "ms",
                    "reference": "the page to join, p99",
                    "reference_value": found["empty"],
                    "ratio": most / found["empty"],
                    "target": BAR_MS,
                    "met": most <= BAR_MS,
                }
            )
    return rows


def _main() -> None:
    """Fill the install of the environment and ask its pages; the last line is JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "ninefold.web.config"
    import django  # noqa: PLC0415  # the settings must stand first

    django.setup()
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import setup_test_environment  # noqa: PLC0415

    from ninefold.pipeline import ports  # noqa: PLC0415

    setup_test_environment()
    ports.install()
    _fill(random.Random(9))
    client = Client(SERVER_NAME="127.0.0.1")
    empty = _timed(lambda: client.get("/join"), TRIES)[1]
    _as(client, 1)
    pages = {name: (*_timed(ask, tries), _statements(ask)) for name, ask, tries in _asked(client)}
    print(json.dumps({"pages": pages, "empty": empty}))


def _fill(dice: random.Random) -> None:
    from django.db import transaction  # noqa: PLC0415

    from ninefold.credibility import jobs  # noqa: PLC0415
    from ninefold.kernel import clock  # noqa: PLC0415

    now = clock.now_us()
    with transaction.atomic():
        _people(now)
        _posts(dice, now)
    while jobs.score_due(now=now, limit=AT_ONCE):
        pass
    _settle()


def _people(now: int) -> None:
    from ninefold.kernel.database.bulk import insert  # noqa: PLC0415

    insert(
        "context_profile",
        {"id": "int", "kind": "text", "value": "text", "person_id": "int", "created_at": "int"},
        [(n, "anonymous", f"reader-{n}", n, now) for n in range(1, PEOPLE + 1)],
    )
    insert(
        "community_member",
        {"profile_id": "int", "name": "text", "address": "text", "joined_at": "int", "barred_by": "text",
         "barred_reason": "text"},
        [(n, f"Member {n}", f"m{n}@example.org", now, "", "") for n in range(1, PEOPLE + 1)],
    )  # fmt: skip


def word(n: int) -> str:
    """The n-th word of a made-up language, of syllables, so that beginnings are shared as in a real one."""
    spread = n * 7_919 % WORDS  # so that frequent words begin differently
    return "".join(_SYLLABLES[spread // 28**place % 28] for place in range(3)) + ("n" if n % 2 else "")


def _posts(dice: random.Random, now: int) -> None:
    from ninefold.community import shelving  # noqa: PLC0415
    from ninefold.kernel.database.bulk import insert  # noqa: PLC0415

    # Words as frequent as in a language (Zipf): a few in most posts, most in few.
    words = [word(n) for n in range(WORDS)]
    weights = list(accumulate(1 / (n + 1) for n in range(WORDS)))

    def text(length: int) -> str:
        return " ".join(dice.choices(words, cum_weights=weights, k=length))

    questions = [
        (n, f"q{n}", dice.randint(1, PEOPLE), text(9), text(60), f"topic {dice.randint(1, TOPICS)}",
         now - dice.randint(2, 600) * DAY_US - n)
        for n in range(1, QUESTIONS + 1)
    ]  # fmt: skip
    answers = [(n, f"a{n}", 1, 2 + n % (PEOPLE - 1), text(60), now - DAY_US + n) for n in range(1, OF_ONE + 1)] + [
        (n, f"a{n}", dice.randint(2, QUESTIONS), dice.randint(1, PEOPLE), text(60), now - dice.randint(1, 500) * DAY_US)
        for n in range(OF_ONE + 1, ANSWERS + 1)
    ]
    votes = [(a, 100 + n * 7 + a) for a in range(1, OF_ONE + 1) for n in range(VOTES_OF_EACH)]
    votes += [(dice.randint(OF_ONE + 1, ANSWERS), dice.randint(1, PEOPLE)) for _ in range(VOTES - len(votes))]
    columns = {"id": "int", "key": "text", "profile_id": "int", "title": "text", "body": "text", "topic": "text"}
    insert("community_question", columns | {"asked_at": "int"}, questions)
    insert(
        "community_answer",
        {"id": "int", "key": "text", "question_id": "int", "profile_id": "int", "body": "text", "answered_at": "int"},
        answers,
    )
    insert(
        "community_vote",
        {"answer_id": "int", "profile_id": "int", "rating": "text", "voted_at": "int"},
        [(*pair, dice.choice(("yes", "yes", "yes", "somewhat", "no")), now) for pair in sorted(set(votes))],
    )
    for start in range(1, QUESTIONS + 1, AT_ONCE):
        shelving.refresh(range(start, min(start + AT_ONCE, QUESTIONS + 1)))


def _settle() -> None:
    """Let the database know its tables, as autovacuum or the hourly PRAGMA would."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("context_profile", "community_question", "community_answer", "community_vote"):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))")
            cursor.execute("VACUUM ANALYZE")


def _asked(client: Any) -> list[tuple[str, Callable[[], Any], int]]:
    """Name, request and number of tries of each page."""
    number = iter(range(10**9))

    def get(address: str) -> Callable[[], Any]:
        return lambda: client.get(address)

    def post() -> Any:
        n = next(number)
        _as(client, 1 + n % PEOPLE)
        return client.post(
            "/community/ask", {"title": f"Question {n} {word(7)}", "body": f"{word(3)} " * 60, "topic": "topic 1"}
        )

    def answer() -> Any:
        n = next(number)
        _as(client, 2_000 + n % 2_000)
        return client.post(f"/community/answer/q{2 + n}", {"body": f"Answer {n} " + f"{word(3)} " * 60})

    def vote() -> Any:
        n = next(number)
        _as(client, 4_500 + n % 400)
        return client.post(f"/community/vote/a{1 + n % OF_ONE}", {"rating": "yes", "reason": "clear"})

    return [
        ("newest questions", get("/community/"), TRIES),
        ("newest, 200 pages down", get(_deep()), TRIES),
        ("unanswered of a topic", get("/community/?show=unanswered&topic=topic+7"), TRIES),
        ("most helpful", get("/community/?show=helpful"), TRIES),
        ("question with 50 answers", get("/community/q/q1"), TRIES),
        ("search, a word of most posts", get(f"/community/?q={word(0)}"), TRIES),
        ("search, two frequent words", get(f"/community/?q={word(3)}+{word(9)}"), TRIES),
        ("search, a rare word", get(f"/community/?q={word(19_876)}"), TRIES),
        ("search, a beginning", get("/community/?q=ba"), TRIES),
        ("ask", post, POSTS),
        ("answer", answer, POSTS),
        ("vote on one of 50 answers", vote, POSTS),
    ]


def _as(client: Any, profile: int) -> None:
    from django.http import HttpResponse  # noqa: PLC0415

    from ninefold.community import queries  # noqa: PLC0415
    from ninefold.web.public import session  # noqa: PLC0415

    response, member = HttpResponse(), queries.member(profile)
    assert member
    session.sign_in(response, member)
    client.cookies[session.COOKIE] = response.cookies[session.COOKIE].value


def _deep() -> str:
    """The address of a page far down a list, as its links lead there."""
    from ninefold.community import queries  # noqa: PLC0415
    from ninefold.community.types import Order  # noqa: PLC0415
    from ninefold.web.public.community.reading import list_address  # noqa: PLC0415

    last = queries.page(order=Order.NEWEST, limit=5_000)[-1]
    return list_address(after=queries.cursor_of(Order.NEWEST, last))


def _timed(ask: Callable[[], Any], tries: int) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds."""
    for _ in range(3):
        assert ask().status_code in (200, 302)
    spans = []
    for _ in range(tries):
        started = time.perf_counter()
        answer = ask()
        spans.append((time.perf_counter() - started) * 1000)
        assert answer.status_code in (200, 302), answer.content[:300]
    return statistics.median(spans), statistics.quantiles(spans, n=100)[-1]


def _statements(ask: Callable[[], Any]) -> int:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as found:
        ask()
    return len(found)


if __name__ == "__main__":
    _main()
