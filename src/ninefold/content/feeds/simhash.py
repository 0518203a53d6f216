"""Texts that are almost the same, found by a fingerprint of 64 bits that changes little when a text does.

Charikar, “Similarity estimation techniques from rounding algorithms” (2002), over shingles of words. A hundred thousand
fingerprints are compared with one in a millisecond, so that no index by bands (Manku, Jain, Das Sarma 2007) is kept.
"""

from collections.abc import Sequence
from hashlib import blake2b

import numpy
import regex

BITS = 64
DISTANCE_MAX = 10  # among 900 articles of two handbooks, none that say different things were nearer than 15
SHINGLE_WORDS = 3
WORDS_MIN = 30  # what is shorter is alike by chance
_LINK = regex.compile(r"https?://\S+")
_WORD = regex.compile(r"[\p{L}\p{N}]+")


def fingerprint(text: str) -> int:
    """The fingerprint as a signed 64-bit number; 0 for a text too short to be told apart.

    Links do not count, and each shingle once: a line that comes a hundred times would outvote all others.
    """
    words = _WORD.findall(_LINK.sub(" ", text.casefold()))
    if len(words) < WORDS_MIN:
        return 0
    shingles = {" ".join(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1)}
    digests = b"".join(blake2b(one.encode(), digest_size=8).digest() for one in shingles)
    bits = numpy.unpackbits(numpy.frombuffer(digests, numpy.uint8).reshape(-1, 8), axis=1).astype(numpy.int64)
    packed = numpy.packbits(2 * bits.sum(axis=0) > len(shingles)).tobytes()
    return int.from_bytes(packed, "big", signed=True) or 1


def is_alike(one: int, other: int) -> bool:
    """Whether the texts behind two fingerprints say almost the same."""
    return bool(one and other) and ((one ^ other) % (1 << BITS)).bit_count() <= DISTANCE_MAX


def nearest(one: int, others: Sequence[int]) -> int:
    """The place of the fingerprint nearest to `one` among others, if it is alike; -1 where none is."""
    if not one or not len(others):
        return -1
    given = numpy.array(others, numpy.int64)
    distances = numpy.bitwise_count((given ^ numpy.int64(one)).view(numpy.uint64)).astype(numpy.int64)
    distances[given == 0] = BITS
    place = int(distances.argmin())
    return place if distances[place] <= DISTANCE_MAX else -1
