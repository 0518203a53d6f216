"""Drafts by a language model, against a real server of the chat-completions API: asked, checked, kept, never alone."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from unittest import mock

import pytest
from django.http import HttpResponse
from django.test import Client

from ninefold.adapt import fit
from ninefold.content import actions as content
from ninefold.content import jobs
from ninefold.content import queries as contents
from ninefold.content.authorship import AuthorKind
from ninefold.content.authortables import ModelDraftRow
from ninefold.content.languagemodel import actions, answering, prompt, queries
from ninefold.content.languagemodel.errors import ModelFailed
from ninefold.content.languagemodel.types import DraftState, House, Wish
from ninefold.content.models import Variant
from ninefold.content.types import Term
from ninefold.content.versions import queries as versions
from ninefold.culture import actions as culture
from ninefold.culture.types import Community
from ninefold.kernel import actors, clock, settings
from ninefold.kernel.actors import Role
from ninefold.kernel.errors import BadInput, NotAllowed
from ninefold.kernel.outgoing.addresses import networks
from tests.catalyst import scene
from tests.content.scene import installed, letter
from tests.web.test_reviews import member, signed_in, words

GOOD = {
    "subject": "The autumn box", "preheader": "Twelve records",
    "blocks": [
        {"kind": "heading", "text": "The autumn box is here"},
        {"kind": "text", "text": "Twelve records for 19.90, {{ person.first_name | default: 'friend' }}."},
        {"kind": "list", "text": "", "options": ["Shellac", "Vinyl"]},
        {"kind": "call_to_action", "text": "Come", "url": "https://made.up.example/x"},
    ],
}  # fmt: skip


class Server(ThreadingHTTPServer):
    """Speaks the chat-completions API as far as anybody asks; `said` is what the model says."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.said: Any = json.dumps(GOOD)
        self.status, self.wait, self.raw = 200, 0.0, b""
        self.asked: list[tuple[str, dict[str, str], Any]] = []


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        time.sleep(self.server.wait)
        answer = {
            "choices": [{"message": {"role": "assistant", "content": self.server.said}}],
            "usage": {"prompt_tokens": 300, "completion_tokens": 100},
        }
        raw = self.server.raw or json.dumps(answer).encode()
        self.send_response(self.server.status)
        self.send_header("Location", "https://elsewhere.example/")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def set_to(**given: Any) -> Iterator[None]:
    with mock.patch.object(settings, "current", return_value=replace(settings.current(), **given)):
        yield


