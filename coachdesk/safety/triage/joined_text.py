"""Title and letter searched as one text, and the way back to the words as they were written."""

from __future__ import annotations

from coachdesk.safety.triage.normalise import NormalisedText, normalise


class JoinedText:
    """Title and letter as one normalised text, with the way back to either."""

    def __init__(self, title: str, text: str) -> None:
        self._title = normalise(title)
        self._body = normalise(text)
        self._title_given = title
        self._body_given = text
        self._joint = len(self._title.text)
        self.text = f"{self._title.text}\n{self._body.text}" if title else self._body.text
        self._body_from = self._joint + 1 if title else 0

    def place(self, start: int, end: int) -> tuple[int, int, str, bool]:
        """Offsets, words and "is it in the title" of a range of the joined text."""
        if self._body_from and start < self._joint:
            return self._cut(self._title, self._title_given, start, min(end, self._joint), True)
        first = max(0, start - self._body_from)
        return self._cut(self._body, self._body_given, first, end - self._body_from, False)

    def _cut(
        self, normalised: NormalisedText, given: str, start: int, end: int, in_title: bool
    ) -> tuple[int, int, str, bool]:
        first, last = normalised.span(start, end)
        return first, last, given[first:last], in_title
