"""Reading YAML safely, with the line of every value, so that problems can name their place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
MAX_BYTES = 256 * 1024
MAX_DEPTH = 10
Path = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong and where, in words for the person who wrote the file."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


class Unreadable(Exception):
    """The text is not YAML that we take; carries one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


@dataclass(frozen=True)
class Document:
    """Plain values and the line of each by its path, such as ``("steps", 2, "title")``."""

    value: Any
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of a value, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(text: str) -> Document:
    """Plain values from YAML. Raises Unreadable for broken, too large or too deep text, double
    keys, and anchors (a small file may unfold into a huge one)."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise Unreadable(Problem(1, "the file is larger than 256 kB"))
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            # Asked before the whole text is read: reading brackets in brackets costs their square.
            if isinstance(event, yaml.CollectionStartEvent | yaml.CollectionEndEvent):
                depth += 1 if isinstance(event, yaml.CollectionStartEvent) else -1
            if depth > MAX_DEPTH + 1:
                raise Unreadable(Problem(event.start_mark.line + 1, "nested too deeply"))
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise Unreadable(
                    Problem(event.start_mark.line + 1, "anchors (& and *) are not taken")
                )
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            raise Unreadable(Problem(1, "the file is empty"))
        lines: dict[Path, int] = {}
        return Document(_plain(loader, node, (), lines), lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(
            Problem(mark.line + 1 if mark else 1, f"not YAML: {error.problem}")
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise Unreadable(Problem(1, "not YAML: a character that is not allowed")) from None


def _plain(loader: yaml.SafeLoader, node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    line = node.start_mark.line + 1
    lines[path] = line
    if len(path) > MAX_DEPTH:
        raise Unreadable(Problem(line, "nested too deeply"))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(loader, item, (*path, i), lines) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str):
                raise Unreadable(Problem(line, "a key must be one word"))
            _storable(key, line)
            if key in found:
                raise Unreadable(Problem(key_node.start_mark.line + 1, f"“{key}” stands twice"))
            found[key] = _plain(loader, value_node, (*path, key), lines)
            lines[(*path, key)] = key_node.start_mark.line + 1
        return found
    if node.tag not in _SCALARS:
        raise Unreadable(Problem(line, f"a value of this kind is not taken: {node.tag}"))
    value = loader.construct_object(node)
    _storable(value, line)
    return value


def _storable(value: Any, line: int) -> None:
    """An escape such as "\\0" may stand for a character that no database takes."""
    if isinstance(value, str) and _UNSTORABLE.search(value):
        raise Unreadable(Problem(line, "a character that is not allowed"))


_SCALARS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null")}
