// SPDX-License-Identifier: Apache-2.0
#include <ophamin/sdk.hpp>

#include "adjust.hpp"
#include "bootstrap.hpp"
#include "cohen_d.hpp"
#include "conformal.hpp"
#include "conformal_sets.hpp"
#include "correlation.hpp"
#include "entropy.hpp"
#include "ks_two_sample.hpp"
#include "mann_whitney.hpp"
#include "mutual_information.hpp"
#include "one_way_anova.hpp"
#include "proportion.hpp"
#include "quantile.hpp"
#include "summary.hpp"
#include "t_test.hpp"
#include "wasserstein.hpp"
#include "wilcoxon.hpp"

namespace {

constexpr ophamin::sdk::PluginInfo kPlugin{
    .id = "ophamin.statistics", .version = OPHAMIN_PLUGIN_VERSION, .vendor = "Ophamin", .license = "Apache-2.0 AND BSL-1.0"};

}  // namespace

namespace statistics = ophamin::statistics;

OPHAMIN_PLUGIN(kPlugin, statistics::Proportion, statistics::Quantile, statistics::Conformal, statistics::ConformalSets, statistics::TTest,
               statistics::CohenD, statistics::MannWhitney, statistics::Wilcoxon, statistics::KsTwoSample, statistics::Pearson,
               statistics::Spearman, statistics::OneWayAnova, statistics::Summary, statistics::Bootstrap, statistics::Wasserstein,
               statistics::MutualInformation, statistics::Entropy, statistics::KlDivergence, statistics::Adjust);
