"""The demo practice: everything in it is invented (DOMAIN section 11). Loaded by ``loaddemo`` only."""
