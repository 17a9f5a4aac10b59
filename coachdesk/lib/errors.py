"""The seven refusals of services. A view turns each into a status code and words for the person.

| exception    | meaning                                              | usual status   |
|--------------|------------------------------------------------------|----------------|
| NotAllowed   | this person may not do that                          | 403 or words   |
| NotPossible  | the state does not lead there                        | 409            |
| Missing      | something else has to be there first                 | 409            |
| Conflict     | somebody saved after the page was read               | 409            |
| Refused      | the input is not taken as it is                      | 400            |
| Blocked      | a safety code or a legal hold stands against it      | 409            |
| Closed       | it was open once; it was used, ended or has run out  | 410 or words   |

Messages are sentences for the person, translated by the service that raises. They carry no
words of other people, because messages can reach the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class NotAllowed(Exception):
    """The actor may not do this, or not to this object."""


class NotPossible(Exception):
    """The state of the object does not lead there.

    ``reasons`` are sentences for the person, ``str()`` joins them; ``about`` names the field they
    are about, if there is one.
    """

    def __init__(self, *reasons: str, about: str = "") -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons
        self.about = about


class Missing(Exception):
    """Something else has to be there first; ``what`` names it in words."""

    def __init__(self, what: Iterable[str] = ()) -> None:
        self.what = list(what)
        super().__init__(", ".join(self.what))


class Conflict(Exception):
    """Somebody saved after the page was read; ``stored`` is what the database holds now (REL-06)."""

    def __init__(self, stored: Any = None) -> None:
        super().__init__()
        self.stored = stored


class Refused(Exception):
    """The input is not taken as it is; ``why`` is a sentence for the person."""

    def __init__(self, why: str = "") -> None:
        super().__init__(why)
        self.why = why


class Blocked(Exception):
    """A safety code, a screening that is not clear, or a legal hold stands against it."""


class Closed(Exception):
    """It was open once: it was used, ended, or its time has run out."""
