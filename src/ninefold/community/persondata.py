"""What community holds about a person: what they asked, answered and voted."""

from collections.abc import Sequence

from django.db.models import F

from ninefold.community import membership, shelving
from ninefold.community.models import Answer, Flag, JoinRequest, Member, Moderation, Question, Vote
from ninefold.community.types import PostState
from ninefold.kernel.database.persontables import PersonTable, export
from ninefold.kernel.persondata import Row

_REMOVED = "Removed at the wish of who wrote it"
_ASKED = PersonTable(JoinRequest, owners=())
_TABLES = (
    PersonTable(Member),
    PersonTable(Question),
    PersonTable(Answer, named={"question": "question__key"}),
    PersonTable(Vote, json=("reasons",), named={"answer": "answer__key"}),
    PersonTable(Flag, named={"question": "question__key", "answer": "answer__key"}),
    PersonTable(Moderation),
)


class CommunityData:
    """Posts and votes of some profiles."""

    room = "community"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        addresses = [row.address for row in Member.objects.filter(profile_id__in=profile_ids)]
        asked = JoinRequest.objects.filter(address__in=addresses)
        return export(_TABLES, profile_ids) | {_ASKED.name: _ASKED.rows(asked)}

    def erase(self, profile_ids: Sequence[int]) -> dict[str, int]:
        """Posts lose their words and author and are hidden; a question that others answered stays, without its words.

        Votes stay as rows of nobody and count no more: whoever is erased may come again, and would speak twice. Who was
        barred stays so, by a tombstone of their mailbox.
        """
        own = list(profile_ids)
        membership.keep_bars(own)
        Answer.objects.filter(votes__profile_id__in=own).update(is_to_score=True)
        asked, answered = Question.objects.filter(profile_id__in=own), Answer.objects.filter(profile_id__in=own)
        touched = {*asked.values_list("pk", flat=True), *answered.values_list("question_id", flat=True)}
        is_answered = asked.filter(answers__state=PostState.SHOWN.value).exclude(answers__profile_id__in=own)
        kept = list(is_answered.values_list("pk", flat=True).distinct())
        asked.exclude(pk__in=kept).update(state=PostState.HIDDEN.value)
        members = Member.objects.filter(profile_id__in=own)
        addresses = list(members.values_list("address", flat=True))
        counts = {
            "community_answer": answered.update(
                profile_id=-F("pk"), body=_REMOVED, state=PostState.HIDDEN.value, held_for="", is_to_score=True
            ),
            "community_question": asked.update(profile_id=-F("pk"), title=_REMOVED, body="", held_for=""),
            "community_joinrequest": JoinRequest.objects.filter(address__in=addresses).delete()[0],
            "community_member": members.delete()[0],
            "community_vote": Vote.objects.filter(profile_id__in=own).update(profile_id=-F("pk")),
            "community_flag": Flag.objects.filter(profile_id__in=own).update(profile_id=-F("pk")),
            "community_moderation": Moderation.objects.filter(profile_id__in=own).update(
                profile_id=-F("pk"), reason=""
            ),
        }
        shelving.refresh(touched)
        return counts
