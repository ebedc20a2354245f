"""A tariff in a range of cells, as the table that a tariff file holds: a key in the first column, what it says beside.

    period | peak  | 0.32
    period | other | 0.11
    otherwise | other
    window | peak | weekday | 16 | 21 | months 11-3
    special | below | 10 | 0.30
    block | 500 | 0.10
    fuel_price | 1.30 | $/therm

Keys are read in any case, blank rows and a title above are passed over. Nothing is checked here but that a row can be
read: limits are those of tariff files (tariffs/reading.py), whose problems are told with the row.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ..errors import InputError, Issue, shown
from ..files.values import as_number, is_blank
from ..inputs.cells import Cell
from ..inputs.ranges import grid
from .tariff_keys import ALIKE, KEYS, Scalar
from .tariff_words import Number, Said, said_in, text_of

Problem = tuple[str, str]
"""What is allowed, what to do"""


_MOST_ROWS: Final = 500
_TWELVE: Final = 12
_HEADS: Final = frozenset({"key", "name", "input", "item", "what", "element", "field", "label"})
_NOTES: Final = frozenset({"note", "notes", "source", "sources", "remark", "remarks", "comment", "comments"})
_PRICE_UNIT: Final = re.compile(r"(?:[$\u20ac\u00a3]|[A-Z]{3})?\s?(?:/|per)\s?kWh?", re.I)
_UNIT: Final = re.compile(r"(?:kWh|[$\u20ac\u00a3])?(?:\s?(?:/|per|a)\s?(?:month|mo))?|%|percent", re.I)


class Tabled(NamedTuple):
    """The table of a tariff file, which row of the range each of its parts is from, and the rows that say nothing."""

    table: dict[str, Any]
    rows: dict[str, tuple[int, str]]
    """Row and key by the part's path, such as electricity.windows[2]"""
    issues: tuple[Issue, ...] = ()
    """Of rows that cannot be read"""

    def with_problems(self, others: Sequence[Issue]) -> list[Issue]:
        """Every problem in the order of the rows; others: those of the table, which may follow from the rows'."""
        placed = [self.placed(issue) for issue in others]
        told = {issue.key.partition(",")[0] for issue in self.issues}
        more = [one for one in placed if not told or (_row(one.key) and one.key.partition(",")[0] not in told)]
        return sorted([*self.issues, *more], key=lambda issue: _row(issue.key))

    def placed(self, issue: Issue) -> Issue:
        """A problem of the table as one of the range: its row and key, and what of it."""
        path = issue.key
        while path and path not in self.rows:
            path = path.rpartition(".")[0] if "." in path else ""
        if not path:
            return issue._replace(key=f"tariff, {issue.key}")
        number, key = self.rows[path]
        part = issue.key.removeprefix(path).strip(".")
        return issue._replace(key=f"tariff row {number}, {key}{f' ({part})' if part else ''}")


def _row(key: str) -> int:
    """The row of a problem; 0 for one of the whole."""
    found = re.match(r"tariff row (\d+)", key)
    return int(found[1]) if found else 0


def tabled(cells: Cell) -> Tabled:
    """The table in a range of cells. Raises InputError for one that has too many rows."""
    read = _Table()
    rows = [(number, list(row)) for number, row in enumerate(grid(cells), 1)]
    if len(rows) > _MOST_ROWS:
        allowed = f"must be at most {_MOST_ROWS} rows"
        raise InputError([Issue("tariff", f"{len(rows):,} rows", allowed, "Give the rows of one tariff")])
    notes: set[int] = set()
    lines: list[tuple[int, str, list[Cell]]] = []
    for number, row in rows:
        filled = [(place, cell) for place, cell in enumerate(row) if not is_blank(cell) and place not in notes]
        if not filled:
            continue
        words = text_of(filled[0][1])
        key = _key(words)
        if not lines and (len(filled) == 1 or _is_head([text_of(cell) for _, cell in filled])):
            if key in KNOWN:
                read.wrong(number, words, None, ("must have a value beside it", "Give it in the next cell"))
            notes = {place for place, cell in filled if text_of(cell).casefold() in _NOTES}
            continue
        lines.append((number, key, [cell for _, cell in filled[1:]]))
        if key not in KNOWN:
            near = difflib.get_close_matches(key, KNOWN, 1)
            remedy = f"Did you mean {near[0]}?" if near else f"Leave it out; the keys are {', '.join(KNOWN)}"
            read.wrong(number, words, None, ("is not a known key", remedy))
    lines.sort(key=lambda line: line[1] != "temperature_unit")  # which temperatures beside it are held against
    read.names = [name for _, key, rest in lines if key == "period" and rest and (name := text_of(rest[0]))]
    for number, key, rest in lines:
        if key in KNOWN:
            read.row(number, key, rest)
    read.finish()
    if not lines and not read.issues:
        read.issues.append(Issue("tariff", None, "must have keys beside values", "Write price, and beside it 0.14"))
    return Tabled(read.table, read.rows, tuple(read.issues))


