#!/usr/bin/env python3
"""Sends every row of the table to a running server, whole, byte by byte and split in two.

    Tests/IntegrationTests/Conformance/conformance.py PORT [--every-split] [--filter TEXT]

Without --every-split a seeded sample of the places where the bytes can be split is tried. Prints a line
for each row that fails, and how many rows there are; the exit status is 0 if none failed.
"""

import argparse
import concurrent.futures
import random
import sys
import time

import fields  # noqa: F401  (fills the table)
from rows import ROWS
from wire import Stream, Violation

# Rows longer than this are sent whole only: what they test is a limit.
LONG = 2_000


def check(port, row, pieces, pause):
    """Sends the pieces; raises a Violation unless the outcome is that of the row."""
    ends = row.outcome.endswith("+end")
    *expected, last = row.outcome.removesuffix("+end").split()
    with Stream(port) as stream:
        for piece in pieces:
            stream.send(piece)
            if pause:
                time.sleep(pause)
        if ends:
            stream.end()
        closes = False
        for word in expected:
            closes = expect(stream, word)
        if last == "close":
            # Of a client that has ended its side the server may learn when it has answered.
            if expected != ["silence"] and not closes and not ends:
                raise Violation("RFC 9112 9.6: the connection ends unannounced")
            rest = stream.rest()
            if rest:
                raise Violation(f"more than expected: {rest[:60]!r}")
        elif last == "open":
            if closes:
                raise Violation("the connection ends")
            stream.send(b"GET /livez HTTP/1.1\r\nHost: sentinel\r\n\r\n")
            expect(stream, "200")


def expect(stream, word):
    """Takes the next response, which the word describes; returns whether it announces the end."""
    if word == "silence":
        return False
    response = stream.response(to_head=word.endswith("(HEAD)"))
    if word == "100?":
        # Left out if the content has come already.
        if response is not None and response.status != 100:
            stream.unread = response
        return False
    if response is None:
        raise Violation(f"no answer; expected {word}")
    status = int(word.removesuffix("(HEAD)"))
    if response.status != status:
        raise Violation(f"{response.status} instead of {status}: {response.body[:120]!r}")
    return response.closes


def ways(row, every_split, generator):
    """The ways to send the bytes: lists of pieces."""
    wire = row.wire
    yield "whole", [wire]
    if len(wire) > LONG:
        return
    yield "byte by byte", [wire[i:i + 1] for i in range(len(wire))]
    places = range(1, len(wire))
    if not every_split:
        places = generator.sample(places, min(6, len(places)))
    for place in places:
        yield f"split at {place}", [wire[:place], wire[place:]]


def run(port, row, every_split, seed):
    generator = random.Random(f"{seed} {row.name}")
    count = 0
    for way, pieces in ways(row, every_split, generator):
        count += 1
        try:
            check(port, row, pieces, 0.001 if len(pieces) == 2 else 0)
        except (Violation, OSError) as error:
            return count, f"RFC {row.rule}, {row.name}, {way}: {error}"
    return count, None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("--every-split", action="store_true")
    parser.add_argument("--filter", default="")
    parser.add_argument("--seed", default=str(random.randrange(1 << 32)))
    options = parser.parse_args()
    rows = [row for row in ROWS if options.filter in f"{row.rule} {row.name}"]
    failures = 0
    sent = 0
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for count, failure in pool.map(
                lambda row: run(options.port, row, options.every_split, options.seed), rows):
            sent += count
            if failure:
                failures += 1
                print(failure)
    print(f"{len(rows)} rows sent in {sent} ways, {failures} failed (seed {options.seed})")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
