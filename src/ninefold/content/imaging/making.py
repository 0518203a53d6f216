"""The process beside the worker that decodes one picture and writes its renditions down.

It may take only so much time and memory, touches no database and is thrown away afterwards: whatever a file does to
its decoder, the worker goes on. Called with the file of its job; the outcome is on disk, whole, when it ends well.
"""

import os
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from PIL import Image

from ninefold.content.errors import PictureRefused
from ninefold.content.imaging import cutting, jobs, looking
from ninefold.content.imaging.encoding import TooManyBytes
from ninefold.content.imaging.types import Job, Made, Outcome, Slot

try:
    import resource
except ImportError:  # not on this platform: time and size are bounded still
    resource = None  # type: ignore[assignment]

MEMORY_BYTES_MAX = 2_000_000_000
BROKEN = (
    "This picture cannot be read to its end. Open it in a program for pictures, save it anew and bring it in again."
)
_NAME_BYTES = 12
_EXTENSIONS = {"jpeg": "jpg"}


def main(path: str) -> int:
    """Do the job in a file; 0 when its outcome is written."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    return jobs.do(path, Job, make)


def make(job: Job) -> Outcome:
    """Write all renditions into the job's folder. Raise OSError where they cannot be written."""
    Image.MAX_IMAGE_PIXELS = looking.PIXELS_MAX
    source = Path(job.path)
    try:
        with source.open("rb") as file:
            looking.look(file, source.stat().st_size)
        picture = cutting.upright(job.path)
    except FileNotFoundError:
        return Outcome(problem="The file of this picture is gone. Bring it in again.")
    except PictureRefused as error:
        return Outcome(problem=error.message)
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, Image.DecompressionBombError):
        return Outcome(problem=BROKEN)  # what Pillow raises for files that lie
    made: list[Made] = []
    problems: dict[str, str] = {}
    for key, slot in job.slots.items():
        try:
            cuts = list(cutting.cuts(picture, slot, job.focus))
        except TooManyBytes as error:
            problems[key] = too_large(slot, error.needed)
        else:
            made += [_written(job.folder, key, cut) for cut in cuts]
    return Outcome(tuple(made), problems)


def too_large(slot: Slot, needed: int) -> str:
    """That a picture cannot keep to its bytes, and what to do."""
    return (
        f"{slot.name} may have {-(-slot.bytes_max // 1000)} KB, and even at its plainest this picture takes "
        f"{-(-needed // 1000)} KB there. Choose one with less detail."
    )


def _written(folder: str, key: str, cut: cutting.Cut) -> Made:
    """The file, named by what is in it: the same bytes have the same address for ever."""
    data, kind = cut.encoded.data, cut.format.value
    mark = sha256(data).hexdigest()[: 2 * _NAME_BYTES]
    name = f"{key.replace('/', '-')}-{cut.density}x-{mark}.{_EXTENSIONS.get(kind, kind)}"
    with (Path(folder) / name).open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return Made(key, cut.density, cut.format, name, cut.width, cut.height, len(data), cut.encoded.quality)


if __name__ == "__main__":
    with suppress(MemoryError):  # the worker says that it ended too early
        sys.exit(main(sys.argv[1]))
    sys.exit(1)
