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
    etag, modified = job.known.get(url, ("", ""))
    allowed = networks(",".join(job.networks))
    asked = client.Request(url, job.agent, etag, modified, limits, allowed, ACCEPTED, now=job.now)
    try:
        answer = client.get(asked)
        if answer.is_unchanged:
            return Came(url, is_unchanged=True)
        head = looking.look(BytesIO(answer.body), len(answer.body))
    except (AddressRefused, PictureRefused) as error:
        return Came(url, problem=error.message, is_final=True)
    except FetchFailed as error:
        return Came(url, problem=error.message, retry_after_seconds=error.retry_after_seconds)
    name = f"{number}.{head.kind}"
    (Path(job.folder) / name).write_bytes(answer.body)
    said = {one: answer.headers.get(one, "") for one in ("etag", "last-modified")}
    mark = sha1(answer.body, usedforsecurity=False).hexdigest()
    return Came(url, name, mark, etag=said["etag"][:500], modified=said["last-modified"][:100])


if __name__ == "__main__":
    sys.exit(jobs.do(sys.argv[1], FetchJob, fetch))
