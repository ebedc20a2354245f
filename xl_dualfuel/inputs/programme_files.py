"""Reading rules of rebate programmes: dated data with their sources, shipped in programmes.toml or given by the user.

A file of a programme's own has its name and its rules at the top:

    name = "Our utility"
    [[rules]]
    id = "switchover-gas"
    kind = "maximum_switchover"
    fuel = "natural_gas"
    threshold = 30
    unit = "°F"
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from ..errors import InputError, Issue
from ..files.reading import FilePath, Wanted
from ..files.toml_tables import Items, read_toml, toml_of
from ..files.values import is_number
from ..units import FUELS
from .programmes import CUSTOM, KEYS, KINDS, Kind, Programme, Rule, Source


class _Shipped(Mapping[str, Programme]):
    """The shipped programmes, read when the first one is asked for."""

    def __contains__(self, key: object) -> bool:
        return key in KEYS

    def __getitem__(self, key: str) -> Programme:
        return _shipped()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(KEYS)

    def __len__(self) -> int:
        return len(KEYS)


PROGRAMMES: Final[Mapping[str, Programme]] = _Shipped()
"""The shipped programmes by key."""


@cache
def _shipped() -> Mapping[str, Programme]:
    text = resources.files(__package__).joinpath("programmes.toml").read_text(encoding="utf-8")
    given = toml_of(text, "programmes.toml", FILE)
    return MappingProxyType({key: programme_of(entry, key, shipped=True) for key, entry in given.items()})


def read_programme(path: FilePath) -> Programme:
    """The programme in a TOML file; its key is ``custom``.

    Raises InputError listing every problem; unknown keys are refused. A file that is not TOML has only that problem.
    """
    return programme_of(read_toml(path, FILE, 'Write name = "…" and a [[rules]] for each rule.'), CUSTOM)


def programme_named(text: str) -> Programme:
    """The programme of a key, or of a TOML file. Raises InputError: it is neither, or the file has problems."""
    if text in KEYS:
        return PROGRAMMES[text]
    if not text.casefold().endswith(".toml"):
        near = difflib.get_close_matches(text, KEYS, n=1)
        raise InputError([Issue("programme", text, f"must be one of {', '.join(KEYS)}, or a TOML file of rules",
                                f"Did you mean {near[0]}?" if near else "dualfuel template rules rules.toml writes a "
                                "file to start from")])  # fmt: skip
    return read_programme(text)


FILE: Final = Wanted("programme_file", "must be a TOML file of a programme's rules", "Give fewer rules.", named=True)
MAX_RULES: Final = 100


class _Reader(Items):
    """Takes the items of one table, noting every problem."""

    def date(self, key: str, required: bool = False) -> datetime.date | None:
        value = self.given.get(key)
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value
        if value is not None or required:
            self.refuse(key, "must be a date", "Write it as 2026-11-22, without quotes")
        return None

    def number(self, key: str, low: float, high: float, allowed: str, remedy: str) -> float | None:
        value = self.given.get(key)
        if not is_number(value) or not low <= value <= high:
            self.refuse(key, allowed, remedy)
            return None
        return float(value)

    def url(self, key: str, required: bool = False) -> str:
        text = self.text(key, 500, required)
        try:
            parts = urlsplit(text)
            good = parts.scheme in ("https", "http") and bool(parts.hostname) and " " not in text
        except ValueError:
            good = False
        if text and not good:
            self.refuse(key, "must be the address of a web page", "Write it as https://…")
            return ""
        return text


_PROGRAMME_KEYS: Final = (
    "name", "jurisdiction", "effective", "read", "title", "url", "verify", "verify_reason", "not_judged", "rules",
)  # fmt: skip
_RULE_KEYS: Final = (
    "id", "kind", "threshold", "unit", "fuel", "temperature", "strict", "says", "title", "url", "verify",
    "verify_reason", "assumption",
)  # fmt: skip
_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def programme_of(given: Mapping[str, Any], key: str, shipped: bool = False) -> Programme:
    """The programme in a parsed table; ``shipped`` ones must state where and when everything was read.

    Raises InputError listing every problem.
    """
    issues: list[Issue] = []
    if not isinstance(given, Mapping):
        raise InputError([Issue(key, given, "must be a table", "Write [name] with the programme's keys below")])
    top = _Reader(given, f"{key}." if shipped else "", issues)
    top.known(_PROGRAMME_KEYS)
    header = Programme(
        key=key,
        name=top.text("name", 120, required=True),
        jurisdiction=top.text("jurisdiction", 120, shipped),
        effective=top.date("effective"),
        read=top.date("read", shipped),
        source=Source(top.text("title", 200, shipped), top.url("url", shipped)),
        verify=top.flag("verify", False, shipped),
        verify_reason=top.text("verify_reason", 300, given.get("verify") is True),
        not_judged=_texts(top, "not_judged"),
        rules=(),
    )
    if header.read and header.effective and header.read < header.effective:
        top.refuse("read", "must not be before effective", "Correct one of the dates")
    tables = given.get("rules")
    if not isinstance(tables, list) or not 1 <= len(tables) <= MAX_RULES:
        top.refuse("rules", f"must be 1 to {MAX_RULES} rules", "Write [[rules]] and the keys of the rule below it")
        tables = []
    rules: list[Rule] = []
    for number, table in enumerate(tables, 1):
        reader = _Reader(table if isinstance(table, Mapping) else {}, f"{top.prefix}rules[{number}].", issues)
        rule = _rule(reader, header, shipped)
        if any(rule.id == other.id for other in rules):
            reader.refuse("id", "must be given to one rule only", "Give another id")
        rules.append(rule)
    if issues:
        raise InputError(issues)
    return header._replace(rules=tuple(rules))


def _texts(top: _Reader, key: str) -> tuple[str, ...]:
    value = top.given.get(key, [])
    fits = isinstance(value, list) and len(value) <= MAX_RULES
    if not fits or not all(isinstance(line, str) and line.isprintable() and len(line) <= 300 for line in value):
        top.refuse(key, "must be a list of lines of text", 'Write ["…", "…"]')
        return ()
    return tuple(value)


def _rule(r: _Reader, programme: Programme, shipped: bool) -> Rule:
    r.known(_RULE_KEYS)
    name, kind, fuel = r.text("id", 60, required=True), r.text("kind", 60, required=True), r.text("fuel", 40)
    if name and not _ID.fullmatch(name):
        r.refuse("id", "must be small letters and digits with hyphens between", "Give an id such as switchover-oil")
    if kind and kind not in KINDS:
        near = difflib.get_close_matches(kind, KINDS, n=1)
        r.refuse("kind", f"must be one of {', '.join(KINDS)}", f"Did you mean {near[0]}?" if near else "Give a kind")
    known = KINDS.get(kind)
    threshold = _threshold(r, known) if known else 0.0
    temperature = None
    if "temperature" in r.given and known:
        if known.at:
            temperature = r.number("temperature", -80.0, 120.0, "must be from -80 to 120 (°F)", "Give it in °F")
        else:
            r.refuse("temperature", f"does not belong to {kind}", "Leave it out")
    if fuel and fuel not in FUELS:
        r.refuse("fuel", f"must be one of {', '.join(FUELS)}", "Leave it out if the rule is for any fuel")
    strict = r.flag("strict", False)
    if strict and known and known.flags:
        r.refuse("strict", f"does not belong to {kind}", "Leave it out")
    title, url = r.text("title", 200), r.url("url")
    verify = r.flag("verify", programme.verify)
    assumption = r.flag("assumption", False)
    is_marked = assumption or r.given.get("verify") is True
    reason = r.text("verify_reason", 300, is_marked and not programme.verify_reason)
    return Rule(
        id=name,
        kind=kind,
        threshold=threshold,
        unit=known.unit if known else "",
        fuel=fuel or None,
        temperature=temperature,
        strict=strict,
        says=r.text("says", 300, shipped),
        source=Source(title or programme.source.title, url or programme.source.url),
        verify=verify,
        verify_reason=(reason or programme.verify_reason) if verify or assumption else "",
        assumption=assumption,
    )


def _threshold(r: _Reader, kind: Kind) -> float | bool:
    """The threshold, in the kind's unit; another unit is refused, never converted."""
    if "unit" in r.given and r.given["unit"] != kind.unit:
        remedy = f"Give the threshold in {kind.unit}" if kind.unit else "Leave it out"
        r.refuse("unit", f"must be {kind.unit or 'blank'} for this kind", remedy)
    value = r.given.get("threshold")
    if kind.flags:
        if not isinstance(value, bool) or value not in kind.flags:
            r.refuse("threshold", kind.allowed, "Write it without quotes")
        return value is True
    remedy = f"Give it in {kind.unit}"
    if kind.unit == "fraction" and isinstance(value, (int, float)) and 2 < value <= 200:
        remedy = f"Give a fraction: {value / 100:g}"
    return r.number("threshold", kind.minimum, kind.maximum, kind.allowed, remedy) or 0.0
