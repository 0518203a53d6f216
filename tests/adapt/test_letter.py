"""The letter: what it promises to readers, whoever writes and whatever they write."""

import gc
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.images import ImageFile as DjangoImageFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ninefold.adapt import fit, queries
from ninefold.adapt.errors import DoesNotFit
from ninefold.adapt.formfactors import BUILT_IN
from ninefold.adapt.letter import compile_letter
from ninefold.adapt.letterpage import Letterhead, no_image
from ninefold.adapt.personas import PERSONAS
from ninefold.adapt.personview import values
from ninefold.adapt.types import Rendition
from ninefold.content.models import MediaImage
from ninefold.content.types import Block, BlockKind, Priority, VariantContent
from ninefold.context.types import Person
from tests.adapt import autumn
from tests.content import gallery

MAIL = BUILT_IN["mail"]
HEAD = Letterhead("Records & Sons <b>", no_image)


class Reader(HTMLParser):
    """What a mail program finds: words, tags with their attributes, addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.tags, self.links = "", [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href" and tag == "a"]

    def handle_data(self, data: str) -> None:
        self.words += data


def letter(variant: VariantContent, person: Person, head: Letterhead = HEAD) -> tuple[str, str, str]:
    made = compile_letter(variant, MAIL, head)
    return made.render(
        values(person, "Ninefold"), [f"https://n9.example/{n}?a=1&b=2" for n, _ in enumerate(made.links)]
    )


def someone(name: str) -> Person:
    return Person(1, (1,), name, {"first_name": name}, (), "en", "", 0, True)


@pytest.mark.parametrize(("company", "tile"), [("birch & co", "B"), ("öl", "Ö"), ("3 Hügel", "3"), ("“So”", "")])
def test_without_a_logo_a_letter_bears_the_initial_of_its_own_company(company: str, tile: str) -> None:
    _, html, _ = letter(autumn.box(), someone("Ana"), Letterhead(company, no_image))
    tiles = [text.partition("</div>")[0] for text in html.split('class="n9-tile"')[1:]]
    assert [text.rpartition(">")[2] for text in tiles] == ([tile] if tile else [])


@settings(max_examples=60, deadline=None)
@given(
    name=st.text(max_size=30),
    text=st.text(alphabet=st.sampled_from("ab <>&\"'\n@n0\\é\u0301ก😀{"), min_size=1, max_size=40),
)
def test_nothing_written_and_nobody_s_name_becomes_markup(name: str, text: str) -> None:
    text = text.replace("{{", "{ ").strip() or "x"
    options = (text, "{{ person.first_name | default: 'friend' }}")
    blocks = [Block(f"b{n}", kind, Priority.DETAIL, text, options=options, url="https://n9.example", alt=text)
              for n, kind in enumerate(BlockKind)]  # fmt: skip
    plain = [replace(block, text="x", options=("x", "x"), alt="x") for block in blocks]
    subject, html, _ = letter(autumn.box(*blocks, subject="{{ person.first_name | default: 'x' }}"), someone(name))
    _, empty, _ = letter(autumn.box(*plain, subject="x"), someone(""))
    ours = [tag for tag in Reader(html).tags if tag != "br"]
    paragraphs = {"div", "tr", "td"}
    assert [tag for tag in ours if tag not in paragraphs] == [t for t in Reader(empty).tags if t not in paragraphs]
    assert "\n" not in subject
    assert "\r" not in subject
    assert "@@n" in text or "@@n" not in html


def test_every_block_shows_in_both_parts_and_every_link_is_tracked() -> None:
    _, html, text = letter(autumn.box(), PERSONAS[0].person)
    seen = Reader(html)
    for said in ("The autumn box is here", "Dear Elena", "Blue & Green", "So <What>", "The best box yet.", "Vinyl"):
        assert said in " ".join(seen.words.split())
        assert said in text
    assert "[Twelve sleeves]" in text
    assert all(link.startswith("https://n9.example/") for link in seen.links)
    assert len(seen.links) == len(set(seen.links)) == 5  # the call, two answers, own pace, leaving
    assert "<b>19.90 €</b> until <b>30 November</b>" in html
    assert "Records &amp; Sons &lt;b&gt;" in html
    assert 'width="1" height="1" alt=""' in html


@pytest.mark.parametrize(
    ("tag", "language", "direction", "leave"),
    [("fr-CA-x-techie", "fr-CA", "ltr", "Se désabonner"), ("ar", "ar", "rtl", "إلغاء الاشتراك"),
     ("en-x-vinyl", "en", "ltr", "Unsubscribe"), ("x-vinyl", "und", "ltr", "Unsubscribe")],
)  # fmt: skip
def test_the_page_says_its_language_and_direction(tag: str, language: str, direction: str, leave: str) -> None:
    _, html, text = letter(autumn.box(tag=tag), someone("Ada"))
    assert f'<html lang="{language}" dir="{direction}"' in html
    assert leave in html
    assert leave in text


def test_a_letter_that_providers_would_clip_is_an_error_of_authoring() -> None:
    long = Block("b", BlockKind.TEXT, Priority.ESSENTIAL, "word " * 950)
    many = [replace(long, id=str(n)) for n in range(25)]
    problems = fit.fit(autumn.box(autumn.HEADING, *many), MAIL)
    assert isinstance(problems, tuple)
    assert "KB, and 102 fit. Shorten block 2, the longest" in problems[0].message
    just_fits = compile_letter(autumn.box(autumn.HEADING, *many[:12]), MAIL, HEAD)
    assert just_fits.worst_bytes < MAIL.limit
    with pytest.raises(DoesNotFit):
        just_fits.render(values(someone(""), ""), ["https://n9.example/" + "a" * 20_000 for _ in just_fits.links])


def test_the_worst_case_is_never_exceeded() -> None:
    variant = autumn.box(subject="Dear {{ person.first_name | default: 'friend' }}")
    made = compile_letter(variant, MAIL, HEAD)
    worst = someone('"' * 200)
    links = ["https://n9.example/" + "a" * 181 for _ in made.links]
    assert len(made.render(values(worst, ""), links)[1].encode()) <= made.worst_bytes


def test_a_subject_that_can_grow_too_long_is_refused() -> None:
    long = autumn.box(subject="{{ person.name | default: 'friend' }}, " + "x" * 60)
    report = fit.report(long)
    assert [p.message for p in report.problems if p.form_factor == "mail"] == [
        "The subject is 12 characters too long for Mail: it can take 102, and 90 fit. Shorten it."
    ]


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves a file open
def test_an_image_is_cut_to_the_column_and_says_what_it_shows(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]  # pytest-django's fixture
    raw = BytesIO()
    Image.new("RGB", (1600, 900), "#b0452e").save(raw, "JPEG")
    raw.seek(0)
    kept = MediaImage.objects.create(title="Sleeves", file=DjangoImageFile(raw, "sleeves.jpg"))
    gallery.make_ready()
    shown = queries.preview(
        autumn.box(replace(autumn.IMAGE, image_id=kept.pk, alt="Twelve “sleeves”")), PERSONAS[0], "mail"
    )
    assert isinstance(shown, Rendition)
    assert 'alt="Twelve “sleeves”"' in shown.html
    assert 'width="518"' in shown.html
    assert f"http://127.0.0.1:8900/media/renditions/{kept.pk}/mail-body-2x-" in shown.html
    gone = queries.preview(autumn.box(autumn.HEADING, replace(autumn.IMAGE, image_id=kept.pk + 1)), PERSONAS[0], "mail")
    assert isinstance(gone, Rendition)
    assert "Twelve sleeves" not in gone.html
    gc.collect()
