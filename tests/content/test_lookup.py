"""Tags and their lookup: private-use registers survive, each step falls back as RFC 4647 says."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.content import lookup, tags
from ninefold.content.errors import TagRefused
from ninefold.content.types import Item, Variant, VariantContent

TAGS = st.sampled_from(
    ["en", "fr", "fr-CA", "fr-CA-x-techie", "fr-CA-x-newbie", "fr-x-techie", "zh-Hant-TW", "de-CH-1996", "x-techie"]
)


def test_a_register_falls_back_step_by_step() -> None:
    assert lookup.chain("fr-CA-x-techie") == ["fr-ca-x-techie", "fr-ca", "fr"]
    assert lookup.chain("zh-Hant-TW") == ["zh-hant-tw", "zh-hant", "zh"]
    assert lookup.chain("en-a-myext-x-vinyl-jazz") == [
        "en-a-myext-x-vinyl-jazz",
        "en-a-myext-x-vinyl",
        "en-a-myext",
        "en",
    ]
    assert lookup.chain("") == []


def test_the_case_that_other_locales_get_wrong() -> None:
    assert lookup.best_tag("fr-ca-x-newbie", ["fr", "fr-CA", "en"], "en") == "fr-CA"
    assert lookup.best_tag("fr-ca-x-newbie", ["fr-CA-x-techie", "en"], "en") == "en"
    assert lookup.best_tag("it", ["de", "fr"], "en") == "de"
    assert lookup.best_tag("it", [], "en") == ""


@given(wanted=TAGS, offered=st.lists(TAGS, unique=True), default=TAGS)
def test_lookup_finds_the_longest_prefix_or_the_default(wanted: str, offered: list[str], default: str) -> None:
    def whole_prefixes(tag: str) -> list[str]:
        parts = tag.lower().split("-")
        return ["-".join(parts[:n]) for n in range(len(parts), 0, -1) if len(parts[n - 1]) > 1]

    candidates = [*whole_prefixes(wanted), *whole_prefixes(default)]
    matching = [tag for prefix in candidates for tag in offered if tag.lower() == prefix]
    expected = matching[0] if matching else (offered[0] if offered else "")
    assert lookup.best_tag(wanted, offered, default) == expected


def test_a_variant_for_the_form_factor_comes_before_one_for_all() -> None:
    def variant(number: int, tag: str, form_factor: str, fits: tuple[str, ...]) -> Variant:
        return Variant(number, 1, number, VariantContent(tag, form_factor, "", "", ()), fits)

    item = Item(
        1, UUID(int=1), "", "", "news", 0, 0,
        (variant(1, "en", "", ("mail", "sms")), variant(2, "en", "sms", ("sms",)), variant(3, "fr", "", ("mail",))),
    )  # fmt: skip
    assert lookup.best_variant(item, "en-x-vinyl", "sms") == item.variants[1]
    assert lookup.best_variant(item, "en-x-vinyl", "mail") == item.variants[0]
    assert lookup.best_variant(item, "fr-CA", "mail") == item.variants[2]
    assert lookup.best_variant(item, "fr-CA", "sms") == item.variants[1]
    assert lookup.best_variant(item, "fr-CA", "push") is None


@pytest.mark.parametrize(
    ("written", "normal"),
    [("FR-ca-X-Techie", "fr-CA-x-techie"), ("zh_hant_tw", "zh-Hant-TW"), ("EN", "en"), ("X-Vinyl", "x-vinyl"),
     ("sl-rozaj-biske-1994", "sl-rozaj-biske-1994"), ("de-ch-x-PHON-ebk", "de-CH-x-phon-ebk"),
     ("i-klingon", "tlh"), ("zh-min-nan", "nan"), ("en-GB-oed", "en-GB-oxendict")],
)  # fmt: skip
def test_tags_get_their_usual_spelling(written: str, normal: str) -> None:
    assert tags.normal(written) == normal


@pytest.mark.parametrize(
    "wrong", ["", "e", "en-", "-en", "en--x", "en-x", "en-x-toolongsubtag", "en vinyl", "ën", "a" * 61]
)
def test_tags_that_are_not_well_formed_are_refused(wrong: str) -> None:
    with pytest.raises(TagRefused):
        tags.normal(wrong)


@pytest.mark.parametrize(
    "tag",
    ["ar", "ar-EG-x-jazz", "he", "iw", "ji", "az-Arab", "az-IR", "pa-PK", "uz-AF", "ur-Aran", "ks", "ks-IN", "dv",
     "syr", "ff-Adlm", "nqo", "rhg", "ckb-IR", "sd", "ar-arb", "und-PK", "yi-x-tea", "arc", "hu-Hung"],
)  # fmt: skip
def test_what_is_written_from_right_to_left_is_laid_out_so(tag: str) -> None:
    assert tags.is_right_to_left(tag)


@pytest.mark.parametrize(
    "tag",
    ["en", "az", "az-Latn", "ur-Latn", "pa", "pa-IN", "uz", "sd-IN", "ks-Deva", "zh-Hant-TW", "ja", "x-arab",
     "en-x-arab", "en-u-nu-arab", "en-PK", "tlh", "qqq", ""],
)  # fmt: skip
def test_and_nothing_else_is(tag: str) -> None:
    assert not tags.is_right_to_left(tag)


def test_pages_name_no_register() -> None:
    assert tags.html_language("fr-CA-x-techie") == "fr-CA"
