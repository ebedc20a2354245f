#!/usr/bin/env bash
# Check the types of what is installed: there, workbook/ is inside the package.
set -eu
cd "$(dirname "$0")/.."
rm -rf .venv/installed
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --target .venv/installed .
cd .venv/installed
../bin/python -m mypy --config-file ../../pyproject.toml
