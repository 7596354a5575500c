#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a component of a Kimera repository for the substrate `kimera` of Ophamin.

    kimera_runner.py REPOSITORY            a cycle: {"target", "stimulus", "params"} on stdin
    kimera_runner.py REPOSITORY --batch    cycles: {"target", "stimuli", "params", "results_path"} on stdin
    kimera_runner.py REPOSITORY --probe    which components there are

The last line of stdout is one JSON object. Whatever else is printed goes to stderr.
"""
import collections
import collections.abc
import dataclasses
import enum
import hashlib
import importlib
import inspect
import json
import math
import os
import random
import sys
import time
import traceback

# target: module, class, entry, kind of input
TARGETS = {
    "entity": ("kimera_swm.domain.cognitive.takwin", "Takwin", "run", "string"),
    "pentecost": ("kimera_swm.domain.linguistic.one_plus_three_plus_one_enforcer", "Pentecost",
                  "enforce_one_plus_three_plus_one", "string"),
    "ouroboros": ("kimera_swm.domain.mathematical.ouroboros_kernel", "OuroborosKernel", "metabolize", "string"),
    "rosetta": ("kimera_swm.domain.semantic.rosetta_stele", "RosettaStele", "process", "string"),
    "arachne": ("kimera_swm.domain.prime.arachne_protocol", "ArachneProtocol", "assign", "string"),
    "walker": ("kimera_swm.domain.cognitive.prime_topology_walker", "PrimeTopologyWalker", "traverse", "self_driven"),
    "gwf": ("kimera_swm.domain.security.gyroscopic_water_fortress.gwf_protocol", "GWFProtocol", "screen_input",
            "feature_dict"),
    "piovra": ("kimera_swm.domain.piovra.arm_ganglion", "ArmGanglion", "assess", "embedding"),
    "astrolabe": ("kimera_swm.domain.geoid.spherical_5d_geometry", "Astrolabe", "calculate_geodesic_distance",
                  "structured_point"),
    "atlas": ("kimera_swm.domain.geoid.geoid_1_3_1_enforcement", "Atlas", "validate_structure", "structured_pending"),
    "spde": ("kimera_swm.infrastructure.temporal.spde_engine", "SPDEEngine", "simulation_step", "structured_pending"),
}
DEFAULT_TARGET = "entity"
EMBEDDING_SIZE = 300
POINT_SIZE = 5
REFERENCE_POINT = "ophamin_reference_point"
STAND_IN = "ophamin_standin"

DEEPEST = 6
LONGEST_LIST = 400
LARGEST_MAP = 2000
LONGEST_TEXT = 200  # of objects that have no JSON of their own
LONGEST_PROBE_ERROR = 240
LONGEST_ENTRY_TRACEBACK = 1500
LARGEST_INTEGER = 10 ** 4000


class StageError(Exception):
    """A failure whose stage is known."""

    def __init__(self, stage, message):
        super().__init__(message)
        self.stage = stage


# ---- input made of a text

def digest(text):
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), "big")


def unit_vector(text, size):
    draws = random.Random(digest(text) % 2 ** 32)
    values = [draws.gauss(0.0, 1.0) for _ in range(size)]
    length = math.sqrt(sum(value * value for value in values))
    vector = [value / length for value in values]
    try:
        import numpy
        return numpy.asarray(vector)
    except ImportError:
        return vector


def longest_run(text):
    longest = current = 0
    before = None
    for character in text:
        current = current + 1 if character == before else 1
        before = character
        longest = max(longest, current)
    return longest


def share(text, belongs):
    return sum(1 for character in text if belongs(character)) / len(text) if text else 0.0


def text_features(text):
    shares = [count / len(text) for count in collections.Counter(text).values()]
    return {
        "length": float(len(text)),
        "word_count": float(len(text.split())),
        "shannon_entropy": -sum(part * math.log2(part) for part in shares) if len(shares) > 1 else 0.0,
        "uppercase_ratio": share(text, str.isupper),
        "digit_ratio": share(text, str.isdigit),
        "special_ratio": share(text, lambda character: not character.isalnum() and not character.isspace()),
        "max_char_run": float(longest_run(text)),
    }


# ---- output as JSON

def clean(text):
    return text.encode("utf-8", "replace").decode("utf-8")


def words(value):
    try:
        return clean(str(value))[:LONGEST_TEXT]
    except Exception:
        return "<%s>" % type(value).__name__


def fields_of(value):
    """The members of a record or an object, or None."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name, None) for field in dataclasses.fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return dict(zip(value._fields, value))
    if hasattr(value, "__dict__") and not isinstance(value, type) and not callable(value):
        return {name: member for name, member in vars(value).items() if not name.startswith("_")}
    return None


def safe(value, depth=0):
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, enum.Enum):
        return safe(value.value, depth)
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, int):
        return int(value) if abs(value) < LARGEST_INTEGER else "<integer of %d bits>" % value.bit_length()
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(float(value))
    if depth >= DEEPEST:
        return words(value)
    if isinstance(value, collections.abc.Mapping):
        return {clean(str(key)): safe(member, depth + 1) for key, member in list(value.items())[:LARGEST_MAP]}
    members = fields_of(value)
    if members is not None:
        return safe(members, depth)
    if isinstance(value, (set, frozenset)):
        value = sorted(value, key=repr)
    if isinstance(value, (list, tuple, collections.deque)):
        return [safe(item, depth + 1) for item in list(value)[:LONGEST_LIST]]
    if hasattr(value, "tolist"):
        return safe(value.tolist(), depth)
    return words(value)


