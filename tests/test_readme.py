"""The pages are true: commands and examples run as written, links lead somewhere, tables are those of the program."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest

import update_pages
from commands import dualfuel

ROOT = Path(__file__).parents[1]
PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in [ROOT / "README.md", *(one for folder in ("xl_dualfuel", "workbook", "templates", "tests")
                                       for one in sorted((ROOT / folder).rglob("README.md")))]
}  # fmt: skip
README = PAGES["README.md"]
CHICAGO = ROOT / "tests" / "cases" / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw.gz"


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def commands(text: str) -> list[str]:
    lines = [line.rpartition("&& ")[2] for block in blocks(text, "sh") for line in block.splitlines()]
    return [line.removeprefix(".venv/bin/") for line in lines if re.match(r"(\.venv/bin/)?dualfuel ", line)]


COMMANDS = [(page, command) for page, text in PAGES.items() for command in commands(text)]


def each_once() -> list:
    """Those that ask for what an earlier one does, by other words or for other files, are slow."""
    seen, found = set(), []
    for page, command in COMMANDS:
        asked = frozenset(re.findall(r"^dualfuel \w+|(?<= )--(?!only)[a-z-]+", command))
        found.append(pytest.param(page, command, marks=pytest.mark.slow if asked in seen else ()))
        seen.add(asked)
    return found


@pytest.fixture(scope="module")
def folder_of(tmp_path_factory):
    """A folder for each page, with README's house and every TOML example under the name said last before it."""
    folders: dict[str, Path] = {}

    def folder(page: str) -> Path:
        if page not in folders:
            folders[page] = tmp_path_factory.mktemp("page")
            for text in dict.fromkeys((README, PAGES[page])):
                for found in re.finditer(r"^```toml\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE):
                    name = re.findall(r"`([a-z]+\.toml)`", text[: found.start()])[-1]
                    (folders[page] / name).write_text(found[1], encoding="utf-8")
            if "tariff.toml" in PAGES[page]:  # a station has no hours in their order
                shutil.copy(CHICAGO, folders[page] / "place.epw.gz")
                house = folders[page] / "house.toml"
                station = 'station = "chicago_ohare"'
                assert station in house.read_text(encoding="utf-8")
                with_hours = house.read_text(encoding="utf-8").replace(station, 'weather_file = "place.epw.gz"')
                house.write_text(with_hours, encoding="utf-8")
            shell = "\n".join(commands(PAGES[page]))
            for name in re.findall(r"verify ([a-z]+\.xlsx)", shell):
                if f"--xlsx {name}" not in shell:
                    dualfuel("run", "house.toml", "--xlsx", name, cwd=folders[page])
        return folders[page]

    return folder


@pytest.mark.parametrize(("page", "command"), each_once())
def test_commands_run_as_written(page, command, folder_of):
    program, *arguments = shlex.split(command)
    assert program == "dualfuel"
    folder = folder_of(page)
    done = dualfuel(*arguments, cwd=folder)
    assert done.status == 0, done.out + done.err
    assert "Traceback" not in done.err
    for option in ("--csv", "--json", "--xlsx", "--out", "--report", "--summary", "addin"):
        if option in arguments:
            name = arguments[arguments.index(option) + 1]
            assert name == "-" or (folder / name).exists()


def test_the_screen_shown_is_the_screen_printed(folder_of):
    done = dualfuel("example", "--out", "screen", cwd=folder_of("README.md"))
    printed = {re.sub(r"\s+", " ", line).strip() for line in done.out.splitlines()}
    shown = [re.sub(r"\s+", " ", line).strip() for line in blocks(README, "text")[0].splitlines()]
    assert [line for line in shown if line and not line.startswith("─") and line not in printed] == []


@pytest.mark.parametrize("page", [page for page, text in PAGES.items() if blocks(text, "python")])
def test_python_examples_run(page, folder_of, monkeypatch):
    monkeypatch.chdir(folder_of(page))
    for block in blocks(PAGES[page], "python"):
        exec(compile(block, page, "exec"), {})


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", PAGES[page])
    assert [link for link in links if "://" not in link and not ((ROOT / page).parent / link).exists()] == []


def test_modules_that_the_architecture_names_are_there():
    page = PAGES["xl_dualfuel/README.md"]
    named = set(re.findall(r"`((?:[a-z]+/)+[a-z_]+\.py)`", page))
    assert [name for name in named if not any((ROOT / top / name).exists() for top in ("", "xl_dualfuel"))] == []


def test_the_first_command_installs_and_the_last_tests():
    shell = "\n".join(blocks(README, "sh"))
    assert "pip install ." in shell
    assert "bash tests/run.sh" in README
    assert "bash tests/run.sh" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_package_says_what_it_is_without_pictures_or_links_of_this_folder():
    """Where packages are listed, neither is shown; and workbook/ is installed inside the package."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "](" not in settings["project"]["readme"]["text"]
    build = settings["tool"]["hatch"]["build"]["targets"]
    assert build["wheel"] == {"packages": ["xl_dualfuel"], "force-include": {"workbook": "xl_dualfuel/workbook"}}
    assert {".ci", "tests", "templates", "workbook", "xl_dualfuel"} <= {*build["sdist"]["include"]}


@pytest.mark.parametrize("path", update_pages.PAGES)
def test_generated_pages_are_those_of_the_code(path):
    assert (ROOT / path).read_text(encoding="utf-8") == update_pages.PAGES[path](), "run python tests/update_pages.py"
