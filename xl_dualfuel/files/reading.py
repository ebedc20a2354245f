"""Reading files of strangers: sizes first, bounded unpacking, nothing but regular files, no waiting on pipes."""

from __future__ import annotations

import codecs
import io
import os
import stat
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import IO, TYPE_CHECKING, Final, NamedTuple, cast

from ..errors import InputError, Issue

if TYPE_CHECKING:
    from pathlib import Path
    from zipfile import ZipFile

FilePath = str | os.PathLike[str]
MAX_TEXT: Final = 2**20
"""Largest case or file of settings, as it is and unpacked [bytes]; 2,000 measured bins take about 40 kB."""
MAX_BYTES: Final = 32 * 2**20
"""Largest file of hours or records, as it is and unpacked [bytes]. A year of weather has 1.6 to 1.9 MB."""
ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0"
"""First bytes of .xlsx and other zip files; of .xls, and of .xlsx with a password."""
_GZIP: Final = b"\x1f\x8b"
_STORED_OR_DEFLATED: Final = (0, 8)


class Wanted(NamedTuple):
    """What a file is asked for, for refusals: the input's key, what the file must be, how to make it smaller."""

    key: str
    allowed: str
    smaller: str
    most: int = MAX_TEXT
    """Largest file, as it is and unpacked [bytes]"""
    excel: str | None = "Save the sheet as CSV and give that."
    """What to do with an Excel workbook; None: a workbook is wanted"""
    named: bool = False
    """Another file may name it: a refusal shows nothing of what is in it"""

    def refused(self, path: object, problem: str, remedy: str) -> InputError:
        """The refusal of a file; ``problem`` must hold nothing of what is in the file."""
        return InputError([Issue(self.key, str(path), f"{self.allowed}; {problem}", remedy)])


def expanded(path: str) -> Path:
    """The path with ~ as the user's folder."""
    from pathlib import Path  # late, as below: most houses come without a file

    try:
        return Path(path).expanduser()
    except RuntimeError:  # no such user
        return Path(path)


def read_bounded(path: FilePath, wanted: Wanted) -> bytes:
    """The content of a regular file, unpacked where it is gzip or a zip of one file; never more than ``wanted.most``.

    Raises InputError in the words of ``wanted``: no such file, no regular file, too large, damaged.
    """
    with opened(path, wanted) as file:
        content = file.read(wanted.most + 1)  # the size a file states may be wrong, so the reading is bounded too
    if len(content) > wanted.most:
        raise _too_large(path, wanted, "it unpacks to more than")
    return content


def read_text(path: FilePath, wanted: Wanted) -> str:
    """The text of a file, whatever its encoding, bounded as by :func:`read_bounded`."""
    content = read_bounded(path, wanted)
    return content.decode(encoding_of([content]), errors="replace")  # half a character at the end of UTF-16


