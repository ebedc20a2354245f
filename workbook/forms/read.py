"""A filled workbook → case: our own workbooks, filled forms, or a sheet of names and values.

Cells are found by defined name, so that a contractor may add a logo, columns, sheets, rows. Nothing of the file is run
or followed; a formula is read by its stored value. All that is missing or doubtful is reported together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from xl_dualfuel.errors import InputError, Issue
from xl_dualfuel.files.values import spreadsheet_value
from xl_dualfuel.inputs.bill_inputs import BILLS
from xl_dualfuel.inputs.case import Case, defaults_as_given, with_defaults
from xl_dualfuel.inputs.case_contents import Files
from xl_dualfuel.inputs.case_files import with_paths_from
from xl_dualfuel.inputs.fields import FIELDS, FILES, SOURCES, UNIT_FIELDS
from xl_dualfuel.inputs.heading_names import with_unit
from xl_dualfuel.inputs.origins import Beside, Remark, is_not_given, typed_remark
from xl_dualfuel.inputs.typed import typed_inputs
from xl_dualfuel.inputs.units_given import Units, units_named
from xl_dualfuel.weather.year import WeatherYear

from ..reader import Opened, open_package
from ..reader.addresses import letters
from . import bills, entries, homes, lists, rate
from .entries import NOTES, Place, cell_at, headers, input_entry, listed, located, named_places, notes_of, unfit
from .folder import in_order, is_file
from .form_fields import FORM_FIELDS, ON_COVER, FormField
from .homes import House
from .model_fields import asked_by
from .required import HOUSE_FORMS, missing, not_asked, says_nothing, still_missing, unanswered

Kind = Literal["audit", "client", "case", "rebate", "portfolio"]
KINDS: Final[tuple[Kind, ...]] = ("audit", "client", "case", "rebate", "portfolio")
TEMPLATE: Final = "template"
"""The name of the cell with the kind of a form"""
_AUDIT_SHEETS: Final = frozenset({"Inputs", "Constants", "Bins", "Switchover", "Scenarios"})


@dataclass(frozen=True)
class Reading:
    """What was read from a workbook; unchecked but for what a cell by itself shows.

    inputs: key → value as typed, blanks and untouched defaults left out; a value that cannot be believed is there as
    text, so that no default takes its place. cells: key → (sheet, cell), blank inputs too. details: the other named
    fields; of a list its rows. remarks: what is noted in the row of a key. problems: what is wrong; doubts: what is
    usable, but strange. Each of both names sheet and cell.
    """

    kind: Kind
    inputs: dict[str, object] = field(default_factory=dict)
    cells: dict[str, tuple[str, str]] = field(default_factory=dict)
    homes: list[dict[str, object]] = field(default_factory=list)
    """Of a portfolio: the inputs of each house by key"""
    houses: list[House] = field(default_factory=list)
    """Of a portfolio: the name of each house, its row, what is wrong in it; in the same order"""
    details: dict[str, object] = field(default_factory=dict)
    remarks: dict[str, Remark] = field(default_factory=dict)
    problems: tuple[Issue, ...] = ()
    doubts: tuple[Issue, ...] = ()
    year: WeatherYear | None = None
    columns: dict[str, str] = field(default_factory=dict)
    """Letters of the columns of a form's lists, by key"""
    lead: str = ""
    is_recorded: bool = False
    """The hours of a year, and what a record lacks for a season, of a workbook made with such a file"""

    @property
    def beside(self) -> Beside:
        """What was typed beside the inputs."""
        return Beside(self.remarks, self.details)


def read_workbook(content: bytes) -> Reading:
    """What a workbook holds. Raises InputError: it cannot be read, or holds no inputs of this program."""
    return read_opened(open_package(content))


def read_opened(opened: Opened) -> Reading:
    """As read_workbook, of a workbook that is opened already."""
    names = named_places(opened)
    kind = _kind(opened, names)
    if kind == "portfolio":
        table = homes.read(opened)
        return Reading("portfolio", homes=table.homes, houses=table.houses, problems=table.problems,
                       doubts=table.doubts)  # fmt: skip
    reader = _Reader(opened, names, kind)
    reader.scalars()
    reader.details()
    return reader.reading()


def case_of_workbook(
    content: bytes, changes: Mapping[str, object] | None = None, folder: Path | None = None
) -> Case:  # fmt: skip
    """The case in a workbook, with ``changes`` (None takes an input out) made to it before it is checked.

    Files that it names are read only with ``folder``, where relative ones are looked for. Raises InputError listing
    every problem of the inputs with its cell; those of other fields are in ``Reading.problems`` only.
    """
    return case_of_reading(read_workbook(content), changes, folder)


