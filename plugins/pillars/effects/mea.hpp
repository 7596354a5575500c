// SPDX-License-Identifier: Apache-2.0
//
// M.mea: what several experiments on the same units say, each by itself, within strata, together.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <ophamin/sdk.hpp>

#include "design.hpp"
#include "experiments.hpp"
#include "linear_model.hpp"

namespace ophamin::effects {

class Mea {
 public:
  enum class Analysis { kMarginal, kConditional, kInteraction, kJoint };

  struct Params {
    Analysis analysis = Analysis::kMarginal;
    std::vector<std::string> baseline{};
    std::vector<std::string> given{};
    std::vector<std::string> terms{};
    bool include_interactions = true;
    std::optional<LevelOrder> level_order{};
    RankDeficient rank_deficient = RankDeficient::kRefuse;
    ColumnNames names = ColumnNames::kPlain;
    double confidence = 0.95;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "M.mea",
      .summary = "multi-experiment analysis: marginal and conditional effects, interactions, joint model",
      .library = "eigen",
      .method = "Welch contrasts; ordinary least squares by QR with treatment coding; type II tests",
      .citation = "B. L. Welch, Biometrika 34 (1947) 28-35; F. Yates, JASA 29 (1934) 51-66; Ø. Langsrud, Stat. Comput. 13 (2003) 163-167"};
  static constexpr sdk::Role kRoles[] = {
      {.name = "y", .help = "the outcome of each unit"},
      {.name = "factor", .help = "an experiment each: the label of the variant that the unit got", .types = sdk::kAnyType,
       .arity = sdk::Arity::kAny},
      {.name = "x", .help = "covariates, for analysis joint", .arity = sdk::Arity::kAny}};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("analysis", &Params::analysis)
          .help("marginal: each variant against its baseline; conditional: the same where `given` holds; interaction: each pair of "
                "factors; joint: one model of all")
          .choices({{"marginal", Analysis::kMarginal},
                    {"conditional", Analysis::kConditional},
                    {"interaction", Analysis::kInteraction},
                    {"joint", Analysis::kJoint}}),
      sdk::param("baseline", &Params::baseline).help("FACTOR=LEVEL each: the variant that the others are compared with"),
      sdk::param("given", &Params::given).help("FACTOR=LEVEL each, for analysis conditional: the stratum"),
      sdk::param("terms", &Params::terms)
          .help("for analysis joint: names of factors and covariates, products as A:B; by default all, with the pairs of factors"),
      sdk::param("include_interactions", &Params::include_interactions).help("for analysis joint: without `terms`, also the pairs of factors"),
      sdk::param("level_order", &Params::level_order)
          .help("of a factor's levels, the first one being the baseline; by default first_seen, in interaction and joint text")
          .choices({{"first_seen", LevelOrder::kFirstSeen}, {"text", LevelOrder::kText}}),
      sdk::param("rank_deficient", &Params::rank_deficient)
          .help("for analysis joint, if columns depend on others: refuse, or the coefficients of least norm")
          .choices({{"refuse", RankDeficient::kRefuse}, {"minimum_norm", RankDeficient::kMinimumNorm}}),
      sdk::param("names", &Params::names)
          .help("of coefficients: intercept, a[x], a[x]:b[y]; or patsy's Intercept, C(E0)[T.x], C(E0)[T.x]:C(E1)[T.y]")
          .choices({{"plain", ColumnNames::kPlain}, {"patsy", ColumnNames::kPatsy}}),
      sdk::param("confidence", &Params::confidence).help("confidence level of the two-sided intervals").open_interval(0, 1));

  static std::string library_version();

  explicit Mea(const Params& params);

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  void contrasts(const Experiments& data, sdk::EvidenceSink& evidence) const;
  void interactions(const Experiments& data, sdk::EvidenceSink& evidence) const;
  void joint(const Experiments& data, sdk::EvidenceSink& evidence) const;

  Params params_;
};

}  // namespace ophamin::effects
