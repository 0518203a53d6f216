"""One turn of the cycle: every room's step in flow order, each bounded, each on its own feet."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from ninefold.adapt import pictures
from ninefold.catalyst import jobs as catalyst_jobs
from ninefold.channel import jobs as channel_jobs
from ninefold.channel import serving
from ninefold.collect import actions as collect_actions
from ninefold.content import jobs as content_jobs
from ninefold.content.feeds import job as feeds
from ninefold.content.pictures import fetchjob
from ninefold.content.pictures import job as picture_job
from ninefold.context import jobs as context_jobs
from ninefold.context import queries as context
from ninefold.credibility import jobs as credibility_jobs
from ninefold.measure import jobs as measure_jobs
from ninefold.pipeline import (
    answered,
    auditing,
    expertise,
    likening,
    linking,
    project,
    registers,
    replaying,
    reviewing,
    tidy,
)
from ninefold.pipeline.erasing import job as erasing
from ninefold.pipeline.moving import job as moving

PUBLISHED_PER_TURN = 20
REST_AFTER_FAILURE_SECONDS = 1.0
DECISIONS_PER_TURN = 500
DELIVERIES_PER_TURN = 1_000
IMPORT_SECONDS = 0.5
log = structlog.get_logger()


@dataclass(frozen=True)
class Step:
    """One step: given the instant (us), it does a bounded piece of work and says how much it did.

    Nobody waits within a second for one that is not urgent.
    """

    name: str
    run: Callable[[int], int]
    is_urgent: bool = False


def _publish(now: int) -> int:
    return content_jobs.publish_due(now=now, limit=PUBLISHED_PER_TURN)


def _feed(now: int) -> int:
    return feeds.advance(now=now)


def _picture(now: int) -> int:
    return picture_job.advance(pictures.plan())


def _fetch(now: int) -> int:
    return fetchjob.advance(now=now)


def _score(now: int) -> int:
    return credibility_jobs.score_due(now=now)


def _compute(now: int) -> int:
    return context_jobs.compute_traits(now=now)


def _addresses(now: int) -> int:
    return context_jobs.follow_addresses()


def _rules(now: int) -> int:
    return context_jobs.follow_rules(now=now)


def _value(now: int) -> int:
    return context_jobs.value_customers(now=now)


def _follow(now: int) -> int:
    return context_jobs.follow_segments(now=now)


def _decide(now: int) -> int:
    if context.sending_hold() is not None:  # nobody's attention is spent on what may not go out
        return 0
    return catalyst_jobs.decide_due(now=now, limit=DECISIONS_PER_TURN)


def _serve(now: int) -> int:
    return serving.serve(now=now)


def _hand_over(now: int) -> int:
    return channel_jobs.hand_over(now=now, limit=DELIVERIES_PER_TURN)


def _import(now: int) -> int:
    return collect_actions.import_uploads(seconds_max=IMPORT_SECONDS, now=now)


def _write_lake(now: int) -> int:
    return collect_actions.write_lake(now=now)


def _compact_lake(now: int) -> int:
    return collect_actions.compact_lake()


def _let_go(now: int) -> int:
    return collect_actions.let_go(now=now)


def _judge(now: int) -> int:
    return measure_jobs.judge_due(now=now)


STEPS = (
    Step(
        "erase", erasing.erase_due, is_urgent=True
    ),  # first: a restored database is cleaned before anybody is written to
    Step("moving in", moving.advance),
    Step("imports", _import),
    Step("replay", replaying.replay_due),
    Step("consents", project.project_consents, is_urgent=True),
    Step("events", project.project_events, is_urgent=True),
    Step("addresses", _addresses, is_urgent=True),
    Step("identity rules", _rules),
    Step("computed traits", _compute, is_urgent=True),
    Step("segments", _follow, is_urgent=True),
    Step("score", _score),
    Step("feeds", _feed),
    Step("pictures fetched", _fetch),
    Step("pictures", _picture),  # before what shows them is published
    Step("publish", _publish),
    Step("decide", _decide, is_urgent=True),
    Step("answers told", answered.tell_askers),
    Step("experts told", expertise.tell_experts),
    Step("experts reminded", expertise.remind_experts),
    Step("team told", reviewing.tell_team),
    Step("service messages", _serve, is_urgent=True),
    Step("hand over", _hand_over, is_urgent=True),
    Step("lake", _write_lake),
    Step("lake files", _compact_lake),
    Step("retention", _let_go),
    Step("promises", _judge),
    Step("audit", auditing.AUDIT.run_due),
    Step("candidates", likening.CANDIDATES.run_due),
    Step("links", linking.LINKS.run_due),
    Step("registers", registers.REGISTERS.run_due),
    Step("customer values", _value),
    Step("tidy", tidy.tidy),
)


def turn(now: int, *, is_brief: bool = False) -> int:
    """Run every step once at `now` (us), or the urgent ones alone; returns how much work was done, 0 when there was
    none.

    A step that fails is logged and does not keep the others from running: it will be tried next turn.
    """
    done, failed = 0, False
    for step in (step for step in STEPS if step.is_urgent or not is_brief):
        try:
            done += step.run(now)
        except Exception:  # one step's failure must not stop the others, whatever library raised it
            log.exception("step failed", step=step.name)
            failed = True
    if failed and not done:
        time.sleep(REST_AFTER_FAILURE_SECONDS)  # a step that fails at once would fill the log
    return done
