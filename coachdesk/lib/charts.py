"""Charts drawn by the server as SVG.

Their colours come from the stylesheet (.chart, .trail), so light, night and print need nothing more. The picture
has one spoken label; the numbers stand in the table that belongs beside every chart (`table`). A missing
week is None: the line breaks there and never guesses a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

Point = tuple[float, float]
NARROW = 220  # a chart below this width has room for two labels

# The ten stones of the path, drawn by hand on a 360 by 118 sheet.
_STONES: tuple[Point, ...] = (
    (16, 86), (44, 53), (78, 41), (116, 55), (150, 83),
    (192, 95), (228, 70), (262, 29), (304, 30), (344, 74),
)  # fmt: skip

_WAY = "M16 86C44 40 78 30 112 52s44 54 84 42 40-70 84-70 46 34 66 52"


def line(
    values: Sequence[float | None],
    labels: Sequence[str],
    *,
    name: str,
    low: float = 0,
    high: float = 10,
    width: int = 280,
    height: int = 124,
    marks: Iterable[tuple[int, str]] = (),
) -> SafeString:
    """A line over the weeks, from `low` to `high`, one label for each value.

    `marks` are pairs of an index and a word, such as a session. Raises ValueError when values
    and labels differ in number.
    """
    left, right, top, bottom = 24, 8, 14, 24
    step = (width - left - right) / max(1, len(values) - 1)

    def x(index: int) -> float:
        return round(left + index * step, 1)

    def y(value: float) -> float:
        return round(top + (high - value) / (high - low) * (height - top - bottom), 1)

    spoken = ", ".join(
        _("%(label)s no answer") % {"label": label} if value is None else f"{label} {value:g}"
        for label, value in zip(labels, values, strict=True)
    )
    label = _("%(name)s, out of %(high)g: %(values)s") % {
        "name": name,
        "high": high,
        "values": spoken,
    }
    parts = [
        format_html(
            '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
            left, width - right, y(value), y(value), left - 6, y(value) + 4, f"{value:g}",
        )
        for value in (low, (low + high) / 2, high)
    ]  # fmt: skip
    parts += [
        format_html(
            '<line class="mark" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}">{}</text>',
            x(index), x(index), top - 4, height - bottom, x(index) + 4, top + 2, word,
        )
        for index, word in marks
    ]  # fmt: skip
    points = [None if value is None else (x(i), y(value)) for i, value in enumerate(values)]
    parts += [_stretch(run, ground=y(low)) for run in _runs(points)]
    answered = [point for point in points if point is not None]
    if answered:
        parts.append(_dot("last", answered[-1], 5))
    parts += [
        format_html(
            '<text x="{}" y="{}" text-anchor="{}">{}</text>', x(i), height - 4, anchor, labels[i]
        )
        for i, anchor in _label_places(len(labels), few=width < NARROW)
    ]
    return _svg(width, height, label, parts)


def bars(
    rows: Sequence[tuple[str, float | None]], *, name: str, few: str = "<5", width: int = 320
) -> SafeString:
    """Lying bars, each with its word above and its number behind; None is a count too small to be
    told, which stands as `few` on a dashed stub, never as a length."""
    most = max((value for _label, value in rows if value), default=1)
    row_height, room = 40, width - 44
    spoken = ", ".join(f"{label} {few if value is None else f'{value:g}'}" for label, value in rows)
    parts = []
    for index, (label, value) in enumerate(rows):
        top = index * row_height
        parts.append(format_html('<text x="0" y="{}">{}</text>', top + 12, label))
        length = 18.0 if value is None else round(value / most * room, 1)
        if length:
            kind = "bar-few" if value is None else "bar"
            parts.append(
                format_html(
                    '<rect class="{}" x="0" y="{}" width="{}" height="12" rx="3"/>',
                    kind, top + 18, max(length, 3),
                )
            )  # fmt: skip
        told = few if value is None else f"{value:g}"
        parts.append(
            format_html(
                '<text class="value" x="{}" y="{}">{}</text>',
                round(max(length, 3) + 8, 1) if length else 0, top + 29, told,
            )
        )  # fmt: skip
    label = _("%(name)s: %(values)s") % {"name": name, "values": spoken}
    return _svg(width, max(1, len(rows)) * row_height, label, parts)


def spark(
    values: Sequence[float | None],
    *,
    name: str,
    low: float = 0,
    high: float = 10,
    width: int = 96,
    height: int = 28,
) -> SafeString:
    """A line the size of a word, for lists; `name` is all that a screen reader hears of it."""
    step = (width - 10) / max(1, len(values) - 1)
    points = [
        None
        if value is None
        else (round(4 + i * step, 1), round(4 + (high - value) / (high - low) * (height - 8), 1))
        for i, value in enumerate(values)
    ]
    parts = [
        format_html('<polyline class="line" points="{}"/>', _path(run)) for run in _runs(points)
    ]
    answered = [point for point in points if point is not None]
    if answered:
        parts.append(_dot("last", answered[-1], 3.5))
    return _svg(width, height, name, parts)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, caption: str) -> SafeString:
    """The same numbers as a table, to stand in <details> under the chart; None becomes a dash."""
    head = format_html_join("", '<th scope="col">{}</th>', ((column,) for column in columns))
    body = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (
                row[0],
                format_html_join(
                    "", "<td>{}</td>", (("–" if cell is None else cell,) for cell in row[1:])
                ),
            )
            for row in rows
        ),
    )
    return format_html(
        '<table class="table"><caption class="vh">{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>',
        caption,
        head,
        body,
    )


def trail(done: int, here: int | None, *, name: str) -> SafeString:
    """The winding path of ten steps: `done` behind her, `here` (1 to 10) where she is now, if anywhere."""
    parts = [format_html('<path class="way" d="{}"/>', _WAY)]
    walked = _STONES[: here or done]
    if len(walked) > 1:
        parts.append(
            format_html(
                '<polyline class="walked" points="{}" stroke-linejoin="round"/>', _path(walked)
            )
        )
    for number, (x, y) in enumerate(_STONES, start=1):
        if number == here:
            parts += [_dot("halo", (x, y), 24), _dot("here", (x, y), 17)]
            kind = "here"
        else:
            kind = "done" if number <= done else "to-come"
            parts.append(_dot(kind, (x, y), 12.5))
        parts.append(
            format_html(
                '<text class="{}-n" x="{}" y="{}">{}</text>', kind, x, round(y + 4.3, 1), number
            )
        )
    return _svg(360, 118, name, parts)


def _runs(points: Iterable[Point | None]) -> Iterator[list[Point]]:
    run: list[Point] = []
    for point in points:
        if point is not None:
            run.append(point)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _path(points: Iterable[Point]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _stretch(run: Sequence[Point], *, ground: float) -> SafeString:
    area = [(run[0][0], ground), *run, (run[-1][0], ground)]
    return format_html(
        '<polygon class="area" points="{}"/><polyline class="line" points="{}"/>{}',
        _path(area),
        _path(run),
        format_html_join("", "{}", ((_dot("dot", point, 2.75),) for point in run)),
    )


def _dot(kind: str, point: Point, radius: float) -> SafeString:
    return format_html('<circle class="{}" cx="{}" cy="{}" r="{}"/>', kind, *point, radius)


def _label_places(count: int, *, few: bool = False) -> Iterator[tuple[int, str]]:
    """About five labels: the first, the last, and those between that do not touch the last; with
    ``few`` only the first and the last."""
    every, last = max(1, count - 1 if few else count // 4), count - 1
    for i in range(count):
        if i == last:
            yield i, "end"
        elif i % every == 0 and last - i >= every:
            yield i, "middle" if i else "start"


def _svg(width: int, height: int, label: str, parts: Iterable[SafeString]) -> SafeString:
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        width,
        height,
        label,
        format_html_join("", "{}", ((part,) for part in parts)),
    )
