"""Dates whose month is a word, in every language whose months CLDR names: `30 November 2026`, `30 ноября`. Pure.

They are looked for from their figures: a text has few of those.
"""

from collections import defaultdict
from importlib.resources import files

import regex

from ninefold.content.edges import CASED, in_longer_word, is_cased

_GAP = r"[^\S\n]"  # a date stands on one line
_AFTER_FIGURE = rf"(?!{CASED}|\p{{N}}|\p{{M}}|[.,'’:/]\d)"
_FIGURE = regex.compile(rf"(?<!{CASED}|\p{{N}}|\d[.,'’:/]|\d{{4}}-\d\d-)(?:\d{{4}}|\d{{1,2}})(?!\p{{N}}|[.,'’:/]\d)")
_TO_MONTH = regex.compile(
    rf"(?:(?:st|nd|rd|th|er|re|e|º)(?!{CASED}))?\.?(?:-|{_GAP}?(?:(?:de|of){_GAP}|ta['’]{_GAP}?|d['’]|ב־?)?)",
    regex.IGNORECASE,
)
_TO_DAY = regex.compile(rf"(?:st|nd|rd|th)?{_AFTER_FIGURE}", regex.IGNORECASE)
_ERA = r"(?:พ\.ศ\.|ค\.ศ\.)"
_YEAR = regex.compile(rf"\.?[,،]?{_GAP}?(?:(?:de|del){_GAP}|{_ERA}{_GAP}?)?\d{{4}}{_AFTER_FIGURE}", regex.IGNORECASE)
_YEAR_AFTER_DAY = regex.compile(rf"[,،]?{_GAP}\d{{4}}{_AFTER_FIGURE}")
_YEAR_BEFORE = regex.compile(rf"(?<!\p{{N}}|{CASED}|\d[.,'’])\d{{4}}\.?{_GAP}\Z")
_LONGEST_BEFORE = 7  # a year, a point and a space
_FIGURE_GOES_ON = regex.compile(r"[.,'’]?\d")
_ONE_GAP = regex.compile(_GAP)
_YEAR_ALONE = regex.compile(_AFTER_FIGURE)
_DAYS_MAX = 31
_KEY = 2  # characters by which a name is looked up

_Names = dict[str, list[tuple[str, bool]]]
_Span = tuple[int, int]


def spans(text: str) -> list[_Span]:
    """Where such dates begin and end, in order, none over another."""
    found: list[_Span] = []
    end = 0
    for figure in _FIGURE.finditer(text):
        if figure.start() < end:
            continue
        span = _day_first(text, figure.span()) or _month_first(text, figure.span(), end)
        if span:
            found.append(span)
            end = span[1]
    return found


def _day_first(text: str, day: _Span) -> _Span | None:
    """30 November 2026, 30. Nov, 30 de novembro de 2026, 30พฤศจิกายน2569."""
    between = _TO_MONTH.match(text, day[1])
    if not _is_day(text[slice(*day)]) or between is None:
        return None
    start = between.end()
    for name, is_dated in _STARTING.get(text[start : start + _KEY].lower(), ()):
        stop = start + len(name)
        is_apart = start > day[1] or not is_cased(name)
        if not is_apart or not _is_month(text, start, stop, name):
            continue
        if year := _YEAR.match(text, stop):
            return day[0], year.end()
        if not is_dated and not _FIGURE_GOES_ON.match(text, stop):
            return day[0], stop - (name.endswith(".") and is_cased(name))
    return None


def _month_first(text: str, figure: _Span, after: int) -> _Span | None:
    """November 30, 2026, 2026. november 30, November 2026. It begins at `after` or later."""
    gap = _ONE_GAP.match(text, figure[0] - 1) if figure[0] else None
    stop = figure[0] - bool(gap)
    for name, is_dated in _ENDING.get(text[max(0, stop - _KEY) : stop].lower(), ()):
        start = stop - len(name)
        is_apart = bool(gap) or not is_cased(name)
        if start < after or not is_apart or not _is_month(text, start, stop, name):
            continue
        if figure[1] - figure[0] > 2:
            is_year = not is_dated and _YEAR_ALONE.match(text, figure[1])
            return (start, figure[1]) if is_year else None
        day = _TO_DAY.match(text, figure[1])
        if day is None or not _is_day(text[slice(*figure)]):
            continue
        later = _YEAR_AFTER_DAY.match(text, day.end())
        since = max(after, start - _LONGEST_BEFORE)
        sooner = _YEAR_BEFORE.search(text[since:start])
        if not is_dated or later or sooner:
            return since + sooner.start() if sooner else start, later.end() if later else day.end()
    return None


def _is_day(figure: str) -> bool:
    return len(figure) <= 2 and 1 <= int(figure) <= _DAYS_MAX


def _is_month(text: str, start: int, stop: int, name: str) -> bool:
    return text[start:stop].lower() == name and not in_longer_word(text, start, stop)


def _named() -> tuple[_Names, _Names]:
    """The names of months by how they begin and how they end, longest first; and whether a year must stand beside."""
    starting: _Names = defaultdict(list)
    ending: _Names = defaultdict(list)
    lines = files("ninefold.content").joinpath("months.txt").read_text(encoding="utf-8").splitlines()
    names = [line for line in lines if not line.startswith("#")]
    parting = names.index("=")
    told = [(name, place > parting) for place, name in enumerate(names) if place != parting]
    for name, is_dated in sorted(told, key=lambda one: -len(one[0])):
        starting[name[:_KEY]].append((name, is_dated))
        ending[name[-_KEY:]].append((name, is_dated))
    return dict(starting), dict(ending)


_STARTING, _ENDING = _named()