def outcome(result, flags):
    raw = safe(result)
    if not isinstance(raw, dict):
        raw = {"result": raw}
    raw.update(flags)
    success = next((raw[name] for name in ("success", "succeeded", "ok", "is_success") if isinstance(raw.get(name), bool)), True)
    names = ("halt_mode", "halt", "halt_reason", "termination_mode", "verdict", "decision")
    halt_mode = next((str(raw[name]) for name in names if raw.get(name) is not None), None)
    return {"ok": True, "raw": raw, "success": success, "halt_mode": halt_mode}


# ---- components

def load(target):
    module, name, entry, _ = TARGETS[target]
    component = getattr(importlib.import_module(module), name)
    getattr(component, entry)
    return component


def construct(target):
    """A component, or for the walker its class: that one is built anew for each text."""
    try:
        if TARGETS[target][3] == "structured_pending":
            raise StageError("construct", "the target %s takes input that cannot be made of a text: it can only be probed" % target)
        component = load(target)
        if target == "walker":
            return component
        if target == "piovra":
            return component(arm_id="ophamin_arm", input_dim=EMBEDDING_SIZE)
        return component()
    except StageError:
        raise
    except (Exception, SystemExit) as error:
        raise StageError("construct", "%s: %s" % (type(error).__name__, error)) from error


def run(target, component, stimulus, params):
    entry = TARGETS[target][2]
    if target == "walker":
        walker = component(graph_seed=digest(stimulus) % 2 ** 31)
        return outcome(getattr(walker, entry)(max_steps=int(params.get("max_steps", 50))), {})
    call = getattr(component, entry)
    if target == "ouroboros":
        return outcome(call(stimulus, params.get("complexity", 0.5)), {})
    if target == "gwf":
        features = text_features(stimulus)
        return outcome(call(features, {name: 0.5 for name in features}), {"feature_extraction": STAND_IN})
    if target == "piovra":
        return outcome(call(unit_vector(stimulus, EMBEDDING_SIZE)), {"embedding_source": STAND_IN})
    if target == "astrolabe":
        points = (unit_vector(stimulus, POINT_SIZE), unit_vector(REFERENCE_POINT, POINT_SIZE))
        return outcome(call(*points), {"point_source": STAND_IN})
    return outcome(call(stimulus), {})


# ---- requests

def failure(stage, error):
    return {"ok": False, "stage": stage, "error": clean(str(error)), "traceback": clean(traceback.format_exc())}


def read_request(text, key):
    try:
        request = json.loads(text)
    except ValueError as error:
        raise StageError("payload", "expected one JSON object: %s" % error) from error
    if not isinstance(request, dict) or key not in request:
        raise StageError("payload", "expected an object with `%s`" % key)
    params = request.get("params") or {}
    if not isinstance(params, dict):
        raise StageError("payload", "expected an object as `params`")
    target = request.get("target", DEFAULT_TARGET)
    if target not in TARGETS:
        raise StageError("target", "unknown target %r; there are %s" % (target, ", ".join(sorted(TARGETS))))
    return request, target, params


def run_single(text):
    request, target, params = read_request(text, "stimulus")
    component = construct(target)
    try:
        return run(target, component, str(request["stimulus"]), params)
    except (Exception, SystemExit) as error:
        raise StageError("run", "%s: %s" % (type(error).__name__, error)) from error


def run_batch(text):
    request, target, params = read_request(text, "stimuli")
    if not isinstance(request["stimuli"], list):
        raise StageError("payload", "expected an array as `stimuli`")
    path = request.get("results_path")
    begin = time.perf_counter()
    component = construct(target)
    construct_seconds = time.perf_counter() - begin
    entries = []
    results = open(path, "a", encoding="utf-8") if path else None
    try:
        for index, stimulus in enumerate(request["stimuli"]):
            begin = time.perf_counter()
            try:
                entry = run(target, component, str(stimulus), params)
            except (Exception, SystemExit) as error:
                entry = {"ok": False, "error": clean("%s: %s" % (type(error).__name__, error)),
                         "traceback": clean(traceback.format_exc())[-LONGEST_ENTRY_TRACEBACK:]}
            entry = {"cycle_index": index, "cycle_seconds": time.perf_counter() - begin, **entry}
            entries.append(entry)
            if results is not None:
                results.write(json.dumps(entry) + "\n")
                results.flush()
    finally:
        if results is not None:
            results.close()
    return {"ok": True, "batch": entries, "construct_seconds": construct_seconds}


def probe():
    found = {}
    for target, (module, name, entry, kind) in TARGETS.items():
        report = {"module": module, "class": name, "entry": entry, "input_kind": kind, "import_ok": False}
        try:
            report["init_sig"] = words(inspect.signature(load(target)))
            report["import_ok"] = True
        except (Exception, SystemExit) as error:
            report["error"] = clean("%s: %s" % (type(error).__name__, error))[:LONGEST_PROBE_ERROR]
        found[target] = report
    return {"ok": True, "probe": found}


def answer(arguments):
    repository = os.path.abspath(arguments[0])
    os.chdir(repository)
    sys.path.insert(0, repository)
    try:
        if "--probe" in arguments:
            return probe()
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
        return run_batch(text) if "--batch" in arguments else run_single(text)
    except StageError as error:
        return failure(error.stage, error)


def main(arguments):
    if not arguments:
        sys.exit(__doc__)
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    reply = answer(arguments)
    replies.write("\n" + json.dumps(reply) + "\n")
    replies.flush()
    sys.exit(0 if reply["ok"] else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
