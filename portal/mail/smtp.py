"""A mailer that hands messages to an SMTP server, with TLS wherever the server offers it."""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from portal.mail.hanging_up import hanging_up

TIMEOUT_S = 20.0
LONGEST_S = 60.0


class SmtpMailer:
    """Sends through `smtp://` (STARTTLS when offered) or `smtps://`, one connection a mail.

    A server that trickles is hung up on after `longest_s`: each of its bytes comes in time.
    """

    def __init__(self, url: str, *, longest_s: float = LONGEST_S) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("give smtp://HOST:PORT or smtps://HOST:PORT")
        self.host = parts.hostname
        self.is_tls = parts.scheme == "smtps"
        self.port = parts.port or (465 if self.is_tls else 25)
        self.user = unquote(parts.username or "")
        self.password = unquote(parts.password or "")
        self.longest_s = longest_s

    def send(self, message: EmailMessage) -> None:
        context = ssl.create_default_context()
        server = self._unconnected(context)
        with hanging_up(server, self.longest_s), server:
            server.connect(self.host, self.port)
            server.ehlo()
            if not self.is_tls and server.has_extn("starttls"):
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
            server.send_message(message)

    def _unconnected(self, context: ssl.SSLContext) -> smtplib.SMTP:
        timeout = min(TIMEOUT_S, self.longest_s)
        server = (
            smtplib.SMTP_SSL(timeout=timeout, context=context)
            if self.is_tls
            else smtplib.SMTP(timeout=timeout)
        )
        server._host = self.host  # type: ignore[attr-defined]  # whose name the certificate proves
        return server
