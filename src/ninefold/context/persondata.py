"""What context holds about a person: all of its tables but the conditions of segments."""

from collections.abc import Sequence

from django.db import connection

from ninefold.context import outliving
from ninefold.context.forms import signing_up
from ninefold.context.formtables import SubmissionRow
from ninefold.context.groups import forgetting
from ninefold.context.groups import keeping as groups
from ninefold.context.grouptables import GroupLeaving, GroupMember, GroupTraitRow
from ninefold.context.models import (
    Activity,
    Candidate,
    CommunityWord,
    ConsentRow,
    Contact,
    Evidence,
    Habit,
    Identifier,
    Membership,
    Move,
    NameWord,
    Profile,
    Purchase,
    Redeemed,
    Revenue,
    RightsLink,
    RulingRow,
    Stale,
    Touched,
    Trait,
)  # fmt: skip
from ninefold.context.regrouping import weighing
from ninefold.context.ruletables import Regrouped
from ninefold.context.wordtables import SaidWord
from ninefold.kernel.database import bulk
from ninefold.kernel.database.persontables import PersonTable, export
from ninefold.kernel.persondata import Row

_TWO = ("left_id", "right_id")
_GROUP = {"group": "group__key", "group_kind": "group__kind"}
_SUBMISSIONS = PersonTable(SubmissionRow, json=("ticked", "answers"), named={"form": "form__key"})
_GROUP_TRAITS = PersonTable(GroupTraitRow, json=("value",), named=_GROUP)
# What is handed out, and deleted in the opposite order.
_TABLES = (
    PersonTable(Profile, owners=("id",)),
    PersonTable(Evidence, owners=_TWO),
    PersonTable(RulingRow, owners=_TWO),
    PersonTable(Candidate, owners=_TWO, without=("reasons",)),  # they tell what the other one is called
    PersonTable(Trait, json=("value",)),
    PersonTable(NameWord),
    PersonTable(Identifier),
    PersonTable(Membership, named={"segment": "segment__key"}),
    PersonTable(GroupMember, named=_GROUP),
    PersonTable(GroupLeaving, named=_GROUP),
    PersonTable(Touched),
    PersonTable(Stale),
    PersonTable(Move),
    PersonTable(Regrouped),
    PersonTable(Purchase),
    PersonTable(Habit),
    PersonTable(Contact),
    PersonTable(Redeemed),
    PersonTable(CommunityWord),
    PersonTable(SaidWord),
    PersonTable(RightsLink),
    _SUBMISSIONS,
    PersonTable(Activity),
    PersonTable(Revenue),
    PersonTable(ConsentRow, json=("evidence",)),
)


class ContextData:
    """Context's personal data."""

    room = "context"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        """Every row about these profiles, what they posted and did not confirm, and what is told of their groups."""
        posted = _SUBMISSIONS.of(profile_ids) | signing_up.waiting_of(profile_ids)
        groups_of = GroupMember.objects.filter(profile_id__in=list(profile_ids)).values("group_id")
        return export(_TABLES, profile_ids) | {
            _SUBMISSIONS.name: _SUBMISSIONS.rows(posted),
            _GROUP_TRAITS.name: _GROUP_TRAITS.rows(GroupTraitRow.objects.filter(group_id__in=groups_of)),
        }

    def erase(self, profile_ids: Sequence[int]) -> dict[str, int]:
        """All rows about these profiles, the profiles last. Their tombstones are `erasing`'s."""
        outliving.keep(profile_ids)
        posted = signing_up.erase(profile_ids)  # first: it asks for their addresses
        left = groups.forget_empty(profile_ids)  # a household without people is theirs, too
        told = forgetting.forget_told(profile_ids)
        weighing.begin_again()  # what was told of a draft of rules may name them
        found = {table.name: _deleted(table, profile_ids) for table in reversed(_TABLES)}
        return found | {"context_submission": posted, "context_group": left, "context_group_trait": told}


def _deleted(table: PersonTable, profile_ids: Sequence[int]) -> int:
    conditions = [bulk.among(owner, profile_ids) for owner in table.owners]
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table.name} WHERE {' OR '.join(condition for condition, _ in conditions)}",
            [values for _, values in conditions],
        )
        return int(cursor.rowcount)
