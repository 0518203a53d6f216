"""The studio behind a proxy that speaks TLS: its own addresses are https, its cookies travel over TLS alone."""

from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest

from ninefold.cli.accounts import first_login
from tests.installs import Install

pytestmark = pytest.mark.alike
PROXIED = {
    "NINEFOLD_STUDIO_URL": "https://studio.example/",
    "NINEFOLD_PUBLIC_URL": "https://news.example",
    "NINEFOLD_EDGE_URL": "https://events.example",
}
FORWARDED = {"Host": "studio.example", "X-Forwarded-Proto": "https"}


def _asked(install: Install, method: str, headers: dict[str, str], body: str = "") -> tuple[int, SimpleCookie]:
    """The status of the login page behind the proxy, and the cookies that it sets."""
    connection = HTTPConnection("127.0.0.1", install.ports["studio"], timeout=30)
    try:
        connection.request(method, "/login/", body=body, headers=FORWARDED | headers)
        answer = connection.getresponse()
        return answer.status, SimpleCookie("; ".join(answer.headers.get_all("Set-Cookie") or []))
    finally:
        connection.close()


def test_the_team_signs_in_through_a_proxy_with_tls(install: Install) -> None:
    assert install.run("setup", extra=PROXIED).returncode == 0
    login = first_login(install.data)
    assert login is not None
    install.start("studio", extra=PROXIED)
    status, shown = _asked(install, "GET", {})
    assert status == 200
    assert shown["csrftoken"]["secure"]
    token = shown["csrftoken"].value
    form = urlencode({"username": login.name, "password": login.password, "csrfmiddlewaretoken": token})
    sent = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={token}"}
    assert _asked(install, "POST", sent | {"Origin": "https://evil.example"}, form)[0] == 403
    status, kept = _asked(install, "POST", sent | {"Origin": "https://studio.example"}, form)
    assert status == 302
    assert kept["sessionid"]["secure"]
    assert _asked(install, "GET", {"Host": "127.0.0.1"})[0] < 500, "its supervisor asks by the bare address"
