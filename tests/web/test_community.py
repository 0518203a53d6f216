"""The community's pages over HTTP: read by anyone, posted to by members, kind about limits, hard on attacks."""

import json
import re
from dataclasses import replace
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ninefold.channel.models import Service
from ninefold.collect import queries as collect
from ninefold.community import actions, guarding, queries, searching
from ninefold.community.models import Member, Question
from ninefold.community.types import PostKind, Rating, Verdict
from ninefold.context import queries as context
from ninefold.credibility import actions as credibility
from ninefold.culture import actions as culture
from ninefold.culture.queries import company
from ninefold.culture.types import Community
from ninefold.currency import actions as currency
from ninefold.currency.types import Reward, RewardKind
from ninefold.kernel import actors, clock
from ninefold.pipeline import answered
from ninefold.web.public import drafts, session
from ninefold.web.public.community import texts
from ninefold.web.public.urls import urlpatterns
from tests.experiments.people import profiles
from tests.measure.test_scorecard import delivery
from tests.web.people import learn

TEAM = actors.system("test")
DAY_US = 86_400_000_000
FIELDS = (
    "offer", "key", "currency", "after", "q", "topic", "page", "show", "title", "body", "reason", "rating", "reasons",
    "name", "address", "next", "option", "product", "sent",
)  # fmt: skip
EVIL = (
    '<script>alert(1)</script><img src=x onerror=alert(1)> </script> javascript:alert(1) https://x.example/"onclick=1'
)


def member(name: str = "Nina", *, since_days: int = 0) -> tuple[Client, int]:
    """Someone who joined and is signed in, and their profile; since so many days with a post that stood."""
    [profile] = profiles(1)
    Member.objects.create(profile_id=profile, name=name, address=f"{name.lower()}@example.org", joined_at=clock.now())
    if since_days:
        then = clock.now_us() - since_days * DAY_US
        actions.ask(profile_id=profile, title=f"{name} asks long ago", body="", topic="old", now=then)
    response, signed_in = Client().get("/static/missing"), queries.member(profile)
    assert signed_in
    session.sign_in(response, signed_in)
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies[session.COOKIE] = response.cookies[session.COOKIE].value
    return client, profile


def asked(client: Client, title: str = "Which needle?", body: str = "", topic: str = "shellac") -> str:
    """Ask over HTTP; the address of the question."""
    answer = client.post("/community/ask", {"title": title, "body": body, "topic": topic})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"]).partition("?")[0]


def key_of(url: str) -> str:
    return url.rpartition("/")[2]


