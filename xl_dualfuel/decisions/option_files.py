"""Reading OPTIONS files: TOML, one table an option, or CSV, one row an option. Nothing of a case is judged here.

    baseline = "furnace"            # optional: what the others are compared with; else the case itself, "base"
    [money]                         # optional: terms of money_terms.py for all options
    discount_rate = 0.05
    fuel_prices = [1.0, 1.04, 1.1]  # prices by year, or "prices.csv"; also electricity_prices, carbon_prices
    [base]                          # optional: what the case itself costs each year
    maintenance = 120
    [options.furnace]
    scenario = "furnace_only"       # optional: how it is run; else at its own recommended switchover
    tariff = "time_of_use.toml"     # optional: what bills it; "none" for the prices of the case; else --tariff
    [options.cold_climate]
    label = "Cold-climate heat pump"
    cop_47 = 3.9
    cop_17 = 2.7
    premium = 4200                  # what it costs more than the baseline [$], with rebate [$] and life [years]
    rebate = 2000
    maintenance = 150               # $ a year, as tank_rent, cooling, service_charges, other_yearly
    yearly = [{ name = "filters", amount = 40 }]  # more of them: a name of those above, any other is other_yearly

In CSV the headings are option, the inputs' keys or labels, label, scenario, premium, rebate, life, yearly amounts and,
as there is no [money], discount_rate and the escalations of each option. Its baseline is the case itself: to compare
with an option takes TOML.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ..errors import InputError, Issue
from ..files.delimited import Manner, read_delimited
from ..files.reading import FilePath, Wanted, path_from, read_text
from ..files.toml_tables import raise_all, toml_of
from ..files.values import is_blank, is_number, number_in
from ..inputs.case_files import is_toml, with_paths_from
from ..inputs.fields import FIELDS
from ..inputs.headings import in_heading_units, keys_of
from ..inputs.synonyms import choice_of
from ..tariffs.reading import read_tariff
from ..tariffs.tariff import Tariff
from .money_terms import AMOUNTS, MONEY_FIELDS, PATHS, PURCHASE, TERMS
from .options import BASE, NAME_LIMIT, Option, Options
from .price_paths import path_in

MONEY: Final = tuple(MONEY_FIELDS)
"""What an option may say about its money, in TOML those of PURCHASE alone."""
WORDS: Final = ("label", "scenario", "tariff")
NO_TARIFF: Final = ("none", "plain")
"""Words for the prices of the case in place of a tariff"""
FILE: Final = Wanted("options", "must be a TOML or CSV file of options", "Give fewer options.")


def read_options(path: FilePath) -> Options:
    """The options in a TOML or CSV file, their inputs unchecked: compare() checks them with the case.

    A relative file that an option names is read from the folder of the options file. Raises InputError listing every
    problem of the file.
    """
    path, text = Path(path), read_text(path, FILE)
    suffix = path.suffix.casefold()
    toml = suffix == ".toml" or (suffix != ".csv" and is_toml(text))
    options = options_of(_with_paths(toml_of(text, path, FILE), path.parent)) if toml else _csv(text, path)
    placed = [option._replace(changes=with_paths_from(option.changes, path.parent)) for option in options.options]
    return options._replace(options=tuple(_with_tariffs(placed, path.parent)))


def _with_tariffs(options: Sequence[Option], folder: Path) -> list[Option]:
    """The options with the tariffs that they name. Raises InputError with every problem of each of the files."""
    issues: list[Issue] = []
    read: dict[str, Tariff | None] = {}
    billed = []
    for option in options:
        name = option.tariff_file
        if name and name not in read:
            where = f"options.{option.name}.tariff"
            try:
                read[name] = Tariff() if name.casefold() in NO_TARIFF else read_tariff(path_from(folder, name))
            except InputError as refused:
                read[name] = None
                issues += [issue._replace(key=f"{where}: {issue.key}") for issue in refused.issues]
        is_file = name and name.casefold() not in NO_TARIFF
        billed.append(option._replace(tariff=read.get(name), tariff_file=path_from(folder, name) if is_file else ""))
    raise_all(issues)
    return billed


def _with_paths(given: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The file's content with prices by year of other files in place of their names."""
    terms = given.get("money")
    if not isinstance(terms, dict):
        return given
    read = {key: path_in(value, f"money.{key}", folder) for key, value in terms.items() if key in PATHS}
    return {**given, "money": {**terms, **read}}


