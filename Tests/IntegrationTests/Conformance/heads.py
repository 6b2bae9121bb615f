#!/usr/bin/env python3
"""Holds a server to what it decides by heads alone (see HeadTests.swift).

    Tests/IntegrationTests/Conformance/heads.py PORT TOKEN

The server is started with --token-file and --request-memory 20000000. Prints what is not as it should
be, and how many requests were answered.
"""

import contextlib
import sys

from wire import Stream, Violation

PORT = int(sys.argv[1])
TOKEN = f"Authorization: Bearer {sys.argv[2]}\r\n"
answered = 0


def head(length, fields="", method="POST", target="/gradient"):
    return (f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n"
            f"{fields}\r\n").encode()


def expect(stream, status, closes=False):
    """The next answer, which has to be the final one."""
    global answered
    response = stream.response()
    if response is None or (response.status, response.closes) != (status, closes):
        raise Violation(f"{response and (response.status, response.closes)} in place of {status}")
    answered += 1
    if closes and stream.rest():
        raise Violation("more than one answer")


def uploads():
    """Uploads without a token leave the memory of requests to those who have one."""
    with contextlib.ExitStack() as stack:
        strangers = [stack.enter_context(Stream(PORT)) for _ in range(6)]
        for stranger in strangers:
            stranger.send(head(10_000_000) + b" " * 9_000_000)
        with Stream(PORT) as friend:
            friend.send(head(5_000_000, TOKEN) + b'{"t": 1}'.ljust(5_000_000))
            expect(friend, 200)
        for stranger in strangers:
            stranger.send(b" " * 1_000_000)
            expect(stranger, 401)


def dropped():
    """A refused body is dropped, and the connection goes on."""
    with Stream(PORT) as stream:
        for _ in range(3):
            stream.send(head(1_000_000) + b"x" * 1_000_000 + head(8, TOKEN) + b'{"t": 1}')
            expect(stream, 401)
            expect(stream, 200)


def interim():
    """A final answer in place of 100, for whatever reason."""
    for status, message in [
        (401, head(9, "Expect: 100-continue\r\n")),
        (401, head(9, "Expect: 100-continue\r\n", target="/nothing")),
        (404, head(9, TOKEN + "Expect: 100-continue\r\n", target="/nothing")),
        (405, head(9, TOKEN + "Expect: 100-continue\r\n", method="PUT")),
        (415, head(9, TOKEN + "Content-Type: text/plain\r\nExpect: 100-continue\r\n")),
    ]:
        with Stream(PORT) as stream:
            stream.send(message)
            expect(stream, status, closes=True)
    with Stream(PORT) as stream:
        stream.send(head(8, TOKEN + "Expect: 100-continue\r\n"))
        if stream.response().status != 100:
            raise Violation("no 100 to whom it is due")
        stream.send(b'{"t": 1}')
        expect(stream, 200)


def main():
    failures = 0
    for check in [uploads, dropped, interim]:
        try:
            check()
        except (Violation, OSError) as error:
            failures += 1
            print(f"{check.__name__}: {error}")
    print(f"{answered} answered, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
