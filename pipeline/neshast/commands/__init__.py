"""What the commands do; `neshast.cli` says how they are called."""
