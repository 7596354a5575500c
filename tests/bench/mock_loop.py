#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The model of the substrate mock as a plain Python loop that keeps every field.

    mock_loop.py CYCLES [random|numpy]    draws from Python's own generator, or one by one from a numpy Generator

Prints {"cycles", "generator", "seconds"}.
"""
import json
import sys
import time

HALT_MODES = ("commit", "commit", "commit", "selective", "exhausted")


class PlainDraws:
    def __init__(self, seed):
        import random
        generator = random.Random(seed)
        self.uniform = generator.random
        self.normal = generator.gauss
        self.exponential = lambda mean: generator.expovariate(1.0 / mean)
        self.index = generator.randrange


class NumpyDraws:
    def __init__(self, seed):
        import numpy
        generator = numpy.random.default_rng(seed)
        self.uniform = generator.random
        self.normal = generator.normal
        self.exponential = generator.exponential
        self.index = generator.integers


class Mock:
    def __init__(self, draws, drift_rate=0.0008, base_phi=0.5, injection_effect=0.15):
        self.draws = draws
        self.drift_rate, self.base_phi, self.injection_effect = drift_rate, base_phi, injection_effect
        self.cycle = 0
        self.previous_phi = base_phi
        self.collapses = 0
        self.energy = 1.0

    def run_cycle(self, params):
        injection = params.get("injection_rate", 0.0)
        self.cycle += 1
        noise = self.draws.normal(0.0, 0.02)
        effect = 0.05 if params.get("variant") in ("treatment", "b", "B", "1", 1, True) else 0.0
        phi = max(0.0, self.base_phi + self.drift_rate * self.cycle + self.injection_effect * injection + effect + noise)
        collapsed = injection > 0.8 and params.get("immune_threshold", 0.5) < 0.4 and self.draws.uniform() < 0.3
        if collapsed:
            self.collapses += 1
            halt_mode = "amplitude_death"
        else:
            halt_mode = HALT_MODES[self.draws.index(5)]
        self.energy = max(0.0, self.energy - 0.001 - 0.002 * injection)
        latency = 5e6 + self.draws.exponential(1e6) + 2000.0 * self.cycle
        delta = phi - self.previous_phi
        overlap = min(max(0.40 + 0.30 * self.draws.uniform() - 0.20 * injection, 0.0), 1.0)
        raw = {
            "phi": phi,
            "halt_mode": halt_mode,
            "success": not collapsed,
            "ouroboros_energy_reserve": self.energy,
            "coherence": min(max(0.81 - 0.10 * injection + noise, 0.0), 1.0),
            "cycle_latency_ns": latency,
            "prime_deformation_delta": delta,
            "jaccard_overlap": overlap,
            "zetetic_dissonance_gradient": 2.0 * abs(noise),
            "drift_score": 0.5 * abs(injection - 0.5) + abs(noise),
            "params": params,
        }
        self.previous_phi = phi
        return raw


def main():
    cycles = int(sys.argv[1])
    generator = sys.argv[2] if len(sys.argv) > 2 else "random"
    mock = Mock(NumpyDraws(7) if generator == "numpy" else PlainDraws(7))
    kept = []
    params = {"injection_rate": 0.3}
    begin = time.perf_counter()
    for _ in range(cycles):
        kept.append(mock.run_cycle(params))
    print(json.dumps({"cycles": len(kept), "generator": generator, "seconds": time.perf_counter() - begin}))


main()
