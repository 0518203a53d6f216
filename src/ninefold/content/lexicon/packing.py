"""What was learnt of a way of speaking as bytes, and back. Pure."""

import zlib
from collections.abc import Mapping, Sequence

import msgspec

from ninefold.content.lexicon.katz import Gram, Model
from ninefold.content.lexicon.register import Register


class _Packed(msgspec.Struct, array_like=True):
    """N-grams with their counts, by length, of both sides; the words are joined by spaces, which no word holds."""

    of_community: list[dict[str, int]]
    of_others: list[dict[str, int]]
    vocabulary: int
    own: list[float]
    others: list[float]
    texts: int


def pack(register: Register) -> bytes:
    """A register as bytes."""
    packed = _Packed(
        _joined(register.of_community.counts), _joined(register.of_others.counts), register.of_community.vocabulary,
        [*register.own], [*register.others], register.texts,
    )  # fmt: skip
    return zlib.compress(msgspec.msgpack.encode(packed))


def unpack(given: bytes) -> Register:
    """The register of `pack`."""
    packed = msgspec.msgpack.decode(zlib.decompress(given), type=_Packed)
    return Register(
        Model(_apart(packed.of_community), packed.vocabulary),
        Model(_apart(packed.of_others), packed.vocabulary),
        tuple(packed.own),
        tuple(packed.others),
        packed.texts,
    )


def _joined(counts: Sequence[Mapping[Gram, int]]) -> list[dict[str, int]]:
    return [{" ".join(gram): times for gram, times in of_length.items()} for of_length in counts]


def _apart(counts: Sequence[Mapping[str, int]]) -> list[dict[Gram, int]]:
    return [{tuple(gram.split(" ")): times for gram, times in of_length.items()} for of_length in counts]
