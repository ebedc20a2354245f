"""The commands for workbooks of others: forms to fill in, and submissions to verify."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..files.writing import refuse_endings
from .messages import print_written, progress
from .options import Force
from .outputs import write_files


def _kinds(incomplete: str) -> list[str]:
    """Kinds of forms, for a shell that completes what is typed."""
    return [kind for kind in ("client", "portfolio", "rebate", "case", "rules") if kind.startswith(incomplete)]


def template(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND", help="client, portfolio, rebate, case or rules.", show_default=False, autocompletion=_kinds
        ),
    ],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The .xlsx to write; of rules a .toml.", show_default=False)
    ],
    force: Force = False,
) -> None:
    """Write an Excel form to fill in, or a file of a programme's rules.

    Example: dualfuel template client house.xlsx

    client: one house. portfolio: a row for each house. rebate: an application. case: every input of one house.
    rules: a text file with every kind of rule of a rebate programme explained, for `dualfuel verify --programme`.
    Filled in, `dualfuel run` and `dualfuel portfolio` read it, and `dualfuel verify` checks it.
    """
    if kind == "rules":
        from ..inputs.programme_text import rules_to_start_from

        refuse_endings((file, ".toml", "a file of rules"))
        files = [(file, rules_to_start_from().encode())]
    else:
        from xl_dualfuel.workbook.forms.template import template as form

        refuse_endings((file, ".xlsx", "a workbook"))
        files = [(file, form(kind))]
    write_files(files, force)
    print_written([file])


def verify(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Workbooks, or folders of them.", show_default=False)
    ],
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write all findings as JSON; - is standard output.")
    ] = None,
    report: Annotated[Path | None, typer.Option("--report", metavar="FILE", help="Write a report workbook.")] = None,
    clean: Annotated[
        Path | None,
        typer.Option(
            "--clean", metavar="DIR", help="Write your own workbook from the inputs of each file, with a sheet Review."
        ),
    ] = None,
    letters: Annotated[
        Path | None,
        typer.Option("--letters", metavar="DIR", help="Write for each applicant what to mend, as plain text."),
    ] = None,
    programme: Annotated[
        str | None,
        typer.Option(
            "--programme",
            metavar="KEY|FILE",
            help="Judge all files by these rules too: a programme's key, or a file of `dualfuel template rules`.",
        ),
    ] = None,
    technical: Annotated[
        bool,
        typer.Option("--technical", help="Show remarks on how files are built too, and the id of each finding."),
    ] = False,
    resume: Annotated[
        Path | None,
        typer.Option(
            "--resume",
            metavar="DIR",
            help="Keep unfinished results in this folder; without it in one beside the first result.",
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", min=1, metavar="N", help="Number of processes; without it one for each processor."),
    ] = None,
    force: Force = False,
) -> None:
    """Check workbooks that others sent.

    Example: dualfuel verify submissions --report report.xlsx --clean clean

    Calculates each again from its inputs and reports what differs, and what was changed by hand. Read, print and file
    the clean copies: they hold the inputs of a file and nothing else of it. Nothing in a file is run. After an
    interruption, give the same command again: it continues where it stopped. Exit status 0: all pass. 1: some do not.
    2: a file could not be read.
    """
    from xl_dualfuel.workbook.verify import ByProgramme, by_its_own, exit_status, to_json, verify_batch

    from ..inputs.programme_files import programme_named
    from . import screen

    judge = by_its_own if programme is None else ByProgramme(programme_named(programme))

    json_path = None if json_file in (None, "-") else Path(str(json_file))
    refuse_endings((json_path, ".json", "JSON"), (report, ".xlsx", "a workbook"), (clean, "", "clean copies"),
                   (letters, "", "letters"))  # fmt: skip
    with progress("verifying") as show_progress:
        verdicts = verify_batch(
            files, jobs, json_path, report, resume=resume, force=force, clean=clean, letters=letters, judge=judge,
            technical=technical, progress=lambda done, total, _: show_progress(done, total),
        )  # fmt: skip
    if json_file == "-":
        sys.stdout.buffer.write(to_json(verdicts))
        sys.stdout.buffer.flush()
    else:
        screen.show_verdicts(screen.console(), verdicts, technical)
    print_written(path for path in (json_path, report, clean, letters) if path is not None)
    raise typer.Exit(exit_status(verdicts))
