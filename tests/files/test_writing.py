"""Writing files: whole or not there, nothing replaced unasked."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import xl_dualfuel as df
from xl_dualfuel.files.writing import refuse_endings, write

LARGE = bytes(range(256)) * 4096  # 1 MiB, more than any buffer on the way


def names_in(folder: Path) -> list[str]:
    """Everything below a folder, temporary files included."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def refusal(files: dict[Path, bytes], force: bool = False) -> str:
    """What is said about files that cannot be written."""
    with pytest.raises(df.OutputError) as refused:
        write(files, force)
    return str(refused.value)


# ------------------------------------------------------------------------------------------------------- whole files


def test_files_are_written_with_their_folders(tmp_path):
    files = {tmp_path / "a.json": b"{}", tmp_path / "new" / "deep" / "b.csv": LARGE, tmp_path / "new" / "empty": b""}
    write(files)
    assert {path: path.read_bytes() for path in files} == files
    assert names_in(tmp_path) == ["a.json", "new", "new/deep", "new/deep/b.csv", "new/empty"]


def test_nothing_to_write_is_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write({})
    assert names_in(tmp_path) == []


def test_relative_and_odd_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = ["plain", ".hidden", "with blank.json", "ümlaut.csv", "-option", "%s{}", "a'b"]
    write({Path(name): name.encode() for name in names})
    assert {name: Path(name).read_bytes() for name in names} == {name: name.encode() for name in names}
    assert len(names_in(tmp_path)) == len(names)


@pytest.mark.skipif(os.name != "posix", reason="255 bytes are the limit of POSIX file systems")
@pytest.mark.parametrize("length", [100, 240, 250, 255])
def test_long_names(tmp_path, length):
    path = tmp_path / ("x" * length)
    write({path: b"whole"})
    assert path.read_bytes() == b"whole"


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_permissions_follow_the_umask(tmp_path, mask):
    before = os.umask(mask)
    try:
        write({tmp_path / "a": b""})
        assert os.umask(mask) == mask, "the umask is left as it was"
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o666 & ~mask


def test_existing_files_are_refused_all_at_once(tmp_path):
    old = [tmp_path / "b.csv", tmp_path / "d.csv"]
    for path in old:
        path.write_bytes(b"old")
    message = refusal({tmp_path / name: b"new" for name in ("a.csv", "b.csv", "c.csv", "d.csv", "sub/e.csv")})
    assert message.splitlines() == [f"{path}: exists already; give --force to replace it" for path in old]
    assert names_in(tmp_path) == ["b.csv", "d.csv"], "not one of the others is written"
    assert {path.read_bytes() for path in old} == {b"old"}


@pytest.mark.skipif(os.name != "posix", reason="symbolic links")
def test_a_link_to_nowhere_counts_as_existing(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "nowhere")
    assert "exists already" in refusal({tmp_path / "a": b"new"})
    assert names_in(tmp_path) == ["a"]


def test_force_replaces(tmp_path):
    (tmp_path / "a").write_bytes(LARGE)
    write({tmp_path / "a": b"new", tmp_path / "b": b"more"}, force=True)
    assert (tmp_path / "a").read_bytes() == b"new"
    assert names_in(tmp_path) == ["a", "b"]


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_is_no_file(tmp_path, force):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "kept").touch()
    message = refusal({tmp_path / "a": b"new", tmp_path / "folder": b"new"}, force)
    assert str(tmp_path / "folder") in message
    assert len(message.splitlines()) == 1
    assert names_in(tmp_path) == ["folder", "folder/kept"]


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("below", ["file/a.csv", "file/deep/a.csv"])
def test_a_file_is_no_folder(tmp_path, force, below):
    (tmp_path / "file").write_bytes(b"old")
    message = refusal({tmp_path / "b.csv": b"new", tmp_path / below: b"new"}, force)
    assert str((tmp_path / below).parent) in message
    assert len(message.splitlines()) == 1
    assert names_in(tmp_path) == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in the file system")
