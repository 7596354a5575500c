# SPDX-License-Identifier: Apache-2.0
source(file.path(Sys.getenv("OPHAMIN_BENCH_PEERS"), "peer.R"))

fit_with <- function(reml) function() {
  d <- data.frame(y = read_doubles("lmm_y.f64"), x = read_doubles("lmm_x.f64"), group = factor(read_integers("lmm_group.i64")))
  function() {
    m <- lmer(y ~ x + (1 | group), d, REML = reml)
    list(sigma_e2 = sigma(m)^2, slope = fixef(m)[["x"]])
  }
}

against("mixed_effects/reml_10000x100", "lme4", at_least = 20, fit_with(TRUE))
against("mixed_effects/ml_10000x100", "lme4", at_least = 20, fit_with(FALSE))