def case_of_reading(
    reading: Reading, changes: Mapping[str, object] | None = None, folder: Path | None = None
) -> Case:  # fmt: skip
    """As case_of_workbook, of a workbook that is read already."""
    if reading.kind == "portfolio":
        raise InputError([Issue("workbook", "portfolio", "must hold one case",
                                "It is a table of homes: use dualfuel portfolio")])  # fmt: skip
    changes = dict(changes or {})
    inputs = {**reading.inputs, **changes}
    model = (*FIELDS, *UNIT_FIELDS)  # a missing account number does not keep a house from being worked out
    problems = [issue for issue in reading.problems
                if (issue.key in model or issue.allowed == entries.NO_KEY) and issue.key not in changes]  # fmt: skip
    problems = still_missing(reading.kind, problems, inputs) if changes else problems
    year = (
        None
        if changes.keys() & {"climate", "weather_file"}
        else in_order(reading.year, reading.inputs.get("weather_file"), folder)
    )
    climate = with_defaults(typed_inputs(inputs).inputs).get("climate")  # type: ignore[arg-type]
    files = [key for key in FILES
             if key in reading.inputs and key not in changes and not FIELDS[key].idle_with(climate)
             and not (key == "weather_file" and year is not None)]  # fmt: skip
    for key, idle in (("programme_file", ("programme", "programme_file")), ("bills_file", BILLS)):
        if key in files and reading.kind == "audit" and not is_file(reading.inputs[key], folder):
            files = [one for one in files if one not in idle]
            inputs = {one: value for one, value in inputs.items() if one not in idle}
    if folder is not None:
        inputs |= with_paths_from({key: reading.inputs[key] for key in files}, folder)
    else:
        allowed = "must come with its hours in the workbook; files are not followed here"
        remedy = "Give the workbook that was made with it"
        problems += [Issue(key, with_cell(reading, key, inputs[key]), allowed, remedy) for key in files]
    problems += rate.problems(reading.details, lambda key: with_cell(reading, key, reading.details.get(key)))
    known = {issue.key for issue in problems}
    if known & set(FILES):
        raise InputError(problems)
    try:
        held = Files(year)
        if changes.keys().isdisjoint(("climate", *SOURCES)):
            held = held._replace(lead=reading.lead, is_recorded=reading.is_recorded)
        case = Case.with_files(held, **inputs)
    except InputError as error:
        problems += [issue if issue.key in changes else issue._replace(value=with_cell(reading, issue.key, issue.value))
                     for issue in error.issues if issue.key not in known]  # fmt: skip
    if problems:
        raise InputError(problems)
    readings = {key: _with_place(reading, key, note, changes) for key, note in case.readings.items()}
    case = case.with_notes(readings, reading.beside.without(changes.keys()))
    billed = bills_of_form(case, reading).read
    return case if billed is None else case.with_bills(billed)


def bills_of_form(case: Case, reading: Reading) -> bills.FormBills:
    """The bills on the form of a case, or why they are not used."""
    return bills.bills_in(case, reading.details, reading.columns, reading.problems)


def _with_place(reading: Reading, key: str, note: str, changes: Mapping[str, object]) -> str:
    """How an input was read, with its sheet and cell where it is of the workbook."""
    place = None if key in changes else reading.cells.get(key)
    return f"{note} ({place[0]}!{place[1]})" if place else note


def with_cell(reading: Reading, key: str, value: object) -> str:
    """The value of an input as a message shows it, with its sheet and cell."""
    place = reading.cells.get(key)
    text = located(value, None)
    return f"{text} ({place[0]}!{place[1]})" if place else text


def _kind(opened: Opened, names: Mapping[str, Place]) -> Kind:
    """By the cell of its name, else by the names and sheets there are."""
    if TEMPLATE not in names and "recommended_switchover" in names:
        return "audit"
    place = names.get(TEMPLATE)
    if place is None:
        places = (place for sheet in opened.sheets for _, place in listed(sheet, {TEMPLATE: None}))
        place = next(places, None)
    cell = None if place is None else cell_at(opened, place)
    for kind in KINDS:
        if cell is not None and cell.value == kind:
            return kind
    if opened.by_title.keys() >= _AUDIT_SHEETS:
        return "audit"
    return "portfolio" if homes.has_homes(opened) else "case"


def is_portfolio(content: bytes) -> bool:
    """Whether a workbook is a table of homes. Raises InputError: it cannot be read."""
    opened = open_package(content)
    return _kind(opened, named_places(opened)) == "portfolio"


