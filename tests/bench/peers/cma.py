# SPDX-License-Identifier: Apache-2.0
"""I.cma: 500 studies, pooled anew after each one with DerSimonian and Laird's tau squared of that step."""
import math
import random

import peer

STUDIES = 500


@peer.inputs
def studies():
    rng = random.Random(31)
    variance = [math.exp(rng.uniform(-5.0, 0.0)) for _ in range(STUDIES)]
    peer.write("cma_variance.f64", variance)
    peer.write("cma_effect.f64", [rng.gauss(0.2, math.sqrt(v + 0.05)) for v in variance])


@peer.against("cma/trajectory_500", "statsmodels", at_least=200)
def step_by_step():
    import numpy as np
    from statsmodels.stats.meta_analysis import combine_effects

    effect = np.fromfile(peer.path("cma_effect.f64"))
    variance = np.fromfile(peer.path("cma_variance.f64"))

    def trajectory():
        steps = []
        for k in range(2, len(effect) + 1):
            pooled = combine_effects(effect[:k], variance[:k], method_re="dl")
            steps.append((pooled.mean_effect_re, pooled.sd_eff_w_re, pooled.tau2))
        return {"estimate": float(steps[-1][0]), "tau2": float(steps[-1][2])}

    return trajectory


peer.main()
