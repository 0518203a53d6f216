"""Joining by a mailed link: who has the mail is let in, once; nobody else is, and nobody learns who is known."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client, RequestFactory

from ninefold.channel import queries as channel
from ninefold.channel import service
from ninefold.channel.models import Service
from ninefold.channel.types import ServiceKind
from ninefold.cli.commands import doctor
from ninefold.collect import queries as collect_queries
from ninefold.collect.types import EventKind, EventName, NewEvent, Trust
from ninefold.community import membership
from ninefold.community import queries as community
from ninefold.community.errors import JoinRefused
from ninefold.context import queries as context
from ninefold.context.actions import review
from ninefold.culture import actions as culture_actions
from ninefold.culture import queries as culture
from ninefold.kernel import actors, clock, tokens
from ninefold.kernel import settings as kernel_settings
from ninefold.web.public import networks, session
from ninefold.web.public.joining import views as joining
from ninefold.web.public.session import COOKIE
from tests.web.people import learn, someone

HOUR_US = 3_600_000_000


@pytest.fixture
def strict(db: None) -> Client:
    """A browser on the public pages whose posts are checked as a real one's are."""
    return Client(SERVER_NAME="127.0.0.1", enforce_csrf_checks=True)


def links(address: str) -> list[str]:
    """The paths of the links mailed to an address, oldest first."""
    mailed = Service.objects.filter(address=address).order_by("pk")
    return [re.findall(r"https?://[^/]+(/join/\S+)", one.text)[0] for one in mailed]


def ask(browser: Client, address: str, name: str = "", going: str = "/community/") -> str:
    """Ask for a link as a browser does; its path."""
    browser.cookies.pop(COOKIE, None)
    page = browser.get("/join", {"next": going})
    token = browser.cookies["csrftoken"].value
    assert page.status_code == 200
    answer = browser.post("/join", {"address": address, "name": name, "next": going, "csrfmiddlewaretoken": token})
    assert answer.status_code == 200, answer.content.decode()
    return links(address)[-1]


def press(browser: Client, link: str, **fields: str) -> str:
    """Open the link and press its button; where that leads."""
    assert browser.get(link).status_code == 200
    answer = browser.post(link, {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value, **fields})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def profile_of(browser: Client) -> int:
    profile_id, _ = tokens.verify("member session", browser.cookies[COOKIE].value)
    return int(profile_id)


def test_a_link_lets_in_once_and_a_look_at_it_uses_nothing(strict: Client) -> None:
    link = ask(strict, "nina@example.org", "Nina", going="/community/ask?topic=vinyl")
    scanner = Client(SERVER_NAME="127.0.0.1")
    for _ in range(3):
        assert scanner.get(link).status_code == scanner.head(link).status_code == 200
    assert COOKIE not in scanner.cookies
    assert press(strict, link) == "/community/ask?topic=vinyl"
    cookie = strict.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 30 * 86_400)
    for second in (scanner, strict):
        again = second.get(link)
        assert again.status_code == 410
        assert "Ask for a new link" in again.content.decode()
    learn([])
    person = context.person(profile_of(strict))
    assert (person.name, person.address("email")) == ("Nina", "nina@example.org")
    joined = [e for e in collect_queries.timeline(person.profile_ids) if e.name == EventName.COMMUNITY_JOINED]
    assert len(joined) == 1


@pytest.mark.parametrize("change", [lambda t: t[:-3] + "AAA", lambda t: t + "A" * 2000, lambda t: "x", lambda t: "é"])
def test_a_forged_link_lets_nobody_in(strict: Client, change: object) -> None:
    link = ask(strict, "nina@example.org", "Nina")
    assert strict.get("/join/" + change(link.removeprefix("/join/"))).status_code == 410  # type: ignore[operator]
    assert strict.get("/join/" + tokens.sign("unsubscribe", 1)).status_code == 410
    strict.cookies[COOKIE] = tokens.sign("preferences", 1)
    assert "Sign out" not in strict.get("/join").content.decode()


