// SPDX-License-Identifier: Apache-2.0
//
// Records that differ from a good one at one place: another value, a member less, a member more, another order.
#pragma once

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <ophamin/records/json.hpp>

namespace ophamin::test {

/// Indices of members and items, from the root.
using Place = std::vector<std::size_t>;

inline records::Json& at(records::Json& root, const Place& place) {
  records::Json* value = &root;
  for (const std::size_t index : place) {
    value = value->is_array() ? &value->as_array()[index] : &(value->as_object().begin() + index)->value;
  }
  return *value;
}

template <typename Act>
void for_each_place(const records::Json& value, const Act& act, Place place = {}) {
  act(place);
  const std::size_t size = value.is_array() ? value.as_array().size() : value.is_object() ? value.as_object().size() : 0;
  for (std::size_t index = 0; index < size; ++index) {
    Place inner = place;
    inner.push_back(index);
    for_each_place(value.is_array() ? value.as_array()[index] : (value.as_object().begin() + index)->value, act, inner);
  }
}

/// One value of each type, and what is easily taken for another type.
inline const std::vector<records::Json>& other_values() {
  using records::Json;
  static const std::vector<Json> values{Json(),
                                        Json(true),
                                        Json(false),
                                        Json(0),
                                        Json(1),
                                        Json(-7),
                                        Json(0.0),
                                        Json(1.5),
                                        Json(3.0),
                                        Json(std::nan("")),
                                        Json(HUGE_VAL),
                                        Json::big_integer(std::string(40, '9')),
                                        Json::big_integer(std::string(400, '9')),
                                        Json(""),
                                        Json("text"),
                                        Json("0.5"),
                                        Json("12"),
                                        Json(" \t"),
                                        Json("VALIDATED"),
                                        Json(">="),
                                        Json(std::string(64, 'f')),
                                        Json(std::string(65, 'f')),
                                        Json("\xED\xA0\x80"),
                                        Json(records::JsonArray{}),
                                        Json(records::JsonArray{1, "a"}),
                                        Json(records::JsonArray{records::JsonArray{"a", 1}}),
                                        Json(records::JsonArray{records::JsonObject{}}),
                                        Json(records::JsonObject{}),
                                        Json(records::JsonObject{{"a", 1}}),
                                        Json(records::JsonObject{{"a", "b"}})};
  return values;
}

inline records::Json replaced(records::Json root, const Place& place, const records::Json& value) {
  at(root, place) = value;
  return root;
}

/// Without the member or item.
inline records::Json erased(records::Json root, const Place& place) {
  if (place.empty()) return root;
  Place outer(place.begin(), place.end() - 1);
  records::Json& around = at(root, outer);
  if (around.is_array()) {
    around.as_array().erase(around.as_array().begin() + static_cast<std::ptrdiff_t>(place.back()));
  } else {
    const std::string key = (around.as_object().begin() + place.back())->key;
    around.as_object().erase(key);
  }
  return root;
}

/// With one more member, where the place is an object.
inline records::Json with_unknown_member(records::Json root, const Place& place) {
  records::Json& value = at(root, place);
  if (value.is_object()) value.as_object().set("unknown member", 1);
  return root;
}

/// With its members in another order, where the place is an object.
inline records::Json shuffled(records::Json root, const Place& place, std::mt19937_64& chance) {
  records::Json& value = at(root, place);
  if (value.is_object()) std::shuffle(value.as_object().begin(), value.as_object().end(), chance);
  return root;
}

}  // namespace ophamin::test
