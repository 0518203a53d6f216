"""A git repository of others, fetched shallow into a folder: no hooks, no files, no submodules, bounded.

Git connects to the address that was checked, and follows no redirect.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from ninefold.kernel.outgoing.addresses import Network, resolve, target
from ninefold.kernel.outgoing.errors import AddressRefused, FetchFailed

BYTES_MAX = 500_000_000
LOOK_SECONDS = 0.2
LIST_SECONDS = 60
BRANCH = "refs/heads/feed"
_ERROR_CHARACTERS_MAX = 200


def fetch(url: str, folder: Path, *, networks: tuple[Network, ...], seconds_max: float) -> str:
    """Bring the folder to the newest commit of the repository's main branch; that commit.

    Raise AddressRefused, or FetchFailed.
    """
    if shutil.which("git") is None:
        raise FetchFailed("git_missing", "This machine has no git. Install it, and the feed goes on.")
    asked = target(url)
    address = resolve(asked.host, asked.port, networks)[0]
    bracketed = f"[{address}]" if ":" in address else address
    pinned = f"http.curloptResolve={asked.host}:{asked.port}:{bracketed}"
    deadline = time.monotonic() + seconds_max
    if not (folder / "HEAD").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _run(["init", "--bare", "--quiet", "."], folder, deadline)
    words = ["-c", pinned, "fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--force",
             "--no-write-fetch-head", asked.url, f"HEAD:{BRANCH}"]  # fmt: skip
    _run(words, folder, deadline)
    return _run(["rev-parse", BRANCH], folder, deadline).strip()


def files(folder: Path, suffixes: tuple[str, ...], bytes_max: int) -> list[tuple[str, str]]:
    """Paths and object names of the plain files with these suffixes in what was fetched. Links are none."""
    listed = _run(["ls-tree", "-r", "-l", "-z", "--full-tree", BRANCH], folder, time.monotonic() + LIST_SECONDS)
    found = []
    for line in filter(None, listed.split("\0")):
        about, _, path = line.partition("\t")
        mode, kind, name, size = about.split()
        if (
            kind == "blob"
            and mode in ("100644", "100755")
            and path.lower().endswith(suffixes)
            and int(size) <= bytes_max
        ):
            found.append((path, name))
    return found


def contents(folder: Path, found: Sequence[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    """What stands in these files, each with its path."""
    with subprocess.Popen(
        _words(["cat-file", "--batch"]),
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin, "asked for above"
        assert process.stdout, "asked for above"
        for path, name in found:
            process.stdin.write(f"{name}\n".encode())
            process.stdin.flush()
            size = int(process.stdout.readline().split()[2])
            yield path, process.stdout.read(size)
            process.stdout.read(1)  # the line's end


def _words(words: list[str]) -> list[str]:
    plain = (
        "protocol.allow=never", "protocol.https.allow=always", "protocol.http.allow=always", "core.hooksPath=/dev/null",
        "http.followRedirects=false", "http.lowSpeedLimit=1000", "http.lowSpeedTime=30", "gc.auto=0", "http.proxy=",
        "credential.helper=", "core.fsmonitor=false", "fetch.fsckObjects=true",
    )  # fmt: skip
    return ["git", *(word for one in plain for word in ("-c", one)), *words]


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true", "LC_ALL": "C",
        "GIT_DIR": str(folder),
    }  # fmt: skip


def _run(words: list[str], folder: Path, deadline: float) -> str:
    """Run git; its words. What takes too long or too much room is ended, with all that it started."""
    with (
        (folder / "git.log").open("w+b") as log,
        subprocess.Popen(
            _words(words), cwd=folder, env=_environment(folder), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=log, start_new_session=True,
        ) as process,
    ):  # fmt: skip
        try:
            said = _watched(process, folder, deadline)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
        if process.returncode:
            log.seek(0)
            told = log.read().decode(errors="replace").strip().splitlines() or ["it does not say why"]
            why = told[-1].removeprefix("fatal: ")[:_ERROR_CHARACTERS_MAX]
            raise FetchFailed("git_failed", f"The repository cannot be fetched: {why}.")
    return said


def _watched(process: "subprocess.Popen[bytes]", folder: Path, deadline: float) -> str:
    while True:
        try:
            return process.communicate(timeout=LOOK_SECONDS)[0].decode(errors="replace")
        except subprocess.TimeoutExpired:
            if time.monotonic() > deadline:
                raise FetchFailed("git_slow", "The repository takes longer to fetch than it may.") from None
            if sum(map(_size, folder.rglob("*"))) > BYTES_MAX:
                words = f"The repository is larger than {BYTES_MAX // 1_000_000} MB, which is the most that is fetched."
                raise AddressRefused("git_large", words) from None


def _size(path: Path) -> int:
    """The bytes of a file; 0 of a folder, and of what git moved or deleted meanwhile."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:
        return 0