def options_of(given: Mapping[str, Any]) -> Options:
    """The options of a TOML file as tomllib reads it. Raises InputError listing every problem of its shape."""
    issues: list[Issue] = []
    for key, value in given.items():
        if key not in ("options", "baseline", "money", BASE):
            issues.append(_misplaced(key, value))
    tables, terms, baseline = given.get("options", {}), given.get("money", {}), given.get("baseline", BASE)
    base, own = given.get(BASE, {}), ", ".join(AMOUNTS)
    if not isinstance(base, dict):
        issues.append(Issue(BASE, base, "must be a table [base]", f"Give {own} in it"))
        base = {}
    base = _with_yearly(BASE, base, issues)
    issues += [Issue(f"{BASE}.{key}", value, f"must be one of {own}, what the case itself costs each year",
                     "Put what changes under [options.name]")
               for key, value in base.items() if key not in AMOUNTS]  # fmt: skip
    base = {key: value for key, value in base.items() if key in AMOUNTS}
    if not isinstance(tables, dict):
        issues.append(Issue("options", tables, "must be tables [options.name]", "Give a table for each option"))
        tables = {}
    if not isinstance(terms, dict):
        issues.append(Issue("money", terms, "must be a table [money]", f"Give {', '.join(_COMMON)} in it"))
        terms = {}
    issues += [
        Issue(f"money.{key}", value, f"must be one of {', '.join(_COMMON)}",
              "Put it under [options.name]" if key in PURCHASE else _other_name(key) or "Take it out")
        for key, value in terms.items()
        if key not in _COMMON
    ]  # fmt: skip
    if not isinstance(baseline, str):
        issues.append(Issue("baseline", baseline, "must be the name of an option", "Give it in quotes"))
        baseline = BASE
    options = []
    for name, table in tables.items():
        if not isinstance(table, dict):
            remedy = f"Write [options.{name}] above its changes"
            issues.append(Issue(f"options.{name}", table, "must be a table of inputs", remedy))
            continue
        common = [key for key in _COMMON if key in table and key not in PURCHASE]
        issues += [
            Issue(f"options.{name}.{key}", table[key], "is a term of all options alike", "Put it under [money]")
            for key in common
        ]
        own_table = _with_yearly(f"options.{name}", table, issues)
        options.append(_option(name.strip(), {key: own_table[key] for key in own_table if key not in common}, issues))
    raise_all(issues)
    return Options(tuple(options), baseline.strip(), terms, base)


def _with_yearly(where: str, table: Mapping[str, Any], issues: list[Issue]) -> dict[str, Any]:
    """A table with the amounts of its list ``yearly`` under their keys, those of one key added up."""
    given = dict(table)
    listed = given.pop("yearly", [])
    remedy = 'Such as yearly = [{ name = "filters", amount = 40 }]; how it rises is a term of [money]'
    for place, one in enumerate(listed if isinstance(listed, list) else [listed], 1):
        if not isinstance(one, dict) or set(one) != {"name", "amount"} or not is_number(one["amount"]):
            issues.append(Issue(f"{where}.yearly {place}", one, "must be a table of name and amount [$]", remedy))
            continue
        key = str(one["name"]).strip().casefold().replace(" ", "_").replace("-", "_")
        key = key if key in AMOUNTS else "other_yearly"
        before = given.get(key)
        given[key] = one["amount"] + before if is_number(before) else one["amount"]
    return given


_COMMON: Final = (*TERMS, *PATHS)
"""Terms of [money]"""


def _misplaced(key: str, value: object) -> Issue:
    """What is none of the tables of a file of options: [option.furnace], [furnace], or an input by itself."""
    if not isinstance(value, dict):
        return Issue(key, value, "must be under the option that it changes", "Write [options.name] above it")
    names = [name for name, table in value.items() if isinstance(table, dict)]
    written = [f"{key}.{name}" for name in names] or [key]
    right = ", ".join(f"[options.{_name(name)}]" for name in names or [key])
    return Issue("options", ", ".join(f"[{name}]" for name in written), "must be [options.name] above each option, "
                 "beside [money] for all of them", f"Write {right}")  # fmt: skip


_CALLED: Final = {
    **dict.fromkeys(("years", "lifetime"), "life"), **dict.fromkeys(("incentive", "grant", "subsidy"), "rebate"),
    **dict.fromkeys(("cost", "price", "extra_cost"), "premium, $ more than the equipment of the case"),
}  # fmt: skip
"""What people call a term of money: taken out as told of other keys, it would be the default"""


def _other_name(key: str) -> str:
    """A question after the term of money that a key may mean; "" for none."""
    other = _CALLED.get(key.lower())
    return f"Did you mean {other}?" if other else ""


