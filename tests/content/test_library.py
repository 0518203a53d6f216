"""What authors start from is whole: it reads well, claims nothing, fits everywhere, and goes out as it stands."""

import pytest

from ninefold.adapt import fit
from ninefold.adapt import queries as adapt
from ninefold.adapt.formfactors import BUILT_IN
from ninefold.adapt.personas import PERSONAS
from ninefold.adapt.types import Rendition
from ninefold.content import actions, claims, gaps
from ninefold.content.layouts import places, starters
from ninefold.content.quality import panel
from ninefold.content.starters import Starter, library, placed
from ninefold.content.types import VariantContent
from tests.content.scene import EDITOR, installed

PLACES = {"site": "https://shop.example/", "community": "https://talk.example/community/"}
LAYOUTS = starters.starters()


def whole(one: Starter) -> VariantContent:
    return placed(one.content("en", one.purpose), PLACES)


def test_there_is_enough_to_start_from() -> None:
    assert len(library()) >= 12
    assert len({one.key for one in library()}) == len(library())
    assert len(LAYOUTS) >= 4


@pytest.mark.parametrize("one", library(), ids=lambda one: one.key)
def test_an_item_reads_well_and_claims_nothing(one: Starter) -> None:
    content = whole(one)
    assert gaps.find(content, ()) == ()
    assert claims.of(content, []) == ()
    found = panel.of(content, avoided=(), has_end=False, unsourced=(), broken=(), images=())
    assert found.notes == ()


@pytest.mark.django_db
@pytest.mark.parametrize("one", library(), ids=lambda one: one.key)
def test_an_item_fits_every_form_factor_and_is_published_as_it_stands(one: Starter) -> None:
    with installed(fit.report):
        item = actions.create_item(actor=EDITOR, title=one.name, purpose=one.purpose, form_factors=tuple(BUILT_IN))
        number = actions.create_variant(actor=EDITOR, item_id=item.id, content=whole(one))
        published = actions.publish(actor=EDITOR, variant_id=number)
    assert set(published.fits) == set(BUILT_IN)


@pytest.mark.django_db
@pytest.mark.parametrize("worn", LAYOUTS, ids=lambda worn: worn.key)
def test_a_layout_carries_every_item_for_everyone(worn: starters.Starter) -> None:
    layout = worn.layout()
    assert places.has_body(layout.body)
    assert layout.has_dark
    with installed(fit.report):
        for one in library():
            content = VariantContent("en", "", one.subject, one.preheader, whole(one).blocks, layout)
            assert "mail" in fit.report(content).fits
            for persona in PERSONAS:
                assert isinstance(adapt.preview(content, persona, "mail"), Rendition)
