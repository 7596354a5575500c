// SPDX-License-Identifier: Apache-2.0
#include "record_text.hpp"

#include <fmt/format.h>

#include <ophamin/guests/json_bridge.hpp>
#include <ophamin/guests/text.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/registry/parameters.hpp>
#include <ophamin/reporting/table.hpp>

namespace ophamin::cli {
namespace {

constexpr std::size_t kLongestShown = 4096;  // of a text in a table, bytes; no terminal is wider

std::string attributes_text(const oph_value_t* attributes) {
  if (attributes == nullptr) return {};
  std::string text;
  const auto json = guests::from_boost(registry::to_json(*attributes));
  for (const auto& member : json.as_object()) {
    text += (text.empty() ? "" : " ") + member.key + '=' +
            (member.value.is_string() ? member.value.as_string().substr(0, kLongestShown) : records::canonical(member.value));
  }
  return text;
}

}  // namespace

records::JsonObject record_json(const oph_record_t& record) {
  records::JsonObject object{{"id", std::string(guests::view(record.id))}, {"text", std::string(guests::view(record.text))}};
  if (record.raw.size != 0) {
    std::string hex;
    for (const auto byte : std::span(record.raw.data, record.raw.size)) hex += fmt::format("{:02x}", byte);
    object.set("raw_hex", std::move(hex));
  }
  if ((record.flags & OPH_RECORD_INVALID_UTF8) != 0) object.set("flags", records::JsonArray{records::Json("invalid_utf8")});
  object.set("attributes", record.attributes == nullptr ? records::Json(records::JsonObject{})
                                                        : guests::from_boost(registry::to_json(*record.attributes)));
  return object;
}

std::string records_table(std::span<const oph_record_t> records, std::size_t width) {
  using reporting::Fit;
  reporting::Table table({{"id", reporting::Align::kLeft, Fit::kShrink, 16},
                          {"text", reporting::Align::kLeft, Fit::kShrink, 20},
                          {"attributes", reporting::Align::kLeft, Fit::kShrink, 12}});
  for (const auto& record : records) {
    table.add_row({std::string(guests::view(record.id)), std::string(guests::view(record.text).substr(0, kLongestShown)),
                   attributes_text(record.attributes)});
  }
  return table.render(width);
}

}  // namespace ophamin::cli
