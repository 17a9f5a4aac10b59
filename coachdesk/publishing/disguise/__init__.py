"""The disguise check: what in a text could give its writer away. Works offline.

>>> [detail.kind for detail in find_details("My husband Dale turned 52.")]
['name', 'age']
"""

from __future__ import annotations

from coachdesk.publishing.disguise.detail import (
    KINDS,
    Detail,
    Kind,
    Overlap,
    Recognisability,
)
from coachdesk.publishing.disguise.finder import find_details
from coachdesk.publishing.disguise.gazetteer import NoGazetteer
from coachdesk.publishing.disguise.overlap import overlaps, recognisability

__all__ = [
    "KINDS",
    "Detail",
    "Kind",
    "NoGazetteer",
    "Overlap",
    "Recognisability",
    "find_details",
    "overlaps",
    "recognisability",
]
