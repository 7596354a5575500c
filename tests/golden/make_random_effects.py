#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes cma_random_effects.json and mixed_effects_tests.json: true values in 40-digit arithmetic (mpmath), straight from the
definitions, with the largest relative difference to R's metafor, lmerTest and pbkrtest beside them.

    tests/golden/make_random_effects.py [cma|mixed]        needs python3-mpmath, r-cran-metafor, r-cran-lmertest, r-cran-pbkrtest
"""
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import mpmath as mp

mp.mp.dps = 40
HERE = pathlib.Path(__file__).resolve().parent


def load(name):
    return {case["name"]: case for case in json.loads((HERE / name).read_text())["cases"]}


def plain(value):
    """Doubles, rounded once."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return float(value) if isinstance(value, mp.mpf) else value


def run_r(script, arguments):
    done = subprocess.run(["Rscript", "--vanilla", "-e", script, *arguments], capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


def agreement(ours, theirs):
    worst = max(abs(float(a) - b) / max(abs(float(a)), 1e-6) for a, b in zip(ours, theirs, strict=True))
    return float(f"{worst:.1e}")


def write(name, method, source, cases):
    lines = ",\n".join(json.dumps(plain(case)) for case in cases)
    head = json.dumps({"method": method, "source": source})[:-1]
    (HERE / name).write_text(f'{head}, "cases": [\n{lines}\n]}}\n')


# ------------------------------------------------------------------------------------------------------- distributions


def t_above(t, df):
    t, df = mp.mpf(t), mp.mpf(df)
    return mp.betainc(df / 2, mp.mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2


def t_interval(df, level):
    tail = (1 - mp.mpf(level)) / 2
    low, high = mp.mpf(0), mp.mpf(10)
    while t_above(high, df) > tail:
        high *= 2
    return bisect(lambda t: t_above(t, df) - tail, low, high)


def normal_interval(level):
    return mp.sqrt(2) * mp.erfinv(mp.mpf(level))


def chi_square_above(x, df):
    return mp.gammainc(mp.mpf(df) / 2, mp.mpf(x) / 2, mp.inf, regularized=True)


def chi_square_with_above(p, df):
    high = mp.mpf(10)
    while chi_square_above(high, df) > p:
        high *= 2
    return bisect(lambda x: chi_square_above(x, df) - p, mp.mpf(0), high)


def bisect(f, low, high):
    """The place in a bracket where f changes sign."""
    sign = mp.sign(f(low))
    for _ in range(135):
        middle = (low + high) / 2
        if mp.sign(f(middle)) == sign:
            low = middle
        else:
            high = middle
    return (low + high) / 2


# ------------------------------------------------------------------------------------------------------- meta-analysis


class Studies:
    def __init__(self, effect, variance):
        self.y, self.v = [mp.mpf(x) for x in effect], [mp.mpf(x) for x in variance]
        self.k = len(self.y)

    def pool(self, tau2):
        w = [1 / (v + tau2) for v in self.v]
        return w, sum(a * b for a, b in zip(w, self.y)) / sum(w)

    def q(self, tau2):
        w, mean = self.pool(tau2)
        return sum(a * (y - mean) ** 2 for a, y in zip(w, self.y))

    def largest(self):
        return (max(self.y) - min(self.y)) ** 2 * 2 + mp.mpf("1e-12")

    def q_at(self, target):
        if self.q(mp.mpf(0)) <= target:
            return mp.mpf(0)
        high = self.largest()
        while self.q(high) > target:
            high *= 2
        return bisect(lambda tau2: self.q(tau2) - target, mp.mpf(0), high)

    def dersimonian_laird(self):
        w, _ = self.pool(0)
        return max(mp.mpf(0), (self.q(0) - (self.k - 1)) / (sum(w) - sum(a * a for a in w) / sum(w)))

    def reml(self):
        def likelihood(tau2):
            w, _ = self.pool(tau2)
            return -(sum(mp.log(v + tau2) for v in self.v) + mp.log(sum(w)) + self.q(tau2)) / 2

        def score(tau2):
            w, mean = self.pool(tau2)
            fit = sum((a * (y - mean)) ** 2 for a, y in zip(w, self.y))
            return fit - sum(w) + sum(a * a for a in w) / sum(w)

        grid = [mp.mpf(0)] + [self.largest() * mp.mpf(2) ** -e for e in range(40, -1, -1)]
        candidates = [mp.mpf(0)]
        for low, high in zip(grid, grid[1:]):
            if score(low) > 0 >= score(high):
                candidates.append(bisect(score, low, high))
        return max(candidates, key=likelihood)

    def summary(self, tau2, level):
        w, mean = self.pool(tau2)
        se, z = 1 / mp.sqrt(sum(w)), normal_interval(level)
        t = t_interval(self.k - 1, level)
        ratio = self.q(tau2) / (self.k - 1)
        hk, ad_hoc = se * mp.sqrt(ratio), se * mp.sqrt(max(mp.mpf(1), ratio))
        reach = t_interval(self.k - 2, level) * mp.sqrt(tau2 + se * se)
        return {
            "tau2": tau2, "estimate": mean, "se": se, "ci": [mean - z * se, mean + z * se],
            "hartung_knapp": {"se": hk, "ci": [mean - t * hk, mean + t * hk], "p_value": 2 * t_above(abs(mean / hk), self.k - 1)},
            "hartung_knapp_ad_hoc": {"se": ad_hoc, "ci": [mean - t * ad_hoc, mean + t * ad_hoc],
                                     "p_value": 2 * t_above(abs(mean / ad_hoc), self.k - 1)},
            "prediction": [mean - reach, mean + reach],
        }


METAFOR = """
suppressMessages(library(metafor)); d <- read.csv(commandArgs(TRUE)[1], colClasses = "numeric"); level <- as.numeric(commandArgs(TRUE)[2])
out <- c()
for (method in c("DL", "PM", "REML")) {
  fit <- function(test) rma.uni(effect, variance, data = d, method = method, test = test, level = 100 * level,
                                control = list(threshold = 1e-14, tol = 1e-15, maxiter = 100000))
  z <- fit("z"); k <- fit("knha"); a <- fit("adhoc")
  out <- c(out, z$tau2, z$beta, z$se, z$ci.lb, z$ci.ub, k$se, k$ci.lb, k$ci.ub, k$pval, a$se, a$ci.lb, a$ci.ub, a$pval)
}
ci <- confint(fit("z"), type = "QP", level = 100 * level, control = list(tol = 1e-15, maxiter = 100000))$random["tau^2", 2:3]
cat(sprintf("%.17g", c(out, ci)))
"""


def meta_cases():
    cases = []
    given = load("cma.json")
    rng = random.Random(2719)
    few = [round(rng.gauss(0.4, 0.5), 6) for _ in range(4)], [round(rng.uniform(0.01, 0.4), 6) for _ in range(4)]
    offset = [x + 1e6 for x in given["raudenbush_expectancy"]["input"]["effect"]], given["raudenbush_expectancy"]["input"]["variance"]
    data = [
        ("bcg_log_rr", given["bcg_log_rr"]["source"], given["bcg_log_rr"]["input"], 0.95, None),
        ("hackshaw_passive_smoking", given["hackshaw_passive_smoking"]["source"], given["hackshaw_passive_smoking"]["input"], 0.95, None),
        ("raudenbush_expectancy", given["raudenbush_expectancy"]["source"], given["raudenbush_expectancy"]["input"], 0.99, "level 0.99"),
        ("huge_heterogeneity", None, given["huge_heterogeneity"]["input"], 0.95, "tau2 a million times the variances"),
        ("homogeneous", None, given["homogeneous"]["input"], 0.95, "every estimator says 0; the intervals of Hartung and Knapp differ most"),
        ("four_studies", "seeded synthetic", {"effect": few[0], "variance": few[1]}, 0.9, "level 0.9"),
        ("raudenbush_plus_1e6", "dat.raudenbush1985 with 1e6 added to each effect", {"effect": offset[0], "variance": offset[1]}, 0.95,
         "tau2 and the errors are those of the effects as they are rounded; metafor's Q profile, left out of the agreement, is off by 4 %"),
    ]
    for name, source, given_input, level, note in data:
        studies = Studies(given_input["effect"], given_input["variance"])
        expected = {}
        for method, tau2 in (("dersimonian_laird", studies.dersimonian_laird()), ("paule_mandel", studies.q_at(studies.k - 1)),
                             ("reml", studies.reml())):
            expected[method] = studies.summary(tau2, level)
        tail = (1 - mp.mpf(level)) / 2
        expected["q_profile"] = [studies.q_at(chi_square_with_above(p, studies.k - 1)) for p in (tail, 1 - tail)]
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
            file.write("effect,variance\n" + "".join(f"{y!r},{v!r}\n" for y, v in zip(given_input["effect"], given_input["variance"])))
            file.flush()
            theirs = run_r(METAFOR, [file.name, str(level)])
        ours = []
        for method in ("dersimonian_laird", "paule_mandel", "reml"):
            e = expected[method]
            ours += [e["tau2"], e["estimate"], e["se"], *e["ci"]]
            for kind in ("hartung_knapp", "hartung_knapp_ad_hoc"):
                ours += [e[kind]["se"], *e[kind]["ci"], e[kind]["p_value"]]
        if name.endswith("1e6"):
            theirs = theirs[:-2]
        else:
            ours += expected["q_profile"]
        case = {"name": name, **({"source": source} if source else {}), **({"note": note} if note else {}),
                "input": {**given_input, "confidence": level}, "expected": expected,
                "tolerance": {"rel": 1e-9, "abs": 1e-12, "fields": {"p_value": {"rel": 1e-8, "abs": 1e-300}}},
                "agreement": {"metafor": agreement(ours, theirs)}}
        cases.append(case)
    return cases


# -------------------------------------------------------------------------------------------------------- mixed models


class MixedModel:
    """Dense matrices, group by group: V = sigma_e2 I + sigma_u2 J."""

    def __init__(self, y, x, group):
        labels = list(dict.fromkeys(group))
        rows = {label: [i for i, g in enumerate(group) if g == label] for label in labels}
        self.y = [mp.matrix([mp.mpf(y[i]) for i in rows[label]]) for label in labels]
        self.x = [mp.matrix([[mp.mpf(column[i]) for column in x] for i in rows[label]]) for label in labels]
        self.n, self.p = len(y), len(x)

    def drop(self, column):
        other = MixedModel.__new__(MixedModel)
        other.y, other.n, other.p = self.y, self.n, self.p - 1
        keep = [j for j in range(self.p) if j != column]
        other.x = [mp.matrix([[m[i, j] for j in keep] for i in range(m.rows)]) for m in self.x]
        return other

    def at(self, su, se):
        """beta, its covariance, the residuals and V^-1 of each group."""
        inverses = []
        a, b = mp.zeros(self.p, self.p), mp.zeros(self.p, 1)
        log_v = mp.mpf(0)
        for y, x in zip(self.y, self.x):
            v = mp.matrix(y.rows, y.rows)
            for i in range(y.rows):
                for j in range(y.rows):
                    v[i, j] = su + (se if i == j else 0)
            inverse = v ** -1
            inverses.append(inverse)
            log_v += mp.log(mp.det(v))
            a += x.T * inverse * x
            b += x.T * inverse * y
        phi = a ** -1
        beta = phi * b
        residuals = [y - x * beta for y, x in zip(self.y, self.x)]
        return beta, phi, residuals, inverses, log_v, mp.log(mp.det(a))

    def profile(self, psi, reml):
        """The log-likelihood with beta and sigma_e2 profiled out, and sigma_e2."""
        _, _, residuals, inverses, log_v, log_a = self.at(mp.mpf(psi), mp.mpf(1))
        df = self.n - self.p if reml else self.n
        q = sum((r.T * inverse * r)[0] for r, inverse in zip(residuals, inverses))
        return -(log_v + (log_a if reml else 0) + df * (1 + mp.log(2 * mp.pi * q / df))) / 2, q / df

    def slope(self, psi, reml):
        h = mp.mpf(10) ** -16
        return (self.profile(psi * (1 + h), reml)[0] - self.profile(psi * (1 - h), reml)[0]) / (2 * h * psi)

    def maximum(self, reml):
        grid = [mp.mpf(10) ** (mp.mpf(e) / 2) for e in range(-12, 13)]
        best = (self.profile(0, reml)[0], mp.mpf(0))
        for low, high in zip(grid, grid[1:]):
            if self.slope(low, reml) > 0 >= self.slope(high, reml):
                psi = mp.findroot(lambda x: self.slope(x, reml), (low, high), solver="ridder", tol=1e-40, maxsteps=200, verify=False)
                best = max(best, (self.profile(psi, reml)[0], psi))
        loglik, psi = best
        return psi, self.profile(psi, reml)[1], loglik

    def information(self, su, se, reml):
        beta, phi, residuals, inverses, _, _ = self.at(su, se)
        p = [mp.zeros(self.p, self.p) for _ in range(2)]
        q = [[mp.zeros(self.p, self.p) for _ in range(2)] for _ in range(2)]
        trace, quadratic = mp.zeros(2, 2), mp.zeros(2, 2)
        cross = [mp.zeros(self.p, 1) for _ in range(2)]
        for y, x, r, inverse in zip(self.y, self.x, residuals, inverses):
            derivatives = [mp.ones(y.rows, y.rows), mp.eye(y.rows)]
            for i in range(2):
                side = inverse * derivatives[i] * inverse
                p[i] -= x.T * side * x
                cross[i] += x.T * side * r
                for j in range(2):
                    both = side * derivatives[j] * inverse
                    q[i][j] += x.T * both * x
                    quadratic[i, j] += (r.T * both * r)[0]
                    product = inverse * derivatives[i] * inverse * derivatives[j]
                    trace[i, j] += sum(product[k, k] for k in range(y.rows))
        def tr(m):
            return sum(m[k, k] for k in range(m.rows))
        expected, observed = mp.zeros(2, 2), mp.zeros(2, 2)
        for i in range(2):
            for j in range(2):
                t = trace[i, j]
                if reml:
                    t += -2 * tr(phi * q[i][j]) + tr(phi * p[i] * phi * p[j])
                expected[i, j] = t / 2
                observed[i, j] = quadratic[i, j] - (cross[i].T * phi * cross[j])[0] - t / 2
        return beta, phi, p, q, expected, observed

    def satterthwaite(self, su, se, reml):
        _, phi, p, _, _, observed = self.information(su, se, reml)
        covariance = observed ** -1
        out = []
        for j in range(self.p):
            gradient = mp.matrix([-(phi * p[i] * phi)[j, j] for i in range(2)])
            out.append(2 * phi[j, j] ** 2 / (gradient.T * covariance * gradient)[0])
        return out

    def kenward_roger(self, su, se):
        _, phi, p, q, expected, _ = self.information(su, se, True)
        w = expected ** -1
        inner = mp.zeros(self.p, self.p)
        for i in range(2):
            for j in range(2):
                inner += w[i, j] * (q[i][j] - p[i] * phi * p[j])
        adjusted = phi + 2 * phi * inner * phi
        df = []
        for k in range(self.p):  # the general formulas of the paper, for one contrast
            l = mp.zeros(self.p, 1)
            l[k] = 1
            theta = l * (l.T * phi * l) ** -1 * l.T
            def tr(m):
                return sum(m[i, i] for i in range(m.rows))
            pieces = [theta * phi * p[i] * phi for i in range(2)]
            a1 = sum(w[i, j] * tr(pieces[i]) * tr(pieces[j]) for i in range(2) for j in range(2))
            a2 = sum(w[i, j] * tr(pieces[i] * pieces[j]) for i in range(2) for j in range(2))
            b = (a1 + 6 * a2) / 2
            g = (2 * a1 - 5 * a2) / (3 * a2)
            c1, c2, c3 = g / (3 + 2 * (1 - g)), (1 - g) / (3 + 2 * (1 - g)), (3 - g) / (3 + 2 * (1 - g))
            mean = 1 / (1 - a2)
            variance = 2 * (1 + c1 * b) / ((1 - c2 * b) ** 2 * (1 - c3 * b))
            rho = variance / (2 * mean ** 2)
            df.append(4 + 3 / (rho - 1))
        return [mp.sqrt(adjusted[k, k]) for k in range(self.p)], df

    def icc_interval(self, reml, level):
        psi, _, top = self.maximum(reml)
        wanted = top - chi_square_with_above(1 - mp.mpf(level), 1) / 2

        def excess(icc):
            return self.profile(icc / (1 - icc), reml)[0] - wanted

        icc = psi / (1 + psi)
        low = mp.mpf(0) if excess(mp.mpf(0)) >= 0 else bisect_short(excess, mp.mpf(0), icc)
        return [low, bisect_short(excess, icc, 1 - mp.mpf(10) ** -9)]


def bisect_short(f, low, high):
    return mp.findroot(f, (low, high), solver="ridder", tol=1e-30, maxsteps=200, verify=False)


def describe(model, names, reml, level):
    psi, se2, loglik = model.maximum(reml)
    su2 = psi * se2
    beta, phi, _, _, _, _ = model.at(su2, se2)
    errors = [mp.sqrt(phi[k, k]) for k in range(model.p)]

    def tests(ses, dfs):
        t = [beta[k] / ses[k] for k in range(model.p)]
        reach = [t_interval(dfs[k], level) * ses[k] for k in range(model.p)]
        return {"test_se": ses, "df": dfs, "t": t, "p_value": [2 * t_above(abs(t[k]), dfs[k]) for k in range(model.p)],
                "ci_low": [beta[k] - reach[k] for k in range(model.p)], "ci_high": [beta[k] + reach[k] for k in range(model.p)]}

    out = {"fixed_effects": [beta[k] for k in range(model.p)], "fixed_effects_se": errors, "sigma_u2": su2, "sigma_e2": se2,
           "icc": psi / (1 + psi), "icc_ci": model.icc_interval(reml, level), "loglik": loglik}
    if psi != 0:
        out["satterthwaite"] = tests(errors, model.satterthwaite(su2, se2, reml))
    if reml:
        out["kenward_roger"] = tests(*model.kenward_roger(su2, se2))
    statistic = 2 * (loglik - model.profile(0, reml)[0])
    out["random_effect_test"] = {"statistic": statistic, "p_value": chi_square_above(statistic, 1) / 2 if statistic > 0 else mp.mpf(1)}
    if not reml:
        ratios = {}
        for k, name in enumerate(names):
            if name == "intercept":
                continue
            statistic = 2 * (loglik - model.drop(k).maximum(False)[2])
            ratios[name] = {"statistic": statistic, "p_value": chi_square_above(statistic, 1)}
        out["likelihood_ratio"] = ratios
    return out


LMER = """
suppressMessages({library(lmerTest); library(pbkrtest)}); d <- read.csv(commandArgs(TRUE)[1]); d$group <- factor(d$group)
x <- setdiff(names(d), c("y", "group")); f <- as.formula(paste("y ~", paste(c("0", x), collapse = " + "), "+ (1 | group)"))
m <- lmer(f, d, control = lmerControl(optimizer = "nloptwrap", optCtrl = list(xtol_abs = 1e-14, ftol_abs = 1e-14)))
s <- coef(summary(m)); k <- coef(summary(m, ddf = "Kenward-Roger"))
cat(sprintf("%.17g", c(s[, "df"], k[, "Std. Error"], k[, "df"])))
"""


def mixed_cases():
    cases = []
    given = load("mixed_effects.json")
    rng = random.Random(515)
    covariates = {"x1": [], "x2": []}
    y, group = [], []
    for g, size in enumerate((3, 9, 2, 6, 1, 7, 4)):
        u = rng.gauss(0, 1.1)
        between = round(rng.gauss(0, 1), 3)
        for _ in range(size):
            x1 = round(rng.gauss(2, 1), 3)
            covariates["x1"].append(x1)
            covariates["x2"].append(between)
            y.append(round(1 + 0.7 * x1 - 0.4 * between + u + rng.gauss(0, 0.8), 4))
            group.append(f"g{g}")
    two = {"y": y, "x": {"intercept": [1.0] * len(y), **covariates}, "group": group}
    far = {"y": [v + 1e9 for v in given["unbalanced_small"]["input"]["y"]],
           "x": {"intercept": [1.0] * 30, "x": [v + 1e9 for v in given["unbalanced_small"]["input"]["x"]["x"]]},
           "group": given["unbalanced_small"]["input"]["group"]}
    data = [(name, given[name].get("source"), given[name]["input"], None)
            for name in ("sleepstudy", "dyestuff", "dyestuff2_singular", "rail", "unbalanced_small", "machines", "groups_of_one")]
    data.append(("level_two_predictor", "seeded synthetic", two, "x2 is constant within groups: few degrees of freedom"))
    data.append(("unbalanced_small_plus_1e9", "seeded synthetic", far, "1e9 added to y and x: what is left are the numbers as they are rounded"))
    for name, source, given_input, note in data:
        names = list(given_input["x"])
        model = MixedModel(given_input["y"], list(given_input["x"].values()), given_input["group"])
        expected = {"reml": describe(model, names, True, 0.95), "ml": describe(model, names, False, 0.95)}
        agree = {}
        if "1e9" not in name and "singular" not in name:
            with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
                file.write(",".join(["y", *names, "group"]) + "\n")
                for i, value in enumerate(given_input["y"]):
                    file.write(",".join([repr(value), *(repr(column[i]) for column in given_input["x"].values()), str(given_input["group"][i])]) + "\n")
                file.flush()
                theirs = run_r(LMER, [file.name])
            p = len(names)
            agree = {"lmerTest": agreement(expected["reml"]["satterthwaite"]["df"], theirs[:p]),
                     "pbkrtest": agreement(expected["reml"]["kenward_roger"]["test_se"] + expected["reml"]["kenward_roger"]["df"], theirs[p:])}
        fields = {"loglik": {"rel": 1e-9, "abs": 1e-7}, "p_value": {"rel": 1e-6, "abs": 1e-300}}
        cases.append({"name": name, **({"source": source} if source else {}), **({"note": note} if note else {}),
                      "input": given_input, "expected": expected,
                      "tolerance": {"rel": 1e-7, "abs": 1e-9, "fields": fields}, **({"agreement": agree} if agree else {})})
    return cases


if "mixed" not in sys.argv:
    write("cma_random_effects.json", "cma", "the definitions in 40-digit arithmetic, compared with metafor 3.8-1 (R 4.2.2)", meta_cases())
if "cma" not in sys.argv:
    write("mixed_effects_tests.json", "mixed_effects",
          "the definitions with dense matrices in 40-digit arithmetic, compared with lmerTest 3.1-3 and pbkrtest 0.5.2 (R 4.2.2, lme4 1.1-31)",
          mixed_cases())
