# SPDX-License-Identifier: Apache-2.0
"""The statistics plugin: tests of two samples, correlation, distances and intervals."""
import random

import peer

ROWS = 1_000_000
LABELS = 100_000


@peer.inputs
def columns():
    rng = random.Random(53)
    x = [rng.gauss(0.0, 1.0) for _ in range(ROWS)]
    peer.write("statistics_x.f64", x)
    peer.write("statistics_y.f64", [0.02 + 0.3 * value + rng.gauss(0.0, 1.0) for value in x])
    peer.write("statistics_group.i64", [rng.randrange(20) for _ in range(LABELS)])
    peer.write("statistics_p.f64", [rng.random() ** 2 for _ in range(LABELS)])


def read(rows):
    import numpy as np

    return [np.fromfile(peer.path(f"statistics_{name}.f64"))[:rows] for name in "xy"]


def read_labels():
    import numpy as np

    return np.fromfile(peer.path("statistics_group.i64"), dtype=np.int64)


@peer.against("statistics/ks_1e5", "scipy", at_least=5)
def ks():
    from scipy.stats import ks_2samp

    x, y = read(100_000)
    return lambda: {"d": float(ks_2samp(x, y, method="asymp").statistic)}


@peer.against("statistics/ks_exact_1000", "scipy", at_least=1)
def ks_exact():
    from scipy.stats import ks_2samp

    x, y = read(1000)

    def call():
        test = ks_2samp(x, y, method="exact")
        return {"d": float(test.statistic), "p_value": float(test.pvalue)}

    return call


@peer.against("statistics/mann_whitney_1e5", "scipy", at_least=1)
def mann_whitney():
    from scipy.stats import mannwhitneyu

    x, y = read(100_000)

    def call():
        test = mannwhitneyu(x, y, method="asymptotic")
        return {"u1": float(test.statistic), "p_value": float(test.pvalue)}

    return call


@peer.against("statistics/mann_whitney_exact_30", "scipy", at_least=1)
def mann_whitney_exact():
    from scipy.stats import _mannwhitneyu, mannwhitneyu

    x, y = read(30)

    def call():
        _mannwhitneyu._mwu_state.__init__()  # it keeps what it has counted
        test = mannwhitneyu(x, y, method="exact")
        return {"u1": float(test.statistic), "p_value": float(test.pvalue)}

    return call


@peer.against("statistics/wilcoxon_1e5", "scipy", at_least=1)
def wilcoxon():
    from scipy.stats import wilcoxon as test_of

    x, y = read(100_000)
    return lambda: {"p_value": float(test_of(x, y, mode="approx").pvalue)}


@peer.against("statistics/t_test_1e6", "scipy", at_least=1)
def t_test():
    from scipy.stats import ttest_ind

    x, y = read(ROWS)

    def call():
        test = ttest_ind(x, y, equal_var=False)
        return {"t": float(test.statistic), "p_value": float(test.pvalue)}

    return call


@peer.against("statistics/pearson_1e6", "scipy", at_least=1)
def pearson():
    from scipy.stats import pearsonr

    x, y = read(ROWS)

    def call():
        test = pearsonr(x, y)
        return {"r": float(test.statistic), "p_value": float(test.pvalue)}

    return call


@peer.against("statistics/spearman_1e5", "scipy", at_least=1)
def spearman():
    from scipy.stats import spearmanr

    x, y = read(100_000)

    def call():
        test = spearmanr(x, y)
        return {"r": float(test.correlation), "p_value": float(test.pvalue)}

    return call


@peer.against("statistics/wasserstein_1e5", "scipy", at_least=1)
def wasserstein():
    from scipy.stats import wasserstein_distance

    x, y = read(100_000)
    return lambda: {"distance": float(wasserstein_distance(x, y))}


@peer.against("statistics/mutual_information_1e4", "sklearn", at_least=1)
def mutual_information():
    from sklearn.feature_selection import mutual_info_regression

    x, y = read(10_000)
    return lambda: {"theirs": float(mutual_info_regression(x[:, None], y, n_neighbors=3, random_state=0)[0])}


@peer.against("statistics/anova_1e5_in_20", "scipy", at_least=1)
def anova():
    from scipy.stats import f_oneway

    values = read(LABELS)[0]
    group = read_labels()

    def call():
        test = f_oneway(*(values[group == label] for label in range(20)))
        return {"f": float(test.statistic), "p_value": float(test.pvalue)}

    return call


@peer.against("statistics/bootstrap_2000_of_1000", "scipy", at_least=1)
def bootstrap():
    import numpy as np
    from scipy.stats import bootstrap as interval_of

    x = read(1000)[0]

    def call():
        interval_of((x,), np.mean, n_resamples=2000, method="BCa", random_state=1)
        return {"estimate": float(np.mean(x))}

    return call


@peer.against("statistics/entropy_1e5", "scipy", at_least=1)
def entropy():
    import numpy as np
    from scipy.stats import entropy as entropy_of

    labels = read_labels()
    return lambda: {"bits": float(entropy_of(np.unique(labels, return_counts=True)[1], base=2))}


@peer.against("statistics/adjust_1e5", "statsmodels", at_least=1)
def adjust():
    import numpy as np
    from statsmodels.stats.multitest import multipletests

    p = np.fromfile(peer.path("statistics_p.f64"))
    return lambda: {"rejected": float(multipletests(p, method="fdr_bh")[0].sum())}


peer.main()
