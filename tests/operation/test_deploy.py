"""What is shipped to serve with: every command exists, every variable is known, every file is sound."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands, load_command_class
from gunicorn.config import Config

from coachdesk.celery import app
from coachdesk.operation import environment

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
TIMERS = sorted((DEPLOY / "systemd").glob("*.timer"))
GUIDE = sorted((ROOT / "docs" / "operator").glob("*.md"))
# Variables of other programs.
FOREIGN = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD_FILE", "SITE", "UPSTREAM"}
FOREIGN |= {"PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}


def unit(path: Path) -> configparser.RawConfigParser:
    """A systemd file; of a key that stands several times the values are joined by line ends."""

    class Several(dict):
        def __setitem__(self, key: str, value: Any) -> None:
            if key in self and isinstance(value, list):
                self[key].extend(value)
            else:
                super().__setitem__(key, value)

    found = configparser.RawConfigParser(strict=False, dict_type=Several)
    found.optionxform = str  # type: ignore[assignment, method-assign]
    found.read(path)
    return found


def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def commands() -> list[list[str]]:
    """Every command line of units, compose file and image, split into words, without folders."""
    lines = [
        line.removeprefix("ExecStart=")
        for path in UNITS
        for line in path.read_text().splitlines()
        if line.startswith("ExecStart=")
    ]
    found = [shlex.split(line) for line in lines]
    for service in compose()["services"].values():
        command = service.get("command", [])
        if command[:2] == ["sh", "-c"]:
            found += [shlex.split(part) for part in command[2].split("&&")]
        elif command:
            found.append(command)
    image = (DEPLOY / "Containerfile").read_text()
    found.append(yaml.safe_load(image[image.index("CMD [") + 4 :].replace("\\\n", "")))
    return [
        [word.rpartition("/")[2] if i == 0 else word for i, word in enumerate(c)] for c in found
    ]


def test_every_command_exists_and_takes_its_options():
    seen = set()
    for program, *words in commands():
        seen.add(program)
        match program:
            case "python":
                assert words[0] == "manage.py"
                name, *options = words[1:]
                command = load_command_class(get_commands()[name], name)
                command.create_parser("manage.py", name).parse_args(options)
            case "gunicorn":
                known = Config().parser().parse_args(words)
                assert known.args == ["coachdesk.wsgi"]
                assert known.control_socket_disable
            case "celery":
                assert words[:2] == ["-A", "coachdesk.celery"]
                assert words[2] in ("worker", "beat")
                assert app.main == "coachdesk"
            case _:
                assert program == "redis-server"
    assert seen == {"python", "gunicorn", "celery", "redis-server"}


def variables() -> set[str]:
    """Every variable that any of the files sets."""
    names: set[str] = set()
    for path in UNITS:
        names |= set(re.findall(r"^Environment=(\w+)=", path.read_text(), re.MULTILINE))
    for service in compose()["services"].values():
        names |= set(service.get("environment", {}))
    example = (DEPLOY / "environment.example").read_text()
    names |= {line.partition("=")[0] for line in example.splitlines() if line[:1].isalpha()}
    names |= set(
        re.findall(r"(\w+)=\S+ \\?$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    )
    return names


def test_every_variable_is_one_that_is_read():
    assert variables() - FOREIGN - environment.known_names() == set()
    assert "COACHDESK_SITE_URL" in variables()


@pytest.mark.parametrize("path", GUIDE, ids=lambda path: path.name)
def test_the_guide_names_only_what_there_is(path):
    text = path.read_text()
    words = set(re.findall(r"\b(?:COACHDESK_[A-Z_]+[A-Z]|DATABASE_URL(?:_FILE)?)\b", text))
    assert words - environment.known_names() == set()
    known = set(get_commands())
    assert set(re.findall(r"manage\.py (\w+)", text)) - known == set()
    for link in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        if "://" not in link:
            assert (path.parent / link).exists(), link


def test_the_environment_reference_is_the_one_that_the_settings_make():
    page = (ROOT / "docs" / "operator" / "environment.md").read_text()
    assert page == environment.reference()
    assert {one.name for one in environment.variables()} == set(environment.ABOUT)


def test_every_secret_of_the_compose_file_is_handed_over_as_a_file():
    body = compose()
    given = body["services"]["web"]["environment"]
    handed = {f"/run/secrets/{name}" for name in body["services"]["web"]["secrets"]}
    assert {value for name, value in given.items() if name.endswith("_FILE")} == handed
    assert set(body["secrets"]) >= set(body["services"]["web"]["secrets"])
    assert not {name for name in given if name in ("DATABASE_URL", "COACHDESK_FIELD_KEYS")}


def test_the_processes_run_without_rights_and_end_gracefully():
    for path in UNITS:
        service = unit(path)["Service"]
        assert (service["User"], service["NoNewPrivileges"]) == ("coachdesk", "yes")
        assert (service["UMask"], service["ProtectSystem"]) == ("0077", "strict")
    web = unit(DEPLOY / "systemd" / "coachdesk-web.service")["Service"]
    assert int(web["TimeoutStopSec"]) > 25


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_the_proxies_wait_for_slow_senders_and_pass_one_address_on(name):
    text = (DEPLOY / name).read_text()
    assert text.count("{") == text.count("}")
    wanted = {
        "nginx.conf": (
            "client_body_timeout 10s;",
            "proxy_request_buffering on;",
            "client_max_body_size 12m;",
            "X-Forwarded-For $remote_addr;",
            "location = /metrics",
        ),
        "Caddyfile": (
            "read_body 30s",
            "request_buffers 12MiB",
            "max_size 12MB",
            "X-Forwarded-For {remote_host}",
            "/metrics",
        ),
    }[name]
    for line in wanted:
        assert line in text


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_nginx_takes_the_configuration(tmp_path):
    text = (DEPLOY / "nginx.conf").read_text()
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    subject = ["-subj", "/CN=desk.example.org", "-out", str(certificate), "-keyout", str(key)]
    subprocess.run([*made, *subject], check=True, capture_output=True)
    text = text.replace("/etc/ssl/coachdesk/fullchain.pem", str(certificate))
    text = text.replace("/etc/ssl/coachdesk/privkey.pem", str(key))
    text = text.replace("/var/log/nginx", str(tmp_path))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "\n".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    whole = f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{places}\n{text}\n}}\n"
    (tmp_path / "nginx.conf").write_text(whole)
    done = subprocess.run(
        ["nginx", "-t", "-e", str(tmp_path / "e"), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize("path", [*UNITS, *TIMERS], ids=lambda path: path.name)
def test_systemd_takes_the_units(path):
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(path)], capture_output=True, text=True
    )
    wrong = [
        line
        for line in done.stderr.splitlines()
        if "is not executable" not in line and path.name in line
    ]
    assert wrong == []
