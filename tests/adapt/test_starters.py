"""Every beginning that authors are offered fits every form factor and can be saved and published as it stands."""

import pytest

from ninefold.adapt import fit
from ninefold.adapt.formfactors import FORM_FACTORS
from ninefold.content import actions
from ninefold.content.starters import Starter, starters
from tests.content.words import EDITOR, installed


@pytest.mark.django_db
@pytest.mark.parametrize("starter", starters(), ids=lambda starter: starter.key)
def test_a_starter_can_be_published_everywhere(starter: Starter) -> None:
    with installed(fit.report):
        item = actions.create_item(actor=EDITOR, title=starter.name, form_factors=tuple(FORM_FACTORS))
        variant = actions.create_variant(actor=EDITOR, item_id=item.id, content=starter.content("en"))
        published = actions.publish(actor=EDITOR, variant_id=variant)
    assert set(published.fits) == set(FORM_FACTORS)
