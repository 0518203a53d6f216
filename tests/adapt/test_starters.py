"""Every beginning that authors are offered fits every form factor, and is published only once it is written."""

from dataclasses import replace

import pytest

from ninefold.adapt import fit
from ninefold.adapt.formfactors import BUILT_IN
from ninefold.content import actions, gaps, living
from ninefold.content.errors import PublishRefused
from ninefold.content.starters import Starter, starters
from ninefold.content.types import Block, VariantContent
from ninefold.culture.types import Purpose
from tests.content.scene import EDITOR, installed


def written(content: VariantContent) -> VariantContent:
    """The beginning with every bracket filled and its link set."""

    def filled(text: str) -> str:
        return gaps.TO_WRITE.sub("Words", text)

    def of(block: Block) -> Block:
        url = "https://n9.example/a" if block.url else ""
        options = tuple(map(filled, block.options))
        return replace(block, text=filled(block.text), short=filled(block.short), url=url, options=options)

    blocks = tuple(map(of, content.blocks))
    return replace(content, subject=filled(content.subject), preheader=filled(content.preheader), blocks=blocks)


@pytest.mark.django_db
@pytest.mark.parametrize("starter", starters(), ids=lambda starter: starter.key)
def test_a_starter_fits_everywhere_and_is_published_once_it_is_written(starter: Starter) -> None:
    with installed(fit.report):
        item = actions.create_item(actor=EDITOR, title=starter.name, form_factors=tuple(BUILT_IN))
        content = starter.content("en", Purpose.OFFERS)
        assert "because you said yes to offers" in content.blocks[-1].text
        variant = actions.create_variant(actor=EDITOR, item_id=item.id, content=content)
        assert set(fit.report(content).fits) == set(BUILT_IN)
        if not living.blocks_of(content):  # what shows a thing is whole as it stands
            with pytest.raises(PublishRefused, match=r"still to be written.* leads nowhere") as refused:
                actions.publish(actor=EDITOR, variant_id=variant)
            assert {problem.block_id for problem in refused.value.problems} >= {"call"}
        actions.revise_variant(actor=EDITOR, variant_id=variant, content=written(content))
        published = actions.publish(actor=EDITOR, variant_id=variant)
    assert set(published.fits) == set(BUILT_IN)
