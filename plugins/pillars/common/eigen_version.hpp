// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace ophamin::pillars {

/// Of the Eigen that was compiled in, "3.4.0": it is header-only, so there is no other at run time.
std::string eigen_version();

}  // namespace ophamin::pillars
