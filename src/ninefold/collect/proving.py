"""Proves who sits at a browser: a token in the header, which the edge has read, or one in an event's context."""

from collections.abc import Callable, Mapping, Sequence

from ninefold.collect.drafts import Draft
from ninefold.collect.schema import usertokens
from ninefold.collect.schema.usertokens import Key, UserToken
from ninefold.collect.types import Trust

USER, SCOPE = "user", "scope"  # the facts beside an intake row whose token the edge has read


def facts(token: UserToken) -> dict[str, str]:
    """What the edge keeps of a token that it has read."""
    return {USER: token.user_id, SCOPE: " ".join(sorted(token.scope))}


def prove(draft: Draft, said: Mapping[str, str], keys: Callable[[], Sequence[Key]]) -> None:
    """Settle whose a draft is, and take the token out of it. Raises UserTokenRefused.

    `said` are the facts beside its row. Only browsers' drafts have anything to prove.
    """
    token = draft.context.pop(usertokens.FIELD, None)
    if draft.trust is not Trust.BROWSER:
        return
    if user := said.get(USER):
        usertokens.apply(draft, UserToken(user, frozenset(said.get(SCOPE, "").split())))
    elif isinstance(token, str) and token:
        usertokens.apply(draft, usertokens.read(token, keys(), now=draft.received_at))
