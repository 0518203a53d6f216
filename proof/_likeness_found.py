"""Compares the people of both public sets, and prints how right the pairs found are, in one line of JSON."""

import csv
import itertools
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from ninefold.context.linkage import likeness, records

DATA = Path(sys.argv[1])
Pair = tuple[int, int]


def fake_1000() -> Iterator[tuple[str, Mapping[str, str]]]:
    """The cluster of each record, and its traits."""
    with (DATA / "fake_1000.csv").open() as file:
        for row in csv.DictReader(file):
            yield row["cluster"], {**row, "birthday": row["dob"]}


def febrl4() -> Iterator[tuple[str, Mapping[str, str]]]:
    """The same of both files: the number in `rec-1070-org` and `rec-1070-dup-0` is the person's."""
    for name in ("dataset4a.csv", "dataset4b.csv"):
        with (DATA / name).open() as file:
            for row in csv.DictReader(file, skipinitialspace=True):
                yield row["rec_id"].split("-")[1], {**row, "address_1": f"{row['street_number']} {row['address_1']}"}


def judged(rows: Iterator[tuple[str, Mapping[str, str]]]) -> dict[str, float]:
    """Precision, recall and F1 of the pairs, each against the pairs of records of one person."""
    begin = time.perf_counter()
    told = list(rows)
    found = likeness.likenesses((number, records.of(traits)) for number, (_, traits) in enumerate(told))
    pairs, truth = {(one.left, one.right) for one in found}, _pairs(person for person, _ in told)
    precision, recall = len(pairs & truth) / len(pairs), len(pairs & truth) / len(truth)
    return {
        "f1": round(2 * precision * recall / (precision + recall), 4),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "seconds": round(time.perf_counter() - begin, 1),
    }


def _pairs(people: Iterator[str]) -> set[Pair]:
    of: dict[str, list[int]] = defaultdict(list)
    for number, person in enumerate(people):
        of[person].append(number)
    return {pair for numbers in of.values() for pair in itertools.combinations(numbers, 2)}


print(json.dumps({"fake_1000": judged(fake_1000()), "febrl4": judged(febrl4())}))
