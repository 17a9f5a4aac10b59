"""What a page that was read carries along when its form is sent."""

from __future__ import annotations

import re

_STAMP = re.compile(r'name="((?:[a-z_]+-)?as_shown)" value="([0-9a-f]{32})"')


def stamps(browser, page):
    """The stamps of the forms of a page, by name."""
    return dict(_STAMP.findall(browser.get(page).content.decode()))


def seen(browser, page, **typed):
    """``typed`` as it leaves a page that was just opened."""
    return stamps(browser, page) | typed
