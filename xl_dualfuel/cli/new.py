"""The command new: a case file with every usual input, its meaning and an empty place to fill in."""

from __future__ import annotations

import json
import os
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from ..errors import OutputError
from ..files.writing import refuse_endings, write
from ..inputs.entry_units import shown_unit
from ..inputs.fields import FIELDS, UNIT_FIELDS, Field
from ..units import FUELS
from ..weather.stations import stations
from .messages import LOG, print_written

_FUELS: Final = ", ".join(FUELS)
_SECTIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "Units": {
        "temperature_unit": "Temperatures: F or C",
        "heat_unit": "Loads and capacities: BTU/h or kW",
    },
    "The place: fill in one of the first three": {
        "station": f"The nearest built-in weather station: {', '.join(stations())}",
        "region": "Or the climate region, I to VI. Most of the northern US is IV or V",
        "weather_file": 'Or a weather file (.epw, or TMY3 as .csv) in the folder of this file, such as "my_city.epw"',
        "season_hours": 'Or, where none of these fits, the hours of heating a season, such as "1900"',
        "design_temperature": 'Outdoor design temperature [°F or °C], from the load calculation, such as "5"',
    },
    "The house": {
        "design_load": "Heat that the house needs at that temperature [BTU/h or kW], from the load calculation "
                       '(Manual J, F280), such as "42000"',
    },
    "The heat pump: from its label or data sheet": {
        "capacity_47": 'Heating capacity at 47 °F [BTU/h or kW], such as "36000". Give both capacities, or none',
        "capacity_17": 'Heating capacity at 17 °F [BTU/h or kW], such as "22000"',
        "cop_47": 'COP at 47 °F, such as "3.6"',
        "cop_17": 'COP at 17 °F, such as "2.4"',
        "hspf2": 'Or, where the label gives no COP, its HSPF2, such as "8.5"',
    },
    "The furnace: from its label": {
        "fuel": f"Fuel: {_FUELS}",
        "furnace_efficiency": 'Efficiency (AFUE), such as "95%"',
        "furnace_capacity": 'Heat output, not input [BTU/h or kW], such as "60000"',
    },
    "Two prices, from the bills, without fixed charges": {
        "electricity_price": 'Electricity, such as "0.14" in dollars a kWh, or "14 ¢/kWh"',
        "fuel_price": 'Fuel with what it buys, such as "$1.30/therm" or "$2.10/gal"',
        "fuel_price_unit": f"Only where the line above has no unit: {', '.join(FIELDS['fuel_price_unit'].choices)}",
    },
    "The thermostat today": {
        "existing_switchover": "Outdoor temperature at which the furnace takes over today [°F or °C], such as "
                               '"35"',
    },
}  # fmt: skip
"""What nearly everybody knows, in plain words, by its heading."""
_EITHER: Final = {"°F": "°F or °C", "BTU/h": "BTU/h or kW"}
_MORE: Final = "More, where you know it"
_WIDTH: Final = 88
"""Most characters of a line of comment"""


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The .toml to write.", show_default=False)],
) -> None:
    """Write a case file to fill in.

    Example: dualfuel new house.toml

    The file names each input, says what it means and gives an example. Fill in what you know, then `dualfuel run` it.
    A file that exists is never replaced.
    """
    write_case(file, {})
    LOG.info("Fill it in with any text editor, then: dualfuel run %s", in_shell(file))


def write_case(file: Path, values: Mapping[str, str], client: Mapping[str, str] | None = None) -> None:
    """Write the file, with these values filled in. Raises OutputError where it exists or is not named .toml."""
    refuse_endings((file, ".toml", "a case"))
    if os.path.lexists(file):
        raise OutputError(f"{file}: exists already and is not replaced; give another name")
    write({file: case_text(file, values, client or {}).encode()})
    print_written([file])


def case_text(file: Path, values: Mapping[str, str], client: Mapping[str, str]) -> str:
    """The text of a case file; values: what is filled in by key, as it was typed; client: name and site."""
    usual = {key: words for section in _SECTIONS.values() for key, words in section.items()}
    rare = [key for key, field in FIELDS.items() if "client" in (field.forms or ()) and key not in usual]
    rare += [key for key in values if key not in {*usual, *rare}]
    lines = list(_head(file, client))
    for title, section in {**_SECTIONS, _MORE: {key: _meaning(FIELDS[key]) for key in rare}}.items():
        lines += ["", f"# {'-' * (_WIDTH - 2)}", f"# {title}", ""]
        for key, words in section.items():
            value = values.get(key, UNIT_FIELDS[key].default if key in UNIT_FIELDS else "")
            lines += [*_comment(words), f"{key} = {_quoted(value)}", ""]
    return "\n".join(lines[:-1]) + "\n"


def _head(file: Path, client: Mapping[str, str]) -> Iterator[str]:
    name = in_shell(Path(file.name))
    yield from (
        "# One house",
        "#",
        "# 1. Type what you know between the quotes, with its unit or without:",
        '#    "42,000 BTU/h", "3.5 tons", "-5 °C", "14 ¢/kWh", "$1.30/therm".',
        '# 2. Leave "" where you do not know. The answer says what was used instead.',
        "# 3. Save the file. In the folder where it is, type",
        f"#        dualfuel run {name}      for the answer",
        f"#        dualfuel open {name}     for the answer as a workbook",
        "#",
        f"# Client: {_one_line(client.get('prepared_for', ''))}".rstrip(),
        f"# Site: {_one_line(client.get('site', ''))}".rstrip(),
    )


def _comment(words: str) -> list[str]:
    return textwrap.wrap(words, _WIDTH, initial_indent="# ", subsequent_indent="#   ",
                         break_long_words=False, break_on_hyphens=False)  # fmt: skip


def _meaning(field: Field) -> str:
    """What an input is, its unit or its choices, and an example."""
    unit = _EITHER.get(field.unit, shown_unit(field, ""))
    words = f"{field.label}{f' [{unit}]' if unit else ''}: {field.help}"
    example = field.default if field.example is None else field.example
    if field.choices:
        return f"{words}. One of: {', '.join(field.choices)}"
    text = f"{example:g}" if isinstance(example, float | int) else str(example or "")
    return f"{words}. Example: {_quoted(text)}" if text else words


def _quoted(text: str) -> str:
    """A text of TOML, whose escapes are those of JSON and one more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def in_shell(path: Path) -> str:
    """A file's name as it is typed after a command."""
    return f'"{path}"' if " " in str(path) else str(path)