def test_what_is_neither_file_nor_folder_is_not_replaced(tmp_path):
    # Such as --json /dev/null --force by root: the device must not become a file.
    os.mkfifo(tmp_path / "pipe")
    assert str(tmp_path / "pipe") in refusal({tmp_path / "pipe": b"new"}, force=True)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert names_in(tmp_path) == ["pipe"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_one_may_not_write_to_is_refused(tmp_path):
    (tmp_path / "shut").mkdir(mode=0o555)
    assert "cannot be written to" in refusal({tmp_path / "b": b"new", tmp_path / "shut" / "a": b"new"})
    assert names_in(tmp_path) == ["shut"]


def test_a_folder_without_leave_is_refused_before_the_first_file(tmp_path, monkeypatch):
    (tmp_path / "shut").mkdir()
    make = tempfile.mkstemp

    def shut(suffix: str, prefix: str, folder: Path) -> tuple[int, str]:
        if folder.name == "shut":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return make(suffix, prefix, folder)

    monkeypatch.setattr(tempfile, "mkstemp", shut)
    assert "cannot be written to" in refusal({tmp_path / "b": b"new", tmp_path / "shut" / "a": b"new"})
    assert names_in(tmp_path) == ["shut"]


# --------------------------------------------------------------------------------------------------------- interrupted


class Half:
    """A file that takes half of what it is given, then fails."""

    def __init__(self, file: Any, error: BaseException) -> None:
        self.file, self.error = file, error

    def __enter__(self) -> Half:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, content: bytes) -> int:
        self.file.write(content[: len(content) // 2])
        self.file.flush()
        raise self.error


def fail_in_write(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Half of the bytes get to the disk."""
    fdopen = os.fdopen
    monkeypatch.setattr(os, "fdopen", lambda *a, **k: Half(fdopen(*a, **k), error))


def fail_in(name: str) -> Callable[[pytest.MonkeyPatch, BaseException], None]:
    """A step after the writing fails."""

    def patch(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
        def fail(*_: object, **__: object) -> None:
            raise error

        for method in name.split("+"):
            monkeypatch.setattr(Path, method, fail)

    return patch


NO_SPACE = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("error", [NO_SPACE, KeyboardInterrupt()], ids=["disk full", "Ctrl-C"])
@pytest.mark.parametrize(
    "fail", [fail_in_write, fail_in("chmod"), fail_in("replace+hardlink_to")], ids=["write", "chmod", "move"]
)
def test_an_interrupted_write_leaves_nothing(tmp_path, monkeypatch, fail, error, force):
    path = tmp_path / "a"
    if force:
        path.write_bytes(b"old")
    with monkeypatch.context() as patched:
        fail(patched, error)
        if error is NO_SPACE:
            message = refusal({path: LARGE}, force)
            assert message == f"{path}: cannot be written: No space left on device"
        else:
            with pytest.raises(KeyboardInterrupt):
                write({path: LARGE}, force)
    assert names_in(tmp_path) == (["a"] if force else [])
    if force:
        assert path.read_bytes() == b"old"


def test_files_before_the_interruption_are_whole(tmp_path, monkeypatch):
    make, made = tempfile.mkstemp, []

    def full_after_one(*arguments: Any, **named: Any) -> tuple[int, str]:
        if len(made) > 1:  # the first asks whether the folder can be written to
            raise NO_SPACE
        made.append(1)
        return make(*arguments, **named)

    monkeypatch.setattr(tempfile, "mkstemp", full_after_one)
    assert str(tmp_path / "b") in refusal({tmp_path / "a": LARGE, tmp_path / "b": LARGE, tmp_path / "c": LARGE})
    assert names_in(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == LARGE


@pytest.mark.parametrize("links", [True, False], ids=["hard links", "no hard links"])
def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path, monkeypatch, links):
    chmod = Path.chmod

    def someone_else(path: Path, mode: int) -> None:
        chmod(path, mode)
        (tmp_path / "a").write_bytes(b"theirs")

    monkeypatch.setattr(Path, "chmod", someone_else)
    if not links:
        fail_in("hardlink_to")(monkeypatch, OSError(errno.EPERM, "no links here"))
    assert "exists already" in refusal({tmp_path / "a": b"ours"})
    assert names_in(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"theirs"


def test_file_systems_without_links_do(tmp_path, monkeypatch):
    fail_in("hardlink_to")(monkeypatch, OSError(errno.EPERM, "no links here"))
    write({tmp_path / "a": LARGE})
    assert names_in(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == LARGE


def test_an_ending_fits_what_is_written(tmp_path):
    folder = tmp_path / "tables.csv"
    folder.mkdir()
    refuse_endings((Path("a.XLSX"), ".xlsx", "a workbook"), (None, ".json", "JSON"), (Path("a.b"), "", "tables"),
                   (folder, "", "tables"))  # fmt: skip
    with pytest.raises(df.OutputError) as refused:
        refuse_endings((Path("a.csv"), ".xlsx", "a workbook"), (Path("x/b"), ".json", "JSON"),
                       (Path("c.csv"), "", "tables"))  # fmt: skip
    assert str(refused.value).splitlines() == [
        "a.csv: must end in .xlsx: a workbook is written; give a.xlsx",
        f"{Path('x/b')}: must end in .json: JSON is written; give b.json",
        "c.csv: must be a folder: tables are written into it; give c",
    ]