@pytest.mark.parametrize(
    ("company", "allowed", "barred"),
    [("Art", "Martin", "ART team"), ("Ella & Co", "Isabella Co", "ella-co"), ("Otto", "Charlotte", "Ｏtto_Help")],
)
def test_only_the_companys_whole_name_is_kept_from_others(db: None, company: str, allowed: str, barred: str) -> None:
    team = actors.system("test")
    culture_actions.save_company(actor=team, company=replace(culture.company(), name=company))
    assert membership.shown_name(allowed) == allowed
    with pytest.raises(JoinRefused):
        membership.shown_name(barred)


def test_a_link_ends_after_half_an_hour(strict: Client) -> None:
    link = ask(strict, "nina@example.org", "Nina")
    clock.drive(clock.from_us(clock.now_us() + HOUR_US))
    over = strict.get(link)
    assert (over.status_code, "expired" in over.content.decode()) == (410, True)


def test_another_site_can_neither_sign_someone_in_nor_send_them_away(strict: Client) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a\nb"):
        assert session.own_path(elsewhere) == "/community/"
    link = ask(strict, "nina@example.org", "Nina", going="//evil.example/x")
    assert strict.post(link, {"name": "Nina"}).status_code == 403, "no CSRF token: posted from elsewhere"
    assert press(strict, link) == "/community/"


def test_the_answer_is_the_same_for_known_and_unknown(public: Client, db: None) -> None:
    someone(1)
    said = []
    for address in ("ana1@demo.example", "nobody@demo.example"):
        answer = public.post("/join", {"address": address, "next": "/community/"})
        said.append((answer.status_code, answer.content.decode().replace(address, "A")))
    assert said[0] == said[1]
    mailed = [re.sub(r"/join/\S+?(?=[\s\"])", "L", one.text + one.html) for one in Service.objects.all()]
    assert mailed[0] == mailed[1]


def test_who_the_company_knows_by_this_address_is_the_same_person(strict: Client) -> None:
    person = someone(1)
    press(strict, ask(strict, "ANA1@demo.example"), name="Ana S.")
    assert profile_of(strict) in context.person(person).profile_ids
    learn([])
    member = community.member(profile_of(strict))
    assert (member and member.name, context.person(person).name) == ("Ana S.", "Ana Souza 1")
    press(strict, ask(strict, "ana1@demo.example"))
    learn([])
    activities = {one.name: one.count for one in context.activities(person)}
    assert activities[EventName.COMMUNITY_JOINED] == 1


def test_who_asks_for_a_link_to_somebody_s_address_does_not_name_them(strict: Client, public: Client) -> None:
    press(strict, ask(strict, "nina@example.org", "Nina"))
    link = ask(public, "nina@example.org", "Mallory")
    assert "Mallory" not in strict.get(link).content.decode()
    press(strict, link)
    member = community.member(profile_of(strict))
    assert member
    assert member.name == "Nina"


def test_what_somebody_wrote_is_seen_and_changed_by_the_new_member(strict: Client) -> None:
    link = ask(strict, "nina@example.org", "Mallory")
    assert 'value="Mallory"' in strict.get(link).content.decode()
    press(strict, link, name="Nina")
    member = community.member(profile_of(strict))
    assert member
    assert member.name == "Nina"


def test_an_address_of_two_known_people_opens_neither_and_joins_none(strict: Client) -> None:
    one, two = someone(1), someone(2)
    told = NewEvent("move", "identify", clock.now_us(), user_id="customer-2", kind=EventKind.IDENTIFY,
                    traits={"email": "ana1@demo.example"}, trust=Trust.SERVER)  # fmt: skip
    learn([told])
    press(strict, ask(strict, "ana1@demo.example"), name="Who")
    learn([])
    people = {context.person(profile).id for profile in (one, two, profile_of(strict))}
    assert len(people) == 3


def test_who_joined_before_the_company_knew_them_stays_who_they_are_until_the_team_says_that_they_are_one(
    strict: Client,
) -> None:
    """An account states an address; that its owner reads it is not proved."""
    press(strict, ask(strict, "ana1@demo.example", "Ana S."))
    first = profile_of(strict)
    learn([])
    person = someone(1)
    assert context.person(first).id != context.person(person).id
    [join] = [one for one in context.refused_joins(limit=9) if one.address == "ana1@demo.example"]
    assert {join.left.profile_id, join.right.profile_id} == {first, person}

    review(
        actor=actors.system("test"), profile_ids=(first, person), allowed=True, reason="asked her", now=clock.now_us()
    )
    press(strict, ask(strict, "ana1@demo.example", "Ana S."))
    assert context.person(profile_of(strict)).id == context.person(person).id


