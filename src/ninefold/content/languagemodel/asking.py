"""Asks the model by the chat-completions API that OpenAI described and others speak: one question, one answer."""

import json
from collections.abc import Sequence
from typing import Any

from ninefold.content.languagemodel.errors import ModelFailed
from ninefold.content.languagemodel.types import Said
from ninefold.kernel import clock, settings
from ninefold.kernel.outgoing import client
from ninefold.kernel.outgoing.errors import AddressRefused, FetchFailed

TOKENS_OUT_MAX = 3_000
BYTES_MAX = 1_000_000
SILENCE_SECONDS = 5.0  # a model is silent until it is done: the limit of the whole is what ends it
LETTERS_PER_TOKEN = 4  # where a server does not count
_SAID = {
    "status_401": "The model's server refuses the key. Who runs this install sets NINEFOLD_MODEL_KEY.",
    "status_403": "The model's server refuses the key. Who runs this install sets NINEFOLD_MODEL_KEY.",
    "status_404": "The model's server knows no such model or address: see NINEFOLD_MODEL_URL and NINEFOLD_MODEL_NAME.",
    "status_429": "The model's server is asked too often right now. Try again in some minutes.",
    "address_private": "The model's server stands in a private network. Who runs this install allows it with"
    " NINEFOLD_MODEL_NETWORKS.",
}


def is_on() -> bool:
    """Whether the install has a model."""
    return bool(settings.current().model_url)


def ask(messages: Sequence[dict[str, str]]) -> Said:
    """The model's answer. Raise ModelFailed in words that say what to do."""
    install = settings.current()
    body = {"model": install.model_name, "messages": list(messages), "max_tokens": TOKENS_OUT_MAX, "stream": False}
    request = client.Request(
        f"{install.model_url}/chat/completions", agent="Ninefold", accept="application/json", now=clock.now_us(),
        body=json.dumps(body, ensure_ascii=False).encode(), bearer=install.model_key, networks=install.model_networks,
        limits=client.Limits(BYTES_MAX, float(install.model_seconds), install.model_seconds + SILENCE_SECONDS),
    )  # fmt: skip
    try:
        answer = client.post(request)
    except (AddressRefused, FetchFailed) as error:
        words = _SAID.get(error.code, f"The language model did not answer: {error.message}")
        raise ModelFailed("model_failed", words) from error
    return _said(answer.body, sum(len(one["content"]) for one in messages))


def _said(body: bytes, letters: int) -> Said:
    try:
        found: Any = json.loads(body)
        text = found["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError) as error:
        words = (
            "What answered is no chat-completions API. Look at NINEFOLD_MODEL_URL: it ends before /chat/completions."
        )
        raise ModelFailed("model_speech", words) from error
    if not isinstance(text, str):
        raise ModelFailed("model_empty", "The model answered without a text. Try again.")
    usage = found.get("usage") if isinstance(found.get("usage"), dict) else {}
    return Said(
        text, _count(usage.get("prompt_tokens"), letters // LETTERS_PER_TOKEN),
        _count(usage.get("completion_tokens"), len(text) // LETTERS_PER_TOKEN),
    )  # fmt: skip


def _count(said: object, instead: int) -> int:
    return said if isinstance(said, int) and not isinstance(said, bool) and 0 <= said < 10**9 else instead
