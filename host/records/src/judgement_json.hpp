// SPDX-License-Identifier: Apache-2.0
//
// What several kinds of records hold alike: threshold, pre-registration and verdict, to JSON and back.
#pragma once

#include <optional>
#include <string>

#include <ophamin/records/json.hpp>
#include <ophamin/records/proof.hpp>

#include "typed_reader.hpp"

namespace ophamin::records {

Json json_of(const Threshold& threshold);
Json json_of(const Preregistration& preregistration);
Json json_of(const Verdict& verdict);

Threshold read_threshold(ObjectReader& reader);
Preregistration read_preregistration(ObjectReader& reader);
Verdict read_verdict(ObjectReader& reader);

/// What an audit or a scan has at its end when a threshold was stated for it: the members are there only then.
void append_judgement(JsonObject& body, const std::optional<Preregistration>& preregistration,
                      const std::string& metric, const std::optional<Verdict>& verdict);
void read_judgement(ObjectReader& root, std::optional<Preregistration>& preregistration, std::string& metric,
                    std::optional<Verdict>& verdict);

}  // namespace ophamin::records
