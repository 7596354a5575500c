// SPDX-License-Identifier: Apache-2.0
//
// Bit-for-bit comparison of evidence, for the promise of determinism (OPH-HOST-8).
#pragma once

#include <string>
#include <vector>

#include <ophamin/guests/evidence.hpp>

namespace ophamin::guests {

/// Where two lists of rows first differ, in words; empty when they are the same to the last bit.
std::string first_difference(const std::vector<EvidenceRow>& first, const std::vector<EvidenceRow>& second);

}  // namespace ophamin::guests