@contextmanager
def opened(path: FilePath, wanted: Wanted) -> Iterator[IO[bytes]]:
    """A regular file of at most ``wanted.most`` bytes, unpacked while it is read, however much comes out of it.

    Raises InputError in the words of ``wanted``, also for damage that shows while the file is read.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context(_regular(path, wanted))
            start = file.read(len(ZIP))
            file.seek(0)
            if start.startswith(_GZIP):
                import gzip  # here: few files are packed, and a first calculation must not wait for it

                file = cast(IO[bytes], stack.enter_context(gzip.GzipFile(fileobj=file)))
            elif start == ZIP:
                file = stack.enter_context(_only_member(path, file, wanted))
            yield file
        except (EOFError, zlib.error):
            raise _damaged(path, wanted) from None
        except OSError as error:
            if error.errno is None:  # of gzip
                raise _damaged(path, wanted) from None
            problem = f"it cannot be read: {one_line(error.strerror or 'unknown reason')}"
            raise wanted.refused(path, problem, "Check the path, and that you may open it.") from None


def _regular(path: FilePath, wanted: Wanted) -> IO[bytes]:
    from pathlib import Path

    try:
        status = Path(path).stat()
    except (ValueError, TypeError):  # such as a NUL character inside
        raise wanted.refused(path, "it cannot be read: not a path", "Check the path.") from None
    if stat.S_ISREG(status.st_mode):
        # Asked before opening: opening a pipe would wait for its other end, opening a device may act on it.
        file = open(path, "rb", opener=_open_without_waiting)  # noqa: SIM115  # closed below, or by whom it is for
        status = os.fstat(file.fileno())
        if stat.S_ISREG(status.st_mode) and status.st_size <= wanted.most:
            return file
        file.close()
    if stat.S_ISREG(status.st_mode):
        raise _too_large(path, wanted)
    raise wanted.refused(path, "it is not a regular file", "Give the path of the file itself.")


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _too_large(path: object, wanted: Wanted, what: str = "it is larger than") -> InputError:
    most = f"{wanted.most / 2**20:g} MB" if wanted.most >= 2**20 else f"{wanted.most / 2**10:g} kB"
    return wanted.refused(path, f"{what} {most}", wanted.smaller)


def _damaged(path: object, wanted: Wanted, problem: str = "it is a damaged or cut gzip or zip file") -> InputError:
    return wanted.refused(path, problem, "Download it again, or unpack it and give the file inside.")


@contextmanager
def _only_member(path: object, file: IO[bytes], wanted: Wanted) -> Iterator[IO[bytes]]:
    """The one file of a zip, which is no workbook unless one is wanted; the zip itself where that is a workbook."""
    import zipfile

    if wanted.excel is None and not _holds_few(file):  # the reader of workbooks has bounds, and says what is bad
        file.seek(0)
        yield file
        return
    try:
        with zipfile.ZipFile(file) as archive:
            if _is_workbook(archive):
                if wanted.excel is not None:
                    raise wanted.refused(path, "it is an Excel workbook", wanted.excel)
                file.seek(0)
                yield file
                return
            inside = [
                file for file in archive.infolist() if not (file.is_dir() or file.filename.startswith("__MACOSX"))
            ]
            if len(inside) != 1:
                problem = f"it is a zip of {len(inside) or 'no'} files"
                raise wanted.refused(path, problem, "Unpack it and give one of the files.")
            if inside[0].flag_bits & 1 or inside[0].compress_type not in _STORED_OR_DEFLATED:
                raise _damaged(path, wanted, "it is a zip with a password, or packed in an unusual way")
            with archive.open(inside[0]) as content:
                if wanted.excel is not None and cast(zipfile.ZipExtFile, content).peek(len(ZIP)).startswith((ZIP, OLE)):
                    raise wanted.refused(path, "it is a zip of an Excel workbook", "Unpack it. " + wanted.excel)
                yield content
    except zipfile.BadZipFile:
        raise _damaged(path, wanted) from None


def _holds_few(file: IO[bytes]) -> bool:
    """Whether a zip says at its end (APPNOTE.TXT 4.3.16) that its list of files is short; a zip with a remark does not.

    What a longer list takes to be read is for the reader of workbooks to bound.
    """
    file.seek(max(file.seek(0, os.SEEK_END) - _LOCATOR - _END.size, 0))
    locator, end = (tail := file.read())[: -_END.size], tail[-_END.size :]
    file.seek(0)
    if len(end) < _END.size or b"PK\x06\x07" in locator:  # 4.3.15: a long one's
        return False
    mark, *_, files, size, _, remark = _END.unpack(end)
    return mark == b"PK\x05\x06" and files <= _FEW and size <= _FEW * 1000 and not remark


_END: Final = struct.Struct("<4sHHHHLLH")
_LOCATOR: Final = 20
_FEW: Final = 500


def _is_workbook(archive: ZipFile) -> bool:
    return "[Content_Types].xml" in archive.namelist()


def first_bytes(path: FilePath, wanted: Wanted) -> bytes:
    """The first bytes of a regular file, of a gzip or a zip of one file those inside; ZIP only where it is a workbook.

    Raises InputError in the words of ``wanted``: it cannot be read.
    """
    with opened(path, wanted._replace(excel=None)) as file:
        start = file.read(8)
        if start.startswith(ZIP) and isinstance(file, io.BufferedReader):
            import zipfile

            with suppress(zipfile.BadZipFile), zipfile.ZipFile(file) as archive:  # readers of workbooks say what is bad
                return start if _is_workbook(archive) else b""
        return start


def encoding_of(chunks: Iterable[bytes]) -> str:
    """How the text in these chunks is encoded: by its byte order mark, else UTF-8, else as Windows and Latin-1 do.

    UTF-16 with a mark is what Excel calls Unicode Text. Every chunk is taken; any bytes have an encoding.
    """
    utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    start, windows = b"", True
    for chunk in chunks:
        start = start or chunk[:2]
        windows = windows and len(chunk) == len(chunk.translate(None, _NOT_WINDOWS))
        with suppress(UnicodeDecodeError):
            if utf8 is not None:
                utf8.decode(chunk)
                continue
        utf8 = None
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    if len(start) == 2 and start.count(0) == 1:  # a letter of UTF-16 without a mark
        return "utf-16-be" if start[0] == 0 else "utf-16-le"
    with suppress(UnicodeDecodeError):
        if utf8 is not None:
            utf8.decode(b"", final=True)
            return "utf-8-sig"
    return "cp1252" if windows else "latin-1"


_NOT_WINDOWS: Final = b"\x81\x8d\x8f\x90\x9d"
"""Bytes that code page 1252 gives no character."""


def path_from(folder: Path, name: str) -> str:
    """The path of a file that another file in ``folder`` names; a relative name starts from that folder.

    A name with backslashes, as Windows writes it, also names the file elsewhere.
    """
    from pathlib import Path, PureWindowsPath

    if name.startswith("~") or Path(name).is_absolute() or PureWindowsPath(name).drive:
        return name
    slashes = name.replace("\\", "/")
    return str(folder / (slashes if slashes != name and _exists(folder / slashes) else name))


def named_files(value: str) -> list[str]:
    """The files that one text names: several are separated by semicolons."""
    names = [name.strip() for name in value.split(";")]
    return [name for name in names if name] or [value]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def one_line(text: str) -> str:
    """Text fit for a label: printable, single blanks, at most 80 characters. Place names come from strangers."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:80]
