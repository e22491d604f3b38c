"""`python -m adwright`."""

from adwright.cli import main

main()
