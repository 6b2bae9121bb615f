#!/usr/bin/env python3
"""Holds a server to limits that its command line set (see ConformanceTests.swift).

    Tests/IntegrationTests/Conformance/limits.py PORT

The server is started with --head-timeout 0.3 --body-timeout 0.3 --idle-timeout 0.3
--request-timeout 60 --max-headers 5 --max-request-line 100 --max-header-line 200
--max-connections-per-address 8. Prints what is not as it should be.
"""

import sys
import time

from wire import Stream, Violation

HEAD = b"GET /livez HTTP/1.1\r\nHost: a\r\n"


def answer(port, data, status, closes=True):
    with Stream(port) as stream:
        stream.send(data)
        response = stream.response()
        if response is None or response.status != status or response.closes != closes:
            raise Violation(f"{response and response.status} instead of {status}")
        if closes and stream.rest():
            raise Violation("more than one answer")


def slow_head(port):
    answer(port, HEAD, 408)


def slow_body(port):
    answer(port, b"POST /gradient HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{", 408)


def trickled_head(port):
    """A byte now and then does not prolong the time."""
    with Stream(port) as stream:
        began = time.monotonic()
        try:
            for byte in HEAD * 20:
                stream.send(bytes([byte]))
                time.sleep(0.02)
                if time.monotonic() - began > 1.5:
                    break
        except Violation:
            pass
        if stream.response().status != 408:
            raise Violation("a trickled head is put up with")


def idle(port):
    with Stream(port) as stream:
        stream.send(HEAD + b"\r\n")
        stream.response()
        if stream.rest():
            raise Violation("an idle connection is told something")


def header_count(port):
    answer(port, HEAD + b"A: b\r\n" * 5 + b"\r\n", 431)
    answer(port, HEAD + b"A: b\r\n" * 4 + b"\r\n", 200, closes=False)


def request_line(port):
    answer(port, b"GET /livez?" + b"a" * 100 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414)


def header_line(port):
    answer(port, HEAD + b"A: " + b"b" * 200 + b"\r\n\r\n", 431)


def connections(port):
    streams = [Stream(port) for _ in range(8)]
    try:
        for stream in streams:
            stream.send(HEAD + b"\r\n")
            stream.response()
        answer(port, b"", 503)
    finally:
        for stream in streams:
            stream.__exit__()


def main():
    port = int(sys.argv[1])
    failures = 0
    for check in [slow_head, slow_body, trickled_head, idle, header_count, request_line, header_line,
                  connections]:
        try:
            check(port)
        except (Violation, OSError) as error:
            failures += 1
            print(f"{check.__name__}: {error}")
        # Those before have left: the number of connections counts here.
        time.sleep(0.1)
    print(f"{failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
