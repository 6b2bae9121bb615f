#!/usr/bin/env python3
"""Computes what the error functions are tested against, and the coefficients that they use, by mpmath.

    python3 make_tables.py                  writes error-functions.tsv beside this file
    python3 make_tables.py --coefficients   prints the coefficients of Sources/CKernels/errors.h

It takes mpmath 1.3, and the table is committed, so that the tests need neither. A row is x, erf(x),
erfc(x), the results rounded correctly to double precision, all in hexadecimal.
"""

import math
import random
import sys
from fractions import Fraction
from pathlib import Path

from mpmath import chebyfit, erf, erfc, exp, mp, mpf, nstr, pi, sqrt

mp.dps = 60


def rounded(value):
    """The double nearest to an mpf, subnormal ones too, which Fraction's division rounds once."""
    sign, mantissa, exponent, _ = value._mpf_
    exact = Fraction(mantissa) * Fraction(2) ** exponent
    return float(-exact if sign else exact)


def points():
    generator = random.Random(3)
    result = [0.0, 5e-324, 2.0**-1022, 2.0**-1022 * 0.75, 1e-300, 1e-20, 2.0**-54, 2.0**-27]
    # Where the kernels go from one formula to another, where results saturate or become subnormal
    # and vanish: with both neighbours.
    for x in [0.46875, 0.5, 1.0, 5.92, 6.0, 26.5, 26.543, 27.0, 27.226, 27.2263, 28.0]:
        result += [math.nextafter(x, 0.0), x, math.nextafter(x, math.inf)]
    result += [2.0 ** generator.uniform(-1074, -4) for _ in range(40)]
    result += [generator.uniform(0, 1.1) for _ in range(200)]
    result += [generator.uniform(0, 6.5) for _ in range(200)]
    result += [generator.uniform(0.4, 27.3) for _ in range(200)]
    result += [generator.uniform(26.5, 27.3) for _ in range(40)]
    result += [30.0, 1e3, 1e154, 1.5e154, 1e300, sys.float_info.max]
    return [x * sign for x in result for sign in (1.0, -1.0)]


def erfc_beyond(x):
    """erfc, by its limits where the result is 0 or 2 in double precision."""
    return mpf(0) if x > 30 else mpf(2) if x < -30 else erfc(mpf(x))


def write_table():
    lines = ["x\terf(x)\terfc(x)"]
    for x in points():
        results = [rounded(erf(mpf(x))), rounded(erfc_beyond(x))]
        if x == 0:  # mpmath has no -0
            results[0] = x
        lines.append("\t".join(float.hex(value) for value in [x, *results]))
    path = Path(__file__).parent / "error-functions.tsv"
    path.write_text("\n".join(lines) + "\n")


def print_coefficients():
    def near(z):
        return erf(sqrt(z)) / sqrt(z) - 1 if z > 0 else 2 / sqrt(pi) - 1

    def far(q):
        x = 4 * (1 + q) / (1 - q)
        return (1 + 2 * x) * erfc(x) * exp(x * x) - mpf(5) / 4

    def place(x):
        return (mpf(x) - 4) / (mpf(x) + 4)

    for name, f, ends, count in [
        ("erf(x)/x - 1 in x^2", near, [0, 1], 12),
        ("(1 + 2 x) exp(x^2) erfc(x) - 5/4 in (x - 4)/(x + 4)", far, [place(0.46875), place(28)], 22),
    ]:
        coefficients, error = chebyfit(f, ends, count, error=True)
        print(f"{name}, within {nstr(error, 2)}, by rising powers:")
        for coefficient in reversed(coefficients):
            print(f"  {rounded(coefficient)!r}")


if sys.argv[1:] == ["--coefficients"]:
    print_coefficients()
else:
    write_table()
