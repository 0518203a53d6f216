"""Authors in words: the team by name, the others as what they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from ninefold.content.authorship import Author, AuthorKind
from ninefold.kernel.users.models import User
from ninefold.web.studio.shell.figures import percent

CHIPS = {
    AuthorKind.TEAM: "", AuthorKind.EXPERT: "expert", AuthorKind.FEED: "feed", AuthorKind.MODEL: "language model",
    AuthorKind.LEXICON: "lexicon", AuthorKind.SYSTEM: "",
}  # fmt: skip
LEFT = "someone who left the team"


@dataclass(frozen=True, slots=True)
class Named:
    """An author as pages show them: the name, what they are where they are not of the team, who asked for it."""

    name: str
    chip: str
    asked_by: str


def names() -> dict[int, str]:
    """Everyone of the team by account, also who is not active any more."""
    return {user.pk: user.actor().name for user in User.objects.all()}


def named(author: Author, team: dict[int, str]) -> Named:
    """An author in words."""
    of_team = team.get(author.user_id, LEFT if author.user_id else "")
    if author.kind is AuthorKind.TEAM:
        return Named(of_team or LEFT, "", "")
    return Named(author.name or "Ninefold", CHIPS[author.kind], of_team)


def shares(counted: Sequence[tuple[Author, int]], team: dict[int, str]) -> list[tuple[Named, str]]:
    """Who wrote which share of the words, most first."""
    total = sum(count for _, count in counted)
    return [(named(author, team), percent(count / total)) for author, count in counted if count]


def logins() -> list[tuple[str, str]]:
    """The names by which active members are called after an `@`, with their names."""
    return [(user.get_username(), user.actor().name) for user in User.objects.filter(is_active=True)]
