# SPDX-License-Identifier: Apache-2.0
source(file.path(Sys.getenv("OPHAMIN_BENCH_PEERS"), "peer.R"))

against("cma/trajectory_500", "metafor", at_least = 10000, function() {
  whole <- rma.uni(read_doubles("cma_effect.f64"), read_doubles("cma_variance.f64"), method = "DL")
  function() {
    steps <- cumul(whole)
    list(estimate = tail(steps$estimate, 1), tau2 = tail(steps$tau2, 1))
  }
})
