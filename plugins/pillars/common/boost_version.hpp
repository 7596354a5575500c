// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/version.hpp>

#include <string>

namespace ophamin::pillars {

/// Of the Boost.Math that was compiled in, "1.81.0": it is header-only, so there is no other at run time.
inline std::string boost_version() {
  return std::to_string(BOOST_VERSION / 100000) + '.' + std::to_string(BOOST_VERSION / 100 % 1000) + '.' +
         std::to_string(BOOST_VERSION % 100);
}

}  // namespace ophamin::pillars
