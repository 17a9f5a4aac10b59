"""The long suites (fuzz, chaos, scale): started by ``desk.py test --all`` and by ``.ci/run``."""
