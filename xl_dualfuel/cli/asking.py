"""One house by eight questions on a terminal; each answer is read as everywhere, a bad one asked again."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from ..errors import DualFuelError, InputError, Issue, OutputError
from ..files.values import is_blank
from ..inputs.case import Case
from ..inputs.entry_units import shown_unit
from ..inputs.field import NOT_KNOWN
from ..inputs.fields import FIELDS, UNIT_FIELDS
from ..inputs.origins import Beside
from ..inputs.typed import typed_inputs
from ..inputs.units_given import Units, remedy_in
from ..results.case_units import prose, shown_in
from ..units import ELECTRICITY, FUELS, OTHER
from ..weather.stations import stations
from .case import Given, changes_of
from .messages import LOG, NARROWEST
from .new import in_shell, write_case

BACK: Final = "back"
_PLACE, _CLIENT = "place", {"prepared_for": "Name", "site": "Address"}
_SOURCES: Final = ("station", "region", "weather_file")
"""What a place may be, in the order in which it is tried"""
_TITLES: Final = (
    "The client", "The place", "The house", "The heat pump's label", "The furnace's label",
    "The price of electricity", "The price of the fuel", "The thermostat today",
)  # fmt: skip
_HEAD: Final = (
    "Eight questions about one house. Units may be typed: 3.5 tons, -5 °C, 14 ¢/kWh, $1.30/therm. "
    f"Type {BACK} to change the answer before."
)


class Step(NamedTuple):
    """One line to answer."""

    question: int
    """Its place among the titles"""
    key: str
    must: bool = True
    words: str = ""
    """In place of the input's label, saying too what Enter alone means"""


