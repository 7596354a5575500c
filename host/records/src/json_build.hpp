// SPDX-License-Identifier: Apache-2.0
//
// Short ways to build the JSON of records.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ophamin/records/json.hpp>

namespace ophamin::records {

/// An object of the given members; unlike an initializer list of Member, it moves the values.
template <std::size_t N>
Json object(std::pair<std::string_view, Json> (&&members)[N]) {
  JsonObject built;
  built.reserve(N);
  for (auto& [key, value] : members) built.append(std::string(key), std::move(value));
  return Json(std::move(built));
}

inline Json text_list(const std::vector<std::string>& texts) { return Json(JsonArray(texts.begin(), texts.end())); }

inline Json text_map(const std::vector<std::pair<std::string, std::string>>& entries) {
  JsonObject map;
  map.reserve(entries.size());
  for (const auto& [key, value] : entries) map.append(key, value);
  return Json(std::move(map));
}

/// The record on disk: the id, the body's members, the signature.
inline Json with_id_and_signature(Json body, std::string_view id_member, std::string id, std::string signature) {
  JsonObject record;
  record.reserve(body.as_object().size() + 3);
  record.append(std::string(id_member), std::move(id));
  for (Member& member : body.as_object()) record.append(std::move(member.key), std::move(member.value));
  record.append("signature", std::move(signature));
  return Json(std::move(record));
}

}  // namespace ophamin::records
