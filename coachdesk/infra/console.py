"""Speaking to the person at the terminal."""

from __future__ import annotations


class Refusal(Exception):
    """Something is missing; the text says what, in words for a person."""


def say(text: str = "") -> None:
    """Print a line at once, also into a pipe or before another process takes over."""
    print(text, flush=True)


def tail(text: str, lines: int = 15) -> str:
    """The last lines of a long output."""
    return "\n".join(text.strip().splitlines()[-lines:])
