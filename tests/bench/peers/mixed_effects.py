# SPDX-License-Identifier: Apache-2.0
"""M.mixed_effects: a random intercept for each of 100 groups of 100 rows, one predictor."""
import random

import peer

GROUPS, EACH = 100, 100


@peer.inputs
def panel():
    rng = random.Random(14)
    intercepts = [rng.gauss(0.0, 1.2) for _ in range(GROUPS)]
    group = [g for g in range(GROUPS) for _ in range(EACH)]
    x = [rng.gauss(0.0, 1.0) for _ in group]
    peer.write("lmm_group.i64", group)
    peer.write("lmm_x.f64", x)
    peer.write("lmm_y.f64", [1.5 + 0.8 * value + intercepts[g] + rng.gauss(0.0, 1.0) for value, g in zip(x, group)])


@peer.against("mixed_effects/reml_10000x100", "statsmodels", at_least=50)
def random_intercepts():
    import numpy as np
    from statsmodels.regression.mixed_linear_model import MixedLM

    x = np.fromfile(peer.path("lmm_x.f64"))
    y = np.fromfile(peer.path("lmm_y.f64"))
    group = np.fromfile(peer.path("lmm_group.i64"), dtype=np.int64)
    design = np.column_stack([np.ones_like(x), x])

    def fit():
        result = MixedLM(y, design, groups=group).fit(reml=True)
        # Its optimiser looks at values of the likelihood and knows the variances to five digits: not compared.
        return {"slope": float(result.fe_params[1])}

    return fit


peer.main()
