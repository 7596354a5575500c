# SPDX-License-Identifier: Apache-2.0
"""N.cross_validation: random splits of 10,000 rows. The peers make the splits; the pillar also judges each of them."""
import random

import peer

ROWS = 10_000
SPLITS = 200


@peer.inputs
def values():
    rng = random.Random(8)
    peer.write("cross_validation.f64", [rng.gauss(10.0, 2.0) for _ in range(ROWS)])


@peer.against("cross_validation/monte_carlo_200", "sklearn", at_least=3)
def shuffle_split():
    import numpy as np
    from sklearn.model_selection import ShuffleSplit

    x = np.zeros((ROWS, 1))
    splitter = ShuffleSplit(SPLITS, train_size=0.7, random_state=1)
    return lambda: {"test_rows": sum(len(test) for _, test in splitter.split(x))}


@peer.against("cross_validation/bootstrap_200", "numpy", at_least=1)
def bootstrap():
    import numpy as np

    def draw():
        rng = np.random.default_rng(1)
        rows = 0
        for _ in range(SPLITS):
            train = rng.integers(0, ROWS, ROWS)
            out_of_bag = np.ones(ROWS, bool)
            out_of_bag[train] = False
            rows += len(np.flatnonzero(out_of_bag))
        return {"test_rows": rows}

    return draw


@peer.against("cross_validation/k_fold_10", "sklearn", at_least=1)
def k_fold():
    import numpy as np
    from sklearn.model_selection import KFold

    x = np.zeros((ROWS, 1))
    return lambda: {"test_rows": sum(len(test) for _, test in KFold(10, shuffle=True, random_state=1).split(x))}


@peer.against("cross_validation/conformal_quantile_1e4", "numpy", at_least=1)
def quantile():
    import numpy as np

    scores = np.fromfile(peer.path("cross_validation.f64"))
    return lambda: {"quantile": float(np.partition(scores, 9000)[9000])}  # the 9001st smallest: ceil(10001 * 0.9)


peer.main()
