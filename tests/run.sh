#!/usr/bin/env bash
# Install everything the tests need and run them; arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
[ -n "${DUALFUEL_INSTALLED:-}" ] || bash tests/install.sh # set by .ci/run, which has just done it

# Compiled tests are kept, or every process of every run would compile them again: seven seconds each.
unset PYTHONDONTWRITEBYTECODE

# A runner that dies fails the run at once and is named with its test; replaced, it may leave tests waiting for ever.
exec .venv/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --max-worker-restart=0 -rs "$@"
