"""What crosses content's door: published content as frozen values, the same for editor, import and API."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from ninefold.content.saidto import SaidTo
from ninefold.culture.types import Channel


class BlockKind(StrEnum):
    HEADING = "heading"
    TEXT = "text"
    LIST = "list"
    QUOTE = "quote"
    IMAGE = "image"
    VIDEO = "video"
    EVENT = "event"
    CALL_TO_ACTION = "call_to_action"
    POLL = "poll"
    LEGAL = "legal"
    BEST_ANSWER = "best_answer"
    OPEN_QUESTION = "open_question"
    PRODUCT = "product"
    BALANCE = "balance"
    OFFER = "offer"

    @property
    def words(self) -> str:
        """The kind as people read it: call to action."""
        return self.value.replace("_", " ")


class Priority(StrEnum):
    """How much a block matters when room is short: essential stays, detail goes first."""

    ESSENTIAL = "essential"
    SUPPORTING = "supporting"
    DETAIL = "detail"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a variant.

    `text` may hold Liquid; `short` is its short form and `plain` its plain one ("" for none: content.plain);
    `must_keep` are the facts (number, date, link, name, legal line) that no rendition may lose, found and marked by
    hand, exactly as they stand in the text. `url` of a call to action, a video, an event; `options` of a list or poll;
    `motives` of a poll that asks what moves people: what each option stands for (culture.motivation), "" for nothing;
    `image_id`, `alt` of an image or a video's still.
    `said_to` is who hears it, None for as its kind is: a legal line only who gets a message, all else everyone.
    An event starts and ends ("" for open) at local times (2026-11-30T19:30) of its `zone`, at a `place`; `when` says
    so in the variant's language, day and hour by turns (content.events).
    A living block (content.living) holds the key of a `thing` of another room, for a best answer a `topic` and `days`
    instead, leads to it with the words of `call`, and gives way to `alternate` when the thing is gone.
    """

    id: str
    kind: BlockKind
    priority: Priority
    text: str
    short: str = ""
    plain: str = ""
    must_keep: tuple[str, ...] = ()
    url: str = ""
    options: tuple[str, ...] = ()
    motives: tuple[str, ...] = ()
    image_id: int = 0
    alt: str = ""
    starts: str = ""
    ends: str = ""
    zone: str = ""
    place: str = ""
    when: tuple[str, ...] = ()
    thing: str = ""
    topic: str = ""
    days: int = 0
    call: str = ""
    alternate: str = ""
    said_to: SaidTo | None = None

    @property
    def is_for_all(self) -> bool:
        """Whether it stands, too, where nobody in particular reads it: in posts, cards, feeds and on pages."""
        own = SaidTo.PERSON if self.kind is BlockKind.LEGAL else SaidTo.ALL
        return (self.said_to or own) is SaidTo.ALL


@dataclass(frozen=True, slots=True)
class Reference:
    """A thing of another room, by its key there; for a best answer without a key, the best one of `topic` in `days`.

    An open question without a key is the one that the message itself is about.
    """

    kind: BlockKind
    key: str
    topic: str = ""
    days: int = 0

    @property
    def name(self) -> str:
        """The same as one word, to be found again by."""
        return f"{self.kind.value}/{self.key}/{self.topic}/{self.days}"


class SlotKind(StrEnum):
    TEXT = "text"
    LINK = "link"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class LayoutSlot:
    """A place of a layout that authors may fill, with what stands there before: words, a link's or a picture's
    address, what the picture shows."""

    name: str
    kind: SlotKind
    words: str
    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What a variant puts into a slot; "" and 0 for what stands there before. `words` may hold Liquid."""

    slot: str
    words: str = ""
    url: str = ""
    image_id: int = 0
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout of mail, cleaned: its styles, its body with slots (content.layouts.places), the body's own style and
    background; how wide the place for the blocks is (px) and whether it has its own dark mode."""

    id: int
    name: str
    head: str
    body: str
    style: str
    ground: str
    width: int
    has_dark: bool


