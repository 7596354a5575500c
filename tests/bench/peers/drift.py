# SPDX-License-Identifier: Apache-2.0
"""O.drift: one observation through each detector. ADWIN has a figure to reach; the floor of the others is Python's plainest
detector, a loop that keeps a mean."""
import random

import peer

OBSERVATIONS = 1_000_000


@peer.inputs
def streams():
    rng = random.Random(7)
    values, level = [], 0.0
    for i in range(OBSERVATIONS):
        if i % 20_000 == 0:
            level = rng.uniform(-3.0, 3.0)
        values.append(level + rng.gauss(0.0, 1.0))
    peer.write("drift_values.f64", values)
    peer.write("drift_constant.f64", [rng.gauss(0.0, 1.0) for _ in range(OBSERVATIONS)])
    peer.write("drift_bits.f64", [float(rng.random() < 0.1 + 0.3 * (i // 50_000 % 2)) for i in range(OBSERVATIONS)])


peer.limit("drift/adwin_1e6", "ns_per_observation", at_most=125)
peer.limit("drift/adwin_no_change_1e6", "ns_per_observation", at_most=125)


def page_hinkley(values, threshold=50.0, delta=0.005, alpha=0.9999, least=30):
    """The two-sided test as its authors write it, one observation after the other."""
    drifts = n = 0
    mean = up = down = 0.0
    lowest, highest = float("inf"), -1.0
    for x in values:
        n += 1
        mean += (x - mean) / n
        up = alpha * up + x - mean - delta
        down = alpha * down + x - mean + delta
        lowest, highest = min(lowest, up), max(highest, down)
        if n >= least and (up - lowest > threshold or highest - down > threshold):
            drifts += 1
            n, mean, up, down, lowest, highest = 0, 0.0, 0.0, 0.0, float("inf"), -1.0
    return drifts


@peer.against("drift/page_hinkley_1e6", "python", at_least=10)
def plain_loop():
    import array

    values = array.array("d")
    with open(peer.path("drift_values.f64"), "rb") as file:
        values.fromfile(file, OBSERVATIONS)
    values = values.tolist()
    return lambda: {"n_drifts": page_hinkley(values)}


peer.main()
