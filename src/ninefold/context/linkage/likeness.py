"""How likely two records are of one person, after Fellegi and Sunter (1969), by Splink on DuckDB.

How much each field tells is learnt from the records themselves: how often it agrees among people drawn at random (u),
and by expectation and maximisation among those who are one (m). A weight is the logarithm to 2 of how much more likely
the agreement is among the latter; weights of fields are added. Needs the extra `identity`.
"""

import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import msgspec
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from ninefold.context.linkage.records import FIELDS, Record

WEIGHT_MIN = 0.0  # as likely as not
SEED = 9
PAIRS_MAX = 50_000
MEMORY = "1GB"
_RANDOM_PAIRS = 2_000_000
_FILLED_MIN = 0.02  # a field that fewer records have is left out
_SMALL = 20_000  # records, up to which wider blocks can be afforded
_RECALL = 0.7  # of the plain rules below: what share of all who are one they find, roughly
_PLAIN = (("email",), ("number", "born"), ("first_name", "last_name", "born"))
_TRAINING = (("born",), ("first_name", "last_name"))
# Only who agrees in one of these is compared at all.
_BLOCKS = (
    ("email",), ("phone",), ("number",), ("first_name", "last_name"), ("first_name", "born"), ("last_name", "born"),
    ("born", "postcode"), ("born", "city"), ("first_name", "city"), ("last_name", "city"), ("last_name", "postcode"),
    ("first_name", "postcode"), ("street", "postcode"), ("street", "last_name"), ("split_part(email, '@', 1)",),
)  # fmt: skip
_WIDE_BLOCKS = (
    ("born",), ("first_name",), ("last_name",),
    ("substr(first_name, 1, 3)", "substr(last_name, 1, 3)"),
    ("substr(first_name, 1, 3)", "substr(born, 1, 4)"), ("substr(last_name, 1, 3)", "substr(born, 1, 4)"),
)  # fmt: skip
_COMPARISONS: dict[str, Callable[[], object]] = {
    "first_name": lambda: _names("first_name"),
    "last_name": lambda: _names("last_name"),
    "born": lambda: compare.DamerauLevenshteinAtThresholds("born", [1, 2]),
    "email": lambda: compare.EmailComparison("email"),
    "phone": lambda: compare.DamerauLevenshteinAtThresholds("phone", [1]),
    "street": lambda: compare.JaroWinklerAtThresholds("street", [0.9, 0.75]),
    "postcode": lambda: compare.DamerauLevenshteinAtThresholds("postcode", [1]),
    "city": lambda: compare.JaroWinklerAtThresholds("city", [0.9]).configure(term_frequency_adjustments=True),
    "number": lambda: compare.DamerauLevenshteinAtThresholds("number", [1, 2]),
}


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two records, smaller id first, with their weight and what each field adds to it (or takes from it)."""

    left: int
    right: int
    weight: float
    reasons: Mapping[str, float]


def likenesses(records: Iterable[tuple[int, Record]], *, weight_min: float = WEIGHT_MIN) -> list[Likeness]:
    """The pairs that are rather one than two, the likeliest first; at most PAIRS_MAX. Same records, same pairs."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as own:
        own.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = '{folder}'; SET threads = 1")
        fields, count = _load(own, records, Path(folder))
        blocks = _known(_BLOCKS + (_WIDE_BLOCKS if count <= _SMALL else ()), fields)
        if len(fields) < 2 or not blocks:
            return []
        linker = _trained(own, fields, blocks)
        found = linker.inference.predict(threshold_match_weight=weight_min).physical_name
        return _read(own, found, fields)


def _load(own: duckdb.DuckDBPyConnection, records: Iterable[tuple[int, Record]], folder: Path) -> tuple[list[str], int]:
    """Put the records in a table; the fields that enough of them have, and how many they are."""
    path = folder / "people.jsonl"
    with path.open("wb") as file:
        for number, record in records:
            file.write(msgspec.json.encode({"unique_id": number, **record}) + b"\n")
    columns = "{unique_id: 'BIGINT', " + ", ".join(f"{field}: 'VARCHAR'" for field in FIELDS) + "}"
    own.execute(f"CREATE TABLE people AS SELECT * FROM read_json('{path}', columns = {columns})")
    path.unlink()
    counts = ", ".join(f"COUNT({field})" for field in FIELDS)
    count, *filled = own.execute(f"SELECT COUNT(*), {counts} FROM people").fetchall()[0]
    return [field for field, have in zip(FIELDS, filled, strict=True) if have > max(1, _FILLED_MIN * count)], count


def _known(blocks: Iterable[tuple[str, ...]], fields: Iterable[str]) -> list[tuple[str, ...]]:
    """Those that ask only for fields that there are."""
    lacking = FIELDS.keys() - set(fields)
    return [block for block in blocks if not any(field in part for part in block for field in lacking)]


def _trained(own: duckdb.DuckDBPyConnection, fields: list[str], blocks: list[tuple[str, ...]]) -> Linker:
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[_COMPARISONS[field]() for field in fields],
        blocking_rules_to_generate_predictions=[block_on(*block) for block in blocks],
        retain_intermediate_calculation_columns=True,
    )
    linker = Linker(DuckDBAPI(own).register("people"), settings, log_level="ERROR")
    plain = [block_on(*block) for block in _known(_PLAIN, fields)]
    if plain:
        linker.training.estimate_probability_two_random_records_match(plain, recall=_RECALL)
    linker.training.estimate_u_using_random_sampling(max_pairs=_RANDOM_PAIRS, seed=SEED)
    for block in _known(_TRAINING, fields):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*block))
    return linker


def _read(own: duckdb.DuckDBPyConnection, table: str, fields: list[str]) -> list[Likeness]:
    columns = {row[0] for row in own.execute(f"DESCRIBE {table}").fetchall()}
    told = [f"mw_{field}" + (f" + mw_tf_adj_{field}" if f"mw_tf_adj_{field}" in columns else "") for field in fields]
    rows = own.execute(
        f"SELECT least(unique_id_l, unique_id_r), greatest(unique_id_l, unique_id_r), match_weight, {', '.join(told)}"
        f" FROM {table} ORDER BY match_weight DESC, 1, 2 LIMIT {PAIRS_MAX}"
    ).fetchall()
    return [
        Likeness(left, right, weight, {field: mw for field, mw in zip(fields, of_fields, strict=True) if mw})
        for left, right, weight, *of_fields in rows
    ]


def _names(field: str) -> object:
    return compare.JaroWinklerAtThresholds(field, [0.92, 0.8]).configure(term_frequency_adjustments=True)
