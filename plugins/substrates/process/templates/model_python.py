#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A model for the substrate `process` of Ophamin: a line of JSON comes in, a line of JSON goes back."""
import json
import sys
import time


def model(stimulus, params):
    """What is under test. Here: how varied a text is."""
    words = stimulus.lower().split()
    if len(words) < params.get("fewest_words", 1):
        raise ValueError("too few words")
    return {"words": len(words), "variety": len(set(words)) / len(words)}


for line in sys.stdin:
    request = json.loads(line)
    begin = time.perf_counter()
    try:
        raw = model(request["stimulus"], request["params"])
        reply = {"ok": True, "raw": raw, "cycle_seconds": time.perf_counter() - begin}
    except Exception as error:
        reply = {"ok": False, "stage": "run", "error": f"{type(error).__name__}: {error}"}
    print(json.dumps({"cycle_index": request["cycle_index"], **reply}), flush=True)
