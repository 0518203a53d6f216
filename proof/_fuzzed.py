"""Lets atheris grow inputs by what they reach in the readers of strangers' bytes.

`python -m proof._fuzzed RUNS FOLDER` ends with an error at the first input that makes a reader raise anything but a
refusal, and prints that input.
"""

import os
import sys
from pathlib import Path

import atheris

PACKAGES = ("ninefold.collect.schema", "ninefold.channel.inbound", "ninefold.channel.bounces", "ninefold.edge")
INPUT_BYTES_MAX = 4_096


def main(runs: str, folder: Path) -> None:
    with atheris.instrument_imports(include=list(PACKAGES)):
        from tests.edge import readers  # noqa: PLC0415  # only what is loaded here is watched

    corpus = folder / "corpus"
    corpus.mkdir()
    for number in range(len(readers.READERS)):
        for place, seed in enumerate(readers.seeds()):
            (corpus / f"{number}-{place}").write_bytes(bytes([number]) + seed)

    def one(raw: bytes) -> None:
        if raw:
            readers.read(raw[0], raw[1:])

    found = f"-artifact_prefix={folder}{os.sep}"
    limits = [f"-runs={runs}", f"-max_len={INPUT_BYTES_MAX}", "-seed=9", "-timeout=10", "-rss_limit_mb=1024"]
    atheris.Setup([sys.argv[0], str(corpus), *limits, found], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
