#!/usr/bin/env python3
"""Computes the tables that the tests of expressions compare with, by mpmath and SymPy.

    python3 make_tables.py      writes values.tsv and derivatives.tsv beside this file

It takes mpmath 1.3 and SymPy 1.14, and its results are committed, so that the tests need neither.
What is asked of a text is computed from a formula that is written down a second time, in Python, or
from a random tree of which the text is one rendering and a SymPy expression another: nothing
here reads the language itself.
"""

import random
import signal
from pathlib import Path

import mpmath
import sympy

mpmath.mp.dps = 50
HERE = Path(__file__).parent
X, Y = sympy.symbols("x y", real=True)

# --- Values: each text with the same formula in Python, for x and y at the points below.

m = mpmath
ANY = [-7.25, -2.0, -1.0, -0.5, -1e-9, 0.0, 1e-12, 0.1, 0.75, 1.0, 1.5, 3.0, 20.0]
POSITIVE = [1e-300, 1e-9, 0.1, 0.5, 1.0, 1.25, 2.0, 10.0, 1e9]
UNIT = [-0.999999, -0.5, -1e-9, 0.0, 0.3, 0.75, 0.999]
FROM_ONE = [1.0, 1.0000001, 1.5, 3.0, 1e9]

VALUES = [
    ("sin(x)", m.sin, ANY), ("cos(x)", m.cos, ANY), ("tan(x)", m.tan, ANY),
    ("asin(x)", m.asin, UNIT), ("acos(x)", m.acos, UNIT), ("atan(x)", m.atan, ANY),
    ("sinh(x)", m.sinh, ANY), ("cosh(x)", m.cosh, ANY), ("tanh(x)", m.tanh, ANY),
    ("asinh(x)", m.asinh, ANY), ("acosh(x)", m.acosh, FROM_ONE), ("atanh(x)", m.atanh, UNIT),
    ("exp(x)", m.exp, ANY), ("expm1(x)", m.expm1, ANY), ("log(x)", m.log, POSITIVE),
    ("ln(x)", m.log, POSITIVE), ("log2(x)", lambda x: m.log(x) / m.log(2), POSITIVE),
    ("log10(x)", m.log10, POSITIVE), ("log1p(x)", m.log1p, UNIT + POSITIVE),
    ("sqrt(x)", m.sqrt, POSITIVE + [0.0]), ("abs(x)", abs, ANY),
    ("cbrt(x)", lambda x: m.sign(x) * m.cbrt(abs(x)), ANY), ("sign(x)", m.sign, ANY),
    ("erf(x)", m.erf, ANY), ("erfc(x)", m.erfc, ANY), ("floor(x)", m.floor, ANY),
    ("sinc(x)", m.sinc, ANY + [0.999999, 1.000001]),
    ("gauss(x)", lambda x: m.exp(-x * x / 2), ANY),
    ("heaviside(x)", lambda x: (m.sign(x) + 1) / 2, ANY),
    ("-x^2", lambda x: -(x * x), ANY), ("x**3", lambda x: x * x * x, ANY),
    ("x^-2", lambda x: 1 / (x * x), [x for x in ANY if x]), ("2^x", lambda x: m.mpf(2) ** x, ANY),
    ("x^0", lambda x: m.mpf(1), ANY), ("x⁴", lambda x: x * x * x * x, ANY),
    ("x^0.5", m.sqrt, POSITIVE), ("pi*x", lambda x: m.pi * x, ANY), ("e^x", m.exp, ANY),
    ("sum(n, 1, 5, sin(n*x)/n)", lambda x: sum(m.sin(n * x) / n for n in range(1, 6)), ANY),
    ("let u = 1 + x^2; let v = sqrt(u); v/(u + v)",
     lambda x: m.sqrt(1 + x * x) / (1 + x * x + m.sqrt(1 + x * x)), ANY),
]

