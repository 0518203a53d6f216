"""A git repository that is served over HTTP, as a host of repositories does it."""

import os
import subprocess
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from tests.content.feeding import Answered


def commit(folder: Path, files: dict[str, str]) -> None:
    """Commit files; a repository is made of the folder where it is none."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch=main")
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    git(folder, "add", "--all")
    git(folder, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "--quiet", "--message=Words")


def git(folder: Path, *words: str) -> None:
    """Run git in a folder, whatever this machine's own settings say."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *words], cwd=folder, env=environ, check=True)


def served(folder: Path) -> Answered:
    """Git's own program behind a page: it takes what is asked as CGI (RFC 3875)."""

    def page(handler: BaseHTTPRequestHandler) -> None:
        path, _, query = handler.path.partition("?")
        environ = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": str(folder.parent), "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": handler.command, "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": handler.headers.get("Content-Type", ""), "GIT_CONFIG_NOSYSTEM": "1",
            "HTTP_CONTENT_ENCODING": handler.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": handler.headers.get("Git-Protocol", ""), "HOME": str(folder),
        }  # fmt: skip
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        done = subprocess.run(["git", "http-backend"], input=body, env=environ, capture_output=True, check=False)
        head, _, found = done.stdout.partition(b"\r\n\r\n")
        said = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        handler.send_response(int(said.pop("Status", "200").split(" ")[0]))
        for name, value in said.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(found)

    return page
