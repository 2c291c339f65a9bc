"""The values of an attribute: which are numbers, and in which order people would put them."""

from __future__ import annotations

import re
from collections.abc import Iterable

NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)


def read_number(value: str) -> float | None:
    """Give the number that a value is, with a decimal point or comma; None if it is none.

    >>> read_number("2,5"), read_number("second")
    (2.5, None)
    """
    return float(value.replace(",", ".")) if NUMBER.fullmatch(value) else None


def sort_values(values: Iterable[str]) -> list[str]:
    """Sort the values of an attribute as people would: numbers by size, others as they count.

    >>> sort_values(["10", "9", "year 2", "Year 10", "1.5"])
    ['1.5', '9', '10', 'year 2', 'Year 10']
    """

    def place(value: str) -> tuple[bool, float, list[tuple[int, str]], str]:
        number = read_number(value)
        parts = [(int(p), "") if p.isdecimal() else (-1, p) for p in re.findall(r"\d+|\D+", value.casefold())]
        return number is None, number or 0.0, parts, value

    return sorted(values, key=place)