PAIRS = [(0.5, 2.0), (-1.5, 0.25), (2.0, -3.0), (-2.5, -1.5), (1.0, 1.0), (7.0, 2.5), (3.0, 0.125)]

VALUES_OF_TWO = [
    ("atan2(x, y)", m.atan2), ("hypot(x, y)", m.hypot), ("min(x, y)", min), ("max(x, y)", max),
    ("mod(x, y)", lambda x, y: x - y * m.floor(x / y)), ("pow(abs(x), y)", lambda x, y: abs(x) ** y),
    ("min(x, y, 0.75)", lambda x, y: min(x, y, m.mpf(0.75))),
    ("clamp(x, -1, abs(y))", lambda x, y: min(max(x, m.mpf(-1)), abs(y))),
    ("gauss(x, y, 1.5)", lambda x, y: m.exp(-(((x - y) / m.mpf(1.5)) ** 2) / 2)),
    ("where(x < y, x, y^2)", lambda x, y: x if x < y else y * y),
    ("x < y || x > 2*y", lambda x, y: m.mpf(int(x < y or x > 2 * y))),
    ("x >= 0 && y <= 2", lambda x, y: m.mpf(int(x >= 0 and y <= 2))),
    ("x - y - 1", lambda x, y: x - y - 1), ("x / y / 2 * 3", lambda x, y: x / y / 2 * 3),
    ("x - (y - 1)", lambda x, y: x - (y - 1)), ("2^-x^2*y", lambda x, y: m.mpf(2) ** (-(x * x)) * y),
]


def number(value):
    return repr(float(value))


def write_values():
    rows = []
    for text, function, points in VALUES:
        for x in points:
            rows.append((text, number(x), "0.0", number(function(m.mpf(x)))))
    for text, function in VALUES_OF_TWO:
        for x, y in PAIRS:
            rows.append((text, number(x), number(y), number(function(m.mpf(x), m.mpf(y)))))
    write("values.tsv", ("expression", "x", "y", "value"), rows)


# --- Derivatives: random trees, each as text and as a SymPy expression.

UNARY = {
    "sin": sympy.sin, "cos": sympy.cos, "tan": sympy.tan, "atan": sympy.atan, "sinh": sympy.sinh,
    "cosh": sympy.cosh, "tanh": sympy.tanh, "asinh": sympy.asinh, "exp": sympy.exp,
    "log": sympy.log, "sqrt": sympy.sqrt, "erf": sympy.erf, "erfc": sympy.erfc,
    "asin": sympy.asin, "acos": sympy.acos, "acosh": sympy.acosh, "atanh": sympy.atanh,
    "log1p": lambda a: sympy.log(1 + a), "expm1": lambda a: sympy.exp(a) - 1,
    "log2": lambda a: sympy.log(a) / sympy.log(2), "log10": lambda a: sympy.log(a) / sympy.log(10),
    "gauss": lambda a: sympy.exp(-a**2 / 2), "sinc": lambda a: sympy.sin(a) / a,
}
BINARY = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
CALLS = {"hypot": lambda a, b: sympy.sqrt(a**2 + b**2), "atan2": lambda a, b: sympy.atan2(a, b)}


# How strongly what a text ends in binds.
SUM, PRODUCT, SIGN, POWER, PRIMARY = range(5)


def enclosed(generator, operand, minimum):
    """The text of an operand, in parentheses if it needs them, and now and then if it doesn't."""
    text, binding, _ = operand
    return f"({text})" if binding < minimum or generator.random() < 0.1 else text


def tree(generator, depth, parts):
    """A random expression: a text, how strongly it binds, and what SymPy makes of the same.

    What its parts are is added to the list."""
    result = grown(generator, depth, parts)
    parts.append(result[2])
    return result


