// SPDX-License-Identifier: Apache-2.0
//
// What the pillars cost, each through its shared object and the ABI, as the host calls it. One file of pillars/ for each
// pillar. run_peers.py makes the inputs, runs this beside the peers and states the ratios:
//
//     tests/bench/run_peers.py [PILLAR ...]
#include <benchmark/benchmark.h>

BENCHMARK_MAIN();
