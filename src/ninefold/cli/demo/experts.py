"""The demo company's experts, read from experts.toml: who they are, what they were asked, and what they said."""

import tomllib
from importlib.resources import files
from typing import Any

from ninefold.community import queries as community
from ninefold.content.experts import actions, queries
from ninefold.content.types import About, Expert, Subject
from ninefold.kernel.actors import Actor
from ninefold.pipeline import expertise


def lay_out(actor: Actor, *, now: int) -> None:
    """Name who knows a topic."""
    for one in _read()["expert"]:
        expert = Expert(one["name"], one["address"], one["byline"], tuple(one["topics"]))
        actions.save_expert(actor=actor, expert=expert, now=now)


def ask(actor: Actor, *, now: int) -> None:
    """Ask them what nobody in the community has answered: one answer is taken up, one waits, one is still awaited."""
    read, experts = _read(), {one.name: one for one in queries.experts()}
    open_questions = {one.title: one for one in community.questions() if not one.answer_count}
    for one in read["asked"]:
        question = open_questions.get(one["question"])
        if question is None:
            continue
        subject = Subject(About.QUESTION, question.topic, question=question.key)
        request = expertise.ask(
            actor=actor, expert_id=experts[one["expert"]].id, subject=subject, note=one["note"], now=now
        )
        if one["answer"]:
            actions.answer_request(request_id=request.id, text=one["answer"], now=now)
        if one["is_posted"]:
            expertise.post_answer(actor=actor, request_id=request.id, now=now)


def _read() -> dict[str, Any]:
    return tomllib.loads(files("ninefold.cli.demo").joinpath("experts.toml").read_text(encoding="utf-8"))