def test_a_browsers_word_about_an_address_gives_nobody_its_mail_readers_session(strict: Client) -> None:
    claimed = NewEvent("claim", "identify", clock.now_us(), anonymous_id="mallory", kind=EventKind.IDENTIFY,
                       traits={"email": "nina@example.org"}, trust=Trust.BROWSER)  # fmt: skip
    learn([claimed])
    press(strict, ask(strict, "nina@example.org", "Nina"))
    learn([])
    mallory = context.profile_of("anonymous", "mallory")
    assert mallory is not None
    assert context.person(profile_of(strict)).id != context.person(mallory).id


MISLEADING = ["x", "a@b.example", "www.shop.example", "Ninefold Records team", "\u202e\u202e", "12"]


@pytest.mark.parametrize("name", MISLEADING)
def test_a_name_that_would_mislead_is_refused_with_what_to_do(public: Client, db: None, name: str) -> None:
    answer = public.post("/join", {"address": "nina@example.org", "name": name})
    assert answer.status_code == 400
    assert "Choose a name" in answer.content.decode()
    assert not Service.objects.exists()


@pytest.mark.parametrize("address", ["", "nina", "nina@", "a@b.example\nBcc: c@d.example", "<script>@x.example"])
def test_what_is_no_address_gets_no_mail(public: Client, db: None, address: str) -> None:
    answer = public.post("/join", {"address": address, "name": "Nina"})
    assert answer.status_code == 400
    assert not Service.objects.exists()


