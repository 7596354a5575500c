// SPDX-License-Identifier: Apache-2.0
#include "cma.hpp"

#include "common/boost_version.hpp"

namespace ophamin::synthesis {

std::string Cma::library_version() { return pillars::boost_version(); }

Cma::Cma(const sdk::Host& host, const Params& params) : host_(host), params_(params), analysis_(params) {
  if (params.random_effects) return;
  if (params.tau2_fixed_after) {
    throw sdk::invalid_argument("the fixed-effect model has no tau squared: drop `tau2_fixed_after`, or set `random_effects`");
  }
  if (params.interval != Interval::kNormal) {
    throw sdk::invalid_argument("the fixed-effect model has a normal interval: drop `interval`, or set `random_effects`");
  }
}

void Cma::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  analysis_ = Analysis(params_);
  analysis_.pool.reserve(table.rows());
  if (params_.trajectory) analysis_.trajectory.reserve(table.rows());
  add(table, nullptr);
  add_evidence(evidence, analysis_);
}

void Cma::begin() { analysis_ = Analysis(params_); }

void Cma::update(const sdk::Table& rows, sdk::Events& events) { add(rows, &events); }

void Cma::finish(sdk::EvidenceSink& evidence) { add_evidence(evidence, analysis_); }

void Cma::add(const sdk::Table& rows, sdk::Events* events) {
  auto& pool = analysis_.pool;
  auto& reader = analysis_.reader;
  reader.read(rows, [&](std::uint64_t row, double effect, double variance) {
    if (reader.is_counts() && analysis_.effects.size() < params_.list_limit) {
      analysis_.effects.push_back(effect);
      analysis_.variances.push_back(variance);
    }
    // Without every study there will be no result; only the faults are still of use.
    if (reader.faults().count() != 0 || !pool.is_finite()) return;
    if (events != nullptr && pool.kept() == params_.study_limit) {
      throw sdk::Failure(OPH_LIMIT, "more than " + std::to_string(params_.study_limit) +
                                        " studies would be kept to estimate tau squared anew: give `tau2_fixed_after`, or raise `study_limit`");
    }
    pool.add(effect, variance);
    if (!params_.trajectory || !pool.is_finite()) return;
    host_.check_cancelled();
    const auto result = pool.result();
    if (analysis_.trajectory.add(result) && events != nullptr) {
      events->emit(row, result.conclusion() != 0 ? "significant" : "not_significant", result.estimate);
    }
  });
}

}  // namespace ophamin::synthesis
