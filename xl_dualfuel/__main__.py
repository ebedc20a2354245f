"""python -m xl_dualfuel = dualfuel."""

from .cli import main

main()
