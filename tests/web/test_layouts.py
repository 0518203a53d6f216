"""Layouts of mail are pasted or uploaded, their slots ticked; a version wears one and fills its slots."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ninefold.adapt import fit
from ninefold.content import actions as content
from ninefold.content import queries
from ninefold.content.layouts import actions
from ninefold.content.layouts import queries as layouts
from ninefold.content.layouts.starters import starters
from ninefold.content.models import Variant
from ninefold.content.starters import library
from ninefold.culture import actions as culture
from ninefold.culture import queries as house
from ninefold.culture.types import Brand
from ninefold.kernel import actors
from tests.content.scene import installed
from tests.content.test_layouts import MJML, words

TEAM = actors.system("test")


@pytest.fixture(autouse=True)
def _fit_port(db: None) -> Iterator[None]:
    with installed(fit.report):
        yield


def test_a_layout_is_pasted_and_shown_as_a_letter(studio: Client) -> None:
    answer = studio.post("/layouts/new/", {"name": "Ours", "source": MJML})
    (kept,) = layouts.layouts()
    assert answer["Location"] == f"/layouts/{kept.layout.id}/"
    page = unescape(studio.get(answer["Location"]).content.decode())
    for said in ("A letter in your look", "Locked words.", "headline", "worn by 0 versions"):
        assert said in page, said
    assert "Locked words." in unescape(studio.get("/layouts/").content.decode())


def test_a_file_is_taken_and_what_is_wrong_is_told_with_its_line(studio: Client) -> None:
    file = SimpleUploadedFile("mail.mjml", MJML.encode())
    assert studio.post("/layouts/new/", {"name": "Ours", "source": "", "file": file}).status_code == 302
    refused = studio.post("/layouts/new/", {"name": "Theirs", "source": "<p>\n{{ first_name }}</p>"})
    assert refused.status_code == 422
    assert "Line 2: {{ first_name }} is a mark that another tool fills in" in unescape(refused.content.decode())
    again = studio.post("/layouts/new/", {"name": "Ours", "source": MJML})
    assert "There is a layout “Ours” already" in again.content.decode()


def test_slots_are_ticked(studio: Client) -> None:
    source = "<table><tr><td><h1>Head</h1></td></tr><tr><td><p>Words</p></td></tr></table>"
    kept = actions.save(actor=TEAM, name="Bare", source=source)
    address = f"/layouts/{kept.layout.id}/"
    assert "say where the blocks go" in studio.get("/layouts/").content.decode()
    posted = studio.post(f"{address}slots/", {"slot-0": "on", "name-0": "Big Headline!", "body": "1"})
    assert posted["Location"] == address
    found = layouts.layout(kept.layout.id)
    assert (found.is_ready, [slot.name for slot in found.slots]) == (True, ["big-headline"])


def test_ours_are_begun_with_in_the_brands_dress(studio: Client) -> None:
    culture.save_brand(actor=TEAM, brand=Brand(accent="#c2410c"), logo_id=0)
    page = studio.get("/layouts/").content.decode()
    keys = re.findall(r"\?from=(\w+)", page)
    assert len(keys) >= 4
    for key in keys:
        page = unescape(studio.get(f"/layouts/new/?from={key}").content.decode())
        shown, folded = page.index("A letter in this layout"), page.index("<details>")
        assert not re.search(r"@[a-z_]+@", page[shown:]), key
        assert page.index("What authors may fill in") < folded < page.index("slot-body"), key
    assert "#c2410c" in studio.get("/layouts/new/?from=banner").content.decode()


def test_one_of_ours_wears_the_brand_of_now_and_the_company_s_name_of_now(studio: Client) -> None:
    one = next(one for one in starters() if one.key == "banner")
    address = studio.post("/layouts/new/?from=banner", {"name": one.name, "source": one.source})["Location"]
    before = unescape(studio.get(address).content.decode())
    culture.save_brand(actor=TEAM, brand=Brand(accent="#c2410c"), logo_id=0)
    culture.save_company(actor=TEAM, company=replace(house.company(), name="Sons & Daughters"))
    after = unescape(unescape(studio.get(address).content.decode()))
    assert ("#c2410c" in before, "#c2410c" in after) == (False, True)
    assert "Sons & Daughters" in after[after.index("A letter in this layout") :]
    assert not re.search(r"@[a-z_]+@", after)


def test_the_one_that_new_letters_begin_with_is_chosen(studio: Client) -> None:
    kept = actions.save(actor=TEAM, name="Ours", source=MJML)
    studio.post("/layouts/default/", {"layout": kept.layout.id})
    assert layouts.default_id() == kept.layout.id
    item = content.create_item(actor=TEAM, title="A")
    shown = studio.get(f"/snippets/content/variant/add/?item={item.id}&tag=en").content.decode()
    assert f'<option value="{kept.layout.id}" selected>' in shown
    assert studio.post(f"/layouts/{kept.layout.id}/delete/")["Location"] == "/layouts/"
    assert layouts.layouts() == []


def test_a_version_wears_it_in_editor_preview_and_on_the_sheet(studio: Client) -> None:
    kept = actions.save(actor=TEAM, name="Ours", source=MJML)
    item = content.create_item(actor=TEAM, title="A")
    number = content.create_variant(actor=TEAM, item_id=item.id, content=words(kept.layout))
    address = f"/snippets/content/variant/edit/{number}/"
    editor = studio.get(address).content.decode()
    assert "data-slots-of" in editor
    assert unescape(unescape(editor)).count("As it stood")
    draft = Variant.objects.get(pk=number).get_latest_revision_as_object()
    draft.filled = {"headline": {"words": "Said here"}, "gone": {"words": "x"}, "hero": {"image_id": "odd"}}
    draft.save_revision()
    filled = queries.draft(number).filled
    assert [(one.slot, one.words, one.image_id) for one in filled] == [("headline", "Said here", 0), ("hero", "", 0)]
    sheet = unescape(studio.get(f"/content/{item.id}/").content.decode())
    assert "Said here" in sheet
    assert "Locked words." in sheet


def test_authors_may_look_and_only_publishers_change(editor: Client) -> None:
    kept = actions.save(actor=TEAM, name="Ours", source=MJML)
    assert editor.get(f"/layouts/{kept.layout.id}/").status_code == 200


def test_an_item_of_the_library_is_shown_as_a_letter_and_taken(studio: Client) -> None:
    page = unescape(studio.get("/content/start-from/").content.decode())
    assert page.count('name="item"') == len(library())
    for one in library():
        assert one.name in page
    assert "One letter at a time, in plain words." in page
    editor = studio.post("/content/start-from/", {"item": "welcome"})["Location"]
    number = int(editor.rstrip("/").rpartition("/")[2])
    draft = queries.draft(number)
    assert draft.subject.startswith("Welcome")
    assert [block.url for block in draft.blocks if block.url] == ["https://ninefold.example/"]
    content.publish(actor=TEAM, variant_id=number)
