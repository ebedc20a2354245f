"""The command line: arguments in, results on the screen and in files."""

from .app import main

__all__ = ["main"]
