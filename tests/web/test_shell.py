"""The studio's shell: one menu on every page, our look, nothing fetched from elsewhere, errors that say what to do."""

import hashlib
import re
from pathlib import Path

import pytest
from django.test import Client

import ninefold.web
from ninefold.kernel.actors import system
from ninefold.measure.types import Interval
from ninefold.web.studio.shell import chips, figures, menu, plots

STATIC = Path(ninefold.web.__file__).parent / "static" / "ninefold"
PAGES = ("/", "/images/", "/account/", "/users/")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_our_menu_and_no_bird(studio: Client, path: str) -> None:
    html = studio.get(path).content.decode()
    assert '<nav class="menu"' in html
    assert html.count('aria-current="page"') <= html.count("<a ")
    assert "icon-wagtail" not in html
    assert "Sign out" in html


@pytest.mark.parametrize("path", PAGES)
def test_no_page_names_an_address_elsewhere(studio: Client, path: str) -> None:
    html = studio.get(path).content.decode()
    assert re.findall(
        r'(?:src|href)="(?:https?:)?//[^"]*"', html.replace("https://www.enable-javascript.com/", "")
    ) == ['href="//"' for _ in ()]


def test_the_studio_asks_who_you_are(db: None) -> None:
    answer = Client(SERVER_NAME="localhost").get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")
    html = Client(SERVER_NAME="localhost").get("/login/").content.decode()
    assert "Sign in to Ninefold" in html
    assert "/password_reset/" not in html  # no mail would go out
    assert Client(SERVER_NAME="localhost").get("/password_reset/").status_code == 404


def test_an_unknown_address_says_what_to_do(studio: Client, public: Client) -> None:
    for client in (studio, public):
        answer = client.get("/nowhere/")
        assert answer.status_code == 404
        assert "again" in answer.content.decode()


@pytest.mark.parametrize("room", ["people", "segments", "campaigns", "content", "mailbox", "images"])
def test_a_number_too_great_for_any_row_is_not_found(studio: Client, room: str) -> None:
    assert studio.get(f"/{room}/{'9' * 25}/").status_code == 404


@pytest.mark.parametrize("host", ["LOCALHOST", "localhost.", "localhost:8900"])
def test_the_studio_is_its_own_host_however_it_is_written(db: None, host: str) -> None:
    assert Client(SERVER_NAME="localhost").get("/login/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(("host", "status"), [("127.0.0.1.", 404), ("evil.example", 400)])
def test_no_other_host_is_the_studio(db: None, host: str, status: int) -> None:
    answer = Client(SERVER_NAME="localhost").get("/login/", headers={"host": host})
    assert answer.status_code == status
    assert "Sign in" not in answer.content.decode()


def test_the_public_site_has_no_studio_and_sets_no_cookie(public: Client, db: None) -> None:
    answer = public.get("/login/")
    assert answer.status_code == 404
    assert not answer.cookies


def test_static_files_are_kept_for_long_only_with_their_version(studio: Client) -> None:
    html = studio.get("/").content.decode()
    address = re.search(r'href="(/static/ninefold/tokens.css\?v=\w+)"', html)
    assert address
    for url, is_kept in ((address.group(1), True), ("/static/ninefold/tokens.css", False)):
        answer = studio.get(url)
        assert ("immutable" in answer["Cache-Control"]) == is_kept
        answer.close()


def test_fonts_are_the_files_of_the_hash_list_and_small() -> None:
    listed = dict(reversed(line.split()) for line in (STATIC / "fonts" / "SHA256SUMS").read_text().splitlines())
    fonts = {path.name: path for path in (STATIC / "fonts").glob("*.woff2")}
    assert set(fonts) == set(listed)
    for name, path in fonts.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == listed[name]
        assert path.stat().st_size < 300_000


def test_the_menu_marks_the_one_entry_that_fits_best() -> None:
    def current(path: str) -> list[str]:
        return [line.label for _, group in menu.lines(path, {}, system("test")) for line in group if line.is_current]

    assert (current("/images/4/"), current("/"), current("/account/")) == (["Media"], ["Nine C's"], [])


def test_a_chip_has_the_colour_of_its_word() -> None:
    assert (chips.colour("Randomised"), chips.colour("name simulated"), chips.colour("held_out")) == (
        "good", "warn", "moment",
    )  # fmt: skip
    assert chips.colour("anything else") == "plain"


def test_plots_escape_their_words_and_leave_out_what_is_no_trend() -> None:
    assert plots.sparkline([1.0], row="moment", label="x") == ""
    assert "<script>" not in plots.interval_plot([("<script>", 1.0, 0.5, 1.5)])
    assert 'aria-label="&lt;b&gt;"' in plots.sparkline([1.0, 2.0], row="moment", label="<b>")


def test_figures_read_as_people_write_them() -> None:
    assert figures.money(2834) == "28.34"
    assert figures.money(-5) == "-0.05"
    assert figures.worth(35.0) == "0.350"
    assert (figures.percent(0.583), figures.percent(0.0123), figures.percent(0)) == ("58 %", "1.2 %", "0 %")


@pytest.mark.parametrize(
    ("estimate", "low", "high", "shown"),
    [
        (0.0, 0.0, 0.00004, "0.000 % (0.000 to 0.004 %)"),
        (1.0, 0.99984, 1.0, "100.00 % (99.98 to 100.00 %)"),
        (1.0, 0.84, 1.0, "100 % (84 to 100 %)"),
        (0.056, 0.042, 0.0739, "5.6 % (4.2 to 7.4 %)"),
    ],
)
def test_both_ends_of_an_interval_have_the_decimals_that_tell_them_apart(
    estimate: float, low: float, high: float, shown: str
) -> None:
    share = Interval(estimate, low, high)
    assert f"{figures.rate(share)} ({figures.rate_bounds(share)})" == shown


def test_a_difference_has_its_sign_and_none_has_no_sign() -> None:
    assert figures.gain(Interval(-0.00004, -0.004, 0.0051)) == "0.0"
    assert figures.gain_bounds(Interval(0.0, -0.004, 0.0051)) == "−0.4 to +0.5"


@pytest.mark.parametrize("address", ["/sites/", "/groups/", "/reports/site-history/"])
def test_pages_that_mean_nothing_here_are_closed(studio: Client, address: str) -> None:
    answer = studio.get(address)
    assert answer.status_code == 404
    assert "under Content" in answer.content.decode()