def _key(words: str) -> str:
    folded = re.sub(r"[\s_-]+", "_", words.strip().strip(":").casefold())
    forms = (folded, folded.removesuffix("s"), folded.removesuffix("es"))
    return next((key for key in (ALIKE.get(one, one) for one in forms) if key in KNOWN), folded)


def _is_head(texts: Sequence[str]) -> bool:
    words = [text.casefold() for text in texts]
    return words[0] in _HEADS and (len(words) < 2 or words[1] in ("value", "values", "setting", "amount", *_HEADS))


class _Table:
    """The table as it grows."""

    def __init__(self) -> None:
        self.table: dict[str, Any] = {}
        self.rows: dict[str, tuple[int, str]] = {}
        self.issues: list[Issue] = []
        self.names: list[str] = []
        self.at = (0, "")
        self.ladders: dict[tuple[Any, ...], dict[str, Any]] = {}

    def wrong(self, number: int, key: str, value: object, problem: Problem) -> None:
        """Note what is wrong in a row."""
        self.issues.append(Issue(f"tariff row {number}, {key}", value, *problem))

    def refuse(self, value: object, allowed: str, remedy: str) -> None:
        """Note what is wrong in the row that is read."""
        self.wrong(*self.at, value, (allowed, remedy))

    def row(self, number: int, key: str, cells: Sequence[Cell]) -> None:
        """Read one row."""
        self.at = (number, key)
        if not cells:
            self.refuse(None, "must have a value beside it", "Give it in the next cell, or take the row out")
        elif key in KEYS:
            self._scalar(KEYS[key], cells)
        else:
            _ROWS[key](self, cells)

    # ------------------------------------------------------------------------------------------------- single values

    def _scalar(self, key: Scalar, cells: Sequence[Cell]) -> None:
        if key.kind in ("text", "flag"):
            self._only(cells)
            self.put(key.path, _flag(cells[0]) if key.kind == "flag" else text_of(cells[0]))
            return
        numbers = [self._value(cell, key.kind) for cell in cells if _is_numeric(cell)]
        others = [text_of(cell) for cell in cells if not _is_numeric(cell)]
        if not numbers:
            self.refuse(cells[0], "must be a number", "Give the number alone, with its unit in the next cell")
            return
        if len(numbers) not in ((1, _TWELVE) if key.kind == "year" else (1,)):
            allowed = "must be one number, or twelve" if key.kind == "year" else "must be one number"
            self.refuse(f"{len(numbers)} numbers", allowed, "Give January to December" if key.kind == "year" else
                        "Take the others out")  # fmt: skip
            return
        self._unit(key, others)
        if len(numbers) == 1:
            self.put(key.path, numbers[0])
        else:
            self.put(key.twelve or key.path, numbers)

    def _value(self, cell: Cell, kind: str) -> float:
        text = text_of(cell)
        value = float(text.strip("%$\u20ac\u00a3 ").replace("\u2212", "-"))
        if kind == "percent" and 0 < value < _LEAST_PERCENT and not text.endswith("%"):
            remedy = f"Write {100 * value:g}; if {value:g} % is meant, write it as text: {value:g}%"
            self.refuse(cell, f"must be in percent, and is below {_LEAST_PERCENT:g}", remedy)
        return value

    def _unit(self, key: Scalar, words: Sequence[str]) -> None:
        """The unit beside a value; anything else is refused."""
        for word in words:
            if key.path == "fuel.price":
                self.put("fuel.unit", word)
            elif "price" in key.path or key.path.endswith("delivery"):
                if key.path != "carbon.price" and not _PRICE_UNIT.fullmatch(word):
                    self.refuse(
                        word, "must be a price of a kWh, such as $/kWh", "Give dollars, or head the column note"
                    )
            elif not _UNIT.fullmatch(word) and not key.path.startswith("fuel"):
                self.refuse(word, "cannot be read here", "Take it out, or write note above its column")

    def put(self, path: str, value: object) -> None:
        """Put a value at a path of the table; given twice it is a problem."""
        *folders, last = path.split(".")
        table = self.table
        for folder in folders:
            table = table.setdefault(folder, {})
        if last in table:
            self.refuse(value, "must be given only once", "Take one of the rows out")
        table[last] = value
        self.rows[path] = self.at

    def add(self, path: str, item: dict[str, Any]) -> None:
        """Add a table to the list at a path."""
        *folders, last = path.split(".")
        table = self.table
        for folder in folders:
            table = table.setdefault(folder, {})
        items = table.setdefault(last, [])
        items.append(item)
        self.rows[f"{path}[{len(items)}]"] = self.at

    def _only(self, cells: Sequence[Cell]) -> None:
        if len(cells) > 1:
            self.refuse(text_of(cells[1]), "cannot be read here", "Give one value, or write note above its column")

    # ------------------------------------------------------------------------------------------------- several cells

    def _period(self, cells: Sequence[Cell]) -> None:
        numbers = [float(text_of(cell).strip("$\u20ac\u00a3 ")) for cell in cells[1:] if _is_numeric(cell)]
        if len(numbers) != 1:
            self.refuse(text_of(cells[0]), "must be a name and its price", "Write period, peak, 0.30 in three cells")
            return
        self._unit(KEYS["price"], [text_of(cell) for cell in cells[1:] if not _is_numeric(cell)])
        self.put_period(text_of(cells[0]), numbers[0])

    def put_period(self, name: str, price: float) -> None:
        """A period with its price, whose name may have dots."""
        periods = self.table.setdefault("electricity", {}).setdefault("periods", {})
        if name in periods:
            self.refuse(name, "must be given only once", "Take one of the rows out")
        periods[name] = price
        self.rows[f"electricity.periods.{name}"] = self.at

    def _window(self, cells: Sequence[Cell]) -> None:
        said = self._said(cells, ("months", "days", "dates", "from_date", "to_date"))
        if len(said.names) != 1:
            allowed = (
                f"must have one of the periods {', '.join(self.names)}" if self.names else "must come with periods"
            )
            self.refuse(text_of(cells[0]), allowed, "Write period, its name and its price in a row, then its window")
            return
        self.add("electricity.windows", {"period": said.names[0], **said.keys, **self._hours(said.numbers)})

    def _special(self, cells: Sequence[Cell]) -> None:
        said = self._said(cells, (*_CONDITIONS, "name", "price", "add"))
        numbers = list(said.numbers)
        if not {"price", "add"} & said.keys.keys():
            if len(numbers) not in (1, 3):
                self.refuse(_line(cells), "must have a price", "Write it last, or as price 0.30 or add -0.05")
                return
            said.keys["price"] = numbers.pop().value
        self.add("electricity.special_prices", {**said.keys, **self._hours(numbers)})

    def _control(self, cells: Sequence[Cell]) -> None:
        said = self._said(cells, (*_CONDITIONS, "name"))
        self.add("electricity.control", {**said.keys, **self._hours(said.numbers)})

    def _demand(self, cells: Sequence[Cell]) -> None:
        said = self._said(cells, ("ratchet_percent", "price"))
        charges = [number.value for number in said.numbers]
        if "price" in said.keys:
            charges.append(said.keys.pop("price"))
        if len(charges) not in (1, _TWELVE):
            self.refuse(_line(cells), "must have one charge, or twelve", "Write demand, 12, and the periods it is for")
            return
        item = {"charge": charges[0] if len(charges) == 1 else charges, **said.keys}
        self.add("electricity.demand", item | ({"periods": said.names} if said.names else {}))

    def _block(self, cells: Sequence[Cell], fuel: bool = False) -> None:
        """up_to and price, or the price of what is above; with per day, periods or months a ladder of its own."""
        rest = [cell for cell in cells if text_of(cell).casefold() not in _ABOVE]
        said = self._said(rest, ("price",) if fuel else ("price", "per", "months"))
        numbers = [number.value for number in said.numbers]
        if "price" in said.keys:
            numbers.append(said.keys.pop("price"))
        if len(numbers) not in (1, 2) or (len(numbers) == 2 and len(rest) < len(cells)):
            self.refuse(_line(cells), "must have an upper end and a price, the last block a price alone",
                        "Write block, 500, 0.10 and then block, above, 0.12")  # fmt: skip
            return
        block = {"price": numbers[-1]} | ({"up_to": numbers[0]} if len(numbers) == 2 else {})
        if fuel:
            self.add("fuel.blocks", block)
            return
        apart = {**said.keys, **({"periods": said.names} if said.names else {})}
        if not apart:
            self.add("electricity.blocks", block)
            return
        ladder = self.ladders.get(key := tuple(map(repr, sorted(apart.items()))))
        if ladder is None:
            self.ladders[key] = ladder = {**apart, "blocks": []}
            self.add("electricity.ladders", ladder)
        ladder["blocks"].append(block)
        place = self.table["electricity"]["ladders"].index(ladder) + 1
        self.rows[f"electricity.ladders[{place}].blocks[{len(ladder['blocks'])}]"] = self.at

    def _rider(self, cells: Sequence[Cell], fuel: bool = False) -> None:
        """A name if wanted, the price, the months it is for."""
        first = text_of(cells[0])
        named = not _is_numeric(cells[0]) and not re.match(r"months?\b|price\b|[-$\d]", first, re.I)
        said = self._said(cells[1:] if named else cells, ("price", "months"))
        prices = [number.value for number in said.numbers]
        if "price" in said.keys:
            prices.append(said.keys.pop("price"))
        if len(prices) != 1:
            self.refuse(_line(cells), "must have one price", "Write rider, fuel cost, -0.0256, months 10-5")
            return
        item = {"name": first if named else "rider", "price": prices[0], **said.keys}
        self.add("fuel.riders" if fuel else "electricity.riders", item)

    def _holidays(self, cells: Sequence[Cell]) -> None:
        days = [day for cell in cells for day in re.split(r"[\s,;]+", text_of(cell)) if day]
        self.table.setdefault("holidays", []).extend(
            f"{int(found[1]):02d}-{int(found[2]):02d}" if (found := re.fullmatch(r"(\d{1,2})-(\d{1,2})", day)) else day
            for day in days
        )
        self.rows["holidays"] = self.at

    def _said(self, cells: Sequence[Cell], allowed: Sequence[str]) -> Said:
        """What the cells say; what cannot be read or has no meaning here is refused."""
        said = said_in(cells, self.names)
        for problem in said.problems:
            self.refuse(*problem)
        for key in [key for key in said.keys if key not in allowed]:
            self.refuse(said.keys.pop(key), f"{key.replace('_', ' ')} has no meaning in this row", "Take it out")
        for unit in said.units:
            given = self.table.setdefault("temperature_unit", unit)
            if str(given).upper()[:1] != unit:
                self.refuse(f"°{unit}", f"must be in °{given}, as temperature_unit or a row above", "Use one unit")
        days = said.keys.get("days")
        if days is not None and len(days) == 1:
            said.keys["days"] = days[0]
        return said

    def _hours(self, numbers: Sequence[Number]) -> dict[str, float]:
        """Begin and end of two numbers; a cell that holds a time of day is a part of 1."""
        if not numbers:
            return {}
        if len(numbers) != 2:
            values = " ".join(f"{number.value:g}" for number in numbers)
            self.refuse(values, "must be two hours", "Write the hour it begins and the hour it ends, such as 16 and 21")
            return {}
        hours = [24 * n.value if not n.is_time and 0 < n.value < 1 else n.value for n in numbers]
        if 0 < numbers[0].value < 1 and not numbers[0].is_time and numbers[1].value == 1:
            hours[1] = 24.0  # midnight as a time of day
        hours = [round(hour * 60) / 60 for hour in hours]
        return {"from": _whole(hours[0]), "to": _whole(hours[1])}

    def finish(self) -> None:
        """What the rows leave out: a name; one period takes all hours."""
        self.table.setdefault("name", "of this sheet")
        power = self.table.get("electricity", {})
        if len(power.get("periods", {})) == 1 and "windows" not in power:
            power.setdefault("otherwise", next(iter(power["periods"])))