class _Reader:
    """The reading of one case, as it grows."""

    def __init__(self, opened: Opened, names: Mapping[str, Place], kind: Kind) -> None:
        self.opened = opened
        self.kind = kind
        self.names = names
        self.headers = {sheet.title: headers(sheet) for sheet in lists.with_names(opened, names)}
        self.is_plain = kind == "case" and not names
        """Somebody's own list of names and values, without the names of a form"""
        self.has_units = False
        self.values: dict[str, object] = {}
        self.cells: dict[str, Place] = {}
        self.noted: set[str] = set()
        self.other: dict[str, object] = {}
        self.remarks: dict[str, Remark] = {}
        self.problems: list[Issue] = []
        self.doubts: list[Issue] = []

    def scalars(self) -> None:
        """Inputs of one cell each. Raises InputError where there are none at all."""
        known = {key: None for key in FIELDS if FIELDS[key].kind != "table"} | dict.fromkeys(UNIT_FIELDS)
        places = {key: place for key, place in self.names.items() if key in known}
        if missing_ := known.keys() - places.keys() - UNIT_FIELDS.keys():
            places |= self._listed(dict.fromkeys((*missing_, *UNIT_FIELDS)))
        self.has_units = not UNIT_FIELDS.keys().isdisjoint(places)
        if "form_status" in self.names:  # a form whose keys are in its names alone
            self.problems += [Issue(key, "the form", f"must have the name in_{key} on its cell", "Fill in a new form")
                              for key in asked_by(self.kind) if key not in places]  # fmt: skip
        if not places and not lists.any_table(self.names):
            raise InputError([Issue("workbook", "the file", "must have inputs of this program: names in_…, or a column "
                                    "name beside a column value", "Fill in one of the templates")])  # fmt: skip
        taken: dict[Place, str] = {}
        for key in known:
            place = places.get(key)
            if place is None:
                continue
            if place.area[:2] != place.area[2:]:
                place = place.first
            self.cells[key] = place
            if (other := taken.setdefault(place, key)) != key:
                self.problems.append(Issue(key, located(self.values.get(other), place),
                                           f"must have a cell of its own; {other} has the same one",
                                           "Start with a new template, or define the names again"))  # fmt: skip
                continue
            self._scalar(key, place)

    def _listed(self, known: Mapping[str, None]) -> dict[str, Place]:
        """Keys from a column of names, of the sheet that has most of them; a key that is there twice is a problem."""
        best: list[tuple[str, Place]] = []
        worked_out = self.names["status"].sheet if "status" in self.names else ""  # its names are those of results
        for sheet in (sheet for sheet in self.opened.sheets if sheet.title != worked_out):
            pairs = list(listed(sheet, known, self.is_plain))
            best = max(best, pairs, key=self._typed)
        places: dict[str, Place] = {}
        for key, place in best:
            if key not in known:
                self._collect(None if key in FORM_FIELDS else entries.no_key(self.opened, key, place), None)
                continue
            if key in places:
                self.problems.append(Issue(key, located(getattr(cell_at(self.opened, place), "value", None), place),
                                           f"must be given only once; it is at {places[key].address} too",
                                           "Take one of the rows out"))  # fmt: skip
            places.setdefault(key, place)
        return places

    def _typed(self, pairs: Sequence[tuple[str, Place]]) -> tuple[int, int]:
        """How many values of a list are no formulas, as those of a calculation are, and how many it has."""
        return sum(not entries.is_formula(self.opened, place) for _, place in pairs), len(pairs)

    def _scalar(self, key: str, place: Place) -> None:
        typed = input_entry(self.opened, key, cell_at(self.opened, place), place)
        self._collect(typed.problem, typed.doubt)
        note = self._remark(key, place)
        # Somebody who says where a value is from gives it, whatever note the program had written.
        is_noted = is_not_given(note) and key not in self.remarks and self.kind not in HOUSE_FORMS
        if is_noted and typed.problem is None:
            self.noted.add(key)
        if typed.value is not None:
            unit = entries.unit_beside(self.opened, self.headers.get(place.sheet, []), place) if self.is_plain else ""
            self.values[key] = with_unit(key, typed.value, unit, self.has_units)

    def _remark(self, key: str, place: Place) -> str:
        """Keep what was typed beside a value; the note as it is."""
        heads = self.headers.get(place.sheet)
        if heads is None:
            heads = self.headers[place.sheet] = headers(self.opened.by_title[place.sheet])
        notes = notes_of(self.opened, heads, place)
        source, date, note = (notes.get(heading, "") for heading in NOTES)
        remark = typed_remark(key, source, date, note)
        if any(remark):
            self.remarks[key] = remark
        return note

    def _collect(self, problem: Issue | None, doubt: Issue | None) -> None:
        self.problems += [problem] if problem else []
        self.doubts += [doubt] if doubt else []

    def details(self) -> None:
        """The other fields a form asks for."""
        gone = {key: None for key in FORM_FIELDS if key not in self.names}
        places = dict(self.names)
        if gone and self.kind == "rebate":
            for sheet in self.opened.sheets:
                for key, place in listed(sheet, gone):
                    places.setdefault(key, place)
        units = units_named(typed_inputs(self.values).inputs)
        for key, form_field in FORM_FIELDS.items():
            if key in places and (self.kind != "audit" or key in ON_COVER):
                self._detail(form_field, key, places[key].first, units)
            elif form_field.required and self.kind == "rebate":
                self.problems.append(unanswered(form_field, key, None, None))
        if self.kind == "rebate":
            for key, rows in lists.details(self.opened, self.names, self._collect).items():
                self.other[key] = rows

    def _detail(self, form_field: FormField, key: str, place: Place, units: Units) -> None:
        """One of them, with what was noted beside it."""
        self.cells[key] = place
        typed = lists.detail(self.opened, form_field, key, place, units)
        self._collect(typed.problem, typed.doubt)
        if typed.value is not None and not says_nothing(form_field, typed.value):
            self.other[key] = typed.value
            self._remark(key, place)
        elif form_field.required and self.kind == "rebate" and typed.problem is None:
            self.problems.append(unanswered(form_field, key, typed.value, place))

    def reading(self) -> Reading:
        """What was read, with the tables; a value noted as the default that it has anyway was not given."""
        given = {key: value for key, value in self.values.items() if key not in self.noted}
        tables = lists.Tables(self.opened, self.names, self.kind == "audit", self._collect)
        self.cells |= tables.cells
        if tables.points:
            given["performance_table"] = tables.points
        year = self._climate(given, tables)
        filled = self._with_noted(given)
        self.problems += unfit(given, {issue.key for issue in self.problems}, self.cells.get)
        if self.kind == "audit" and "programme_file" in given:
            place = self.cells.get("programme_file")
            self.doubts.append(Issue("programme_file", located(given["programme_file"], place), "names rules that are "
                                     "not in the workbook; without the file the result is not judged by them",
                                     "Keep the file beside the workbook"))  # fmt: skip
        blank = {key for key in self.cells if key in FIELDS and FIELDS[key].kind != "table"} - self.values.keys()
        gone = (key for key in blank if FIELDS[key].default is not None and filled.get(key) is not None)
        known = {issue.key for issue in self.problems} | not_asked(self.opened, self.cells)
        self.problems += missing(self.kind, given, gone, self.cells, known)
        order = {key: place for place, key in enumerate((*FIELDS, *UNIT_FIELDS, *FORM_FIELDS))}
        return Reading(
            kind=self.kind,
            inputs={key: given[key] for key in order if key in given},
            cells={key: (place.sheet, place.address) for key, place in self.cells.items()},
            details=self.other,
            remarks=self.remarks,
            problems=tuple(sorted(self.problems, key=lambda issue: order.get(issue.key, len(order)))),
            doubts=tuple(self.doubts),
            year=year,
            columns={key: letters(place.area.left) for key, place in self.names.items()},
            lead=tables.lead(),
            is_recorded=self.kind == "audit" and "runtime_file" in self.values,
        )

    def _with_noted(self, given: dict[str, object]) -> Mapping[str, object]:
        """Add what is noted as a default, but is none with the other inputs; every input with the defaults filled in.

        A default may hang on another input that was typed over while its note was left.
        """
        while True:
            filled: Mapping[str, object] = defaults_as_given(given)
            typed = {key: self.values[key] for key in self.noted - given.keys() if key in self.values}
            more = {key: value for key, value in typed.items()
                    if spreadsheet_value(filled.get(key)) != spreadsheet_value(value)}  # fmt: skip
            if not more:
                return filled
            given |= more

    def _climate(self, given: dict[str, object], tables: lists.Tables) -> WeatherYear | None:
        """Measured bins into the inputs; the year of a weather file."""
        climate = self.values.get("climate")
        if not tables.climate:
            return None
        if self.kind != "audit":
            given["bin_table"] = tables.climate
        elif climate == "bins":
            if "runtime_file" in given:
                self.problems += tables.changed_since(self.values, self.cells, lists.RUNTIME_ORIGINS)
                for key in ("runtime_file", "record_season", "season_degree_days"):  # the bins are in the table
                    given.pop(key, None)
            given["bin_table"] = tables.climate
        elif climate in ("station", "weather"):
            units = units_named(self.values)
            changed = tables.changed_since(self.values, self.cells, lists.YEAR_ORIGINS)
            if climate == "weather":
                self.problems += changed
                return tables.year(str(given.get("weather_file", "")), units)
            station = str(given.get("station", ""))
            self.problems += changed or tables.other_station(station, self.cells.get("station"), units)
        return None
