"""What the formulas of a form give that no program has calculated: by that their cells are judged as they are shown.

It is worked out once a cell asks for it, which those of an honest form hardly do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Final

from xl_dualfuel.errors import DualFuelError
from xl_dualfuel.results.case_units import convert
from xl_dualfuel.results.engine import solve

from ..forms import check_code
from ..forms.entries import named_places
from ..forms.form_fields import FORM_FIELDS
from ..forms.read import Reading, case_of_reading
from ..forms.unusual import WORDS
from ..reader import Opened, Value
from ..shape import Filling
from .displayed_forms import blank_form
from .form_values import ANSWERING, COMPLETE, allowed, calculated, filling_of, typed_in, wanted_answer
from .reported import REPORTED
from .sheet_cells import Wanted

_NOTHING: Final = (None, "")


def due(opened: Opened, reading: Reading) -> Callable[[str, str], Value]:
    """What the formula in a cell gives, by sheet and address of the blank form; of a page some text that it may give.

    A form that is not complete, or is no case, gives what the blank form does; one that only asks some text.
    """
    form, blanks = blank_form(reading.kind)
    typed = cache(partial(typed_in, opened))

    @cache
    def filling() -> Filling | None:
        if reading.kind not in ANSWERING:
            return None
        try:
            made = filling_of(solve(case_of_reading(reading)))
        except DualFuelError:
            return None
        return made if len(made.s.load) <= made.shape.room else None

    @cache
    def told() -> Mapping[tuple[str, str], Value]:
        made = filling()
        if made is None:
            return {}
        values: dict[str, Value] = {**wanted_answer(made, COMPLETE), "form_problems": 0.0}
        for key, answer in REPORTED.items():
            value = convert(answer.value(made.s), FORM_FIELDS[key].unit, made.result.case.units)
            values[key] = float(value) if value is not None and math.isfinite(value) else None
        plain = {key: value for key, value in typed().items() if not isinstance(value, bool)}
        values["reported_check_code"] = float(check_code.code_of(plain))
        places = named_places(form)
        return {(places[key].sheet, places[key].address): one for key, one in values.items() if key in places}

    @cache
    def cells(title: str) -> Mapping[str, Wanted]:
        made = filling()
        return blanks[title].wanted if made is None else calculated(reading.kind, title, made)

    def given(title: str, address: str) -> Value:
        if (title, address) in told():
            return told()[title, address]
        cell, made = cells(title).get(address), filling()
        if cell is None or cell.formula is None:
            return None
        if reading.kind not in ANSWERING:
            return WORDS if cell.value == "" else cell.value
        if made is None:
            return cell.value
        may = allowed(title, address, cell, made, typed())
        return next((one for one in may if one not in _NOTHING), cell.value)

    return given
