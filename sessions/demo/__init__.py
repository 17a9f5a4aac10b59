"""The demo practice: everything in it is invented (DOMAIN-11). Loaded by ``loaddemo`` only."""
