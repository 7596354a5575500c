# SPDX-License-Identifier: Apache-2.0
# The same for R. A file of peers PILLAR.R stands beside PILLAR.py, which makes the inputs:
#
#   source(file.path(Sys.getenv("OPHAMIN_BENCH_PEERS"), "peer.R"))
#   against("mixed_effects/reml_10000x100", "lme4", at_least = 20, function() {
#     y <- read_doubles("lmm_y.f64")
#     function() list(sigma_u2 = ...)                # timed; compared with the benchmark's counters
#   })

read_doubles <- function(name) {
  file <- file.path(Sys.getenv("OPHAMIN_BENCH_DATA"), name)
  readBin(file, "double", file.size(file) / 8)
}

# Numbers of up to 53 bits.
read_integers <- function(name) {
  file <- file.path(Sys.getenv("OPHAMIN_BENCH_DATA"), name)
  words <- readBin(file, "integer", file.size(file) / 4, size = 4)
  low <- words[c(TRUE, FALSE)]
  ifelse(low < 0, low + 2^32, low) + 2^32 * words[c(FALSE, TRUE)]
}

against <- function(bench, library, at_least, prepare) {
  line <- sprintf('{"bench": "%s", "peer": "%s", "at_least": %g', bench, library, at_least)
  if (!requireNamespace(library, quietly = TRUE)) {
    cat(line, ', "skipped": "no package called ', library, '"}\n', sep = "")
    return(invisible())
  }
  suppressMessages(library(library, character.only = TRUE))
  call <- prepare()
  call()  # warm
  now <- function() as.numeric(Sys.time())
  used <- function() sum(proc.time()[1:2])  # the process's own time
  budget <- as.numeric(commandArgs(TRUE)[1])
  times <- c()
  began <- now()
  while (length(times) < 3 || (length(times) < 15 && now() - began < budget)) {
    start <- used()
    result <- call()
    times <- c(times, used() - start)
  }
  figures <- paste(sprintf('"%s": %.17g', names(result), unlist(result)), collapse = ", ")
  cat(sprintf('{"bench": "%s", "peer": "%s %s", "at_least": %g, "seconds": %.9g, "result": {%s}}\n', bench, library,
              packageVersion(library), at_least, median(times), figures))
}
