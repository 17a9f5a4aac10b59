"""Pages of the top floor: one module for each part of the desk, one for the portal."""
