"""Random conditions and histories of a few people, for tests that hold two ways of asking against each other."""

from typing import Any

from hypothesis import strategies as st

from ninefold.collect.types import Event, Trust
from tests.context.events import DAY, T0, call, consent, identify, leave, track

names = st.sampled_from(["A", "B", "C"])
days = st.sampled_from([1, 2, 3])
lately = st.one_of(st.just({}), st.builds(lambda d: {"within_days": d}, days))
steps = st.builds(lambda n, w: {"event": n} | w, names, lately)
counts = st.sampled_from([{"gte": 2}, {"lte": 1}, {"is": 0}, {"is": 1}, {"gte": 1, "lte": 2}])
leaves = st.one_of(
    st.builds(lambda v: {"trait": "plan", "is": v}, st.sampled_from(["pro", "free", 7])),
    st.builds(lambda v: {"trait": "plan", "gt": v}, st.sampled_from(["free", 6.5])),
    st.just({"trait": "plan", "exists": True}),
    st.builds(lambda n, c, w: {"event": n, "count": c} | w, names, counts, lately),
    st.builds(lambda n, d: {"event": n, "not_within_days": d}, names, days),
    st.builds(lambda n, d: {"event": n, "first_within_days": d}, names, days),
    st.builds(lambda n: {"event": n, "last_days_ago": {"gte": 1, "lte": 3}}, names),
    st.builds(lambda n, w: {"event": n, "sum": {"of": "worth", "gte": 10.5}} | w, names, lately),
    st.builds(lambda n, s, w: {"sequence": [{"event": n}, s]} | w, names, steps, lately),
    st.builds(lambda n, s, w: {"sequence": [{"event": n}], "then_not": s} | w, names, steps, lately),
    st.builds(lambda s: {"consent": {"purpose": "news", "channel": "mail", "is": s}},
              st.sampled_from(["granted", "withdrawn", "none"])),
    st.builds(lambda of, said: {"group": of | said}, st.sampled_from([{}, {"kind": "company"}]), st.sampled_from([
        {}, {"trait": "plan", "is": "pro"}, {"trait": "plan", "gt": 6.5}, {"trait": "plan", "exists": False},
    ])),
    st.just({"sample": {"percent": 50, "seed": "x"}}),
    st.just({"segment": "inner"}),
)  # fmt: skip
conditions = st.recursive(
    leaves,
    lambda part: st.one_of(
        st.builds(lambda p: {"not": p}, part),
        st.builds(lambda p: {"all": p}, st.lists(part, min_size=1, max_size=3)),
        st.builds(lambda p: {"any": p}, st.lists(part, min_size=1, max_size=3)),
    ),
    max_leaves=4,
)
HOUR = DAY // 24
moments = st.builds(lambda h, n: T0 + h * HOUR + n, st.sampled_from([0, 12, 24, 36, 48, 60, 72, 84]), st.integers(0, 1))


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Something said or done at any time, by an account, a device or both, in a browser or not."""
    user, device, at = draw(st.sampled_from(["", "u1", "u2"])), draw(st.sampled_from(["a1", "a2"])), draw(moments)
    trust = draw(st.sampled_from([Trust.SERVER, Trust.SERVER, Trust.BROWSER]))
    kind = draw(st.sampled_from(["traits", "deed", "deed", "deed", "consent", "group", "group"]))
    if kind == "traits":
        said: dict[str, Any] = {"plan": draw(st.sampled_from(["pro", "free", 7, None])), "email": "home@example.org"}
        return identify(user, device, at=at, trust=trust, traits=dict(list(said.items())[: draw(st.integers(0, 2))]))
    if kind == "group":
        told = {
            "plan": draw(st.sampled_from(["pro", 7, None])),
            "kind": draw(st.sampled_from(["Company ", "home", None])),
        }
        traits = {name: told[name] for name in draw(st.sampled_from([(), ("plan",), ("kind",), ("plan", "kind")]))}
        who = (user, "" if user else device)
        if draw(st.booleans()):
            return leave(*who, draw(st.sampled_from(["acme", "bolt"])), at=at, trust=trust)
        return call(*who, draw(st.sampled_from(["acme", "bolt"])), at=at, trust=trust, traits=traits)
    if kind == "consent":
        status, named = draw(st.sampled_from(["granted", "withdrawn"])), draw(st.booleans())
        evidence = {"address": "home@example.org"} if named else {}
        who = (user, "" if user else device)
        said_by = draw(st.sampled_from([trust, Trust.LINK]))
        return consent(status, *who, at=at, trust=said_by, said={"evidence": evidence})
    worth = {"worth": draw(st.sampled_from([4, 5.25, "6.5", "many", None]))}
    who = (user, "" if user else device)
    return track(draw(names), *who, at=at, trust=trust, is_bot=draw(st.integers(0, 9)) == 9, properties=worth)
