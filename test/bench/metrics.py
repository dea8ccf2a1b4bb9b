"""The usual routes to FID, KID and precision and recall in numpy and scipy, on features from files, in single precision.

Usage: metrics.py FOLDER NAME N D. Prints the seconds and the value as JSON.
"""
import json
import sys
import time

import numpy

folder, name = sys.argv[1:3]
n, d = map(int, sys.argv[3:])
a, b = (numpy.fromfile(f"{folder}/{side}.bin", numpy.float32)[: n * d].reshape(n, d) for side in "ab")


def fid_eigvals():
    from scipy.linalg import eigvals

    first, second = numpy.cov(a, rowvar=False), numpy.cov(b, rowvar=False)
    roots = numpy.sqrt(eigvals(first @ second).astype(complex)).real.sum()
    return ((a.mean(0) - b.mean(0)) ** 2).sum() + numpy.trace(first) + numpy.trace(second) - 2 * roots


def fid_eigvalsh():
    from scipy.linalg import cholesky, eigvalsh

    first, second = numpy.cov(a, rowvar=False), numpy.cov(b, rowvar=False)
    root = cholesky(first, lower=True)
    roots = numpy.sqrt(numpy.maximum(eigvalsh(root.T @ second @ root), 0)).sum()
    return ((a.mean(0) - b.mean(0)) ** 2).sum() + numpy.trace(first) + numpy.trace(second) - 2 * roots


def fid_nuclear():
    x, y = ((side - side.mean(0)).astype(float) / numpy.sqrt(n - 1) for side in (a, b))
    common = numpy.linalg.svd(x @ y.T, compute_uv=False).sum()
    return ((a.mean(0) - b.mean(0)) ** 2).sum() + (x**2).sum() + (y**2).sum() - 2 * common


def kid_sums(x, y):
    near = x @ y.T / d + 1
    return near * near * near


def kid():
    xx, yy, xy = kid_sums(a, a), kid_sums(b, b), kid_sums(a, b)
    within = (xx.sum(dtype=float) - numpy.trace(xx) + yy.sum(dtype=float) - numpy.trace(yy)) / (n * (n - 1))
    return within - 2 * xy.mean(dtype=float)


def kid_subsets():
    rng = numpy.random.default_rng(1)
    values = []
    for _ in range(100):
        x, y = (side[rng.choice(n, 1000, replace=False)] for side in (a, b))
        xx, yy, xy = kid_sums(x, x), kid_sums(y, y), kid_sums(x, y)
        within = (xx.sum(dtype=float) - numpy.trace(xx) + yy.sum(dtype=float) - numpy.trace(yy)) / (1000 * 999)
        values.append(within - 2 * xy.mean(dtype=float))
    return numpy.mean(values)


def squared_distances(x, y):
    squares = x @ y.T
    squares *= -2
    squares += (x * x).sum(1)[:, None]
    squares += (y * y).sum(1)
    return squares


def neighbours():
    """The sum of precision, recall, density and coverage: one number to compare."""
    k = 5
    near_a, near_b = (numpy.partition(squared_distances(side, side), k, axis=1)[:, k] for side in (a, b))
    between = squared_distances(a, b)
    counts = between < near_a[:, None]
    recall = (between < near_b).any(1).mean()
    return counts.any(0).mean() + recall + counts.sum() / (k * n) + counts.any(1).mean()


route = globals()[name]
if name.startswith("fid_eig"):
    import scipy.linalg  # noqa: F401, loaded before the clock starts
start = time.perf_counter()
value = route()
print(json.dumps({"seconds": time.perf_counter() - start, "value": float(value)}))
