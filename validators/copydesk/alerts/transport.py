"""Messages on their way: over HTTP, and by mail."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any

from copydesk.alerts.message import Message, plain, subject
from copydesk.alerts.settings import EmailSettings
from copydesk.environment import filled
from copydesk.errors import CopydeskError
from copydesk.version import __version__

TIMEOUT = 15
"""Seconds: whoever does not answer by then must not hold up the run."""

TRIES = 3
BUSY = (429, 502, 503, 504)
"""Answers after which it is worth asking again."""


class Undelivered(CopydeskError):
    """A message that did not arrive. It says where it did not, without what is secret in the address."""


def post(address: str, payload: Any) -> None:
    """Sends JSON. Raises Undelivered."""
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.util import Retry

    url = filled(address)
    if not url.startswith(("http://", "https://")):
        raise Undelivered(f"{address}: no address of the web")
    retry = Retry(TRIES - 1, backoff_factor=0.5, status_forcelist=BUSY, allowed_methods=["POST"], redirect=0)
    with requests.Session() as session:
        session.mount(url, HTTPAdapter(max_retries=retry))
        try:
            answer = session.post(
                url,
                json=payload,
                timeout=TIMEOUT,
                allow_redirects=False,
                headers={"User-Agent": f"copydesk/{__version__}"},
            )
        except requests.RequestException as error:
            raise Undelivered(f"{_host(url)}: {type(error).__name__}, after {TRIES} tries") from None
    if not 200 <= answer.status_code < 300:
        raise Undelivered(f"{_host(url)}: it answered {answer.status_code}")


def mail(settings: EmailSettings, messages: list[Message]) -> None:
    """Sends each message as a mail of its own, over one connection. Raises Undelivered."""
    context = ssl.create_default_context()
    is_tls = settings.security == "tls"
    try:
        with (
            smtplib.SMTP_SSL(settings.host, settings.port, timeout=TIMEOUT, context=context)
            if is_tls
            else smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT)
        ) as server:
            if settings.security == "starttls":
                server.starttls(context=context)
            if settings.user:
                server.login(filled(settings.user), filled(settings.password or ""))
            for message in messages:
                server.send_message(_letter(settings, message))
    except (OSError, smtplib.SMTPException) as error:
        told = type(error).__name__ if isinstance(error, smtplib.SMTPAuthenticationError) else str(error)[:200]
        raise Undelivered(f"{settings.host}:{settings.port}: {told}") from None


def _letter(settings: EmailSettings, message: Message) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"] = f"copydesk: {subject(message)}"
    letter["From"] = settings.sender
    letter["To"] = ", ".join(settings.to)
    letter["Date"] = formatdate()
    letter["Message-ID"] = make_msgid(domain=settings.sender.rpartition("@")[2] or None)
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(plain(message) + "\n")
    return letter


def _host(url: str) -> str:
    from urllib.parse import urlsplit

    return urlsplit(url).hostname or "?"
