"""The form of a community."""

from collections.abc import Mapping

from django import forms

from ninefold.culture import tags
from ninefold.culture.types import PROTECTED, Community, CommunityKind
from ninefold.web.studio.slugs import key_of


class CommunityForm(forms.Form):
    """A community as typed. The key of one that stands (`present`) stays: it is what people carry."""

    name = forms.CharField(max_length=120, label="Name", help_text="As its people call it: Vinyl collectors.")
    key = forms.SlugField(
        max_length=60,
        required=False,
        label="Key",
        help_text="As your shop and forms name it; made from the name when left empty.",
    )
    tag = forms.CharField(
        max_length=80,
        label="Language tag",
        help_text="Their language, then x and their way of speaking: en-x-vinyl, fr-CA-x-techie.",
    )
    kind = forms.ChoiceField(
        label="What makes them a community",
        choices=[
            ("May be inferred", [(one.value, one.value) for one in CommunityKind if one not in PROTECTED]),
            ("Never inferred", [(one.value, one.value) for one in CommunityKind if one in PROTECTED]),
        ],
        required=False,
        initial=CommunityKind.INTEREST.value,
        help_text="Who people are by birth, belief, body or love is never inferred. They may say so themselves.",
    )
    topics = forms.CharField(
        label="Topics that tell it",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line, as events name them (topic, category). Who mostly deals with these is taken to belong;"
        " they see that in their preferences and can say no. Leave it empty, and nobody is.",
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, present: Community | None = None) -> None:
        super().__init__(data, initial=_initial(present) if present else None)
        self._present = present
        if present is not None:
            del self.fields["key"]  # people carry it

    def clean_tag(self) -> str:
        """A language tag in canonical case."""
        tag = tags.canonical(self.cleaned_data["tag"])
        if not tag:
            raise forms.ValidationError("This is no language tag (BCP 47). A way of speaking looks like en-x-vinyl.")
        if problem := tags.unknown([tag]):
            raise forms.ValidationError(problem)
        return tag

    def community(self) -> Community:
        """The community of a valid form."""
        data = self.cleaned_data
        key = self._present.key if self._present else data["key"] or key_of(data["name"])
        topics = tuple(line.strip() for line in data["topics"].splitlines() if line.strip())
        kind = CommunityKind(data["kind"] or CommunityKind.INTEREST)
        return Community(key=key, name=data["name"], tag=data["tag"], kind=kind, topics=topics)


def _initial(present: Community) -> dict[str, str]:
    return {
        "name": present.name, "tag": present.tag, "kind": present.kind.value, "topics": "\n".join(present.topics),
    }  # fmt: skip
