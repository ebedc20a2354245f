"""The table of inputs in LAMBDA form: DF_INPUTS, each column a name."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from ...functions.lists import INPUTS_HEADS, inputs_rows
from .inputs import REFUSED, in_a_row
from .literals import column_of, constant, quoted
from .text import LONGEST_STRING

_ROWS: Final = inputs_rows(None)[1:]
_SECTIONS: Final = tuple(dict.fromkeys(row[0] for row in _ROWS))
_UNKNOWN: Final = quoted(f": must be one of {', '.join(_SECTIONS)}. Give one of them")


def _column(values: Iterable[str | float]) -> str:
    """A column of values; a text that is too long for one literal is two."""

    def parts() -> Iterable[str]:
        for is_long, run in groupby(values, lambda value: isinstance(value, str) and len(value) > LONGEST_STRING):
            if is_long:
                yield from (
                    f"{quoted(text[:LONGEST_STRING])}&{quoted(text[LONGEST_STRING:])}" for text in map(str, run)
                )
            else:
                yield column_of(run)

    every = list(parts())
    return f"VSTACK({','.join(every)})" if len(every) > 1 else every[0]


def _inputs() -> str:
    columns = ",".join(f"DF__INPUTS_{head.upper()}()" for head in INPUTS_HEADS)
    return f"""LAMBDA([section],LET(wanted,IF(ISOMITTED(section),"",section),
IF(ISERROR(wanted),wanted,LET(bare,TRIM(wanted),every,HSTACK({columns}),
rows_of,IF(bare="",every,FILTER(every,INDEX(every,0,1)=bare,{REFUSED})),
IF(ISERROR(INDEX(rows_of,1,1)),{in_a_row(f'"section = "&wanted&{_UNKNOWN}')},
VSTACK({constant([INPUTS_HEADS])},rows_of))))))"""


NAMES: Final = {
    f"DF__INPUTS_{head.upper()}": f"LAMBDA({_column([row[place] for row in _ROWS])})"
    for place, head in enumerate(INPUTS_HEADS)
} | {"DF_INPUTS": _inputs()}
"""By name."""
