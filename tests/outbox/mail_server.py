"""A mail server on this machine's loopback that says what a test wants it to say."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

USUAL = {
    "greeting": "220 here",
    "EHLO": "250-here\r\n250 AUTH PLAIN",
    "AUTH": "235 welcome",
    "MAIL": "250 fine",
    "RCPT": "250 fine",
    "DATA": "354 go on",
    "end of data": "250 taken",
    "QUIT": "221 bye",
}


@dataclass
class MailServer:
    """``answers`` may be changed between mails; a blank answer hangs up. ``taken`` are addresses."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=lambda: dict(USUAL))
    taken: list[str] = field(default_factory=list)


@contextmanager
def running_mail_server(settings) -> Iterator[MailServer]:
    """Run one, and let the project send through it."""
    said = MailServer()

    class Talk(socketserver.StreamRequestHandler):
        def answer(self, to: str) -> bool:
            words = said.answers.get(to, "500 what?")
            if words:
                self.wfile.write(f"{words}\r\n".encode())
            return bool(words)

        def handle(self) -> None:
            going = self.answer("greeting")
            address = ""
            while going and (line := self.rfile.readline().decode().strip()):
                verb = line.split()[0].upper()
                going = self.answer(verb)
                if verb == "RCPT":
                    address = line.partition("<")[2].partition(">")[0]
                elif verb == "DATA" and said.answers["DATA"].startswith("354"):
                    while self.rfile.readline() not in (b".\r\n", b""):
                        pass
                    going = self.answer("end of data")
                    if said.answers["end of data"].startswith("250"):
                        said.taken.append(address)
                going = going and verb != "QUIT"

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        said.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        send_through(settings, said.port)
        yield said
        server.shutdown()


def send_through(settings, port: int) -> None:
    """Let the project send by SMTP to this port of the loopback, without TLS."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


def closed_port() -> int:
    """A port of the loopback on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
