"""Real processes of Ninefold without the wait for their start: forked from one that has loaded the modules already.

What a test gets is a process with an environment, folder, session and output of its own, which kill -9 ends; only the
loading of modules is spared. `Install.start` and `Install.run` take `is_cold` for the true start.

`python -m tests.forks FOLDER KEY OWNER` serves one kind of process until its owner is gone. A kind is what Django would
stand on, and the database, since some models differ by it.
"""

import atexit
import fcntl
import gc
import importlib
import io
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from pathlib import Path
from typing import IO, NoReturn

from ninefold.cli.main import COMMANDS, ROOMS, STUDIO
from ninefold.kernel import processes, settings

ROOT = Path(__file__).parent.parent
OURS = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
PLACE = "NINE_TEST_FORKS"  # who starts several runs of pytest names a folder, so that they share what is loaded
MESSAGE_BYTES_MAX = 200_000
LOOK_SECONDS = 1.0
NO_DJANGO = "none"
BESIDE = "ninefold.content.feeds.gathering"


class Forked:
    """A running process, as subprocess.Popen shows it."""

    def __init__(
        self, words: list[str], environ: dict[str, str], out: IO[bytes], err: IO[bytes], folder: Path = ROOT
    ) -> None:
        self._asked = _connected(_kind(words, environ))
        asked = json.dumps({"words": words, "environ": environ, "folder": str(folder)}).encode()
        assert len(asked) <= MESSAGE_BYTES_MAX
        socket.send_fds(self._asked, [asked], [out.fileno(), err.fileno()])
        self.pid = int(self._asked.recv(16))
        self.returncode: int | None = None

    def poll(self) -> int | None:
        try:
            return self.wait(0.0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            self._asked.settimeout(timeout)
            try:
                said = self._asked.recv(16)
            except (TimeoutError, BlockingIOError) as error:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0) from error
            self._asked.close()
            assert said, "who forked the process is gone"
            self.returncode = int(said)
        return self.returncode

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def run(
    words: list[str], environ: dict[str, str], timeout: float, folder: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """Run `python WORDS` to its end, as subprocess.run with captured text."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = Forked(words, environ, out, err, folder)
        try:
            code = process.wait(timeout)
        finally:
            process.kill()
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode())
    return subprocess.CompletedProcess(words, code, *said)


def _kind(words: list[str], environ: dict[str, str]) -> str:
    """What must be loaded for a command line: Django's settings and database, by one name."""
    command = next((c for c in COMMANDS if c.name in words[2:3]), None)
    django = command.django if command else environ.get("DJANGO_SETTINGS_MODULE")
    return f"{django}-{'postgres' if environ.get('NINEFOLD_DATABASE_URL') else 'sqlite'}" if django else NO_DJANGO


def _connected(kind: str) -> socket.socket:
    folder, owner = _place()
    path = folder / kind
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            _begin(folder, kind, owner)
    made = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    made.connect(str(path))
    return made


def _place() -> tuple[Path, int]:
    """The folder of the sockets, and the process with which all of this ends."""
    if PLACE not in os.environ:
        folder = tempfile.TemporaryDirectory(prefix="n9-forks-")
        atexit.register(folder.cleanup)
        os.environ[PLACE] = f"{os.getpid()}:{folder.name}"
    owner, _, name = os.environ[PLACE].partition(":")
    return Path(name), int(owner)


def _begin(folder: Path, kind: str, owner: int) -> None:
    """Start who forks one kind of process; it comes back from the command as soon as it listens."""
    log = folder / f"{kind}.log"
    environ = {name: value for name, value in os.environ.items() if not name.startswith("NINEFOLD_")}
    with log.open("wb") as said:
        words = [sys.executable, "-m", "tests.forks", str(folder), kind, str(owner)]
        environ["PYTHONPATH"] = OURS
        done = subprocess.run(words, env=environ, stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False)
    assert done.returncode == 0, log.read_text()[-3000:]


def serve(folder: Path, kind: str, owner: int) -> None:
    """Load what a kind of process needs, then fork one for whoever connects."""
    _load(folder, kind)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(str(folder / f"{kind}.new"))
        listener.listen(64)
        (folder / f"{kind}.new").rename(folder / kind)
        if os.fork():
            os._exit(0)
        os.setsid()
        listener.settimeout(LOOK_SECONDS)
        while _is_alive(owner):
            _reap()
            try:
                asked, _ = listener.accept()
            except TimeoutError:
                continue
            if not os.fork():
                listener.close()
                _keep(asked)
            asked.close()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def _load(folder: Path, kind: str) -> None:
    django, _, database = kind.partition("-")
    os.environ["NINEFOLD_DATA"] = str(folder / f"{kind}.data")
    os.environ["NINEFOLD_DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none" if database == "postgres" else ""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a thread that runs now would be missing after the fork
    if kind != NO_DJANGO:
        os.environ["DJANGO_SETTINGS_MODULE"] = django
        importlib.import_module("django").setup()
    else:
        importlib.import_module(BESIDE)
    for command in COMMANDS:
        if command.django == ("" if kind == NO_DJANGO else django):
            importlib.import_module(command.module)
    gc.collect()
    gc.freeze()


def _keep(asked: socket.socket) -> NoReturn:
    """Fork the process that was asked for, and say its pid and how it ended."""
    processes.die_with_parent()
    message, (out, err), _, _ = socket.recv_fds(asked, MESSAGE_BYTES_MAX, 2)
    pid = os.fork()
    if not pid:
        os.setsid()
        asked.send(str(os.getpid()).encode())
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.closerange(3, 256)
        _become(**json.loads(message))
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    try:
        asked.send(str(code).encode())
    finally:
        os._exit(0)


def _become(words: list[str], environ: dict[str, str], folder: str) -> NoReturn:
    """Run a command line of Python as if this process had just started with it."""
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), "utf-8", write_through=True)
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w", closefd=False), "utf-8", "backslashreplace", write_through=True)
    os.chdir(folder)
    _forget(environ)
    code: object = 0
    try:
        if words[0] == "-c":
            sys.argv = ["-c", *words[2:]]
            exec(compile(words[1], "<string>", "exec"), {"__name__": "__main__"})  # a test's own words
        else:
            sys.argv = words[1:]
            sys.modules.pop(words[1], None)
            runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001  # the interpreter's own end
        traceback.print_exc()
        code = 1
    _leave(code if isinstance(code, int) else int(code is not None))


def _leave(code: int) -> NoReturn:
    threading._shutdown()  # type: ignore[attr-defined]  # as the interpreter does at its end
    atexit._run_exitfuncs()
    os._exit(code)


def _forget(environ: dict[str, str]) -> None:
    """Take on an environment, and drop all that was read from the one before it."""
    is_django = "DJANGO_SETTINGS_MODULE" in os.environ
    os.environ.clear()
    os.environ.update(environ)
    settings.current.cache_clear()
    if is_django:
        _forget_django()


def _forget_django() -> None:
    from django.conf import settings as read  # noqa: PLC0415  # only where it is loaded
    from django.core.files.storage import default_storage, storages  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415
    from django.utils.functional import empty  # noqa: PLC0415

    read._wrapped = default_storage._wrapped = empty  # read again when they are first asked for something
    for module in (ROOMS, STUDIO):
        sys.modules.pop(module, None)
    for kept in (connections, storages):
        vars(kept).clear()
        kept.__init__()  # type: ignore[misc]


if __name__ == "__main__":
    serve(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
