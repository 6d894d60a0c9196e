"""`python -m neshast`: the command line."""

from neshast.cli import main

main(prog_name="neshast")
