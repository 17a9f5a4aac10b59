"""What upper floors add to the client's page: tabs, panels and buttons, named by URL.

Called from an app's ``ready``; the page asks for each panel on its own, so that its cost stays
the same whatever is added.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from clients.models import Client


@dataclass(frozen=True)
class Entry:
    """A tab, panel or button. The URL takes the client's key as ``pk``."""

    label: str | Promise
    url_name: str
    position: int
    icon: str = ""
    place: str = ""

    def url(self, client: Client) -> str:
        """The address for this client; blank where the installation has no such page."""
        try:
            return reverse(self.url_name, kwargs={"pk": client.pk})
        except NoReverseMatch:
            return ""


_tabs: dict[str, Entry] = {}
_panels: dict[str, Entry] = {}
_actions: dict[str, Entry] = {}


def register_tab(url_name: str, label: str | Promise, *, position: int) -> None:
    """A tab of the client's page: the view shows ``clients/_head.html`` with ``tab`` set."""
    _tabs[url_name] = Entry(label, url_name, position)


def register_panel(
    url_name: str, label: str | Promise, *, position: int, place: str = "main"
) -> None:
    """A card of the overview, loaded from its URL as a fragment; ``place`` is main or side."""
    _panels[url_name] = Entry(label, url_name, position, place=place)


def register_action(url_name: str, label: str | Promise, *, position: int, icon: str) -> None:
    """A button in the client's head; the one with the lowest position is the filled one."""
    _actions[url_name] = Entry(label, url_name, position, icon)


def _sorted(entries: dict[str, Entry]) -> list[Entry]:
    return sorted(entries.values(), key=lambda entry: entry.position)


def tabs() -> list[Entry]:
    """All tabs in their order."""
    return _sorted(_tabs)


def panels(place: str) -> list[Entry]:
    """The panels of one column in their order."""
    return [entry for entry in _sorted(_panels) if entry.place == place]


def actions() -> list[Entry]:
    """All buttons in their order."""
    return _sorted(_actions)
