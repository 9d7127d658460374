"""`python -m portal` is `academy`."""

from portal.cli import main

main()
