"""Drives an install from some weeks ago to now through the same rooms that the running worker uses."""

from dataclasses import replace
from datetime import datetime, timedelta

from ninefold.cli.demo import company, experts, history
from ninefold.cli.demo.client import Client
from ninefold.cli.demo.members import Members
from ninefold.cli.demo.people import simulated
from ninefold.cli.demo.progress import Shown
from ninefold.cli.demo.purchases import Purchase, purchases
from ninefold.cli.demo.reactions import Parameters, Simulator
from ninefold.cli.demo.signups import SignUps
from ninefold.cli.demo.world import World
from ninefold.collect import actions as collect
from ninefold.kernel import clock, garbage, settings
from ninefold.measure import jobs as measure
from ninefold.pipeline import demo_note, ports, turn
from ninefold.pipeline.demo_note import DemoNote

BUSY_DAYS = 13
STEP, STEP_QUIET = timedelta(hours=1), timedelta(hours=3)
TURNS_PER_STEP_MAX = 2_000


def drive(*, seed: int, people_max: int, weeks: int, shown: Shown) -> DemoNote:
    """Build the demo in an empty install whose edge, studio and mailbox run. The clock is free again at the end.

    It begins at midnight UTC, so that one seed makes one demo, whatever the hour of the day.
    """
    install, now = settings.current(), clock.now()
    started = (now - timedelta(weeks=weeks)).replace(hour=0, minute=0, second=0, microsecond=0)
    bought = purchases(today=now.date(), people_max=people_max)
    note = DemoNote(
        state="building",
        seed=seed,
        parameters=Parameters().as_dict(),
        people=len({p.customer for p in bought}),
        purchases=len(bought),
        weeks=weeks,
        started_at=started.isoformat(),
    )
    demo_note.write(install.data, note)
    ports.install()
    try:
        clock.drive(started)
        client = _begin(started, bought, seed, install, shown)
        campaigns = company.write_and_start(started, seed=seed)
        people = [simulated(user_id, seed=seed) for user_id in sorted({p.user_id for p in bought})]
        world = World(
            client=client,
            purchases=[p for p in bought if p.at > started],
            simulator=Simulator(seed=seed, parameters=Parameters()),
            members=Members(people=people, public_url=install.public_url, started=started, ends=now, seed=seed),
            sign_ups=SignUps(people=people, public_url=install.public_url, started=started, ends=now, seed=seed),
        )
        with garbage.collected_rarely():  # as in the worker, whose turns these are
            _live(world, started, now, shown)
            experts.ask(company.ACTOR, now=clock.now_us())
            settle()
    finally:
        clock.release()
    collect.write_lake(now=clock.now_us(), force=True)
    while measure.judge(now=clock.now_us()):
        pass
    done = replace(note, state="done", campaign_ids=tuple(campaign.id for campaign in campaigns))
    demo_note.write(install.data, done)
    return done


def _begin(started: datetime, bought: list[Purchase], seed: int, install: settings.Settings, shown: Shown) -> Client:
    """The company on its first day: charter, source, customers, and what they bought before."""
    shop = company.found()
    client = Client(edge_url=install.edge_url, write_key=shop.write_key)
    customers = sorted({p.user_id for p in bought})
    people = (simulated(user_id, seed=seed) for user_id in customers)
    client.send(history.introductions(shown.over("Introduce customers", people, total=len(customers))))
    client.send(history.belongings(customers))
    earlier = [p for p in bought if p.at <= started]
    bar = shown.begin("Import earlier purchases", total=len(earlier))
    history.import_purchases(company.ACTOR, earlier, lambda done, total: bar.at(min(done, len(earlier)), len(earlier)))
    settle(shown.begin("Learn who they are", total=None))
    return client


def settle(bar: object = None) -> int:
    """Turn the pipeline at the present instant until nothing is left to do; returns the work done."""
    work = 0
    for _ in range(TURNS_PER_STEP_MAX):
        done = turn.turn(clock.now_us())
        work += done
        if bar is not None:
            bar.at(work, None if done else work)  # type: ignore[attr-defined]
        if not done:
            return work
    raise AssertionError("the pipeline never came to rest")


def _instants(started: datetime, now: datetime) -> list[datetime]:
    """Every hour while the campaigns run, every third one after them, and now."""
    found, at = [], started
    while (at := at + (STEP if at - started < timedelta(days=BUSY_DAYS) else STEP_QUIET)) < now:
        found.append(at)
    return [*found, now]


def _live(world: World, started: datetime, now: datetime, shown: Shown) -> None:
    """Step by step: what is sold and done comes in, the rooms take their turn, mail is read."""
    instants, mails = _instants(started, now), 0
    bar = shown.begin("Live those weeks by the hour", total=len(instants))
    for number, at in enumerate(instants, 1):
        clock.drive(at)
        world.step(at)
        settle()
        mails += world.read_mail(at)
        bar.at(number, len(instants), f"{at:%d %b %H:00}, {mails:,} mails")
