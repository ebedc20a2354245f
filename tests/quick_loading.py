"""openpyxl's reading of a workbook that was read before in this process: the same book, from what was kept of it."""

from __future__ import annotations

import copyreg
import hashlib
import io
import pickle
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

import openpyxl
from openpyxl.styles.named_styles import NamedStyleList
from openpyxl.utils.indexed_list import IndexedList

MOST = 24
"""Most books that are kept, of some 7 MB each"""

usual = openpyxl.load_workbook
_kept: OrderedDict[Hashable, bytes | None] = OrderedDict()
"""None: read once, which most books are; keeping one takes half of reading it"""


def install() -> None:
    """Have every workbook of this process read so."""
    openpyxl.load_workbook = load_workbook


def load_workbook(filename: Any, **options: Any) -> openpyxl.Workbook:
    """As openpyxl: a book of its own at each call, in a third of the time from the third call on."""
    if not isinstance(filename, io.BytesIO) or options.get("read_only") or options.get("keep_vba"):
        return usual(filename, **options)
    digest = hashlib.blake2b(filename.getbuffer(), digest_size=16).digest()
    key = (digest, *sorted(options.items()))
    kept = _kept.get(key)
    if kept is not None:
        _kept.move_to_end(key)
        return pickle.loads(kept)
    book = usual(filename, **options)
    _kept[key] = _dumped(book) if key in _kept else None
    if len(_kept) > MOST:
        _kept.popitem(last=False)
    return book


def _dumped(book: openpyxl.Workbook) -> bytes:
    made = io.BytesIO()
    pickler = pickle.Pickler(made, pickle.HIGHEST_PROTOCOL)
    # Such a list leaves out what it has when it is filled one by one; styles of cells go by their place.
    pickler.dispatch_table = copyreg.dispatch_table | {IndexedList: _reduced, NamedStyleList: _reduced}
    pickler.dump(book)
    return made.getvalue()


def _reduced(items: IndexedList) -> tuple[Any, ...]:
    return _refilled, (type(items), tuple(items), vars(items))


def _refilled(kind: type[list[Any]], items: tuple[Any, ...], attributes: dict[str, Any]) -> list[Any]:
    made = kind.__new__(kind)
    list.extend(made, items)
    vars(made).update(attributes)
    return made
