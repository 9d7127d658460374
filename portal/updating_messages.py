"""`make messages`: the catalogues are brought up to date with every sentence of the application."""

import sys

import portal.cli  # noqa: F401 (every refusal must be known before its sentences are looked for)
from portal.web.messages import main

if __name__ == "__main__":
    sys.exit(main())
