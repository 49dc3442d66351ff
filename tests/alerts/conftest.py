"""A web server and a mail server that listen on this machine and keep what they are sent."""

import json
import socketserver
import ssl
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme


class Web:
    """received: the paths and bodies of posts; answers: the status of each next answer, then 200."""

    def __init__(self) -> None:
        self.received: list[tuple[str, dict]] = []
        self.answers: list[int] = []
        self.url = ""


@pytest.fixture(scope="session")
def web_server() -> Iterator[Web]:
    web = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = web.answers.pop(0) if web.answers else 200
            if status == 200:
                web.received.append((self.path, json.loads(body)))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        web.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield web
        server.shutdown()


@pytest.fixture
def web(web_server: Web) -> Web:
    web_server.received.clear()
    web_server.answers.clear()
    return web_server


class Post:
    """letters: what came, parsed, and in `ciphers` how each was encrypted. refused: whether recipients are refused.
    logins: what came with AUTH. port, tls_port: the second speaks TLS from the first byte on, the first when asked."""

    def __init__(self) -> None:
        self.letters: list = []
        self.ciphers: list[str | None] = []
        self.recipients: list[str] = []
        self.logins: list[str] = []
        self.refused = False
        self.port = self.tls_port = 0


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Who vouches for the mail server, and whom nobody knows but for a test that says so."""
    return trustme.CA()


@pytest.fixture(scope="session")
def mail_server(authority: trustme.CA) -> Iterator[Post]:
    post = Post()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)

    class Handler(socketserver.StreamRequestHandler):
        """As much of RFC 5321 and RFC 3207 as a client needs."""

        def handle(self) -> None:
            if self.server.server_address[1] == post.tls_port:
                self.encrypt()
            self.say("220 post")
            while self.answered():
                pass

        def encrypt(self) -> None:
            self.connection = context.wrap_socket(self.connection, server_side=True)
            self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)

        def answered(self) -> bool:
            """One command; false when there is none left."""
            word, _, rest = self.rfile.readline().decode().strip().partition(" ")
            match word.upper():
                case "" | "QUIT":
                    self.say("221 bye")
                    return False
                case "EHLO":
                    self.say("250-post", "250-STARTTLS", "250 AUTH PLAIN")
                case "STARTTLS":
                    self.say("220 go on")
                    self.encrypt()
                case "AUTH":
                    post.logins.append(rest)
                    self.say("235 welcome")
                case "RCPT":
                    post.recipients.append(rest)
                    self.say("550 nobody here" if post.refused else "250 ok")
                case "DATA":
                    self.say("354 go on")
                    lines = iter(self.rfile.readline, b".\r\n")
                    text = b"".join(line[1:] if line.startswith(b"..") else line for line in lines)
                    post.letters.append(message_from_bytes(text, policy=policy.default))
                    is_tls = isinstance(self.connection, ssl.SSLSocket)
                    post.ciphers.append(self.connection.version() if is_tls else None)
                    self.say("250 ok")
                case _:
                    self.say("250 ok")
            return True

        def say(self, *lines: str) -> None:
            self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that does not trust us hangs up; what it makes of that is what is tested."""

    with Server(("127.0.0.1", 0), Handler) as plain, Server(("127.0.0.1", 0), Handler) as encrypted:
        post.port, post.tls_port = plain.server_address[1], encrypted.server_address[1]
        for server in (plain, encrypted):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        yield post
        for server in (plain, encrypted):
            server.shutdown()


@pytest.fixture
def mailbox(mail_server: Post) -> Post:
    for kept in (mail_server.letters, mail_server.ciphers, mail_server.recipients, mail_server.logins):
        kept.clear()
    mail_server.refused = False
    return mail_server
