"""The blocks that authors build a variant from, one StreamField block type per BlockKind, and their limits."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from ninefold.content import events
from ninefold.content.limits import (
    BLOCKS_MAX,
    CALL_CHARACTERS_MAX,
    DAYS_MAX,
    LINE_CHARACTERS_MAX,
    OPTIONS_MAX,
    SHORT_CHARACTERS_MAX,
    TEXT_CHARACTERS_MAX,
    THING_CHARACTERS_MAX,
    URL_CHARACTERS_MAX,
)
from ninefold.content.types import BlockKind, Priority
from ninefold.culture import motivation

FOLDED = (
    *("end_day", "end_hour", "zone", "motives", "call", "short", "plain", "for_one", "for_all", "priority"),
    "must_keep",
)


def _as_written(block: blocks.Block) -> None:
    if isinstance(block, blocks.DateBlock):
        block.field.widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    elif isinstance(block, blocks.TimeBlock):
        block.field.widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    elif isinstance(block, blocks.FieldBlock):
        block.field.widget.attrs.pop("maxlength", None)


def _priority(default: Priority) -> blocks.ChoiceBlock:
    choices = [
        (Priority.ESSENTIAL.value, "Essential: stays in every form"),
        (Priority.SUPPORTING.value, "Supporting: where there is room"),
        (Priority.DETAIL.value, "Detail: goes first"),
    ]
    return blocks.ChoiceBlock(choices=choices, default=default.value, help_text="What goes first when room is short.")


def _must_keep() -> blocks.ListBlock:
    return blocks.ListBlock(
        blocks.CharBlock(max_length=LINE_CHARACTERS_MAX, label="Fact"),
        default=[],
        label="Must keep",
        help_text="Facts no form may lose, exactly as they stand in the text. Numbers, prices, dates, links and names "
        "of essential and supporting blocks are kept without being listed.",
    )


def _short(help_text: str = "Said in fewer words, for small forms.") -> blocks.CharBlock:
    return blocks.CharBlock(required=False, max_length=SHORT_CHARACTERS_MAX, label="Short form", help_text=help_text)


def _plain() -> blocks.CharBlock:
    return blocks.CharBlock(
        required=False,
        max_length=TEXT_CHARACTERS_MAX,
        label="Plain form",
        help_text="The same in plain words, with the same facts: for readers who are new or want it simple, and for "
        "small forms where it is shorter.",
    )


def _text(*, required: bool = True, label: str = "Text") -> blocks.TextBlock:
    return blocks.TextBlock(required=required, max_length=TEXT_CHARACTERS_MAX, rows=3, label=label)


def _options(label: str, each: str, least: int) -> blocks.ListBlock:
    return blocks.ListBlock(
        blocks.CharBlock(max_length=LINE_CHARACTERS_MAX, label=each), min_num=least, max_num=OPTIONS_MAX, label=label
    )


def _motives() -> blocks.ListBlock:
    return blocks.ListBlock(
        blocks.ChoiceBlock(choices=list(motivation.WORDS.items()), required=False, label="Stands for"),
        default=[],
        max_num=OPTIONS_MAX,
        label="Asks what moves them",
        help_text="What each answer stands for, in the order of the answers, empty for nothing. Who answers has said "
        "it of themselves, as on the preference page. Add none where the poll asks something else.",
    )


class SaidBlock(blocks.StructBlock):  # type: ignore[misc]  # Wagtail has no types
    """A block of a version: what it says stands first, the rest is folded into one line that tells what is set.

    What is too long is refused with its length, not cut by the browser as it is pasted; days and hours are the
    browser's own fields, which take no other day than the one that was typed.
    """

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__(local_blocks, **kwargs)
        for block in self.child_blocks.values():
            _as_written(block.child_block if isinstance(block, blocks.ListBlock) else block)

    def get_form_layout(self) -> blocks.BlockGroup:
        """The fields that are written, then those that are folded (FOLDED); the editor's script tells what is set."""
        names = list(self.child_blocks)
        more = blocks.BlockGroup(
            [name for name in names if name in FOLDED],
            heading="More",
            icon="cog",
            classname="collapsed",
            attrs={"data-fold": ""},
            label_format="{priority}",
        )
        return blocks.BlockGroup([*(name for name in names if name not in FOLDED), more])


