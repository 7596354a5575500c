// SPDX-License-Identifier: Apache-2.0
// A pillar: the share of ones in a column.
#include <ophamin/sdk.hpp>

#include <algorithm>

namespace sdk = ophamin::sdk;

class Share {
 public:
  struct Params {
    double one = 1.0;
  };
  static constexpr sdk::PillarInfo kInfo{
      .name = "example.share", .summary = "share of ones", .library = "example", .library_version = "1.0.0"};
  static constexpr sdk::Role kRoles[] = {{.name = "success", .help = "one row a trial"}};
  static constexpr auto kParameters = sdk::parameters(sdk::param("one", &Params::one).help("the value that counts as success"));

  explicit Share(const Params& params) : params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence) const {
    const auto trials = table.numbers("success");
    const auto ones = std::count(trials.begin(), trials.end(), params_.one);
    auto row = sdk::Evidence("share");
    if (trials.empty()) row.undefined(1, 0, "no trial");
    else row.value(static_cast<double>(ones) / static_cast<double>(trials.size()));
    evidence.add(row.detail([&](sdk::Object& detail) { detail.set("ones", ones).set("trials", trials.size()); }));
  }

 private:
  Params params_;
};

constexpr sdk::PluginInfo kPlugin{.id = "example.share", .version = "1.0.0", .vendor = "You", .license = "Apache-2.0"};
OPHAMIN_PLUGIN(kPlugin, Share);