@dataclass(frozen=True, slots=True)
class VariantContent:
    """What a variant says, as it stands in one revision. `subject` and `preheader` may hold Liquid.

    As mail it stands in `layout`, None for Ninefold's own, with `filled` in its slots.
    """

    tag: str
    form_factor: str
    subject: str
    preheader: str
    blocks: tuple[Block, ...]
    layout: Layout | None = None
    filled: tuple[Filled, ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    """A published variant: its revision is what was said, and does not change."""

    id: int
    item_id: int
    revision_id: int
    content: VariantContent
    fits: tuple[str, ...]  # keys of the form factors it was proved to fit
    channels: tuple[Channel, ...] = ()  # the channels of those form factors, as the fit port named them
    published_at: int = 0  # us; when this revision went live


@dataclass(frozen=True, slots=True)
class Item:
    """A content item with its published variants. Life span in microseconds, 0 for open.

    `form_factors` are the keys of the form factors it is meant for; `default_tag` is what speaks to everyone else;
    `audience` are the keys of the communities that it is for, none for everyone.
    """

    id: int
    uuid: UUID
    title: str
    topic: str
    purpose: str
    valid_from: int
    valid_until: int
    variants: tuple[Variant, ...]
    form_factors: tuple[str, ...] = ()
    default_tag: str = "en"
    audience: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FitProblem:
    """Why a variant cannot take a form factor, or ("") be published at all: names the block and the way out.

    `field` is what has to change where it is no block: subject, preheader, or the item's facts.
    """

    form_factor: str
    block_id: str
    message: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class FitReport:
    """What the fit port answers: the form factors that fit, for each other one why not, the channels that can be used.

    The port names the channels because content and catalyst know no form factor.
    """

    fits: tuple[str, ...]
    problems: tuple[FitProblem, ...]
    channels: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True)
class ImageFile:
    """An image cut to a width: its path below the site's root, its size in pixels and its own description."""

    path: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class PictureFile:
    """One file of a picture: its path below the site's root, its format, size in pixels and bytes."""

    path: str
    format: str
    width: int
    height: int
    size_bytes: int
    density: int


@dataclass(frozen=True, slots=True)
class Picture:
    """An image as it was made for a slot: its files, smallest first, and its own description."""

    files: tuple[PictureFile, ...]
    alt: str

    @property
    def widest(self) -> PictureFile:
        """The largest file that every reader can show, JPEG or PNG; the largest of all where there is none such."""
        return next((one for one in reversed(self.files) if one.format in ("jpeg", "png")), self.files[-1])

    @property
    def plain(self) -> ImageFile:
        """The same with the image's description."""
        return ImageFile(self.widest.path, self.widest.width, self.widest.height, self.alt)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an image is: what is `made` of it by slot, and the `problems` of others ("" where none can be made at
    all). Until `is_made` there is more to come, or another focal point; one that is not `is_for_all` is cut for letters
    alone until a version shows it. `came_from` are the addresses that it was fetched from."""

    id: int
    title: str
    made: Mapping[str, Picture]
    problems: Mapping[str, str]
    is_for_all: bool
    is_made: bool
    came_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact that an item states: where it comes from (an address, or a named document or person) and who checked it.

    `source` and `verified_by` are "" and `verified_at` (us) 0 where nobody said so. `sentence` is one that states it,
    "" where it stands in no text. `is_gone`: its item was deleted, so nobody can back it any more.
    """

    item_id: int
    text: str
    source: str = ""
    verified_by: str = ""
    verified_at: int = 0
    sentence: str = field(default="", compare=False)
    is_gone: bool = False

    @property
    def is_backed(self) -> bool:
        """Whether it has a source or was verified."""
        return bool(self.source or self.verified_by)


@dataclass(frozen=True, slots=True)
class Product:
    """A thing that the company sells. `price` in the smallest unit of `currency` (ISO 4217); `valid_until` in
    microseconds, 0 for open; `image_url` "" for none."""

    key: str
    name: str
    price: int
    currency: str
    url: str
    image_url: str = ""
    is_available: bool = True
    valid_until: int = 0


