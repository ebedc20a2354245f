"""The SHA-256 of a case's inputs: equal inputs, wherever they come from, have equal fingerprints."""

from __future__ import annotations

import json

from ..files.values import spreadsheet_value
from .case import Case
from .fields import FILES


def fingerprint(case: Case, tariff: str = "") -> str:
    """SHA-256 of the inputs with the defaults filled in, as 64 hexadecimal digits.

    Files enter by what was read from them, not by their names: a year of weather by its hours at each temperature
    [°F], a runtime file by its bins, a programme by its rules. Written as JSON with sorted keys, numbers to 15 digits:
    a workbook that a spreadsheet has saved still holds the same inputs.
    tariff: the digest of the tariff that the case is billed by; "" for its own prices.
    """
    content: dict[str, object] = {key: value for key, value in case.inputs.items() if key not in FILES}
    if case.year is not None:
        content["year"] = tuple(zip(case.year.temperature, case.year.hours, strict=True))
    if case.inputs["programme_file"] is not None:
        content["rules"] = str(case.rules)
    if tariff:
        content["tariff"] = tariff
    import hashlib  # here: it loads OpenSSL, and worksheets seldom ask for it

    text = json.dumps(
        {key: spreadsheet_value(value) for key, value in content.items()},
        sort_keys=True,
        ensure_ascii=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()
