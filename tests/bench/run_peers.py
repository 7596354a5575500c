#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the benchmarks of pillars and records and their peers in turn, on the same input, and prints ratios.

    tests/bench/run_peers.py                   all of them
    tests/bench/run_peers.py spc records       some, by the names in tests/bench/peers

A ratio is the peer's median time over ours, in time of the processor; each figure is the median of several rounds. A peer
that is not installed is skipped, and said so. A benchmark with threads of its own has to MeasureProcessCPUTime. Exit code: 0 if every target was met, 1 if one was missed or the results differ, 2 if something broke.
"""
import argparse
import json
import math
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PEERS = HERE / "peers"
ROOT = HERE.parent.parent
HELPERS = {"peer"}
BENCHES = {"records": "records_bench"}  # all others are pillars
SAME = 1e-6  # relative: the work is the same, the arithmetic need not be


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known = sorted(file.stem for file in PEERS.glob("*.py") if file.stem not in HELPERS)
    parser.add_argument("pillars", nargs="*", metavar="PILLAR", help="one of " + ", ".join(known))
    parser.add_argument("--bench", type=pathlib.Path, default=ROOT / "build/bench/bench", help="the folder of the built benchmarks")
    parser.add_argument("--python", default="/usr/bin/python3", help="the interpreter that has the peers [%(default)s]")
    parser.add_argument("--rscript", default="Rscript", help="[%(default)s]")
    parser.add_argument("--rounds", type=int, default=3, help="[%(default)s]")
    parser.add_argument("--seconds", type=float, default=1.0, help="for each peer and round [%(default)s]")
    parser.add_argument("--json", metavar="FILE", help="write the figures there, too")
    chosen = parser.parse_args()
    unknown = sorted(set(chosen.pillars) - set(known))
    if unknown:
        parser.error(f"no peers for {', '.join(unknown)}; there are {', '.join(known)}")
    chosen.pillars = chosen.pillars or known
    return chosen


def run(command, environment):
    done = subprocess.run(list(map(str, command)), env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.stderr.write(done.stdout + done.stderr)
        sys.exit(2)
    return done.stdout


def bench_of(chosen, pillar):
    return chosen.bench / BENCHES.get(pillar, "pillars_bench")


def benchmarks(chosen, pillar, environment):
    """name -> (seconds a call, counters)"""
    command = [bench_of(chosen, pillar), f"--benchmark_filter=^{pillar}/", "--benchmark_format=json", f"--benchmark_min_time={chosen.seconds / 4}"]
    found = {}
    for entry in json.loads(run(command, environment))["benchmarks"]:
        if entry.get("error_occurred"):
            sys.exit(f"{entry['name']}: {entry['error_message']}")
        seconds = entry["cpu_time"] * {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}[entry["time_unit"]]
        found[entry["name"]] = (seconds, entry)
    return found


def peers(chosen, pillar, environment):
    text = run([chosen.python, PEERS / f"{pillar}.py", "measure", chosen.seconds], environment)
    in_r = PEERS / f"{pillar}.R"
    if in_r.exists():
        if shutil.which(chosen.rscript):
            text += run([chosen.rscript, "--vanilla", in_r, chosen.seconds], environment)
        else:
            text += json.dumps({"bench": pillar, "peer": in_r.name, "skipped": f"no {chosen.rscript}"})
    return [json.loads(line) for line in text.splitlines()]


def differences(ours, theirs):
    """The counters that both have and that are not the same."""
    return [
        f"{name}: ours {ours[name]:.12g}, the peer's {value:.12g}"
        for name, value in theirs.items()
        if name in ours and not math.isclose(ours[name], value, rel_tol=SAME, abs_tol=1e-12)
    ]


def judge(rounds):
    """One figure of a target from the same figure in every round."""
    bench, line = rounds[0][0], rounds[0][2]
    figure = {"bench": bench, "ours": statistics.median(ours[0] for _, ours, _ in rounds)}
    if "counter" in line:
        value = statistics.median(ours[1][line["counter"]] for _, ours, _ in rounds)
        return {**figure, "value": value, "counter": line["counter"], "at_most": line["at_most"], "met": value <= line["at_most"]}
    figure |= {"peer": line["peer"], "at_least": line.get("at_least")}
    if "skipped" in line:
        return {**figure, "skipped": line["skipped"]}
    theirs = statistics.median(line["seconds"] for _, _, line in rounds)
    ratio = theirs / figure["ours"]
    different = [text for _, ours, line in rounds for text in differences(ours[1], line["result"])]
    return {**figure, "theirs": theirs, "ratio": ratio, "met": ratio >= line["at_least"], "different": sorted(set(different))}


def duration(seconds):
    for unit, factor in (("ns", 1e9), ("us", 1e6), ("ms", 1e3)):
        if seconds * factor < 1000:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds:.3g} s"


def show(figure):
    said = "met" if figure.get("met") else "MISSED"
    work = f"{figure['bench']:<32} {duration(figure['ours']):>8}"
    if "counter" in figure:
        print(f"{work}  {figure['counter']:<27} {figure['value']:>7.3g}  <= {figure['at_most']:<6g} {said}")
    elif "skipped" in figure:
        print(f"{work}  {figure['peer']}: skipped, {figure['skipped']}")
    else:
        print(f"{work}  {figure['peer']:<18} {duration(figure['theirs']):>8} {figure['ratio']:>7.3g}  >= {figure['at_least']:<6g} {said}")
        for text in figure["different"]:
            print(f"    not the same result: {text}")


def main():
    chosen = options()
    for bench in sorted({bench_of(chosen, pillar) for pillar in chosen.pillars}):
        if not os.access(bench, os.X_OK):
            sys.exit(f"{bench} is not there: cmake --preset bench && cmake --build --preset bench --target {bench.name}")
    figures = []
    with tempfile.TemporaryDirectory(prefix="ophamin-bench-") as data:
        environment = {**os.environ, "OPHAMIN_BENCH_DATA": data, "OPHAMIN_BENCH_PEERS": str(PEERS)}
        environment |= {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
        for pillar in chosen.pillars:
            run([chosen.python, PEERS / f"{pillar}.py", "inputs"], environment)
            rounds = {}
            for _ in range(chosen.rounds):
                ours = benchmarks(chosen, pillar, environment)
                for line in peers(chosen, pillar, environment):
                    bench = line["bench"]
                    if bench not in ours and "skipped" not in line:
                        sys.exit(f"{pillar}: there is no benchmark {bench}")
                    key = (bench, line.get("counter") or line["peer"])
                    rounds.setdefault(key, []).append((bench, ours.get(bench, (math.nan, {})), line))
            for seen in rounds.values():
                figures.append(judge(seen))
                show(figures[-1])
    if chosen.json:
        pathlib.Path(chosen.json).write_text(json.dumps(figures, indent=2) + "\n")
    missed = [figure for figure in figures if figure.get("met") is False or figure.get("different")]
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
