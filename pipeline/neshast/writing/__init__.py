"""Records out: JSON Lines, tables and pages."""
