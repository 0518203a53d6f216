"""A person's traces in plain files of the data folder: exports, and the logs of the parts."""

import shutil
from pathlib import Path

from ninefold.kernel import settings
from ninefold.pipeline.erasing.memory import Memory

_MASK = b"x"
_LINE_BYTES_MAX = 1_000_000


def erase(memory: Memory) -> dict[str, int]:
    """Exports go, as they can be made again; in logs what names them is written over."""
    data = settings.current().data
    exports = data / "exports"
    made = [path for path in exports.glob("**/*") if path.is_file()]
    shutil.rmtree(exports, ignore_errors=True)
    logs = [path for path in (data / "logs").glob("*") if path.is_file()]
    return {"exports": len(made), "log lines": sum(_mask(path, memory) for path in logs)}


def _mask(path: Path, memory: Memory) -> int:
    """Write x over lines that mention them, where they stand: the part that writes the log goes on as it does."""
    masked = 0
    with path.open("r+b") as file:
        while line := file.readline(_LINE_BYTES_MAX):
            if memory.mentions(line.decode("utf-8", "replace")):
                end = file.tell()
                file.seek(end - len(line))
                file.write(_MASK * len(line.rstrip(b"\n")))
                file.seek(end)
                masked += 1
    return masked
