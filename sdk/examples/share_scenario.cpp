// SPDX-License-Identifier: Apache-2.0
// A scenario: does the substrate give the right answer often enough? Asks for the boolean field `correct`.
#include <ophamin/sdk.hpp>

namespace sdk = ophamin::sdk;

class OftenEnough {
 public:
  struct Params {
    double floor = 0.9;
  };
  static constexpr sdk::ScenarioInfo kInfo{
      .name = "often-enough",
      .summary = "the share of correct answers reaches a floor",
      .tier = sdk::Tier::kScientific,
      .family = "accuracy",
      .goal = "Find out whether the answers can be relied on.",
      .explanation = "Each record is a question. The share of correct answers is held against the floor.",
      .falsification = "The answers are wrong too often."};
  static constexpr auto kParameters =
      sdk::parameters(sdk::param("floor", &Params::floor).help("least acceptable share").range(0, 1));
  static constexpr sdk::FieldRequest kFields[] = {{.name = "correct", .types = sdk::kBooleans}};

  OftenEnough(const sdk::Host& host, const Params& params) : host_(host), params_(params) {}

  sdk::Claim claim() const {
    return {.statement = "The substrate answers correctly often enough.",
            .operationalization = "Share of successful cycles whose field `correct` is true.",
            .h0 = "The share is below the floor.",
            .h1 = "The share is at or above the floor.",
            .metric = "correct_share",
            .units = "fraction",
            .comparator = sdk::Comparator::kAtLeast,
            .threshold = params_.floor};
  }

  sdk::Plan plan() const {
    return {.analysis = "Count the correct answers among the cycles that ran; fewer than 10 are inconclusive.", .cycles = 500};
  }

  void score(const sdk::Run& run, sdk::Score& score) const {
    const auto correct = run.column("correct");
    const auto results = host_.compute("stats.proportion", sdk::TableBuilder(correct.size()).add("success", correct));
    const auto share = results["proportion"];
    score.observed(share.undefined() ? 0.0 : share.value());
    score.inconclusive(run.insufficient(correct.size() - correct.missing()));
    score.attach(results);
  }

 private:
  sdk::Host host_;
  Params params_;
};

constexpr sdk::PluginInfo kPlugin{.id = "example.often-enough", .version = "1.0.0", .vendor = "You", .license = "Apache-2.0"};
OPHAMIN_PLUGIN(kPlugin, OftenEnough);