@pytest.fixture(autouse=True)
def _stage(database: object) -> Iterator[None]:
    scene.an_address()
    with installed(fit.report):
        yield


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as found:
        Thread(target=found.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{found.server_port}/v1"
        here = networks("127.0.0.1/32")
        with set_to(model_url=url, model_name="llama3", model_key="k-1", model_networks=here, model_seconds=2):
            yield found
        found.shutdown()


def an_item() -> int:
    item = content.create_item(actor=scene.ACTOR, title="Autumn box", facts=("19.90", "until 30 Nov | bis 30. Nov"))
    content.create_variant(actor=scene.ACTOR, item_id=item.id, content=letter())
    return item.id


def asked(client: Client, item: int, **more: str) -> tuple[str, HttpResponse]:
    """The address of a draft's page, and that page once the model answered."""
    answer = client.post(f"/drafting/{item}/", {"tag": "en", "form_factor": "", "brief": "Invite them.", **more})
    assert answer.status_code == 302, words(answer)
    page = answer["Location"]
    number = int(re.findall(r"\d+", page)[0])
    for _ in range(100):
        if queries.draft(number).state is not DraftState.ASKED:
            break
        time.sleep(0.05)
    return page, client.get(page)


def test_a_draft_is_asked_for_checked_kept_and_stands_as_the_models(server: Server) -> None:
    ann = member("ann", Role.AUTHOR)
    client, item = signed_in(ann), an_item()
    assert "Draft with the model" in words(client.get(f"/content/{item}/"))
    page, shown = asked(client, item)
    [(path, headers, body)] = server.asked
    assert (path, headers["authorization"], body["model"]) == ("/v1/chat/completions", "Bearer k-1", "llama3")
    html = shown.content.decode()
    assert '<del class="fact">until 30 Nov | bis 30. Nov</del>' in html
    assert '<ins class="fact made-up">https://made.up.example/x</ins>' in html
    assert '<del class="fact">19.90</del>' not in html
    kept = client.post(page, {"do": "keep"})
    assert "/snippets/content/variant/edit/" in kept["Location"]
    variant = Variant.objects.get(item_id=item, tag="en")
    assert not variant.live
    newest = versions.versions(variant.pk)[0]
    assert (newest.author.kind, newest.author.name, newest.author.user_id) == (AuthorKind.MODEL, "llama3", ann.pk)
    assert contents.draft(variant.pk).blocks[2].options == ("Shellac", "Vinyl")
    assert "llama3 language model" in words(client.get(f"/versions/{variant.pk}/"))
    with pytest.raises(BadInput):
        actions.keep(actor=ann.actor(), draft_id=int(re.findall(r"\d+", page)[0]))


def test_what_a_model_wrote_goes_out_by_a_person_alone(server: Server) -> None:
    ann, ed = member("ann", Role.AUTHOR), member("ed", Role.EDITOR)
    server.said = json.dumps({**GOOD, "blocks": [{"kind": "text", "text": "19.90 until 30 Nov, twelve records."}]})
    item = an_item()
    page, _ = asked(signed_in(ann), item)
    signed_in(ann).post(page, {"do": "keep"})
    variant = Variant.objects.get(item_id=item, tag="en")
    for actor in (actors.system("worker"), actors.system("feed"), scene.ACTOR):
        with pytest.raises(NotAllowed):
            content.publish(actor=actor, variant_id=variant.pk)
    with pytest.raises(NotAllowed):
        variant.get_latest_revision().publish()
    with pytest.raises(NotAllowed):
        content.publish(actor=ann.actor(), variant_id=variant.pk)
    assert not Variant.objects.filter(pk=variant.pk, live=True).exists()
    assert jobs.publish_due(now=clock.now_us()) == 0
    content.publish(actor=ed.actor(), variant_id=variant.pk)
    assert Variant.objects.filter(pk=variant.pk, live=True).exists()


def test_the_house_speaks_to_the_model_and_no_person_does(server: Server) -> None:
    culture.save_community(actor=scene.ACTOR, community=Community("jazz", "Jazz buyers", "en-x-jazz"))
    term = Term("jazz", "chart", "sheet of music", example="bo@x.example wrote: nice chart", source="a post of Bo's")
    content.save_term(actor=scene.ACTOR, term=term, now=clock.now_us())
    item = an_item()
    content.revise_variant(
        actor=scene.ACTOR, variant_id=Variant.objects.get(item_id=item).pk,
        content=letter(text="Write to bo@x.example, {{ person.first_name | default: 'friend' }}. 19.90"),
    )  # fmt: skip
    client = signed_in(member("ann", Role.AUTHOR))
    asked(client, item, tag="en-x-jazz", is_begun="on")
    told = json.dumps(server.asked[0][2])
    assert "sheet of music -> chart" in told
    assert "19.90" in told
    assert "person.first_name" in told
    assert "bo@x.example" not in told
    assert "nice chart" not in told
    for brief in ("Say hello to bo@x.example", "Call +49 30 1234567 first"):
        answer = client.post(f"/drafting/{item}/", {"tag": "en", "form_factor": "", "brief": brief})
        assert answer.status_code == 422
        assert "Leave people out" in words(answer)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "refuses the key"), (404, "no such model"), (429, "asked too often"), (500, "answers with an error"),
        (307, "leads elsewhere"),
    ],
)  # fmt: skip
def test_what_went_wrong_is_said_plainly(server: Server, status: int, said: str) -> None:
    server.status = status
    _, page = asked(signed_in(member("ann", Role.AUTHOR)), an_item())
    assert said in words(page)
    assert "Ask again" in words(page)


def test_a_slow_an_odd_and_an_empty_answer_are_said_plainly(server: Server) -> None:
    client, item = signed_in(member("ann", Role.AUTHOR)), an_item()
    server.raw = b"<html>hello"
    assert "no chat-completions API" in words(asked(client, item)[1])
    server.raw, server.said = b"", "  "
    assert "nothing that can be a draft" in words(asked(client, item)[1])
    server.said, server.wait = json.dumps(GOOD), 4.0
    assert "took longer than 2 seconds" in words(asked(client, item)[1])


