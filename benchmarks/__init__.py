"""How thematica does on hand-coded data."""
