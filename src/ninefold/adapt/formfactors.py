"""The form factors, read from formfactors.toml once."""

import tomllib
from importlib.resources import files

import msgspec

from ninefold.adapt.errors import FormFactorUnknown
from ninefold.adapt.types import FormFactor


def _read() -> dict[str, FormFactor]:
    text = files("ninefold.adapt").joinpath("formfactors.toml").read_text(encoding="utf-8")
    listed = msgspec.convert(tomllib.loads(text)["form_factor"], list[FormFactor])
    return {form_factor.key: form_factor for form_factor in listed}


FORM_FACTORS: dict[str, FormFactor] = _read()


def form_factor(key: str) -> FormFactor:
    """The form factor of a key; raise FormFactorUnknown."""
    if key not in FORM_FACTORS:
        raise FormFactorUnknown(
            "form_factor_unknown", f"“{key}” is no form factor. There are: {', '.join(FORM_FACTORS)}."
        )
    return FORM_FACTORS[key]
