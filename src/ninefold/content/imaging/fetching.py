"""The process beside the worker that fetches pictures by their addresses, and looks at the head of each.

It goes out through the one guarded client, touches no database, and takes only so much time and memory. Called with the
file of its job; what came is on disk, whole, when it ends well.
"""

import sys
from hashlib import sha1
from io import BytesIO
from pathlib import Path

from ninefold.content.errors import PictureRefused
from ninefold.content.imaging import jobs, looking
from ninefold.content.imaging.types import Came, FetchJob
from ninefold.kernel.outgoing import client
from ninefold.kernel.outgoing.addresses import networks
from ninefold.kernel.outgoing.errors import AddressRefused, FetchFailed

SECONDS_OF_ONE = 20.0
ACCEPTED = "image/avif, image/webp, image/png, image/jpeg, image/gif;q=0.8"


def fetch(job: FetchJob) -> list[Came]:
    """What comes of each address, in their order; pictures are written into the job's folder."""
    return [_fetched(job, number, url) for number, url in enumerate(job.urls)]


def _fetched(job: FetchJob, number: int, url: str) -> Came:
    limits = client.Limits(bytes_max=looking.BYTES_MAX, seconds_max=SECONDS_OF_ONE, silence_seconds_max=8.0)
    asked = client.Request(
        url, job.agent, limits=limits, networks=networks(",".join(job.networks)), accept=ACCEPTED, now=job.now
    )
    try:
        body = client.get(asked).body
        head = looking.look(BytesIO(body), len(body))
    except (AddressRefused, PictureRefused) as error:
        return Came(url, problem=error.message, is_final=True)
    except FetchFailed as error:
        return Came(url, problem=error.message, retry_after_seconds=error.retry_after_seconds)
    name = f"{number}.{head.kind}"
    (Path(job.folder) / name).write_bytes(body)
    return Came(url, name, sha1(body, usedforsecurity=False).hexdigest())


if __name__ == "__main__":
    sys.exit(jobs.do(sys.argv[1], FetchJob, fetch))
