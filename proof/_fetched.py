"""What one proof alone needs, fetched by its hash into the cache and nowhere else."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def fetched(name: str) -> Path:
    """The folder with what `requirements/<name>.lock` names."""
    folder = ROOT / ".cache" / name
    if not (folder / "fetched").exists():
        uv = [sys.executable, "-m", "uv", "pip", "install", "-q", "--target", str(folder), "--require-hashes"]
        subprocess.run([*uv, "-r", str(ROOT / "requirements" / f"{name}.lock")], check=True)
        (folder / "fetched").touch()
    return folder
