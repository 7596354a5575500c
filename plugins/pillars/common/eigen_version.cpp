// SPDX-License-Identifier: Apache-2.0
#include "eigen_version.hpp"

#include <Eigen/Core>

namespace ophamin::pillars {

std::string eigen_version() {
  return std::to_string(EIGEN_WORLD_VERSION) + '.' + std::to_string(EIGEN_MAJOR_VERSION) + '.' + std::to_string(EIGEN_MINOR_VERSION);
}

}  // namespace ophamin::pillars
