"""What upper floors add to the client's page: tabs, panels and buttons.

Called from an app's ``ready``. The overview asks for each panel on its own, so that its cost stays
the same whatever is added. Nobody is shown a way to a page that would refuse them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from coachdesk.users.models import Role, User
from coachdesk.users.policies import OPENS_RECORDS, policy_of


@dataclass(frozen=True)
class Entry:
    """A tab or button. The URL takes the client's key as ``pk``; ``for_workers``: only for those
    who work on the case, not for supervision; ``in_emergency``: also for the owner who opened the
    record in an emergency."""

    label: str | Promise
    url_name: str
    position: int
    icon: str = ""
    for_workers: bool = False
    in_emergency: bool = False
    group: str = ""

    def url(self, client: Client) -> str:
        """The address for this client; blank where the installation has no such page."""
        try:
            return reverse(self.url_name, kwargs={"pk": client.pk})
        except NoReverseMatch:
            return ""

    def opens_for(self, user: User, client: Client) -> bool:
        """Whether the page behind it lets this person in (its policy's roles and relation)."""
        address = self.url(client)
        policy = policy_of(resolve(address).func, self.url_name) if address else None
        if policy is None or not (not policy.roles or user.has_role(*policy.roles)):
            return False
        if not self.for_workers or works_with(user, client):
            return True
        return self.in_emergency and opened_by_owner(user, client)


@dataclass(frozen=True)
class Panel:
    """A card of the overview: ``make(client, user)`` gives what its template is shown with, or
    None where there is nothing for this person to see."""

    name: str
    label: str | Promise
    template: str
    make: Callable[[Client, User], dict[str, Any] | None]
    url_name: str
    position: int
    place: str
    roles: tuple[str, ...]


GROUPS = {"progress": _("Progress"), "file": _("File")}
_tabs: dict[str, Entry] = {}
_panels: dict[str, Panel] = {}
_actions: dict[str, Entry] = {}


def works_with(user: User, client: Any) -> bool:
    """Whether the person works on a case of the client now; asked once for each loaded client."""
    if not user.has_role(Role.SUPERVISOR, Role.OWNER):
        return True  # whoever may open the record otherwise works on it
    known: dict[object, bool] = client.__dict__.setdefault("_works_with", {})
    if user.pk not in known:
        known[user.pk] = Client.objects.editable_by(user).filter(pk=client.pk).exists()
    return known[user.pk]


def opened_by_owner(user: User, client: Any) -> bool:
    """Whether the person is an owner who opened this record in an emergency (SEC-18)."""
    if not user.has_role(Role.OWNER):
        return False
    known: dict[object, bool] = client.__dict__.setdefault("_in_emergency", {})
    if user.pk not in known:
        known[user.pk] = Client.objects.in_emergency(user).filter(pk=client.pk).exists()
    return known[user.pk]


def register_tab(
    url_name: str,
    label: str | Promise,
    *,
    position: int,
    for_workers: bool = False,
    in_emergency: bool = False,
    group: str = "",
) -> None:
    """A tab of the client's page: the view shows ``clients/_head.html`` with ``tab`` set. Tabs of one
    of the ``GROUPS`` stand together in a second row."""
    _tabs[url_name] = Entry(
        label,
        url_name,
        position,
        for_workers=for_workers,
        in_emergency=in_emergency,
        group=group,
    )


def register_panel(
    name: str,
    label: str | Promise,
    *,
    template: str,
    make: Callable[[Client, User], dict[str, Any] | None],
    url_name: str,
    position: int,
    place: str = "main",
    roles: Iterable[str] = OPENS_RECORDS,
) -> None:
    """A card of the overview, loaded as a fragment; ``place`` is main or side. Without script the
    card is a link to ``url_name``, the tab that shows the same in full."""
    _panels[name] = Panel(name, label, template, make, url_name, position, place, tuple(roles))


def register_action(
    url_name: str, label: str | Promise, *, position: int, icon: str, for_workers: bool = False
) -> None:
    """A button in the client's head; the one with the lowest position is the filled one."""
    _actions[url_name] = Entry(label, url_name, position, icon, for_workers)


def _open_for(entries: dict[str, Entry], user: User, client: Client) -> list[Entry]:
    found = sorted(entries.values(), key=lambda entry: entry.position)
    return [entry for entry in found if entry.opens_for(user, client)]


@dataclass
class Tab:
    """A tab as the page shows it, with the tabs of its second row."""

    label: str | Promise
    url: str
    current: bool
    inner: list[Tab] = field(default_factory=list)


def tabs(user: User, client: Client, current: str) -> list[Tab]:
    """The tabs that open for this person, in their order; a group stands where its first one does
    and leads to it. ``current`` is the URL name of the open page."""
    found: list[Tab] = []
    groups: dict[str, Tab] = {}
    for entry in _open_for(_tabs, user, client):
        tab = Tab(entry.label, entry.url(client), entry.url_name == current)
        if not entry.group:
            found.append(tab)
            continue
        if entry.group not in groups:
            groups[entry.group] = Tab(GROUPS[entry.group], tab.url, current=False)
            found.append(groups[entry.group])
        group = groups[entry.group]
        group.inner.append(tab)
        group.current = group.current or tab.current
    return found


def actions(user: User, client: Client) -> list[Entry]:
    """The buttons that open for this person, in their order."""
    return _open_for(_actions, user, client)


def panels(user: User, place: str) -> list[Panel]:
    """The panels of one column that the person's roles may see, in their order."""
    found = sorted(_panels.values(), key=lambda panel: panel.position)
    return [panel for panel in found if panel.place == place and user.has_role(*panel.roles)]


def panel(user: User, name: str) -> Panel | None:
    """One panel by its name; None for an unknown one or one of other roles."""
    found = _panels.get(name)
    return found if found is not None and user.has_role(*found.roles) else None
