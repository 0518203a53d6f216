"""Where a text leads somewhere: links, and what mail programs make links of, bare domains and mail addresses. Pure."""

import regex

# The dots that browsers take for dots; what has no width may stand anywhere in a name. Every repeat is bounded or
# possessive: the texts are strangers', of 20,000 characters.
_NAME = r"\w[\w\p{Cf}-]*+"
_DOT = r"[.\u3002\uff0e\uff61]\p{Cf}*+"
_LAST = r"(?:xn--[a-z0-9-]{1,59}|\p{L}[\p{L}\p{Cf}]+)"
_DOMAIN = rf"(?<![\w-])(?:{_NAME}{_DOT}){{1,8}}{_LAST}(?![\p{{L}}\p{{N}}-])(?:[/:?#]\S*)?"
_NUMBERED = r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}[/:]\S*"
_MAIL = r"[^\s@<>()\[\],;]{1,64}[@\uff20][^\s@<>()\[\],;]+"
LINK = regex.compile(
    rf"(?:[a-z][a-z0-9+.-]{{1,20}}://|www\.)\S*|{_MAIL}|{_NUMBERED}|{_DOMAIN}",
    regex.IGNORECASE,
)
