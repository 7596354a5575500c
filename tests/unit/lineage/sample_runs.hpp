// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <ophamin/lineage/run_entry.hpp>

namespace ophamin::test {

/// A run with every part filled; without a parent if none is named.
inline lineage::RunEntry sample_run(std::string id, std::string parent = {}) {
  using records::Json;
  lineage::RunEntry run;
  run.run_id = std::move(id);
  run.parent_run_id = std::move(parent);
  run.kind = "shard";
  run.name = "mean-above threshold=1";
  run.outcome = "VALIDATED";
  run.created_at = "2026-05-15T00:07:58.130424+00:00";
  run.ophamin_version = "0.1.0";
  run.ophamin_git_commit = "c0ffee";
  run.proof_id = std::string(63, 'a') + run.run_id.front();
  run.observed_value = 1.5;
  run.config = {{"threshold", Json(1.0)}, {"n", Json(30)}, {"text", "caf\xC3\xA9"}};
  run.substrate = {{"name", "unit"}, {"git_commit", "v1"}};
  run.metrics = {{"cycles", Json(20)}, {"observed_value", Json(1.5)}};
  run.datasets = {{.path = "/data/numbers", .content_hash = std::string(64, 'b'), .size_bytes = 7, .kind = "corpus", .name = "numbers",
                   .n_records = 20},
                  {.path = "/data/model", .content_hash = std::string(64, 'c'), .kind = "file"}};
  run.artifacts = {"proofs/x/proof.json", "/elsewhere/log"};
  run.provenance = records::JsonObject{{"prefix", Json(records::JsonObject{})}};
  run.extra = {{"shard", "0000-x"}};
  return run;
}

}  // namespace ophamin::test
