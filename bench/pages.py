"""How long the pages of a full demo that runs take to answer: `python -m bench.pages http://localhost:8900 PASSWORD`.

Of each page the first view, then the median of nine more: from the request to the last byte, by the clock, on one kept
connection. What the browser does thereafter is not in it. Nothing of the demo is changed.
"""

import re
import statistics
import sys
import time
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

VIEWS = 9
SHEET = ("/content/", r'href="(/content/\d+/)"')
CAMPAIGN = ("/campaigns/", r'href="(/campaigns/\d+/)"[^>]*>(?=Autumn letter)')
QUESTION = ("/community/?show=helpful", r'<h2[^>]*>\s*<a[^>]*href="(/community/[^"?]+)"')


class Visitor:
    """A browser without pictures: one connection, its cookies."""

    def __init__(self, base: str) -> None:
        where = urlsplit(base)
        self._connection = HTTPConnection(where.hostname or "", where.port, timeout=60)
        self._cookies: dict[str, str] = {}

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[float, str]:
        """Milliseconds and text of an answer; a redirection is followed."""
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        body = urlencode(form | {"csrfmiddlewaretoken": self._cookies.get("csrftoken", "")}) if form else None
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        begun = time.perf_counter()
        self._connection.request("POST" if form else "GET", path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        took = (time.perf_counter() - begun) * 1000
        for header in answer.headers.get_all("Set-Cookie") or []:
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        if answer.status in (301, 302):
            return self.ask(urlsplit(answer.headers["Location"]).path)
        assert answer.status == 200, f"{path} answered {answer.status}"
        return took, text

    def found(self, page: str, pattern: str) -> str:
        """The address of the first link of a kind on a page."""
        link = re.search(pattern, self.ask(page)[1])
        assert link, f"{page} has no link like {pattern}"
        return link[1]


def main(base: str, password: str) -> int:
    team, anyone = Visitor(base), Visitor(base.replace("localhost", "127.0.0.1"))
    team.ask("/login/")
    team.ask("/login/", {"username": "owner", "password": password})
    person = team.found("/people/", r'href="(/people/\d+/)"')
    sheet, campaign = team.found(*SHEET), team.found(*CAMPAIGN)
    pages = {
        "home": "/", "people": "/people/", "a person": person, "segments": "/segments/", "content": "/content/",
        "contact sheet": sheet, "campaigns": "/campaigns/", "a campaign's results": campaign,
        "its business case": f"{campaign}case/", "mailbox": "/mailbox/", "currencies": "/currencies/",
        "identity": "/identity/", "tracking plan": "/plan/",
    }  # fmt: skip
    public = {"questions": "/community/", "a question": anyone.found(*QUESTION), "redeem": "/redeem"}
    for visitor, shown in ((team, pages), (anyone, public)):
        for name, path in shown.items():
            first = visitor.ask(path)[0]
            more = [visitor.ask(path)[0] for _ in range(VIEWS)]
            print(f"{name:22} first {first:6.0f} ms, then {statistics.median(more):6.0f} ms", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
