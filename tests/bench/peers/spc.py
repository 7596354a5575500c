# SPDX-License-Identifier: Apache-2.0
"""O.spc: the four Western Electric rules, where the point that completes a pattern is one of it."""
import random

import peer

POINTS = 100_000


@peer.inputs
def series():
    rng = random.Random(6)
    peer.write("spc_series.f64", [rng.gauss(0.0, 1.0) for _ in range(POINTS)])


@peer.against("spc/western_electric_1e5", "numpy", at_least=10)
def windows_by_convolution():
    import numpy as np

    z = np.fromfile(peer.path("spc_series.f64"))

    def completes(beyond, needed, width):
        """At least `needed` of the last `width` points, the last one among them."""
        inside = np.convolve(beyond, np.ones(width, int))[: len(beyond)]
        inside[: width - 1] = 0
        return beyond & (inside >= needed)

    def rules():
        one = np.abs(z) > 3
        two = completes(z > 2, 2, 3) | completes(z < -2, 2, 3)
        three = completes(z > 1, 4, 5) | completes(z < -1, 4, 5)
        four = completes(z > 0, 8, 8) | completes(z < 0, 8, 8)
        found = [np.flatnonzero(rule) for rule in (one, two, three, four)]
        return {"special_points": int(np.count_nonzero(one | two | three | four)), "listed": sum(map(len, found))}

    return rules


peer.main()