def test_a_private_address_is_asked_only_where_it_is_allowed(server: Server) -> None:
    with set_to(model_networks=()):
        _, page = asked(signed_in(member("ann", Role.AUTHOR)), an_item())
    assert "NINEFOLD_MODEL_NETWORKS" in words(page)
    assert server.asked == []


def test_there_are_limits_of_one_member_at_once_and_of_a_day(server: Server) -> None:
    ann, item = member("ann", Role.AUTHOR), an_item()
    wish = Wish("Autumn box", "en", "everyone", "", "", "Invite them.", None, ())
    asked(signed_in(ann), item)
    assert queries.tokens_left() == settings.current().model_tokens_day - 400
    with set_to(model_tokens_day=400), pytest.raises(BadInput, match="budget"):
        actions.ask(actor=ann.actor(), item_id=item, wish=wish)
    for _ in range(actions.AT_ONCE_MAX):
        actions.ask(actor=ann.actor(), item_id=item, wish=wish)
    with pytest.raises(BadInput, match="being written"):
        actions.ask(actor=ann.actor(), item_id=item, wish=wish)
    assert actions.give_up(now=clock.now_us() + 60_000_000) == actions.AT_ONCE_MAX
    ModelDraftRow.objects.filter(state="asked").update(state="failed")
    for _ in range(actions.AN_HOUR_MAX - actions.AT_ONCE_MAX - 1):
        ModelDraftRow.objects.filter(pk=actions.ask(actor=ann.actor(), item_id=item, wish=wish).id).update(state="left")
    with pytest.raises(BadInput, match="within an hour"):
        actions.ask(actor=ann.actor(), item_id=item, wish=wish)


def test_without_a_model_nothing_is_offered_and_nothing_lacks() -> None:
    client, item = signed_in(member("ann", Role.AUTHOR)), an_item()
    assert "Draft with the model" not in words(client.get(f"/content/{item}/"))
    assert "no language model" in words(client.get(f"/drafting/{item}/"))
    answer = client.post(f"/drafting/{item}/", {"tag": "en", "form_factor": "", "brief": "Hello"})
    assert answer.status_code == 422


def test_answers_are_read_however_models_wrap_them() -> None:
    raw = json.dumps(GOOD)
    for said in (raw, f"```json\n{raw}\n```", f"Here it is:\n{raw}\nEnjoy!", f"<think>Hm {{}}</think>{raw}"):
        found = answering.content(said, title="T", tag="en", form_factor="")
        assert [block.kind.value for block in found.blocks] == ["heading", "text", "list", "call_to_action"]
    plain = answering.content("One.\n\nTwo.", title="T", tag="en", form_factor="")
    assert (plain.subject, [block.text for block in plain.blocks]) == ("T", ["One.", "Two."])
    bad = {"kind": "call_to_action", "text": "y", "url": "javascript:1"}
    odd = {"blocks": [{"kind": "video", "text": "x"}, 3, bad]}
    found = answering.content(json.dumps(odd), title="T", tag="en", form_factor="")
    assert [(block.kind.value, block.url) for block in found.blocks] == [("text", ""), ("text", "")]
    for empty in ('{"blocks": []}', "", '{"blocks": "no"}'):
        with pytest.raises(ModelFailed):
            answering.content(empty, title="T", tag="en", form_factor="")


def test_facts_of_the_brief_count_as_given_and_the_rest_as_made_up() -> None:
    wish = Wish("Box", "en", "everyone", "", "", "It costs 12 € from 3 May.", None, ("19.90",))
    known = prompt.known_facts(wish)
    text = {"blocks": [{"kind": "text", "text": "Only 12 € from 3 May, or 15 € later."}]}
    found = answering.content(json.dumps(text), title="Box", tag="en", form_factor="")
    given = "\n".join(one["content"] for one in prompt.messages(wish, House("Us", "", (), ())))
    assert "19.90" in answering.missing(found, known)
    assert answering.added(found, known, given) == ("15 €",)
