"""Monthly seniors and juniors by site in pandas, from columns in memory.

Usage: analysis.py FOLDER FROM TO CUTOFF ROUNDS. Prints the number of artist-months and the least seconds, first with
the artists' ids as text, as the store has them, then with whole numbers in their place.
"""
import sys
import time

import numpy
import pandas

folder = sys.argv[1]
first_month, last_month, cutoff, rounds = map(int, sys.argv[2:])
columns = {"site": numpy.uint8, "artist": numpy.int32, "month": numpy.int16}
numbers = pandas.DataFrame({name: numpy.fromfile(f"{folder}/{name}.bin", kind) for name, kind in columns.items()})
names = numpy.array([f"artist-{i}" for i in range(numbers["artist"].max() + 1)], dtype=object)
texts = numbers.assign(artist=names[numbers["artist"]])


def least_seconds(uploads):
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        first = uploads.groupby(["site", "artist"], sort=False)["month"].min().rename("first").reset_index()
        window = uploads[uploads["month"].between(first_month, last_month)].drop_duplicates()
        active = window.merge(first, on=["site", "artist"])
        active["senior"] = active["first"] < cutoff
        counts = active.groupby(["site", "senior", "month"]).size()
        best = min(best, time.perf_counter() - start)
    return best, int(counts.sum())


(text_seconds, artist_months), (number_seconds, _) = least_seconds(texts), least_seconds(numbers)
print(artist_months, text_seconds, number_seconds)
