"""The demo's note in the data folder: what is real, what is simulated, with which seed and parameters."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

FILE = "demo.json"


@dataclass(frozen=True)
class DemoNote:
    """`state` is "building" until the weeks have been driven to their end. Studio pages show the rest.

    The same seed on the same day makes the same people, the same lots and the same reactions. `campaign_ids` are the
    campaigns that the demo ran.
    """

    state: str
    seed: int
    parameters: dict[str, float] = field(default_factory=dict)
    origin: str = "CDNOW purchases (Fader & Hardie), shipped with the lifetimes package (MIT)"
    real: str = "customers, purchases and their amounts; dates are shifted so that the last one is yesterday"
    simulated: str = (
        "names, addresses, zones, communities, groups, consents, every sign-up, every reaction to mail, every question,"
        " answer and vote;"
        " one seed makes the same demo all day (UTC)"
    )
    people: int = 0
    purchases: int = 0
    weeks: int = 6
    started_at: str = ""
    campaign_ids: tuple[int, ...] = ()

    @property
    def is_building(self) -> bool:
        """Whether the weeks are still lived through."""
        return self.state == "building"


def read(data: Path) -> DemoNote | None:
    """The note of this install, or None when it holds no demo."""
    path = data / FILE
    if not path.exists():
        return None
    return DemoNote(**json.loads(path.read_text(encoding="utf-8")))


def write(data: Path, note: DemoNote) -> None:
    """Write the note, whole or not at all."""
    data.mkdir(parents=True, exist_ok=True)
    scratch = data / (FILE + ".new")
    scratch.write_text(json.dumps(asdict(note), indent=1), encoding="utf-8")
    scratch.replace(data / FILE)
