"""What the pages load, and what no template may contain."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "coachdesk" / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OWN_STYLES = sorted((STATIC / "css").glob("*.css"))
OWN_SCRIPTS = sorted((STATIC / "js").glob("*.js"))
SPRITE = next(VENDOR.glob("lucide-*/icons.svg"))

BUDGET = 60 * 1024
EVERY_PAGE = ["css/tokens.css", "css/coachdesk.css", "js/coachdesk.js"]


def _text(path: Path) -> str:
    """A template without its comments, which reach nobody's browser."""
    return re.sub(
        r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.S
    )


def _gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize(
    ("base", "own_files"),
    [
        ("base_public.html", ["css/public.css"]),
        ("base_portal.html", ["css/portal.css", "js/desk.js"]),
    ],
)
def test_the_critical_path_stays_within_its_budget(base: str, own_files: list[str]) -> None:
    fonts = [path.stat().st_size for path in VENDOR.rglob("*.woff2")]
    files = [_gzipped(STATIC / name) for name in EVERY_PAGE + own_files]
    skeleton = [_gzipped(ROOT / "templates" / name) for name in ("base.html", base)]
    assert len(fonts) == 2
    assert sum(fonts + files + skeleton) <= BUDGET


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_has_nothing_inline(path: Path) -> None:
    text = _text(path)
    assert not re.search(r"\sstyle\s*=", text), "style= is blocked by the content security policy"
    assert "<style" not in text
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text), "event handlers belong in a script file"
    assert not re.search(r"(?i)javascript:", text)
    for attributes, body in re.findall(r"<script\b([^>]*)>(.*?)</script>", text, flags=re.S):
        assert "src=" in attributes
        assert not body.strip()


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_loads_nothing_from_elsewhere(path: Path) -> None:
    loads = re.findall(
        r"""(?:src|srcset|poster|data|action)\s*=\s*["']?\s*((?:https?:)?//[^"'\s>]+)""",
        _text(path),
    )
    loads += re.findall(r"""<link\b[^>]*href\s*=\s*["']?((?:https?:)?//[^"'\s>]+)""", _text(path))
    assert loads == []


@pytest.mark.parametrize("path", OWN_STYLES, ids=_name)
def test_a_stylesheet_loads_only_files_that_are_there(path: Path) -> None:
    text = path.read_text()
    assert "@import" not in text
    for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", text):
        assert (path.parent / address).is_file(), address


@pytest.mark.parametrize("path", OWN_SCRIPTS, ids=_name)
def test_a_script_writes_no_markup_and_keeps_nothing_on_the_device(path: Path) -> None:
    text = path.read_text()
    forbidden = [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
    ]
    forbidden += ["localStorage", "sessionStorage", "indexedDB", "document.cookie"]
    assert [word for word in forbidden if word in text] == []


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    drawn = {symbol.get("id") for symbol in ElementTree.parse(SPRITE).getroot()}  # noqa: S314
    named = set()
    for path in TEMPLATES:
        text = _text(path)
        named |= set(re.findall(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']""", text))
        named |= set(
            re.findall(r"""\{%\s*nav_link\s+["'][^"']*["']\s+["']([a-z0-9-]+)["']""", text)
        )
        named |= set(re.findall(r"""\bicon=["']([a-z0-9-]+)["']""", text))
        named |= set(re.findall(r"icon\|default:[\"']([a-z0-9-]+)[\"']", text))
    assert "shield" in named
    assert named - drawn == set()


def test_the_icon_tag_points_at_the_sprite_that_is_there() -> None:
    from coachdesk.lib.templatetags import ui

    assert STATIC / ui.SPRITE == SPRITE


def test_files_that_templates_link_to_are_there() -> None:
    elsewhere = ("django_htmx/", "mfa/", "account/")  # shipped by their own packages
    for path in TEMPLATES:
        for name in re.findall(r"""\{%\s*static\s+["']([^"']+)["']""", _text(path)):
            assert name.startswith(elsewhere) or (STATIC / name).is_file(), f"{path.name}: {name}"


def test_vendored_files_are_the_ones_that_were_fetched() -> None:
    lines = (VENDOR / "SHA256SUMS").read_text().splitlines()
    sums = {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}
    found = {
        f"./{path.relative_to(VENDOR)}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    assert found == sums
    assert all((folder / "LICENSE").is_file() for folder in VENDOR.iterdir() if folder.is_dir())
