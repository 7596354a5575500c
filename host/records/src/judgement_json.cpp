// SPDX-License-Identifier: Apache-2.0
#include "judgement_json.hpp"

#include "json_build.hpp"

namespace ophamin::records {

Json json_of(const Threshold& threshold) {
  return object({{"metric", threshold.metric},
                 {"comparator", to_string(threshold.comparator)},
                 {"value", threshold.value},
                 {"units", threshold.units}});
}

Json json_of(const Preregistration& preregistration) {
  return object({{"config_hash", preregistration.config_hash},
                 {"data_hash", preregistration.data_hash},
                 {"analysis_plan", preregistration.analysis_plan},
                 {"sweep_grid", preregistration.sweep_grid},
                 {"preregistered_at", preregistration.preregistered_at}});
}

Json json_of(const Verdict& verdict) {
  return object({{"outcome", to_string(verdict.outcome)},
                 {"observed_value", verdict.observed_value},
                 {"threshold", json_of(verdict.threshold)},
                 {"reasoning", verdict.reasoning}});
}

Threshold read_threshold(ObjectReader& reader) {
  return {.metric = reader.text("metric"),
          .comparator = reader.parsed("comparator", parse_comparator),
          .value = reader.number("value"),
          .units = reader.text_or("units", "")};
}

Preregistration read_preregistration(ObjectReader& reader) {
  return {.config_hash = reader.text("config_hash"),
          .data_hash = reader.text("data_hash"),
          .analysis_plan = reader.text("analysis_plan"),
          .sweep_grid = reader.map_or_empty("sweep_grid"),
          .preregistered_at = reader.text("preregistered_at")};
}

Verdict read_verdict(ObjectReader& reader) {
  return {.outcome = reader.parsed("outcome", parse_outcome),
          .observed_value = reader.number("observed_value"),
          .threshold = reader.object("threshold", read_threshold),
          .reasoning = reader.text_or("reasoning", "")};
}

void append_judgement(JsonObject& body, const std::optional<Preregistration>& preregistration,
                      const std::string& metric, const std::optional<Verdict>& verdict) {
  if (preregistration) {
    body.append("preregistration", json_of(*preregistration));
    body.append("pre_registered_metric", metric);
  }
  if (verdict) body.append("verdict", json_of(*verdict));
}

// A metric without a pre-registration is no part of the body: it is left over, and noted as not known.
void read_judgement(ObjectReader& root, std::optional<Preregistration>& preregistration, std::string& metric,
                    std::optional<Verdict>& verdict) {
  if (root.has("preregistration")) {
    preregistration = root.object("preregistration", read_preregistration);
    metric = root.text_or("pre_registered_metric", "");
  }
  if (root.has("verdict")) verdict = root.object("verdict", read_verdict);
}

}  // namespace ophamin::records
