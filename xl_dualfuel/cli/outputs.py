"""What commands do with their answers: JSON or words on standard output, files that are never one that was read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..files.reading import named_files, read_bounded
from ..files.values import json_bytes
from ..files.writing import refuse_endings, write
from ..inputs.fields import FILES
from .messages import LOG

if TYPE_CHECKING:
    from ..inputs.case import Case
    from ..results.result import Result

Files = list[tuple[Path, bytes]]
"""Path and content"""


def answer(
    document: Callable[[], Any], show: Callable[[], None], json_file: str | None, files: Files, force: bool,
    read: Iterable[Path | None],
) -> None:  # fmt: skip
    """Write the files and the JSON, then print the JSON where it goes to standard output, else the words.

    files: grows by the JSON file, for ``print_written``. read: files the answer comes from. Raises OutputError.
    """
    content = b"" if json_file is None else json_bytes(document())
    if json_file is not None and json_file != "-":
        files.append((Path(json_file), content))
    write_files(files, force, read)
    if json_file == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        show()


def write_files(files: Files, force: bool, read: Iterable[Path | None] = ()) -> None:
    """Write each file. Raises OutputError, also where a file is one that was read: not even ``force`` replaces it."""
    write(files, force, read)


def refuse_misnamed(json_file: str | None, csv_dir: Path | None, xlsx: Path | None) -> None:
    """Raise OutputError where the ending of a file is of another kind than what is written to it."""
    json_path = None if json_file in (None, "-") else Path(str(json_file))
    refuse_endings((json_path, ".json", "JSON"), (csv_dir, "", "tables"), (xlsx, ".xlsx", "a workbook"))


def with_files_named(path: Path | None) -> Iterator[Path]:
    """A file that a command reads, and those that it names where it is TOML: price series, a logo, weather."""
    if path is None:
        return
    yield path
    if path.suffix.casefold() != ".toml":
        return
    from ..files.reading import Wanted, path_from
    from ..files.toml_tables import read_toml

    waiting: list[Any] = [read_toml(path, Wanted("file", "must be TOML", "Give a smaller file."))]
    while waiting:
        item = waiting.pop()
        if isinstance(item, (dict, list)):
            waiting += item.values() if isinstance(item, dict) else item
        elif isinstance(item, str) and item:
            yield Path(path_from(path.parent, item)).expanduser()


def files_of(case: Case) -> Iterator[Path]:
    """The files that a case names."""
    named = (case.inputs[key] for key in FILES)
    yield from (Path(one).expanduser() for name in named if isinstance(name, str) for one in named_files(name))


def workbook_of(result: Result, brand: Path | None, form: Path | None = None, **more: Any) -> bytes:
    """The workbook with live formulas. Raises InputError for a brand that cannot be used.

    form: a filled form of the case, whose company, contact and logo are used where the brand has none.
    """
    from xl_dualfuel.workbook.brand import NO_BRAND, read_brand
    from xl_dualfuel.workbook.sheets.build import workbook_bytes

    chosen = NO_BRAND if brand is None else read_brand(brand)
    from .case import is_workbook

    if form is not None and is_workbook(form):
        from xl_dualfuel.workbook.forms.branding import brand_of_form
        from xl_dualfuel.workbook.forms.files import XLSX

        chosen, doubts = brand_of_form(read_bounded(form, XLSX), chosen)
        for doubt in doubts:
            LOG.warning(doubt)
    return workbook_bytes(result, brand=chosen, **more)
