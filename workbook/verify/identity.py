"""Who made a workbook, when, of which inputs: version, times, the SHA-256, what was edited since, the signature."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from xl_dualfuel.inputs.case import Case
from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.inputs.fingerprint import fingerprint
from xl_dualfuel.version import __version__

from ..book.layout import HEADER_ROW
from ..reader import Opened
from ..rules.locations import place_of, value_of
from .findings import Findings
from .snapshot import Snapshot

_VERSION = re.compile(r"xl_dualfuel ([0-9][0-9A-Za-z.+]*)")
_BUILT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2}):([0-9]{2}) ?(?:UTC|Z)")
EPOCH: Final = datetime(1980, 1, 1, tzinfo=UTC)
"""In place of a time that cannot be read"""


def stamp_of(text: object) -> datetime | None:
    """The time a workbook was made, as its Cover or its properties say it."""
    time = _BUILT.fullmatch(text) if isinstance(text, str) else None
    try:
        return datetime(*map(int, time.groups()), tzinfo=UTC) if time else None  # type: ignore[misc, arg-type]
    except ValueError:
        return None


def version_of(opened: Opened) -> str:
    """The version that the Cover states."""
    stated = value_of(opened, "version")
    version = _VERSION.fullmatch(stated) if isinstance(stated, str) else None
    return version[1] if version else ""


def _cell(opened: Opened, key: str) -> str:
    """The address of the cell that the name of a key means; "" without such a name."""
    place = place_of(opened, key)
    return place[1].address if place else ""


def version(opened: Opened, findings: Findings) -> None:
    """Check the version on Cover and on Log: both the same, and that of this program."""
    cell = _cell(opened, "version")
    stated = version_of(opened)
    if not stated:
        findings.add("version", "error", "The Cover states no version", "Cover", cell, value_of(opened, "version"),
                     f"xl_dualfuel {__version__}")  # fmt: skip
        return
    log = opened.by_title.get("Log")
    logged = None if log is None else log.value(f"A{HEADER_ROW + 1}")
    if logged is not None and logged != f"xl_dualfuel {stated}":
        findings.add("version", "error", "Cover and Log state different versions", "Cover", cell, stated, logged)
    elif stated != __version__:
        findings.add("version", "warning", "Another version of the program made the workbook. The answer was "
                     "calculated again from its inputs; its sheets were not compared", "Cover", cell,
                     stated, __version__)  # fmt: skip


def stamps(opened: Opened, findings: Findings) -> None:
    """Check the time on the Cover and in the properties."""
    built, created = stamp_of(value_of(opened, "built")), stamp_of(opened.created)
    if built is None:
        findings.add("stamp", "warning", "The Cover does not say when the workbook was made", "Cover", "",
                     value_of(opened, "built"))  # fmt: skip
    elif created is not None and created != built:
        findings.add("stamp", "info", "The workbook was saved by another program after it was made", "Cover", "",
                     f"{created:%Y-%m-%d %H:%M:%S}", f"{built:%Y-%m-%d %H:%M:%S}")  # fmt: skip


def edits(opened: Opened, snapshot: Snapshot, original: Case | None, findings: Findings, tariff: str = "") -> None:
    """Add inputs that were edited since the workbook was made, and check the hash of those it was made with.

    tariff: the SHA-256 of the tariff that it was made with; "" for none.
    """
    cell = _cell(opened, "inputs_sha256")
    stored = value_of(opened, "inputs_sha256")
    if not isinstance(stored, str) or not re.fullmatch("[0-9a-f]{64}", stored):
        findings.add("hash", "error", "The Cover has no SHA-256 of the inputs", "Cover", cell, stored)
    elif original is not None:
        if (wanted := fingerprint(original, tariff)) != stored:
            findings.add("hash", "error", "The SHA-256 does not match the inputs the workbook was made with", "Cover",
                         cell, stored, wanted)  # fmt: skip
    elif snapshot.submitted.incomplete:
        findings.add("hash", "info", "The SHA-256 cannot be checked, as the workbook does not have all that was given "
                     "(a table without effect, or rules of a file)", "Cover", cell)  # fmt: skip
    else:
        findings.add("hash", "warning", "The SHA-256 cannot be checked, as the inputs it was made with are not known",
                     "Cover", cell)  # fmt: skip
    changed = [*snapshot.edited, *(f"{name} table" for name in snapshot.edited_tables)]
    if not changed:
        return
    signed = value_of(opened, "signed")
    shown = ", ".join(_change(snapshot, key) for key in changed[:8]) + (" …" if len(changed) > 8 else "")
    if signed not in (None, ""):
        findings.add("signoff", "error", "The workbook is signed, and its inputs were changed after it was made",
                     "Inputs", "", f"{shown}; signed: {signed}", "the inputs on Log")  # fmt: skip
    else:
        findings.add("inputs-edited", "warning", "Inputs were changed after the workbook was made", "Inputs", "", shown)


def _change(snapshot: Snapshot, key: str) -> str:
    if key not in FIELDS:
        return key
    entries: Mapping[str, object] = {name: entry.value for name, entry in snapshot.submitted.entries.items()}
    return f"{key} {_plain(snapshot.original.get(key))} → {_plain(entries.get(key))}"


def _plain(value: object) -> str:
    return "blank" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
