"""A mailer for the demo and for trying things out: it prints each mail."""

import sys
from email.message import EmailMessage
from typing import TextIO


class ConsoleMailer:
    """Prints what would be sent."""

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = out

    def send(self, message: EmailMessage) -> None:
        body = message.get_body(("plain",))
        text = body.get_content() if body else ""
        lines = [
            "-- mail " + "-" * 64,
            f"To: {message['To']}",
            *([f"Reply-To: {message['Reply-To']}"] if message["Reply-To"] else []),
            f"Subject: {message['Subject']}",
            "",
            text.rstrip(),
            "-" * 72,
        ]
        print(*lines, sep="\n", file=self.out or sys.stdout, flush=True)
