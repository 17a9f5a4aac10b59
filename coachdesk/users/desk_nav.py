"""The desk's navigation: its entries, the pages under Practice, and which entry a page belongs to.

Each app registers its own in ``ready``: a lower app knows nothing of an upper one. Nobody has more
than ten entries; what is opened less than once a week lies under Practice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.nav_counts import nav_counts
from coachdesk.users.models import User
from coachdesk.users.policies import ANYONE, PUBLIC, STAFF, policy_of

WORK, PUBLISHING, HOUSE = "work", "publishing", "house"
PRACTICE = "practice"
ACCOUNT = "account"
BAR_ENTRIES = 4  # the phone's bar shows these and "More"

PRACTICE_GROUPS: Sequence[tuple[str, str | Promise]] = (
    ("people", _("People")),
    ("rules", _("Rules and numbers")),
    ("forms", _("Forms and templates")),
    ("records", _("Records")),
    ("oversight", _("Oversight")),
)


@dataclass(frozen=True)
class Entry:
    """One entry of the side bar.

    ``counts`` names the numbers of ``nav_counts`` that are added up beside it; ``hot`` shows them in
    red. ``bar`` is the entry's rank for the phone's bar, 0 keeps it under "More". ``unless`` is an
    entry that holds this page too: who has that one is not shown this one.
    """

    key: str
    view_name: str
    label: str | Promise
    icon: str
    position: int
    group: str = WORK
    counts: tuple[str, ...] = ()
    hot: bool = False
    bar: int = 0
    unless: str = ""


@dataclass(frozen=True)
class PracticePage:
    """One page under Practice; ``about`` says in a line what is found there."""

    view_name: str
    label: str | Promise
    about: str | Promise
    group: str
    position: int
    count: str = ""


@dataclass
class Link:
    """An entry or a practice page as the templates show it to one person."""

    key: str
    url: str
    label: str
    icon: str = ""
    about: str = ""
    count: int = 0
    hot: bool = False
    current: str = ""


@dataclass
class Navigation:
    """What the desk's frame shows one person on one page."""

    work: list[Link] = field(default_factory=list)
    publishing: list[Link] = field(default_factory=list)
    house: list[Link] = field(default_factory=list)
    bar: list[Link] = field(default_factory=list)
    more: list[Link] = field(default_factory=list)
    more_count: int = 0
    more_hot: bool = False
    more_current: bool = False
    practice: list[tuple[str, list[Link]]] = field(default_factory=list)
    entry: Link | None = None
    places: tuple[str, ...] = ()
    is_top: bool = False

    @property
    def entries(self) -> list[Link]:
        """All entries in their order."""
        return [*self.work, *self.publishing, *self.house]


_entries: dict[str, Entry] = {}
_pages: dict[str, PracticePage] = {}
_places: dict[str, tuple[str, ...]] = {}


def register_entry(entry: Entry) -> None:
    """Add an entry to the side bar; its own page belongs to it."""
    _entries[entry.key] = entry
    register_place((entry.key,), entry.view_name)


def register_practice_page(page: PracticePage, *more_names: str, otherwise: str = "") -> None:
    """Add a page to Practice. ``more_names`` are pages below it; ``otherwise`` is the entry that is
    lit for people who have no Practice."""
    _pages[page.view_name] = page
    keys = (PRACTICE, otherwise) if otherwise else (PRACTICE,)
    register_place(keys, page.view_name, *more_names)


def register_place(keys: Iterable[str], *names: str) -> None:
    """Say which entry pages belong to: URL names, or a whole namespace ("clients:").

    Of several keys the first one that the person has is lit.
    """
    for name in names:
        _places[name] = tuple(keys)


def places_of(view_name: str) -> tuple[str, ...]:
    """The keys of the entries that the page may belong to, the nearest registration first."""
    if view_name in _places:
        return _places[view_name]
    namespace, colon, _name = view_name.rpartition(":")
    if not colon:  # pages of the account library
        return (ACCOUNT,) if view_name.startswith(("account_", "mfa_", "usersessions_")) else ()
    return _places.get(f"{namespace}:", ())


