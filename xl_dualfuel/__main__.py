"""python -m xl_dualfuel = dualfuel."""

from .cli.app import main

main()