class LivingBlock(SaidBlock):
    """A block that shows a thing of another room; see content.living."""

    class Meta:
        group = "Shown as it is when it is sent"


class PollBlock(SaidBlock):
    """A question with answers, which may stand for what moves people."""

    def get_default(self) -> Any:
        """With the answers that it needs, empty: one alone would be told as a fault before anything is typed."""
        found, options = super().get_default(), self.child_blocks["options"]
        found["options"] = options.normalize([""] * options.meta.min_num)
        return found

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if len(found["motives"]) > len(found["options"]):
            raise blocks.StructBlockValidationError(
                block_errors={"motives": ValidationError("There are more of these than answers: take some away.")}
            )
        return found


class EventBlock(SaidBlock):
    """Something that happens on a day, at an hour and a place."""

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        faults = {}
        if found["zone"] and events.zone(found["zone"]) is None:
            faults["zone"] = ValidationError(f"“{found['zone']}” is no time zone. Write one such as Europe/Berlin.")
        if found["end_day"] and not found["end_hour"]:
            faults["end_hour"] = ValidationError("Say at what hour it ends on that day, or take the day out.")
        if found["end_hour"] and _end(found) <= (found["day"], found["hour"]):
            faults["end_hour"] = ValidationError("It would end before it starts. Change the hour, or add its last day.")
        if faults:
            raise blocks.StructBlockValidationError(block_errors=faults)
        return found


def _end(value: Any) -> Any:
    return value["end_day"] or value["day"], value["end_hour"]


def _struct(
    icon: str,
    label: str,
    priority: Priority,
    fields: list[tuple[str, Any]],
    kind: type[SaidBlock] = SaidBlock,
) -> blocks.StructBlock:
    common = [("priority", _priority(priority)), ("must_keep", _must_keep())]
    return kind([*fields, *common], icon=icon, label=label)


def _living(icon: str, label: str, fields: list[tuple[str, Any]]) -> blocks.StructBlock:
    said: list[tuple[str, Any]] = [
        ("text", _text(required=False, label="Words before it")),
        *fields,
        ("call", blocks.CharBlock(required=False, max_length=CALL_CHARACTERS_MAX, label="Words of its link",
            help_text="Empty: Ninefold's own, in the language of the version.")),
        ("alternate", blocks.TextBlock(required=False, max_length=SHORT_CHARACTERS_MAX, rows=2,
            label="If it is gone by then", help_text="Said in its place. An essential block needs this.")),
    ]  # fmt: skip
    return _struct(icon, label, Priority.SUPPORTING, said, LivingBlock)


def _thing(label: str, kind: BlockKind, help_text: str = "", *, required: bool = True) -> blocks.CharBlock:
    """The key of a thing. The editor's script puts a list of names in the field's place."""
    found = blocks.CharBlock(required=required, max_length=THING_CHARACTERS_MAX, label=label, help_text=help_text)
    found.field.widget.attrs["data-thing"] = kind.value
    return found


