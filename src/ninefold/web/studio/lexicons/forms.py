"""The forms of lexicons: a term, a text to learn from, a text to try."""

from typing import Any

from django import forms

from ninefold.content.lexicontables import EXAMPLE_CHARACTERS_MAX, SOURCE_CHARACTERS_MAX, TERM_CHARACTERS_MAX
from ninefold.content.types import Term

TRIED_CHARACTERS_MAX = 20_000


class TermForm(forms.Form):
    """A term as typed."""

    term = forms.CharField(
        max_length=TERM_CHARACTERS_MAX, label="What they say",
        help_text="Forms of one word with a bar between them: platter | platters",
    )  # fmt: skip
    plain = forms.CharField(
        max_length=TERM_CHARACTERS_MAX, label="What others say",
        help_text="The same in plain words, a form for each form: record | records",
    )  # fmt: skip
    example = forms.CharField(
        max_length=EXAMPLE_CHARACTERS_MAX, required=False, label="An example", help_text="A sentence that says it.",
    )  # fmt: skip
    source = forms.CharField(
        max_length=SOURCE_CHARACTERS_MAX, required=False, label="Where it comes from",
        help_text="A glossary, an address, somebody who speaks so.",
    )  # fmt: skip

    def value(self, community: str, present: Term | None) -> Term:
        """The term of a valid form."""
        data = self.cleaned_data
        return Term(community, data["term"], data["plain"], data["example"], data["source"],
                    id=present.id if present else 0)  # fmt: skip


def typed(term: Term) -> dict[str, Any]:
    """A term as the form shows it. The sentence in which one was found is its finder's, and is not taken over."""
    shown = {"term": term.term, "plain": term.plain, "source": term.source}
    return shown if term.times else {**shown, "example": term.example}


class TextForm(forms.Form):
    """A text to learn from, as pasted."""

    name = forms.CharField(max_length=200, label="What it is", help_text="Such as: posts of our forum, summer 2026.")
    text = forms.CharField(
        label="The text", widget=forms.Textarea(attrs={"rows": 10}),
        help_text="As many sentences of the community's own as you have; an empty line between one text and the next.",
    )  # fmt: skip


class TryForm(forms.Form):
    """A text to put into a community's words, or into plain ones."""

    text = forms.CharField(
        max_length=TRIED_CHARACTERS_MAX, label="A text", widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip
