"""The same computation in JAX: value and gradient of one point, and a sweep over t.

    python3 limit_jax.py SECONDS POINTS...

One line of JSON per figure; times are in seconds.
"""

import json
import math
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)

LENGTH = 2 * math.pi
SWEEP = 629


def objective(points):
    x = np.arange(points) * (LENGTH / points)
    wavenumber = np.arange(points // 2 + 1)
    symbol = np.concatenate([[0.0], -1.0 / wavenumber[1:] ** 2])

    def value(t, mu, sigma):
        u = ((x - mu) / sigma) ** 2
        density = -(jnp.sin(t) ** 2) / sigma**2 * jnp.exp(-0.5 * u) * (1 - u)
        potential = jnp.fft.irfft(jnp.fft.rfft(density) * symbol, n=points)
        return jnp.sum(potential**2)

    return value


def least(body, seconds):
    """The least time of a call, after two that don't count."""
    body(), body()
    minimum, end, calls = math.inf, time.perf_counter() + seconds, 0
    while calls < 5 or time.perf_counter() < end:
        start = time.perf_counter()
        body()
        minimum = min(minimum, time.perf_counter() - start)
        calls += 1
    return minimum


def report(name, points, minimum, **more):
    print(json.dumps({"name": name, "points": points, "minimum": minimum, **more}), flush=True)


def main():
    seconds = float(sys.argv[1])
    for points in map(int, sys.argv[2:]):
        value = objective(points)
        at = [jnp.float64(v) for v in (1.0, math.pi, 0.25)]
        gradient = jax.jit(jax.value_and_grad(value, argnums=(0, 1, 2)))
        start = time.perf_counter()
        result, slopes = jax.block_until_ready(gradient(*at))
        report("compile", points, time.perf_counter() - start)
        report(
            "general", points, least(lambda: jax.block_until_ready(gradient(*at)), seconds),
            answer=[float(result), float(slopes[0]), float(slopes[2])])
        if points > 1 << 16:
            continue
        ts = jnp.arange(SWEEP) * 0.01
        sweep = jax.jit(jax.vmap(jax.value_and_grad(lambda t: value(t, math.pi, 0.25))))
        minimum = least(lambda: jax.block_until_ready(sweep(ts)), seconds)
        report("sweep, per t", points, minimum / SWEEP)


main()
