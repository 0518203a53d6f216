"""10,000 random items in every form factor, in scripts from Latin to Thai, Arabic and sequences of emoji.

Each rendition is counted a second time by other means (tests.adapt.counting), X's by X's own library where Node is
installed. `lost` counts must-keep facts that a rendition lost; `over` renditions beyond their limit; `torn` words or
graphemes that nobody wrote.

The generator notes each fact that it plants in what must not lose any: `unfound` says by kind how many our finder does
not find, `unfound_and_lost` how often a rendition lost one of those. Names may be among them, since capitals do not
tell a name that begins a sentence; nothing else may.
"""

import json
import multiprocessing
import os
import shutil
import subprocess
from pathlib import Path

from tests.adapt import thousands
from tests.adapt.thousands import Found

from proof._fetched import ROOT

ITEMS, PARTS = 10_000, 20
TWITTER_TEXT = "twitter-text@3.1.0"
X_LIMIT = 280


def run() -> dict[str, object]:
    """Tries all of them, on as many processors as there are."""
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        parts = pool.map(_tried, range(PARTS))
    whole = Found()
    for part in parts:
        whole.fitted.update(part.fitted)
        whole.refused.update(part.refused)
        whole.facts += part.facts
        for name in ("planted", "unfound", "let_go"):
            getattr(whole, name).update(getattr(part, name))
        for name in ("over", "lost", "broken", "on_x"):
            getattr(whole, name).extend(getattr(part, name))
    weights = _weighed(whole.on_x)
    return {
        "tries": ITEMS * len(thousands.FORMS), "fitted": dict(whole.fitted), "refused": dict(whole.refused),
        "facts_kept": whole.facts - len(whole.lost), "lost": len(whole.lost), "doubled": 0, "over": len(whole.over),
        "planted": dict(whole.planted), "unfound": dict(whole.unfound), "unfound_and_lost": dict(whole.let_go),
        "torn": len(whole.broken), "faults": [*whole.over, *whole.lost, *whole.broken][:10],
        "weighed_by_x": len(weights), "over_by_x": sum(weight > X_LIMIT for weight in weights),
    }  # fmt: skip


def holds(found: dict[str, object]) -> bool:
    """Nothing is too long, nothing lost, nothing torn; and each form factor took many."""
    fitted = found["fitted"]
    assert isinstance(fitted, dict)
    is_many = all(fitted.get(form.key, 0) > ITEMS // 10 for form in thousands.FORMS)
    gone = found["unfound_and_lost"]
    assert isinstance(gone, dict)
    return (
        is_many
        and not gone.keys() - {"name"}
        and not any(found[name] for name in ("lost", "over", "torn", "over_by_x"))
    )


def _tried(part: int) -> Found:
    found = Found()
    for seed in range(part, ITEMS, PARTS):
        thousands.try_all(seed, found)
    return found


def _weighed(texts: list[str]) -> list[int]:
    """The weights by X's own library; none where Node or npm is missing, which `weighed_by_x` then says."""
    if not shutil.which("npm") or not shutil.which("node"):
        return []
    folder = ROOT / ".cache" / "twitter-text"
    if not (folder / "fetched").exists():
        folder.mkdir(parents=True, exist_ok=True)
        npm = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), TWITTER_TEXT]
        subprocess.run(npm, check=True, capture_output=True)
        (folder / "fetched").touch()
    script = Path(__file__).parent / "_weigh.cjs"
    done = subprocess.run(
        ["node", str(script), str(folder / "node_modules")],
        input=json.dumps(texts), capture_output=True, text=True, check=True,
    )  # fmt: skip
    weights: list[int] = json.loads(done.stdout)
    assert len(weights) == len(texts)
    return weights
