"""The simulated side of each customer: name, address, zone, community, consent. The same seed makes the same people."""

import random
from dataclasses import dataclass
from importlib.resources import files

# First and family names of many places, one line each, joined at random: no one in particular is meant.
_NAMES = files("ninefold.cli.demo").joinpath("names.txt").read_text(encoding="utf-8")
FIRST, FAMILY = (line.split() for line in _NAMES.splitlines())
ZONES = (
    ("America/New_York", 40), ("America/Chicago", 22), ("America/Denver", 8), ("America/Los_Angeles", 18),
    ("Europe/London", 5), ("Europe/Lisbon", 2), ("Asia/Tokyo", 3), ("Australia/Sydney", 2),
)  # fmt: skip
COMMUNITIES = (("vinyl", 30), ("newcomer", 25), ("", 45))
CONSENT_NEWS = 0.64
CONSENT_OFFERS = 0.38


@dataclass(frozen=True, slots=True)
class SimulatedPerson:
    """What the simulator adds to a customer number."""

    user_id: str
    first_name: str
    name: str
    email: str
    zone: str
    community: str
    consents: tuple[str, ...]

    def traits(self) -> dict[str, object]:
        """The traits as an identify call carries them; `simulated` marks them wherever they show."""
        traits: dict[str, object] = {
            "name": self.name,
            "first_name": self.first_name,
            "email": self.email,
            "timezone": self.zone,
            "language": "en",
            "simulated": True,
        }
        return traits | ({"community": self.community} if self.community else {})


def simulated(user_id: str, *, seed: int) -> SimulatedPerson:
    """The simulated person behind a customer id."""
    lot = random.Random(f"{seed}:{user_id}")  # noqa: S311  # a simulator, not a secret
    first, family = lot.choice(FIRST), lot.choice(FAMILY)
    number = user_id.rpartition("-")[2]
    consents = [p for p, share in (("news", CONSENT_NEWS), ("offers", CONSENT_OFFERS)) if lot.random() < share]
    return SimulatedPerson(
        user_id=user_id,
        first_name=first,
        name=f"{first} {family}",
        email=f"{first}.{family}.{number}@demo.example".lower(),
        zone=_weighted(lot, ZONES),
        community=_weighted(lot, COMMUNITIES),
        consents=tuple(consents),
    )


def _weighted(lot: random.Random, choices: tuple[tuple[str, int], ...]) -> str:
    return lot.choices([name for name, _ in choices], [weight for _, weight in choices])[0]
