"""An expert may be a customer, too: what content keeps of them by their mail address is theirs."""

from collections.abc import Sequence

from ninefold.content.experts import persondata
from ninefold.context import queries as context
from ninefold.kernel.persondata import Row


class ExpertData:
    """Content's part of an export: content knows no person, so whose an address is is asked here."""

    room = "content"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        """Tables content_expert, content_expert_request."""
        return persondata.export(_addresses(profile_ids))

    def erase(self, profile_ids: Sequence[int]) -> dict[str, int]:
        """Both go. What was published with their byline stays as it was published: it is the team's to take down."""
        return persondata.erase(_addresses(profile_ids))


def _addresses(profile_ids: Sequence[int]) -> set[str]:
    return {value for kind, value in context.identities_of(profile_ids) if kind == "email"}
