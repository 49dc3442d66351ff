"""A web server and a mail server that listen on this machine and keep what they are sent."""

import json
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


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
    """letters: what came, parsed. refused: whether recipients are refused. logins: what came with AUTH."""

    def __init__(self) -> None:
        self.letters: list = []
        self.recipients: list[str] = []
        self.logins: list[str] = []
        self.refused = False
        self.port = 0


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Post]:
    post = Post()

    class Handler(socketserver.StreamRequestHandler):
        """As much of RFC 5321 as a client needs."""

        def handle(self) -> None:
            self.say("220 post")
            for raw in self.rfile:
                word, _, rest = raw.decode().strip().partition(" ")
                match word.upper():
                    case "EHLO":
                        self.say("250-post", "250 AUTH PLAIN")
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
                        self.say("250 ok")
                    case "QUIT":
                        self.say("221 bye")
                        return
                    case _:
                        self.say("250 ok")

        def say(self, *lines: str) -> None:
            self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        post.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield post
        server.shutdown()


@pytest.fixture
def mailbox(mail_server: Post) -> Post:
    for kept in (mail_server.letters, mail_server.recipients, mail_server.logins):
        kept.clear()
    mail_server.refused = False
    return mail_server
