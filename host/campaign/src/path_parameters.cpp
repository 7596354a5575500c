// SPDX-License-Identifier: Apache-2.0
#include <ophamin/campaign/manifest_check.hpp>

#include <boost/json/parse.hpp>

namespace ophamin::campaign {
namespace {

namespace json = boost::json;

void resolve_paths(const json::value& schema, json::value& value, const std::filesystem::path& folder) {
  const json::object* rules = schema.if_object();
  if (rules == nullptr) return;
  if (json::string* text = value.if_string()) {
    const json::value* format = rules->if_contains("format");
    if (text->empty() || format == nullptr || !format->is_string() || format->get_string() != "path") return;
    const std::filesystem::path path(std::string_view(text->data(), text->size()));
    *text = (folder / path).lexically_normal().string();
  } else if (json::array* items = value.if_array()) {
    if (const json::value* item_schema = rules->if_contains("items"))
      for (json::value& item : *items) resolve_paths(*item_schema, item, folder);
  } else if (json::object* object = value.if_object()) {
    const json::value* properties = rules->if_contains("properties");
    if (properties == nullptr || !properties->is_object()) return;
    for (auto& member : *object)
      if (const json::value* property = properties->get_object().if_contains(member.key()))
        resolve_paths(*property, member.value(), folder);
  }
}

}  // namespace

registry::ResolvedParameters resolve_parameters(std::string_view schema, const json::object& given,
                                                const std::filesystem::path& folder) {
  registry::ResolvedParameters resolved = registry::resolve(schema, given);
  if (schema.empty() || !resolved.problems.empty()) return resolved;
  json::value complete = std::move(resolved.complete);
  resolve_paths(json::parse(json::string_view(schema.data(), schema.size())), complete, folder);
  resolved.complete = std::move(complete.get_object());
  return resolved;
}

}  // namespace ophamin::campaign
