"""Has a document printed. The printer's memory goes with its process, so that the studio stays small."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import structlog

from ninefold.kernel.errors import Unavailable

SECONDS_MAX = 20
log = structlog.get_logger(__name__)


def pdf(document: Path, data: dict[str, Any]) -> bytes:
    """The PDF of a Typst document with its data. Raises Unavailable where it could not be made."""
    asked = msgspec.json.encode({"document": document.read_text(encoding="utf-8"), "data": data})
    try:
        made = subprocess.run(
            [sys.executable, "-m", "ninefold.web.printing.press"],
            input=asked, capture_output=True, timeout=SECONDS_MAX, check=True,
        )  # fmt: skip
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        log.warning("printing_failed", document=document.name, error=(error.stderr or b"").decode()[-2000:])
        words = "The PDF could not be made. The page itself prints well from the browser."
        raise Unavailable("printing_failed", words) from error
    return made.stdout