def html(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, url
    return str(answer.content.decode())


def test_a_member_joins_and_leaves_a_community_with_a_button(public: Client, db: None) -> None:
    assert "/communities" not in html(public, "/community/")
    culture.save_community(actor=TEAM, community=Community("vinyl", "Vinyl <collectors>", "en-x-vinyl"))
    assert "/communities" in html(public, "/community/")
    assert public.get("/communities")["Location"] == "/join?next=%2Fcommunities"
    nina, profile = member()
    assert "You are not in it" in html(nina, "/communities")

    def press(what: str, key: str = "vinyl") -> str:
        return str(nina.post("/communities", {"do": what, "community": key}, follow=True).content.decode())

    page = press("join")
    assert "You belong to Vinyl &lt;collectors&gt; from now on" in page
    assert "You joined" in page
    [one] = context.belongings(context.person(profile))
    assert (one.how, one.confidence, one.since > 0) == ("joined", 1.0, True)
    assert "Join Vinyl" in press("leave")
    assert context.belongings(context.person(profile)) == []
    press("not_me")
    learn([])
    assert "it holds" in html(nina, "/communities")
    press("join")
    learn([])
    assert "You joined" in html(nina, "/communities")
    told = [e for e in collect.timeline([profile]) if e.name.startswith("Community ")]
    assert {e.properties["source"] for e in told} == {"community page"}
    assert nina.post("/communities", {"do": "join", "community": "made-up"}).status_code == 404
    assert nina.post("/communities", {"do": "dance", "community": "vinyl"}).status_code == 400


def test_a_search_that_finds_too_much_says_so_where_it_ends(public: Client, db: None) -> None:
    many = [
        Question(key=f"k{n}", profile_id=1, title=f"Needle {n}", asked_at=n) for n in range(searching.MATCHES_MAX + 1)
    ]
    searching.index([one.pk for one in Question.objects.bulk_create(many)])
    assert "in very many questions" not in html(public, "/community/?q=needle")
    last = html(public, "/community/?q=needle&page=7")
    assert "in very many questions" in last
    assert "Needle 1<" in last
    assert "More questions" not in last


def test_a_question_is_asked_answered_rated_and_solved_without_a_script(public: Client, db: None) -> None:
    ada, _ = member("Ada")
    ben, _ = member("Ben")
    url = asked(ada, body="For 78s.\n\nIt is heavy.")
    assert "Join to answer" in html(public, url)
    given = ben.post(f"/community/answer/{key_of(url)}", {"body": "3 mil, truncated."})
    assert "#a" in given["Location"]
    assert "your answer stands" in html(ben, given["Location"])
    assert "your answer stands" not in html(ben, given["Location"]), "said once"
    [answer] = queries.answers(queries.question_by_key(key_of(url)).id)
    assert "Did it help you?" in html(ada, url)
    assert "Did it help you?" not in html(ben, url), "nobody rates their own answer"
    ben.post(f"/community/edit/answer/{answer.key}", {"body": "3.5 mil, truncated."})
    for doing in (f"/community/vote/{answer.key}", f"/community/accept/{answer.key}"):
        early = ada.post(doing, {"rating": "no", "edited": answer.edited_at})
        assert early.status_code == 409
        assert "since you read it" in early.content.decode()
        assert "3.5 mil, truncated." in early.content.decode(), "the new words are shown"
    edited = re.findall(r'name="edited" value="(\d+)"', html(ada, url))[0]
    said = {"rating": "yes", "reason": ["clear", "nonsense"], "edited": edited}
    rated = ada.post(f"/community/vote/{answer.key}", said)
    assert rated.status_code == 302
    shown = html(ada, url)
    assert "Helped 1 of 1" in shown
    assert re.search(r'value="clear" checked', shown)
    ada.post(f"/community/accept/{answer.key}", {"edited": edited})
    page = html(public, url)
    assert "Accepted by the person who asked; helped 1 of 1" in page
    assert re.findall(r"<script(.*?)>", page) == [' type="application/ld+json"'], "data, which no browser runs"
    data = json.loads(re.findall(r"<script[^>]*>(.*?)</script>", page)[0])
    assert data["mainEntity"]["acceptedAnswer"]["text"] == "3.5 mil, truncated."
    assert "solved" in html(public, "/community/")
    assert html(public, "/community/?show=unanswered").count("Which needle?") == 0
    assert html(public, "/community/?show=helpful").count("Which needle?") == 1
    assert html(public, "/community/?q=truncat").count("Which needle?") == 1
    assert html(public, "/community/?topic=shellac").count("Which needle?") == 1


def test_an_accepted_answer_that_readers_refuted_is_not_said_to_stand_first(db: None) -> None:
    (ada, _), (_, writer) = member("Ada"), member("Ben")
    question = queries.question_by_key(key_of(asked(ada)))
    [other, *readers] = profiles(7)
    now = clock.now_us()
    refuted = actions.answer(profile_id=writer, question_id=question.id, body="A nail.", now=now)
    actions.answer(profile_id=other, question_id=question.id, body="3 mil.", now=now)
    for reader in readers:
        actions.vote(profile_id=reader, answer_id=refuted, rating=Rating.NO, now=now)
    credibility.refresh(answer_ids=[refuted], now=now)
    given = queries.answers_by_ids([refuted])[refuted][0]
    said = html(ada, ada.post(f"/community/accept/{given.key}")["Location"])
    assert "It stays last all the same" in said
    assert "stands first" not in said
    assert said.index("3 mil.") < said.index("A nail.")


def test_who_asked_is_told_of_answers_once_a_day_until_they_stop_it(public: Client, db: None) -> None:
    (ada, asker), (_, writer) = member("Ada"), member("Ben", since_days=3)
    url, now = asked(ada), clock.now_us()
    question = queries.question_by_key(key_of(url)).id

    def says(body: str, at: int, who: int = writer) -> list[str]:
        actions.answer(profile_id=who, question_id=question, body=body, now=at)
        before = Service.objects.count()
        told = answered.tell_askers(at)
        assert answered.tell_askers(at) == 0, "once"
        mails = list(Service.objects.order_by("pk").values_list("text", flat=True)[before:])
        assert len(mails) == told
        return mails

    assert says("I found it myself.", now, asker) == [], "their own is no news"
    [mail] = says("3 mil.", now)
    assert Service.objects.filter(kind="answered", address="ada@example.org", profile_id=asker).count() == 1
    assert url in mail
    assert says("Or 2.5 mil.", now + 1) == [], "one a day"
    [later] = says("Truncated, too.", now + DAY_US)
    assert "2 new answers" in later
    [stop] = re.findall(r"https?://[^/]+(/answers/\S+)", mail)
    html(public, stop)
    assert len(says("Ask a shop.", now + 2 * DAY_US)) == 1, "reading the page changes nothing"
    assert "We tell you no more" in public.post(stop).content.decode()
    assert says("Ask another.", now + 3 * DAY_US) == []
    assert "We tell you again" in ada.post("/settings/answers", {"do": "tell"}).content.decode()
    [again] = says("Ask a third.", now + 4 * DAY_US)
    assert "has an answer" in again, "what was said in the silence is not told later"


def test_nobody_is_told_of_what_is_held_or_hidden_nor_at_a_dead_address(db: None) -> None:
    (ada, _), (_, newcomer) = member("Ada"), member("Ben")
    question, now = queries.question_by_key(key_of(asked(ada))), clock.now_us()
    held = actions.answer(profile_id=newcomer, question_id=question.id, body="See https://x.example", now=now)
    assert held not in queries.answers_by_ids([held])
    assert answered.tell_askers(now) == 0
    [waiting] = queries.waiting()
    assert waiting.answer
    key = waiting.answer.key
    actions.moderate(actor=TEAM, kind=PostKind.ANSWER, key=key, verdict=Verdict.HIDE, reason="Ad.", now=now)
    assert answered.tell_askers(now) == 0
    actions.moderate(actor=TEAM, kind=PostKind.ANSWER, key=key, verdict=Verdict.KEEP, reason="No ad.", now=now)
    delivery(1, now, status="refused", status_code="5.1.1", is_address_dead=True, address="ada@example.org")
    assert answered.tell_askers(now) == 1
    assert not Service.objects.exists()


def test_strangers_read_and_are_sent_to_join_for_all_else(public: Client, db: None) -> None:
    ada, _ = member("Ada")
    url = asked(ada)
    for path in ("ask", f"answer/{key_of(url)}", f"flag/question/{key_of(url)}", f"edit/question/{key_of(url)}"):
        for answer in (public.get(f"/community/{path}"), public.post(f"/community/{path}", {"body": "x"})):
            assert answer["Location"].startswith("/join?next=%2Fcommunity%2F"), path
    own = replace(company(), privacy_url="https://acme.example/privacy")
    culture.save_company(actor=TEAM, company=own)
    for shown in (html(ada, url), html(public, "/join"), html(ada, "/community/ask")):
        assert re.search(rf"{own.name} may quote .* in its letters to others, without your name", shown)
        assert '<footer class="foot"><a href="https://acme.example/privacy">Privacy</a></footer>' in shown
    page = public.get(url)
    assert "noindex" not in page.content.decode()
    assert "X-Robots-Tag" not in page
    assert not page.cookies, "reading sets no cookie"
    assert "noindex" in html(public, "/community/?q=needle")
    assert public.get("/community")["Location"] == public.get("/")["Location"] == "/community/"


def test_posts_from_another_site_are_refused(db: None) -> None:
    ada, _ = member("Ada")
    strict = Client(SERVER_NAME="127.0.0.1", enforce_csrf_checks=True)
    strict.cookies[session.COOKIE] = ada.cookies[session.COOKIE].value
    assert strict.post("/community/ask", {"title": "Which?"}).status_code == 403
    page = strict.get("/community/ask")
    assert page["Referrer-Policy"] == "same-origin", "else browsers send no origin, and every post is refused"
    token = {"csrfmiddlewaretoken": strict.cookies["csrftoken"].value}
    evil = strict.post("/community/ask", {"title": "Which?"} | token, headers={"origin": "https://evil.example"})
    assert evil.status_code == 403
    assert strict.post("/community/ask", {"title": "Which?"} | token).status_code == 302


def test_what_people_write_is_never_markup(public: Client, db: None) -> None:
    ada, profile = member("Ada", since_days=2)
    Member.objects.filter(profile_id=profile).update(name="<b onload=x>Ada")
    url = asked(ada, title=EVIL, body=EVIL, topic="<i>topic")
    actions.answer(
        profile_id=profile, question_id=queries.question_by_key(key_of(url)).id, body=EVIL, now=clock.now_us()
    )
    for path in (url, "/community/", "/community/?q=alert", f"/community/edit/question/{key_of(url)}"):
        page = html(ada, path)
        assert "<script>" not in page, path
        assert "<img src=x" not in page, path
        assert "<b onload" not in page, path
        assert page.count("</script>") == page.count("<script"), path
        assert 'href="javascript' not in page, path
    block = re.findall(r'ld\+json">(.*?)</script>', html(public, url))[0]
    assert json.loads(block)["mainEntity"]["name"] == " ".join(EVIL.split())


REL = 'rel="nofollow ugc noopener"'
LINKED = {
    "a\nb\n\n\nc": "<p>a<br>b</p>\n<p>c</p>",
    "(see https://a.example/x_(y).)": f'<p>(see <a href="https://a.example/x_(y)" {REL}>https://a.example/x_(y)</a>.)</p>',
    "ftp://a.example data:x //b": "<p>ftp://a.example data:x //b</p>",
    "https://a.example/?a=1&b=<": f'<p><a href="https://a.example/?a=1&amp;b=" {REL}>'
    "https://a.example/?a=1&amp;b=</a>&lt;</p>",
}


@pytest.mark.parametrize("text", LINKED)
def test_text_becomes_paragraphs_and_safe_links(text: str) -> None:
    assert texts.as_html(text) == LINKED[text]


def test_limits_are_said_kindly_and_keep_what_was_written(db: None) -> None:
    ada, _ = member("Ada")
    for number in range(guarding.NEW_ASKS_PER_DAY_MAX):
        asked(ada, f"Question {number}")
    over = ada.post("/community/ask", {"title": "One more", "body": "With much care", "topic": ""})
    assert over.status_code == 429
    assert "tomorrow" in over.content.decode()
    assert "With much care" in over.content.decode()
    long = ada.post("/community/ask", {"title": "x" * 301, "body": "", "topic": ""})
    assert (long.status_code, "1 to 300 characters" in long.content.decode()) == (400, True)
    empty = ada.post(f"/community/answer/{key_of(asked(ada, 'Question 0'))}", {"body": " "})
    assert (empty.status_code, "needs a text" in empty.content.decode()) == (400, True)


def test_a_held_post_is_its_authors_alone(public: Client, db: None) -> None:
    ada, _ = member("Ada")
    answer = ada.post("/community/ask", {"title": "Buy here", "body": "https://pills.example", "topic": ""})
    url = str(answer["Location"])
    shown = html(ada, url)
    assert "Someone of ours looks at it" in shown
    assert "Only you see this" in shown
    assert "Back to all questions" in html(public, url, 404)
    assert "Buy here" not in html(public, "/community/")
    assert "Buy here" not in html(public, "/community/?q=pills")


def test_flags_of_three_members_take_a_post_off_every_page(public: Client, db: None) -> None:
    ada, _ = member("Ada")
    url = asked(ada)
    for name in ("Ben", "Cleo", "Dora"):
        flagger, _ = member(name, since_days=2)
        assert "unkind" in html(flagger, f"/community/flag/question/{key_of(url)}")
        assert flagger.post(f"/community/flag/question/{key_of(url)}", {"reason": "nope"}).status_code == 400
        assert flagger.post(f"/community/flag/question/{key_of(url)}", {"reason": "spam"}).status_code == 302
    assert public.get(url).status_code == 404
    assert "Which needle?" not in html(public, "/community/")
    assert ada.post("/community/flag/nonsense/x", {"reason": "spam"}).status_code == 404
    assert ada.get(f"/community/flag/question/{key_of(url)}x").status_code == 404


def test_a_change_shows_and_only_its_author_may(db: None) -> None:
    ada, _ = member("Ada")
    ben, _ = member("Ben")
    url = asked(ada)
    edit = f"/community/edit/question/{key_of(url)}"
    assert "Which needle?" in html(ada, edit)
    assert ben.post(edit, {"title": "Hacked"}).status_code == 404
    assert ada.post(edit, {"title": "Which stylus?", "body": "", "topic": ""}).status_code == 302
    assert "changed" in html(ben, url)
    clock.drive(clock.from_us(clock.now_us() + 31 * guarding.MINUTE_US))
    late = ada.post(edit, {"title": "Too late", "body": "", "topic": ""})
    assert (late.status_code, "30 minutes" in late.content.decode()) == (400, True)
    assert "Change it" not in html(ada, url)


def test_pages_ask_the_same_however_much_there_is(public: Client, db: None) -> None:
    ada, one = member("Ada", since_days=3)
    authors = profiles(12)
    now = clock.now_us()
    for place, author in enumerate(authors):
        Member.objects.create(profile_id=author, name=f"A{place}", address=f"a{place}@example.org", joined_at=now)
    [question] = [q.id for q in queries.questions() if q.profile_id == one]

    def counts() -> dict[str, int]:
        found = {}
        for path in ("/community/", f"/community/q/{queries.question(question).key}", "/community/?q=asks"):
            ada.get(path)
            with CaptureQueriesContext(connection) as asked_for:
                assert ada.get(path).status_code == 200
            found[path] = len(asked_for)
        return found

    def post(author: int) -> None:
        actions.ask(profile_id=author, title=f"{author} asks", body="", topic="old", now=now)
        answer = actions.answer(profile_id=author, question_id=question, body=f"By {author}", now=now)
        actions.vote(profile_id=one, answer_id=answer, rating=Rating.YES, now=now)
        credibility.refresh(answer_ids=[answer], now=now)

    post(authors[0])
    credibility.give_badge(actor=TEAM, profile_id=authors[0], topic="old", reason="Old hand.", now=now)
    few = counts()
    for author in authors[1:]:
        post(author)
    assert counts() == few
    assert max(few.values()) <= 16, few


def test_an_address_that_means_nothing_breaks_nothing(public: Client, db: None) -> None:
    odd = ("%00", "x" * 3000, "../../etc/passwd", "%F0%9F%92%A9", "1;drop")
    for part in odd:
        assert public.get(f"/community/q/{part}").status_code in (404, 400)
        listed = public.get(f"/community/?topic={part}&after={part}&page={part}&show={part}&q={part}")
        assert listed.status_code == (400 if part == "%00" else 200)


def test_no_address_of_the_public_pages_breaks_by_what_it_is_given(db: None) -> None:
    ada, _ = member("Ada")
    currency.save_reward(
        actor=TEAM, reward=Reward("first", "First", "", RewardKind.ACCESS, "points", 0, early_text="Come in.")
    )
    for pattern in sorted(urlpatterns, key=lambda one: "leave" in str(one.pattern)):
        path = "/" + str(pattern.pattern).replace("<slug:kind>", "answer")
        for odd, text in product(("first", "a%00b", "%ED%A0%80") if "<" in path else ("",), ("a\0b", "9" * 25)):
            url, said = re.sub(r"<[^>]+>", odd, path), dict.fromkeys(FIELDS, text)
            found = [ada.get(url, said).status_code, ada.post(url, said).status_code]
            assert max(found) < 500, (url, text, found)
            assert "\0" not in text or set(found) <= {400, 404, 405}, (url, found)


def test_a_moderators_word_reaches_the_pages_at_once(public: Client, db: None) -> None:
    ada, _ = member("Ada")
    ben, helper = member("Ben")
    url = asked(ada)
    question = queries.question_by_key(key_of(url))
    actions.answer(profile_id=helper, question_id=question.id, body="Buy pills", now=clock.now_us())
    [answer] = queries.answers(question.id)
    assert "Buy pills" in html(public, url)
    actions.moderate(
        actor=TEAM, kind=PostKind.ANSWER, key=answer.key, verdict=Verdict.HIDE, reason="Spam.", now=clock.now_us()
    )
    for client in (public, ada, ben):
        assert "Buy pills" not in html(client, url)
    assert public.get("/community/?q=pills").content.count(b"Which needle?") == 0
    assert ada.post(f"/community/vote/{answer.key}", {"rating": "yes"}).status_code == 404


def test_what_was_written_signed_out_waits_in_its_form_and_is_not_posted(public: Client, db: None) -> None:
    ada, _ = member("Ada")
    url = asked(ada)
    typed = {"title": "How heavy?", "body": "A long story <b>of mine</b>", "topic": "vinyl"}
    sent = public.post("/community/ask", typed)
    assert sent["Location"] == "/join?next=%2Fcommunity%2Fask"
    assert "How heavy" not in sent["Location"]
    assert "kept in this browser for an hour" in html(public, sent["Location"])
    other, _ = member("Ben")
    assert "How heavy?" not in html(other, "/community/ask"), "another browser has it not"

    public.cookies[session.COOKIE] = other.cookies[session.COOKIE].value
    form = html(public, "/community/ask")
    assert 'value="How heavy?"' in form
    assert "A long story &lt;b&gt;of mine&lt;/b&gt;" in form
    assert [one.title for one in queries.questions(limit=9)] == ["Which needle?"], "nothing is posted by itself"
    public.post("/community/ask", typed)
    assert "How heavy?" not in html(public, "/community/ask"), "posted, so kept no more"

    del public.cookies[session.COOKIE]
    answer_url = f"/community/answer/{key_of(url)}"
    public.post(answer_url, {"body": "x" * 26_000})
    public.cookies[session.COOKIE] = other.cookies[session.COOKIE].value
    assert "x" * 100 not in html(public, url), "too long to keep"
    del public.cookies[session.COOKIE]
    public.post(answer_url, {"body": "Take 3 mil."})
    public.cookies[session.COOKIE] = other.cookies[session.COOKIE].value
    assert "Take 3 mil.</textarea>" in html(public, url)
    public.cookies[drafts.COOKIE] = public.cookies[drafts.COOKIE].value[:-2] + "AA"
    assert "Take 3 mil." not in html(public, url), "a forged key opens nothing"


def test_an_address_with_a_slash_too_many_leads_to_the_one_without(public: Client, db: None) -> None:
    ada, _ = member("Ada")
    url = asked(ada)
    for there in ("/community/ask", "/wallet", url):
        answer = public.get(f"{there}/?x=1")
        assert (answer.status_code, answer["Location"]) == (301, f"{there}?x=1")
    assert public.get("/community").status_code == 301
    assert public.post("/community/ask/", {"title": "x"}).status_code == 404
