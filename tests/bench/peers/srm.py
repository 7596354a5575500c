# SPDX-License-Identifier: Apache-2.0
"""O.srm: the chi-square test, alone and at the end of counting units."""
import random

import peer

COUNTS = [5012, 2489, 2499]
RATIOS = [2.0, 1.0, 1.0]
UNITS = 1_000_000


@peer.inputs
def tables():
    rng = random.Random(11)
    peer.write("srm_counts.i64", COUNTS)
    peer.write("srm_ratios.f64", RATIOS)
    peer.write("srm_arms.i64", [rng.randrange(3) for _ in range(UNITS)])
    peer.write("srm_segments.i64", [rng.randrange(20) for _ in range(UNITS)])


@peer.against("srm/chi_square_3_arms", "scipy", at_least=50)
def goodness_of_fit():
    import numpy as np
    from scipy.stats import chisquare

    observed = np.fromfile(peer.path("srm_counts.i64"), dtype=np.int64)
    ratios = np.fromfile(peer.path("srm_ratios.f64"))

    def call():
        test = chisquare(observed, observed.sum() * ratios / ratios.sum())
        return {"chi2": float(test.statistic), "pvalue": float(test.pvalue)}

    return call


@peer.against("srm/units_1e6_in_20_segments", "scipy", at_least=1)
def count_and_test():
    import numpy as np
    from scipy.stats import chisquare

    arms = np.fromfile(peer.path("srm_arms.i64"), dtype=np.int64)
    segments = np.fromfile(peer.path("srm_segments.i64"), dtype=np.int64)

    def call():
        # Labels may be any integers: they are numbered first, as the pillar does it.
        arm_labels, arm_numbers = np.unique(arms, return_inverse=True)
        segment_labels, segment_numbers = np.unique(segments, return_inverse=True)
        cells = len(arm_labels) * len(segment_labels)
        by_segment = np.bincount(segment_numbers * len(arm_labels) + arm_numbers, minlength=cells).reshape(-1, len(arm_labels))
        for counts in by_segment:
            chisquare(counts)
        return {"chi2": float(chisquare(by_segment.sum(axis=0)).statistic)}

    return call


peer.main()
