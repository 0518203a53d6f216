"""What an expert wrote becomes blocks that end where words end."""

import pytest

from ninefold.content.experts.settling import paragraphs
from ninefold.content.limits import BLOCKS_MAX, TEXT_CHARACTERS_MAX

pytestmark = pytest.mark.alike


@pytest.mark.parametrize("joint", [" ", "\n\n"])
def test_a_long_answer_is_parted_between_words(joint: str) -> None:
    words = [f"word{number}" for number in range(3_000)]
    answer = "".join(word + (joint if number % 40 == 39 else " ") for number, word in enumerate(words))
    found = paragraphs(answer)
    assert [word for piece in found for word in piece.split()] == words
    assert len(found) <= BLOCKS_MAX - 2
    assert max(map(len, found)) <= TEXT_CHARACTERS_MAX


def test_what_would_be_a_placeholder_is_words() -> None:
    assert paragraphs("Turn it {{ once }}.\n\nThen [[ twice ]].") == ["Turn it (( once )).", "Then (( twice ))."]