def _name(name: str) -> str:
    return name if re.fullmatch(r"[\w-]+", name, re.ASCII) else f'"{name}"'


def _option(name: str, table: Mapping[str, Any], issues: list[Issue]) -> Option:
    words = {"label": name, "scenario": "optimized", "tariff": ""}
    changes: dict[str, object] = {}
    money: dict[str, object] = {}
    for key, value in table.items():
        if key in WORDS:
            if isinstance(value, str) and value.strip():
                words[key] = value.strip() if key == "tariff" else value.strip()[:NAME_LIMIT]
            elif key == "tariff" and isinstance(value, str):  # blank or a word for none
                words[key] = NO_TARIFF[0]
            elif not is_blank(value):
                issues.append(Issue(f"options.{name}.{key}", value, "must be text", "Give it in quotes"))
        elif key in MONEY:
            money[key] = value
        elif key == "fuel" and isinstance(value, str):  # compared with the case's before the case reads it
            changes[key] = choice_of(FIELDS[key], value.strip()) or value
        elif key not in FIELDS and (other := _other_name(key)):
            issues.append(Issue(f"options.{name}.{key}", value, "is no key of an option", other))
        else:  # an unknown key is reported by the case, with the one it comes nearest to
            changes[key] = value
    return Option(name, words["label"], changes, words["scenario"], money, tariff_file=words["tariff"])


def _csv(text: str, path: object) -> Options:
    try:
        manner, names, rows = read_delimited(io.StringIO(text, newline=""))
        return options_of_rows([names, *rows], manner)
    except csv.Error as error:
        raise FILE.refused(path, f"it is not CSV: {error}", "Save it as CSV again.") from None


def options_of_rows(rows: Sequence[Sequence[Any]], manner: Manner | None = None) -> Options:
    """The options of a table: a header row (option, inputs' keys or labels, label, premium …), then one a row.

    Blank cells leave the case as it is; manner: every cell is text, written so. Raises InputError with every problem.
    """
    if len(rows) < 2:
        raise InputError([Issue("options", None, "must have a header row and one row an option", "Give both")])
    columns = columns_of(rows[0])
    issues: list[Issue] = []
    below = in_heading_units(rows[0], rows[1:], has_units=True)
    options = [option_of_row(columns, row, number, issues, manner) for number, row in enumerate(below, 1)]
    raise_all(issues)
    return Options(tuple(options), BASE, {})


def columns_of(header: Sequence[Any]) -> tuple[str, ...]:
    """What each column holds: option, label, scenario, premium, rebate, life, an input's key, or "" for notes.

    Raises InputError for headings given twice, and for those that may be an input misspelt.
    """
    own = [_own(cell.strip() if isinstance(cell, str) else "") for cell in header]
    # What is none of these is an input, a note, or a slip, which is reported as in a table of homes.
    rest = [None if mine else cell for cell, mine in zip(header, own, strict=True)]
    keys = keys_of(rest) if not all(map(is_blank, rest)) else ("",) * len(rest)
    twice = sorted({column for column in own if column and own.count(column) > 1})
    raise_all([Issue("options", column, "must head one column only", "Take the other out") for column in twice])
    return tuple(mine or key for mine, key in zip(own, keys, strict=True))


def option_of_row(
    columns: Sequence[str], row: Sequence[Any], number: int, issues: list[Issue], manner: Manner | None = None
) -> Option:
    """The option in one row of a table; without a name it is ``option`` and its number."""
    if not all(map(is_blank, row[len(columns) :])):
        allowed = f"must have at most {len(columns)} cells"
        issues.append(Issue(f"options row {number}", f"{len(row)} cells", allowed, "Give each a heading"))
    cells = {key: cell for key, cell in zip(columns, row, strict=False) if key and not is_blank(cell)}
    if manner is not None:
        cells = {key: _of_text(key, cell, manner) for key, cell in cells.items()}
    name = str(cells.pop("option", f"option {number}")).strip()
    return _option(name, cells, issues)


def _own(title: str) -> str:
    """The word of an option that heads a column; "" for an input or a note."""
    word = title.casefold().replace(" ", "_")
    if word in ("option", "name"):
        return "option"
    return word if word in (*WORDS, *MONEY) else ""


def _is_number(key: str) -> bool:
    return key in MONEY or (key in FIELDS and FIELDS[key].kind == "number")


def _of_text(key: str, cell: str, manner: Manner) -> Any:
    if not _is_number(key):
        return cell.strip()
    text = manner.number(cell.strip())
    number = number_in(text)
    return text if number is None else number
