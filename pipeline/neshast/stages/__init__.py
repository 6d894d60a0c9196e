"""The stages, one file each; the order they run in stands in `neshast.settings`."""