class TermState(StrEnum):
    """Whether a term is used: by an editor's word, or learnt and not looked at, or looked at and left out."""

    ACCEPTED = "accepted"
    CANDIDATE = "candidate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a community (by its key) with the plain words for it.

    Several spellings stand with a bar between them, each with its counterpart at the same place: `platter | platters`
    for `record | records`. `source` is where it comes from, in words or as an address. Of one that was learnt `z` says
    by how many standard errors the community says it more than others, `times` and `times_elsewhere` how often.
    """

    community: str
    term: str
    plain: str = ""
    example: str = ""
    source: str = ""
    state: TermState = TermState.ACCEPTED
    id: int = 0
    z: float = 0.0
    times: int = 0
    times_elsewhere: int = 0
    changed_by: str = ""
    changed_at: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a community that the team brought in, to learn its way of speaking from. Instants in microseconds."""

    id: int
    community: str
    name: str
    words: int
    added_by: str
    added_at: int


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt of a community's way of speaking: when (us), from how many texts, and how well it tells them.

    `tells` is the share of pairs of an own text and another's, neither seen in learning, in which the own one scores
    higher; 0 where there were too few texts: `texts` and `others` say how many.
    """

    community: str
    learnt_at: int
    texts: int
    others: int
    tells: float


@dataclass(frozen=True, slots=True)
class Told:
    """A text that somebody wrote, to learn from. `voice` tells writers apart within one corpus, and means no more."""

    text: str
    voice: int


class About(StrEnum):
    """What an expert is asked about: a question of the community, or a draft."""

    QUESTION = "question"
    DRAFT = "draft"


class RequestState(StrEnum):
    """How a request to an expert stands: it waits for them, it waits for the team, or it is settled in one of four
    ways."""

    ASKED = "asked"
    ANSWERED = "answered"
    PASSED = "passed"  # not theirs: somebody else should be asked
    ITEM = "item"  # a new item says it
    POSTED = "posted"  # it stands as an answer in the community
    COMMENT = "comment"  # it stands beside the draft
    THANKED = "thanked"  # read, with thanks, and not used


class HeldBack(StrEnum):
    """Why an expert was not asked again: mail to them came back, or may not go; or there is nothing to ask any more."""

    BOUNCED = "bounced"
    SUPPRESSED = "suppressed"
    UNSENT = "unsent"
    ANSWERED = "answered"
    GONE = "gone"


USED = (RequestState.ITEM, RequestState.POSTED, RequestState.COMMENT)


@dataclass(frozen=True, slots=True)
class Expert:
    """Somebody outside of the studio who knows topics, as an author: how they are called in print (`byline`).

    `wants_mail` is the team's word, `stopped_at` (us, 0: not) their own that they are asked no more.
    """

    name: str
    address: str
    byline: str
    topics: tuple[str, ...]
    wants_mail: bool = True
    stopped_at: int = 0
    id: int = 0
    added_by: str = ""
    added_at: int = 0

    @property
    def may_be_asked(self) -> bool:
        return self.wants_mail and not self.stopped_at


@dataclass(frozen=True, slots=True)
class Subject:
    """What somebody is asked about: a question by its key in the community, or the draft of an item."""

    about: About
    topic: str = ""
    question: str = ""
    item_id: int = 0
    variant_id: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that an expert was asked. Instants in microseconds, 0 for not yet.

    `note` is the team's word beside it, `answer` what came back, by the page or by mail (`came_by`); `hint` who else
    may know. `used_item_id` is the item that says it, `used_answer` the key of the answer in the community.
    `asker_id` is the account of who asked (0: gone), `service_id` the mail that asked (0: none), `held_back` why nobody
    was asked again.
    """

    id: int
    expert: Expert
    subject: Subject
    state: RequestState
    note: str
    asked_by: str
    asked_at: int
    expires_at: int
    answer: str
    came_by: str
    answered_at: int
    hint: str
    settled_by: str
    settled_at: int
    used_item_id: int
    used_answer: str
    told_at: int
    reminded_at: int
    asker_id: int = 0
    service_id: int = 0
    held_back: HeldBack | None = None

    def is_open(self, now: int) -> bool:
        """Whether the expert can still answer, or change what they answered."""
        waits = (RequestState.ASKED, RequestState.ANSWERED, RequestState.PASSED)
        return self.state in waits and now < self.expires_at


@dataclass(frozen=True, slots=True)
class ExpertTally:
    """An expert in figures. `asked_lately` counts the last 30 days, `asked_at` is the last time (us, 0: never)."""

    asked: int = 0
    answered: int = 0
    used: int = 0
    asked_lately: int = 0
    asked_at: int = 0
    used_item_ids: frozenset[int] = frozenset()
