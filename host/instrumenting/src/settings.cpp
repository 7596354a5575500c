// SPDX-License-Identifier: Apache-2.0
#include <ophamin/instrumenting/settings.hpp>

#include <stdexcept>

namespace ophamin::instrumenting {

using records::Json;

Json Settings::to_json() const {
  return Json(records::JsonObject{{"sampling_ms", Json(sampling.count())}, {"per_cycle", Json(per_cycle)}});
}

Settings Settings::from_json(const Json& json) {
  const auto* sampling = json.find("sampling_ms");
  const auto* per_cycle = json.find("per_cycle");
  if (sampling == nullptr || !sampling->is_int() || sampling->as_int() < 0 || sampling->as_int() > kLongestSampling.count()) {
    throw std::invalid_argument("'sampling_ms' is no number of milliseconds");
  }
  if (per_cycle == nullptr || !per_cycle->is_bool()) throw std::invalid_argument("'per_cycle' is no boolean");
  return {.sampling = std::chrono::milliseconds(sampling->as_int()), .per_cycle = per_cycle->as_bool()};
}

}  // namespace ophamin::instrumenting
