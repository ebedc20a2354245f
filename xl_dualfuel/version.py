"""The version, once: results, workbooks and the package metadata carry it."""

__version__ = "0.3.0"