_LEAST_PERCENT: Final = 0.3
"""Percentages below it are probably fractions, as a cell in percent hands them over"""
_CONDITIONS: Final = (
    "months", "days", "dates", "from_date", "to_date", "below", "above", "until", "hold_hours", "read_at",
    "coldest_hours", "coldest_days",
)  # fmt: skip
_ABOVE: Final = frozenset({"above", "over", "rest", "and above", "the rest", "more", "last"})
_ROWS: Final[Mapping[str, Callable[[_Table, Sequence[Cell]], None]]] = {
    "period": _Table._period, "window": _Table._window, "block": _Table._block, "demand": _Table._demand,
    "special": _Table._special, "control": _Table._control, "rider": _Table._rider, "holiday": _Table._holidays,
    "fuel_block": lambda table, cells: table._block(cells, fuel=True),
    "fuel_rider": lambda table, cells: table._rider(cells, fuel=True),
}  # fmt: skip
KNOWN: Final = (*KEYS, *_ROWS)
"""Every key of a row"""


def _is_numeric(cell: Cell) -> bool:
    if as_number(cell) is not None:
        return True
    return isinstance(cell, str) and bool(
        re.fullmatch(r"\s*[-\u2212]?[$\u20ac\u00a3]?\s?(\d+\.?\d*|\.\d+)\s?%?\s*", cell)
    )


def _flag(cell: Cell) -> object:
    words = {"yes": True, "true": True, "no": False, "false": False, "1": True, "0": False}
    return cell if isinstance(cell, bool) else words.get(text_of(cell).casefold(), cell)


def _whole(hour: float) -> float:
    return int(hour) if hour == int(hour) else hour


def _line(cells: Sequence[Cell]) -> str:
    return shown(", ".join(text_of(cell) for cell in cells))
