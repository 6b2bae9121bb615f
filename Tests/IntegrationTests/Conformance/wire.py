"""A client on a bare socket, and a reader of responses that forgives nothing."""

import re
import socket


class Violation(Exception):
    """What the server sent is no HTTP/1.1, or not what was asked for."""


STATUS_LINE = re.compile(rb"HTTP/1\.1 ([2-5][0-9][0-9]|100|102) [\x20-\x7e]*")
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([\x20-\x7e]*)")
DATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} "
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT")


class Response:
    def __init__(self, status, fields, body):
        self.status = status
        self.fields = fields
        self.body = body

    def value(self, name):
        values = [value for field, value in self.fields if field == name]
        if len(values) > 1:
            raise Violation(f"{name} stands there {len(values)} times")
        return values[0] if values else None

    @property
    def closes(self):
        return self.value("connection") == "close"


class Stream:
    """A connection to the server."""

    def __init__(self, port, timeout=10):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.unread = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise Violation("the connection was reset while the client was sending") from error

    def end(self):
        self.socket.shutdown(socket.SHUT_WR)

    def receive(self):
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError as error:
            raise Violation("the connection was reset") from error
        except TimeoutError as error:
            raise Violation("no answer") from error
        self.buffer += data
        return bool(data)

    def response(self, to_head=False):
        """The next response, checked; None at the end of the stream."""
        if self.unread:
            response, self.unread = self.unread, None
            return response
        while b"\r\n\r\n" not in self.buffer:
            if not self.receive():
                if self.buffer:
                    raise Violation(f"the stream ends within a head: {self.buffer[:60]!r}")
                return None
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        status, fields = parse_head(head)
        response = Response(status, fields, b"")
        check_fields(response)
        if status >= 200 and status not in (204, 304) and not to_head:
            length = int(response.value("content-length"))
            while len(self.buffer) < length:
                if not self.receive():
                    raise Violation("the stream ends within a body")
            response.body, self.buffer = self.buffer[:length], self.buffer[length:]
        return response

    def rest(self):
        """Everything up to the end of the stream."""
        while self.receive():
            pass
        rest, self.buffer = self.buffer, b""
        return rest


def parse_head(head):
    lines = head.split(b"\r\n")
    match = STATUS_LINE.fullmatch(lines[0])
    if not match:
        raise Violation(f"a status line of the wrong form: {lines[0][:60]!r}")
    fields = []
    for line in lines[1:]:
        field = FIELD.fullmatch(line)
        if not field:
            raise Violation(f"a field of the wrong form: {line[:60]!r}")
        fields.append((field[1].decode().lower(), field[2].decode()))
    return int(match[1]), fields


def check_fields(response):
    """What every response must have, and must not have."""
    if response.status < 200:
        if response.fields:
            raise Violation("an interim response with fields")
        return
    if not DATE.fullmatch(response.value("date") or ""):
        raise Violation("RFC 9110 6.6.1: no Date, or one of the wrong form")
    if response.value("transfer-encoding"):
        raise Violation("a transfer coding, which nobody needs here")
    length = response.value("content-length")
    if response.status in (204, 304):
        if response.status == 204 and length is not None:
            raise Violation("RFC 9110 8.6: 204 with Content-Length")
    elif length is None or not length.isdigit():
        raise Violation("no Content-Length")
    if response.status == 405 and not response.value("allow"):
        raise Violation("RFC 9110 15.5.6: 405 without Allow")
    if response.status == 503 and not response.value("retry-after"):
        raise Violation("503 without Retry-After")
    if response.status >= 400 and response.value("content-type") != "application/problem+json":
        raise Violation("RFC 9457: an error that is no problem document")
