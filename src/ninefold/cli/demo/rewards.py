"""What the demo company gives for points and for recognition."""

from dataclasses import replace

from ninefold.currency import actions, queries
from ninefold.currency.types import Reward, RewardKind
from ninefold.kernel.actors import Actor

CODES = 500
WORTH_MINOR = 1_000  # of 1,000 points: the company says that a point is a cent
SLEEVES = Reward(
    key="inner-sleeves",
    name="Ten lined inner sleeves",
    text="A code for ten lined inner sleeves with your next order. (A demo: no shop takes it.)",
    kind=RewardKind.CODE,
    currency="points",
    price=60,
)
FIRST_LISTEN = Reward(
    key="first-listen",
    name="First listen",
    text="Next month's crate before everyone else, for people whose answers helped others.",
    kind=RewardKind.ACCESS,
    currency="recognition",
    price=20,
    early_text="Here the shop would show next month's crate to those whose answers helped others. (A demo.)",
)
KEYS = (SLEEVES.key, FIRST_LISTEN.key)


def lay_out(actor: Actor) -> None:
    """State what points are worth, put both rewards on the shelf, and let all of the demo's days earn."""
    for rule in queries.rules():
        actions.save_rule(actor=actor, rule=replace(rule, valid_from=0))
    points = queries.currency(SLEEVES.currency)
    actions.define_currency(actor=actor, currency=replace(points, worth_minor=WORTH_MINOR, worth_money="USD"))
    for reward in (SLEEVES, FIRST_LISTEN):
        actions.save_reward(actor=actor, reward=reward)
    actions.make_codes(actor=actor, reward=SLEEVES.key, count=CODES)
