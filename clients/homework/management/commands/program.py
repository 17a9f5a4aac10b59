"""Program files on the command line: check, import, export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clients.homework.library import import_program
from clients.homework.models import ProgramVersion
from clients.homework.program_format import ProgramRefused, parse_program


class Command(BaseCommand):
    help = "Checks, imports or exports program files (coachdesk.program/1)."

    def add_arguments(self, parser: Any) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        check = acts.add_parser("check", help="say what is wrong with a file, by line")
        check.add_argument("file", type=Path)
        take = acts.add_parser("import", help="take a file in as a draft")
        take.add_argument("file", type=Path)
        take.add_argument("--publish", action="store_true", help="publish it at once")
        give = acts.add_parser("export", help="write a version as a file")
        give.add_argument("slug")
        give.add_argument("--version", dest="number", help="default: the newest")
        give.add_argument("--locale", default="en")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        try:
            getattr(self, f"_{act}")(**options)
        except ProgramRefused as refusal:
            raise CommandError("\n".join(map(str, refusal.problems))) from None
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"the file can’t be read: {type(error).__name__}") from None

    def _check(self, *, file: Path, **options: Any) -> None:
        data = parse_program(file.read_text(encoding="utf-8"))
        self.stdout.write(
            f"{data['title']} {data['version']}: {len(data['steps'])} steps, no problems"
        )

    def _import(self, *, file: Path, publish: bool, **options: Any) -> None:
        version = import_program(
            source=file.read_text(encoding="utf-8"), actor=None, publish=publish
        )
        self.stdout.write(f"{version.title} {version.version}: {version.state}")

    def _export(self, *, slug: str, number: str | None, locale: str, **options: Any) -> None:
        rows = ProgramVersion.objects.filter(program__slug=slug, locale=locale)
        if number:
            rows = rows.filter(version=number)
        found = rows.order_by("-created_at").first()
        if found is None:
            raise CommandError("there is no such version")
        self.stdout.write(found.source, ending="")
