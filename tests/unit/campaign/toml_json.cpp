// SPDX-License-Identifier: Apache-2.0
#include "toml_json.hpp"

#include <string>
#include <utility>

#include "../../../host/campaign/src/toml_library.hpp"

namespace ophamin::test {
namespace {

records::Json convert(const toml::node& node) {
  if (const auto* table = node.as_table()) {
    records::JsonObject object;
    for (const auto& [key, value] : *table) object.append(std::string(key.str()), convert(value));
    return records::Json(std::move(object));
  }
  if (const auto* array = node.as_array()) {
    records::JsonArray items;
    for (const auto& item : *array) items.push_back(convert(item));
    return records::Json(std::move(items));
  }
  if (const auto* text = node.as_string()) return records::Json(text->get());
  if (const auto* integer = node.as_integer()) return records::Json(integer->get());
  if (const auto* number = node.as_floating_point()) return records::Json(number->get());
  if (const auto* boolean = node.as_boolean()) return records::Json(boolean->get());
  return records::Json(nullptr);
}

}  // namespace

records::Json toml_to_json(std::string_view text) { return convert(toml::parse(text)); }

}  // namespace ophamin::test
