# SPDX-License-Identifier: Apache-2.0
"""A.sprt: a million observations, the bounds looked at after each."""
import array
import math
import random

import peer

OBSERVATIONS = 1_000_000
UPPER = math.log((1 - 1e-9) / 1e-9)


@peer.inputs
def streams():
    rng = random.Random(5)
    peer.write("sprt_normal.f64", [rng.gauss(0.0005, 1.0) for _ in range(OBSERVATIONS)])
    peer.write("sprt_bits.f64", [float(rng.random() < 0.2) for _ in range(OBSERVATIONS)])


def values_of(name):
    values = array.array("d")
    with open(peer.path(name), "rb") as file:
        values.fromfile(file, OBSERVATIONS)
    return values.tolist()


@peer.against("sprt/gaussian_1e6", "python", at_least=30)
def loop():
    values = values_of("sprt_normal.f64")

    def call():
        llr, crossed = 0.0, None
        for n, x in enumerate(values, 1):
            llr += 0.001 * (x - 0.0005)
            if llr >= UPPER or llr <= -UPPER:
                crossed = crossed or n
        return {"llr": llr}

    return call


@peer.against("sprt/gaussian_1e6", "numpy", at_least=4)
def cumulative_sum():
    import numpy as np

    values = np.fromfile(peer.path("sprt_normal.f64"))

    def call():
        llr = np.cumsum(0.001 * (values - 0.0005))
        np.flatnonzero((llr >= UPPER) | (llr <= -UPPER))
        return {"llr": float(llr[-1])}

    return call


@peer.against("sprt/bernoulli_1e6", "numpy", at_least=4)
def cumulative_bits():
    import numpy as np

    values = np.fromfile(peer.path("sprt_bits.f64"))
    one, zero = math.log(0.2001 / 0.2), math.log(0.7999 / 0.8)

    def call():
        llr = np.cumsum(np.where(values != 0, one, zero))
        np.flatnonzero((llr >= UPPER) | (llr <= -UPPER))
        return {"llr": float(llr[-1])}

    return call


@peer.against("sprt/mixture_1e6", "numpy", at_least=4)
def cumulative_mixture():
    import numpy as np

    values = np.fromfile(peer.path("sprt_normal.f64"))

    def call():
        n = np.arange(1.0, len(values) + 1)
        sums = np.cumsum(values)
        spread = 1.0 + n * 0.1
        log_ratio = 0.1 * sums * sums / (2.0 * spread) - 0.5 * np.log(spread)
        np.maximum.accumulate(log_ratio)
        return {"log_mixture_lr": float(log_ratio[-1])}

    return call


peer.main()