@lru_cache(maxsize=256)
def _door(view_name: str) -> tuple[str, frozenset[str]] | None:
    """Address and roles of a page of the team; None where the installation has no such page."""
    try:
        url = reverse(view_name)
    except NoReverseMatch:
        return None
    policy = policy_of(resolve(url).func, view_name)
    return (url, policy.roles) if policy is not None and policy.audience == STAFF else None


def _opens(user: User, view_name: str) -> str:
    """The page's address for a person whom its policy lets in, else nothing."""
    door = _door(view_name)
    if door is None:
        return ""
    url, roles = door
    return url if not roles or user.has_role(*roles) else ""


def address_for(user: User, view_name: str) -> str:
    """The address of a page of the team for a person whom its policy lets in, or of a page that is
    open to everybody; blank otherwise."""
    try:
        url = reverse(view_name)
    except NoReverseMatch:
        return ""
    policy = policy_of(resolve(url).func, view_name)
    if policy is not None and policy.audience in (PUBLIC, ANYONE):
        return url
    return _opens(user, view_name)


def navigation(
    user: User, view_name: str, counts: Callable[[User], dict[str, Any]] = nav_counts
) -> Navigation:
    """The side bar, the phone's bar and the list under Practice, for one person on one page."""
    nav = Navigation(places=places_of(view_name))
    open_ones = {
        key: (entry, url)
        for key, entry in sorted(_entries.items(), key=lambda item: item[1].position)
        if (url := _opens(user, entry.view_name))
    }
    shown = {k: pair for k, pair in open_ones.items() if pair[0].unless not in open_ones}
    lit = next((key for key in nav.places if key in shown), "")
    numbers = counts(user)
    ranked: list[tuple[int, int, Link]] = []
    for key, (entry, url) in shown.items():
        top = view_name == entry.view_name
        link = Link(
            key,
            url,
            str(entry.label),
            entry.icon,
            count=sum(numbers.get(name) or 0 for name in entry.counts),
            hot=entry.hot,
            current=("page" if top else "true") if key == lit else "",
        )
        {WORK: nav.work, PUBLISHING: nav.publishing, HOUSE: nav.house}[entry.group].append(link)
        ranked.append((entry.bar or 99, entry.position, link))
        if key == lit:
            nav.entry, nav.is_top = link, top
    ranked.sort(key=lambda row: row[:2])
    nav.bar = [link for _rank, _position, link in ranked[:BAR_ENTRIES]]
    nav.more = [link for link in nav.entries if link not in nav.bar]
    nav.more_count = sum(link.count for link in nav.more)
    nav.more_hot = any(link.hot and link.count for link in nav.more)
    nav.more_current = any(link.current for link in nav.more)
    if lit == PRACTICE:
        nav.practice = _practice(user, view_name, numbers)
    return nav


def _practice(user: User, view_name: str, numbers: dict[str, Any]) -> list[tuple[str, list[Link]]]:
    groups: dict[str, list[Link]] = {key: [] for key, _label in PRACTICE_GROUPS}
    for page in sorted(_pages.values(), key=lambda page: page.position):
        url = _opens(user, page.view_name)
        if url:
            groups[page.group].append(
                Link(
                    page.view_name,
                    url,
                    str(page.label),
                    about=str(page.about),
                    count=numbers.get(page.count) or 0,
                    current="page" if page.view_name == view_name else "",
                )
            )
    return [(str(label), groups[key]) for key, label in PRACTICE_GROUPS if groups[key]]


def find_pages(user: User, text: str) -> list[Link]:
    """The pages this person may open in whose name every typed word begins a word."""
    wanted = text.casefold().split()
    known: list[Entry | PracticePage] = [*_entries.values(), *_pages.values()]
    found = []
    for page in sorted(known, key=lambda page: page.position):
        names = str(page.label).casefold().split()
        if all(any(name.startswith(word) for name in names) for word in wanted):
            url = _opens(user, page.view_name)
            if url and url not in {link.url for link in found}:
                found.append(Link(page.view_name, url, str(page.label)))
    return found