def grown(generator, depth, parts):
    kind = generator.random()
    if depth == 0 or kind < 0.1:
        digits = generator.choice(["0.5", "1.25", "2", "3", ".125"])
        leaves = [("x", X), ("y", Y), (digits, sympy.Rational("0" + digits))]
        text, value = generator.choice(leaves * 2 + [("pi", sympy.pi), ("e", sympy.E)])
        return text, PRIMARY, value
    first = tree(generator, depth - 1, parts)
    if kind < 0.4:
        name = generator.choice(sorted(UNARY))
        return f"{name}({first[0]})", PRIMARY, UNARY[name](first[2])
    if kind < 0.5:
        power = generator.choice([-2, -1, 2, 3, 4])
        base = enclosed(generator, first, PRIMARY)
        return f"{base}^{power}", POWER, first[2] ** power
    if kind < 0.57:
        return f"-{enclosed(generator, first, SIGN)}", SIGN, -first[2]
    second = tree(generator, depth - 1, parts)
    if kind < 0.65:
        name = generator.choice(sorted(CALLS))
        return f"{name}({first[0]}, {second[0]})", PRIMARY, CALLS[name](first[2], second[2])
    if kind < 0.72:
        text = f"(1 + {enclosed(generator, first, PRIMARY)}^2)^{enclosed(generator, second, SIGN)}"
        return text, POWER, (1 + first[2] ** 2) ** second[2]
    sign = generator.choice(sorted(BINARY))
    binding = SUM if sign in "+-" else PRODUCT
    left, right = enclosed(generator, first, binding), enclosed(generator, second, binding + 1)
    return f"{left} {sign} {right}", binding, BINARY[sign](first[2], second[2])


def evaluated(functions, x, y, digits):
    with mpmath.workdps(digits):
        return [function(m.mpf(x), m.mpf(y)) for function in functions]


def sample(generator, value, parts):
    """A point where value and derivatives are moderate and well conditioned, with all three.

    All parts are real numbers there, also where SymPy takes a square of a root for its operand."""
    formulas = [value, sympy.diff(value, X), sympy.diff(value, Y)]
    functions = [sympy.lambdify((X, Y), formula, "mpmath") for formula in formulas]
    pieces = [sympy.lambdify((X, Y), part, "mpmath") for part in parts]
    for _ in range(4):
        x, y = (round(generator.uniform(-2, 2), 3) for _ in range(2))
        try:
            exact = evaluated(functions, x, y, 50)
            rounded = evaluated(functions, x, y, 16)
            within = evaluated(pieces, x, y, 50)
        except (ArithmeticError, AttributeError, TypeError, ValueError):
            continue
        isReal = all(isinstance(v, m.mpf) and m.isfinite(v) for v in exact + rounded + [m.mpf(1) * v for v in within])
        if not isReal or not all(
            1e-4 < abs(v) < 1e4 or formula == 0 for v, formula in zip(exact, formulas)
        ):
            continue
        if all(abs(a - b) <= 1e-13 * abs(a) for a, b in zip(exact, rounded)):
            return x, y, exact
    return None


def write_derivatives(count):
    generator = random.Random(20)
    rows = []
    seen = set()
    while len(rows) < count:
        parts = []
        text, _, value = tree(generator, generator.choice([2, 3, 3]), parts)
        if text in seen or not value.has(X) or value.has(sympy.zoo, sympy.nan, sympy.I):
            continue
        seen.add(text)
        signal.alarm(3)  # SymPy can take hours over a tower of powers.
        try:
            found = sample(generator, value, parts)
        except TimeoutError:
            continue
        finally:
            signal.alarm(0)
        if found:
            x, y, results = found
            rows.append((text, number(x), number(y), *map(number, results)))
    write("derivatives.tsv", ("expression", "x", "y", "value", "by x", "by y"), rows)


def write(name, header, rows):
    lines = ["\t".join(row) for row in [header, *rows]]
    (HERE / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def give_up(*_):
    raise TimeoutError


if __name__ == "__main__":
    signal.signal(signal.SIGALRM, give_up)
    write_values()
    write_derivatives(400)
