// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>
#include <vector>

#include <ophamin/sdk.hpp>

#include "linear_model.hpp"

namespace ophamin::effects {

/// Of a model of two factors and their product; `terms` are the two and the product.
void add_interaction(sdk::EvidenceSink& evidence, const Experiments& data, const std::vector<Term>& terms,
                     const std::variant<LinearFit, NoLinearFit>& outcome, double confidence);

void add_joint(sdk::EvidenceSink& evidence, const Experiments& data, const std::variant<LinearFit, NoLinearFit>& outcome,
               double confidence);

}  // namespace ophamin::effects
