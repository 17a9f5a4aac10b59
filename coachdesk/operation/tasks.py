"""The operator's scheduled work.

Copying and restoring may take longer than any job should keep a worker busy, so they run in a process
of their own; what came of them stands in their ``OperationRun``, and the alarms look there.
"""

from __future__ import annotations

import subprocess
import sys

from coachdesk.infra.checkout import HERE
from coachdesk.operation import alarms


def back_up() -> None:
    """One backup a night; old ones go."""
    _start("backup")


def rehearse() -> None:
    """The weekly restore drill."""
    _start("restore_drill")


def watch() -> None:
    """Tell the owners by mail of what is late or failing."""
    alarms.tell_owners()


def _start(command: str) -> None:
    subprocess.Popen(  # noqa: S603 - no shell, and no argument comes from a visitor
        [sys.executable, "manage.py", command],
        cwd=HERE,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
