# SPDX-License-Identifier: Apache-2.0
"""What a file of peers needs. Such a file is named for a pillar, makes the inputs that the benchmark and its peers read,
and holds each peer beside one benchmark:

    import peer

    @peer.inputs
    def series():                                    # standard library only: a benchmark runs without its peers
        rng = random.Random(6)
        peer.write("spc_series.f64", [rng.gauss(0, 1) for _ in range(100_000)])

    @peer.against("spc/western_electric_1e5", "numpy", at_least=10)
    def rules():
        import numpy as np                           # absent: the peer is skipped, and said so
        z = np.fromfile(peer.path("spc_series.f64"))
        return lambda: {"special_points": ...}       # timed; what it returns is compared with the benchmark's counters

    peer.limit("drift/adwin", "ns_per_observation", at_most=125)   # a counter with a figure of its own to reach

    peer.main()
"""
import array
import importlib
import json
import os
import sys
import time

_inputs, _peers, _limits = [], [], []


def path(name):
    return os.path.join(os.environ["OPHAMIN_BENCH_DATA"], name)


def write(name, values):
    """Doubles into NAME.f64, integers into NAME.i64."""
    kind = {".f64": "d", ".i64": "q"}[os.path.splitext(name)[1]]
    with open(path(name), "wb") as file:
        array.array(kind, values).tofile(file)


def inputs(make):
    _inputs.append(make)
    return make


def against(bench, library, *, at_least):
    """The decorated function prepares the peer and returns what is timed. `library` is what it imports, or `python`."""

    def keep(prepare):
        _peers.append((bench, library, at_least, prepare))
        return prepare

    return keep


def limit(bench, counter, *, at_most):
    _limits.append((bench, counter, at_most))


def _times(call, budget):
    """Of the process's own time: what else the machine does in the meantime is nobody's work."""
    times, began = [], time.perf_counter()
    while len(times) < 3 or (len(times) < 15 and time.perf_counter() - began < budget):
        start = time.process_time()
        result = call()
        times.append(time.process_time() - start)
    return sorted(times)[len(times) // 2], result


def _measure(budget):
    for bench, counter, at_most in _limits:
        yield {"bench": bench, "counter": counter, "at_most": at_most}
    for bench, library, at_least, prepare in _peers:
        line = {"bench": bench, "peer": library, "at_least": at_least}
        try:
            version = sys.version.split()[0] if library == "python" else importlib.import_module(library).__version__
            call = prepare()
        except ImportError as absent:
            yield {**line, "skipped": str(absent)}
            continue
        call()  # warm
        seconds, result = _times(call, budget)
        yield {**line, "peer": f"{library} {version}", "seconds": seconds, "result": result or {}}


def main():
    """`inputs` writes them to $OPHAMIN_BENCH_DATA; `measure SECONDS` prints a JSON object a line."""
    if sys.argv[1] == "inputs":
        for make in _inputs:
            make()
    else:
        for line in _measure(float(sys.argv[2])):
            print(json.dumps(line), flush=True)
