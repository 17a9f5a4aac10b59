"""What the product brings along (help numbers, consent texts, programs): each floor names its own."""

from __future__ import annotations

from collections.abc import Callable

_loaders: dict[str, Callable[[], int]] = {}


def register_shipped(name: str, load: Callable[[], int]) -> None:
    """Let ``load`` bring in what an app ships; it gives how many things are new.

    Called from an app's ``ready``. ``load`` must do nothing the second time.
    """
    _loaders[name] = load


def load_shipped() -> dict[str, int]:
    """Run every loader; gives how many things each one added."""
    return {name: load() for name, load in _loaders.items()}