def body() -> blocks.StreamBlock:
    """The stream of blocks of a variant, in the order of BlockKind."""
    return blocks.StreamBlock(
        [
            (BlockKind.HEADING.value, _struct("title", "Heading", Priority.ESSENTIAL, [("text", blocks.CharBlock(
                max_length=LINE_CHARACTERS_MAX)), ("short", _short()), ("plain", _plain())])),
            (BlockKind.TEXT.value, _struct("pilcrow", "Text", Priority.SUPPORTING,
                [("text", _text()), ("short", _short()), ("plain", _plain()),
                 ("for_one", blocks.BooleanBlock(required=False, label="Only to who gets a message",
                    help_text="For greetings: posts, cards and pages, which everybody reads, leave it out.")),
                ])),
            (BlockKind.LIST.value, _struct("list-ul", "List", Priority.SUPPORTING,
                [("text", _text(required=False, label="Introduction")), ("options", _options("Lines", "Line", 1)),
                 ("short", _short())])),
            (BlockKind.QUOTE.value, _struct("openquote", "Quote", Priority.DETAIL,
                [("text", _text()), ("short", _short()), ("plain", _plain())])),
            (BlockKind.IMAGE.value, _struct("image", "Image", Priority.DETAIL,
                [("image", ImageChooserBlock(required=False)),
                 ("alt", blocks.CharBlock(max_length=LINE_CHARACTERS_MAX, label="What the image shows")),
                 ("text", _text(required=False, label="Caption")), ("short", _short())])),
            (BlockKind.VIDEO.value, _struct("media", "Video", Priority.SUPPORTING,
                [("text", blocks.CharBlock(max_length=LINE_CHARACTERS_MAX, label="What it is called")),
                 ("url", blocks.URLBlock(max_length=URL_CHARACTERS_MAX, label="Where it plays")),
                 ("image", ImageChooserBlock(required=False, label="Still")),
                 ("alt", blocks.CharBlock(required=False, max_length=LINE_CHARACTERS_MAX,
                    label="What the still shows")),
                 ("short", _short())])),
            (BlockKind.EVENT.value, _struct("date", "Event", Priority.ESSENTIAL,
                [("text", blocks.CharBlock(max_length=LINE_CHARACTERS_MAX, label="What it is called")),
                 ("day", blocks.DateBlock(label="Day")), ("hour", blocks.TimeBlock(label="Begins at")),
                 ("end_day", blocks.DateBlock(required=False, label="Last day",
                    help_text="Empty: the same day.")),
                 ("end_hour", blocks.TimeBlock(required=False, label="Ends at", help_text="Empty: not said.")),
                 ("zone", blocks.CharBlock(required=False, max_length=LINE_CHARACTERS_MAX, label="Time zone",
                    help_text="Such as Europe/Berlin. Empty: hours are said without a zone.")),
                 ("place", blocks.CharBlock(max_length=LINE_CHARACTERS_MAX, label="Place")),
                 ("url", blocks.URLBlock(required=False, max_length=URL_CHARACTERS_MAX, label="Where it leads")),
                 ("short", _short())], EventBlock)),
            (BlockKind.CALL_TO_ACTION.value, _struct("link", "Call to action", Priority.ESSENTIAL,
                [("text", blocks.CharBlock(max_length=LINE_CHARACTERS_MAX, label="Words on the button")),
                 ("url", blocks.URLBlock(max_length=URL_CHARACTERS_MAX, label="Where it leads")),
                 ("short", _short())])),
            (BlockKind.POLL.value, _struct("help", "Poll", Priority.SUPPORTING,
                [("text", _text(label="Question")), ("options", _options("Answers", "Answer", 2)),
                 ("motives", _motives()), ("short", _short())], PollBlock)),
            (BlockKind.LEGAL.value, _struct("lock", "Legal line", Priority.ESSENTIAL,
                [("text", _text()), ("short", _short("A wording that is legal, too.")),
                 ("for_all", blocks.BooleanBlock(required=False, label="Also where all can read it",
                    help_text="Else it stands only in messages to a person, not in posts, on cards or pages.")),
                ])),
            (BlockKind.BEST_ANSWER.value, _living("success", "Best answer",
                [("thing", _thing("Question", BlockKind.BEST_ANSWER, "Empty: the best answered of a topic, as below.",
                    required=False)),
                 ("topic", blocks.CharBlock(required=False, max_length=LINE_CHARACTERS_MAX, label="Topic",
                    help_text="Empty: of any topic.")),
                 ("days", blocks.IntegerBlock(required=False, min_value=1, max_value=DAYS_MAX, default=7,
                    label="Asked in the last days"))])),
            (BlockKind.OPEN_QUESTION.value, _living("help", "Open question",
                [("thing", _thing("Question", BlockKind.OPEN_QUESTION, "Empty: the question this message is about.",
                    required=False))])),
            (BlockKind.PRODUCT.value, _living("tag", "Product", [("thing", _thing("Product", BlockKind.PRODUCT))])),
            (BlockKind.BALANCE.value,
                _living("table", "Their balance", [("thing", _thing("Currency", BlockKind.BALANCE))])),
            (BlockKind.OFFER.value, _living("pick", "Offer to redeem", [("thing", _thing("Offer", BlockKind.OFFER))])),
        ],
        required=False,
        max_num=BLOCKS_MAX,
    )  # fmt: skip