def test_nobody_is_plagued_with_links(public: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    spellings = [f"nina{tag}@EXAMPLE.org" for tag in ("", "+a", "+b", "+c", "+d", "+e")]
    answers = [public.post("/join", {"address": address, "name": "Nina"}).status_code for address in spellings]
    assert answers == [200] * 5 + [429]
    monkeypatch.setitem(service.PER_MINUTE_MAX, ServiceKind.JOIN, 5)
    assert public.post("/join", {"address": "other@example.org", "name": "Otto"}).status_code == 429
    clock.drive(clock.from_us(clock.now_us() + HOUR_US + 1))
    assert public.post("/join", {"address": spellings[0], "name": "Nina"}).status_code == 200


def test_one_network_cannot_use_up_what_is_everyones(public: Client, db: None) -> None:
    def asks(number: int, **of: str) -> HttpResponse:
        return public.post("/join", {"address": f"n{number}@example.org", "name": "Nina"}, **of)  # type: ignore[return-value]

    most = joining.FROM_A_NETWORK_HOUR_MAX
    for network, other in (("93.184.216.34", "93.184.216.35"), ("2a00:1450::1", "2a00:1450:0:1::1")):
        answers = [asks(number, REMOTE_ADDR=network).status_code for number in range(most)]
        assert set(answers) == {200}
        over = asks(most, REMOTE_ADDR=network)
        assert over.status_code == 429
        assert re.search(r"Come again in \d+ minutes?\.", over.content.decode())
        assert asks(most + 1, REMOTE_ADDR=other).status_code == 200
        clock.drive(clock.from_us(clock.now_us() + HOUR_US))
        assert asks(most + 2, REMOTE_ADDR=network).status_code == 200, "an hour later"
    assert asks(0, REMOTE_ADDR="2a00:1450::2").status_code == 200
    assert not [key for key in caches["networks"]._cache if "93.184" in key]  # type: ignore[attr-defined]


def test_who_has_many_addresses_is_held_by_the_network_around_them(
    public: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "FROM_A_NETWORK_HOUR_MAX", 2)
    monkeypatch.setitem(service.PER_MINUTE_MAX, ServiceKind.JOIN, 12)

    def asks(number: int, network: str) -> int:
        of = {"address": f"n{number}@example.org", "name": "Nina"}
        return public.post("/join", of, REMOTE_ADDR=network).status_code

    flood = [asks(number, f"2a00:1450:0:{number:x}::1") for number in range(12)]
    assert flood == [200] * 8 + [429] * 4, "a third is kept for others"
    assert asks(20, "2a00:1450:0:ffff::1") == 429
    assert asks(21, "93.184.216.34") == 200
    clock.drive(clock.from_us(clock.now_us() + 61_000_000))
    assert [asks(30 + n, f"2a00:1450:0:{n + 100:x}::1") for n in range(3)] == [429] * 3, "a /48 has its most an hour"
    assert asks(40, "2a00:1450:9::1") == 200


def test_doctor_says_where_a_proxy_hides_who_asks(
    rf: RequestFactory, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    install = replace(kernel_settings.current(), public_host="news.example")
    monkeypatch.setattr("ninefold.kernel.settings.current", lambda: install)

    def asked(times: int, network: str) -> bool:
        for _ in range(times):
            request = rf.post("/join", headers={"X-Forwarded-For": "1.1.1.1"}, REMOTE_ADDR=network)
            networks.count(request, "x", an_hour_max=99)
        [found] = [one for one in doctor.examine(install) if one.name == "visitors"]
        return found.is_well

    assert asked(19, "10.0.0.2")
    assert not asked(1, "10.0.0.2")
    assert asked(1, "93.184.216.35"), "told apart again"


def test_behind_a_proxy_the_one_it_speaks_for_is_counted(rf: RequestFactory, settings: Any) -> None:
    forwarded = {"headers": {"X-Forwarded-For": "1.1.1.1, 93.184.216.34"}, "REMOTE_ADDR": "10.0.0.2"}
    assert networks.asking_of(rf.post("/join", **forwarded)) == "10.0.0.2", "nobody said that a proxy stands before us"
    assert networks.networks_of("10.0.0.2") == []
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert networks.asking_of(rf.post("/join", **forwarded)) == "93.184.216.34", "what a visitor claims is not believed"


def test_leaving_signs_out_by_the_button_alone(strict: Client) -> None:
    press(strict, ask(strict, "nina@example.org", "Nina"))
    page = strict.get("/leave")
    assert "Sign out?" in page.content.decode()
    assert profile_of(strict)
    assert strict.post("/leave").status_code == 403
    before_counts = tokens.sign("member session", profile_of(strict))
    asker = Client(SERVER_NAME="127.0.0.1")
    asker.cookies.load({COOKIE: before_counts})
    assert asker.get("/settings").status_code == 200, "who is signed in stays so over an update"
    copied = {COOKIE: strict.cookies[COOKIE].value}
    strict.post("/leave", {"csrfmiddlewaretoken": strict.cookies["csrftoken"].value})
    assert not strict.cookies[COOKIE].value
    for kept in (copied, {COOKIE: before_counts}):
        strict.cookies.load(kept)
        assert "/join" in strict.get("/settings")["Location"], "a copied cookie ends with the session"
    strict.cookies.pop(COOKIE)
    assert strict.get("/settings")["Location"] == "/join?next=%2Fsettings"


def test_a_member_sets_preferences_under_the_session_and_no_address_outlives_it(strict: Client) -> None:
    press(strict, ask(strict, "nina@example.org", "Nina"))
    page = strict.get("/settings").content.decode()
    assert "/preferences/" not in page
    assert "/rights/ask/" not in page
    assert strict.post("/settings", {"per_week": "2"}).status_code == 403, "a cookie makes known, so posts are checked"
    token = {"csrfmiddlewaretoken": strict.cookies["csrftoken"].value}
    assert strict.post("/settings", token | {"per_week": "2"})["Location"] == "/settings?saved=1"
    learn([])
    assert strict.post("/settings/data", token).status_code == 200
    assert Service.objects.filter(kind=ServiceKind.RIGHTS.value, address="nina@example.org").count() == 1
    strict.post("/leave", token)
    assert strict.get("/settings?saved=1")["Location"].startswith("/join")
    assert strict.post("/settings", token | {"per_week": "3"})["Location"].startswith("/join")


def test_the_persons_page_lists_service_messages(strict: Client, studio: Client) -> None:
    person = someone(1)
    ask(strict, "ana1@demo.example", "Ana S.")
    html = studio.get(f"/people/{person}/").content.decode()
    assert f"Your link to sign in at {culture.company().name}" in html
    assert channel.service_messages([person], ["ana1@demo.example"])[0].kind is ServiceKind.JOIN