def can_ask() -> bool:
    """Whether somebody can answer: standard input and standard error are a terminal."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def no_case() -> InputError:
    """That a command was given no file, where nobody can be asked."""
    remedy = "Give a file: dualfuel run house.toml. dualfuel new house.toml writes one to fill in"
    return InputError([Issue("CASE", None, "must be given", remedy)])


def asked(changes: list[str]) -> Given:
    """The case of the answers with the --set changes. Raises InputError where nobody can be asked, or for a change."""
    if not can_ask():
        raise no_case()
    changed, wrong = changes_of(changes)
    if wrong:
        raise InputError(wrong)
    _say(_HEAD)
    answers: dict[str, str] = {}
    try:
        while True:
            _ask_all(answers)
            inputs = _inputs(answers)
            try:
                case = Case(**{**inputs, **changed})
                break
            except InputError as error:
                asked_again = [key for key in answers if _issues_of(key, answers, error)]
                if not asked_again:
                    raise
                _show(error.issues)
                for key in asked_again:
                    del answers[key]
        client = {key: answers[key] for key in _CLIENT if answers[key]}
        _offer_file(inputs, client)
    except (EOFError, KeyboardInterrupt):
        print(file=sys.stderr)
        raise DualFuelError("Stopped: the questions were not all answered.") from None
    units = typed_inputs({key: inputs[key] for key in UNIT_FIELDS if key in inputs}).inputs
    return Given(case.with_notes(case.readings, Beside(details=client)), units)


def _ask_all(answers: dict[str, str]) -> None:
    """Ask what has no answer yet; which further lines there are follows from the answers."""
    question = -1
    while (step := next((one for one in _steps(answers) if one.key not in answers), None)) is not None:
        if step.question != question:
            question = step.question
            _say(f"\n{question + 1}. {_TITLES[question]}")
        text = _line(f"   {_words(step, answers)}:")
        if text.casefold() == BACK:
            if answers:
                answers.popitem()
            question = -1
            continue
        if is_blank(text) or text.casefold() == NOT_KNOWN:
            text = ""
        if not text and step.must:
            field = FIELDS[step.key]
            _show([Issue(field.label, None, "must be given", remedy_in(field.remedy, field, _units(answers)))])
            continue
        answers[step.key] = text
        if issues := _problems(step.key, answers):
            del answers[step.key]
            _show(issues)
    for key in answers.keys() - {step.key for step in _steps(answers)}:
        del answers[key]  # another answer has changed since, and this one is not asked for any more


def _steps(answers: Mapping[str, str]) -> Iterator[Step]:
    """The lines in their order, as far as the answers decide on them."""
    read = typed_inputs(_inputs(answers)).inputs
    given = {key for key, value in read.items() if not is_blank(value)}
    yield from (Step(0, key, False, label) for key, label in _CLIENT.items())
    yield Step(1, "temperature_unit", False, "F for °F and BTU/h, or C for °C and kW (Enter: F)")
    places = f"Weather station ({', '.join(stations())}), climate region (I to VI) or weather file (Enter for none)"
    yield Step(1, _PLACE, False, places)
    nowhere = not given & {*_SOURCES}
    yield Step(1, "design_temperature", nowhere)
    if nowhere or "region" in given:
        yield Step(1, "season_hours", nowhere)
    yield Step(2, "design_load")
    yield Step(3, "capacity_47", False)
    if "capacity_47" in given:
        yield Step(3, "capacity_17")
    yield Step(3, "cop_47", False, "COP at 47 °F (Enter if the label has only HSPF2)")
    yield Step(3, "cop_17" if "cop_47" in given else "hspf2")
    yield Step(4, "fuel", words=f"Fuel: {', '.join(FUELS)}")
    if read.get("fuel") == OTHER:
        yield from (Step(4, key) for key in ("fuel_heat_content", "fuel_emissions"))
    if read.get("fuel") != ELECTRICITY:
        yield Step(4, "furnace_efficiency")
        yield Step(4, "furnace_capacity", False)
    yield Step(5, "electricity_price")
    fuel = FUELS.get(str(read.get("fuel")))
    if fuel is not None and fuel.key != ELECTRICITY:
        yield Step(6, "fuel_price", words=f"Price of {fuel.name} with its unit, such as {fuel.price_units[:2][-1]}")
        if "fuel_price" in answers and (answers.get("fuel_price_unit") or "fuel_price_unit" not in given):
            yield Step(6, "fuel_price_unit", words=f"Unit of that price: {', '.join(fuel.price_units)}")
    yield Step(7, "existing_switchover", words="Outdoor temperature at which the furnace takes over today")


def _units(answers: Mapping[str, str]) -> Units:
    return Units("C", "kW") if "heat_unit" in _inputs(answers) else Units()


def _words(step: Step, answers: Mapping[str, str]) -> str:
    units = _units(answers)
    field = FIELDS.get(step.key)
    if field is None:
        return step.words
    unit = shown_in(shown_unit(field, ""), units)
    skipped = "" if step.must or step.words else " (Enter if not known)"
    return f"{prose(step.words or field.label, units)}{f' [{unit}]' if unit else ''}{skipped}"


def _inputs(answers: Mapping[str, str]) -> dict[str, str]:
    """The inputs of a case that the answers give, as they were typed."""
    inputs = {key: text for key, text in answers.items() if text and key != _PLACE and key not in _CLIENT}
    if typed_inputs({"temperature_unit": inputs.get("temperature_unit")}).inputs["temperature_unit"] == "C":
        inputs["heat_unit"] = "kW"
    if place := answers.get(_PLACE):
        inputs[_source(place) or _SOURCES[0]] = place
    return inputs


@cache
def _source(place: str) -> str | None:
    """Which input a place is: the first that takes it; None for none of them."""
    return next((key for key in _SOURCES if not _refusal({key: place}, key)), None)


def _refusal(inputs: Mapping[str, str], key: str) -> list[Issue]:
    """What a case of these inputs says against one of them."""
    try:
        Case(**inputs)
    except InputError as error:
        return [issue for issue in error.issues if _is_of(issue, key)]
    return []


def _is_of(issue: Issue, key: str) -> bool:
    """Whether a problem is one of this input; of a price also that of the unit typed with it."""
    with_price = (key, issue.key) == ("fuel_price", "fuel_price_unit") and issue.value is not None
    return issue.key == key or with_price


def _problems(key: str, answers: Mapping[str, str]) -> list[Issue]:
    """What is wrong with the answer just given."""
    text = answers[key]
    if key in _CLIENT or not text:
        return []
    if key != _PLACE:
        return _refusal(_inputs(answers), key)
    if _source(text):
        return []
    if Path(text).suffix:
        return _refusal({"weather_file": text}, "weather_file")
    names = ", ".join(stations())
    return [Issue("Place", text, f"must be one of {names}, a region I to VI, or a weather file",
                  "Press Enter if it is none of them: then the hours of heating are asked")]  # fmt: skip


def _issues_of(key: str, answers: Mapping[str, str], error: InputError) -> bool:
    own = _source(answers[key]) if key == _PLACE and answers[key] else key
    return any(_is_of(issue, str(own)) for issue in error.issues)


def _offer_file(inputs: Mapping[str, str], client: Mapping[str, str]) -> None:
    """Keep the answers in a case file, where that is wanted."""
    while text := _line("\nFile to keep these answers in, such as house.toml (Enter for none):"):
        file = Path(text if Path(text).suffix else f"{text}.toml")
        if "weather_file" in inputs and file.parent != Path():  # its name starts from the folder of the case file
            inputs = {**inputs, "weather_file": str(Path(inputs["weather_file"]).absolute())}
        try:
            write_case(file, inputs, client)
        except OutputError as error:
            _say(f"   ! {error}")
            continue
        LOG.info("To answer it again: dualfuel run %s", in_shell(file))
        return


def _show(issues: list[Issue] | tuple[Issue, ...]) -> None:
    """Problems, with the labels of the inputs in place of their keys."""
    for issue in issues:
        field = FIELDS.get(issue.key) or UNIT_FIELDS.get(issue.key)
        _say(f"   ! {issue._replace(key=field.label) if field else issue}")


def _line(words: str) -> str:
    """What is typed after these words. Raises EOFError where the input ends."""
    *before, last = _wrapped(words)
    print(*before, f"{last} ", sep="\n", end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.strip()


def _say(text: str) -> None:
    print(*_wrapped(text), sep="\n", file=sys.stderr)


def _wrapped(text: str) -> list[str]:
    """The lines of a text, none wider than the terminal."""
    width = max(shutil.get_terminal_size().columns, NARROWEST)
    wrapped = (textwrap.wrap(line, width, subsequent_indent="     ", break_on_hyphens=False) or [""]
               for line in text.split("\n"))  # fmt: skip
    return [line for lines in wrapped for line in lines]
