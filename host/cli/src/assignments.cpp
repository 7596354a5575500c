// SPDX-License-Identifier: Apache-2.0
#include "assignments.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/guests/json_bridge.hpp>
#include <ophamin/records/json_parser.hpp>

#include "options.hpp"

namespace ophamin::cli {
namespace {

using diagnostics::ErrorCode;

std::pair<std::string, std::string> split(const std::string& text, const std::string& option, const std::string& form, ErrorCode code) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    throw diagnostics::Error({.code = code, .message = fmt::format("{} {} cannot be read", option, text), .expected = form, .found = text});
  return {text.substr(0, equals), text.substr(equals + 1)};
}

}  // namespace

std::vector<std::pair<std::string, std::string>> split_pairs(const std::vector<std::string>& given, const std::string& option) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& text : given) {
    auto [key, values] = split(text, option, "ROLE=COLUMN, or ROLE=COLUMN,COLUMN", ErrorCode::kUsageError);
    while (true) {
      const std::size_t comma = values.find(',');
      pairs.emplace_back(key, values.substr(0, comma));
      if (comma == std::string::npos) break;
      values.erase(0, comma + 1);
    }
  }
  return pairs;
}

boost::json::object read_parameters(const std::string& file) {
  records::ParseOptions parse;
  parse.file = input_name(file);
  boost::json::value value = guests::to_boost(records::parse_json(read_input(file), parse));
  if (value.is_object()) return std::move(value.get_object());
  throw diagnostics::Error({.code = ErrorCode::kInputInvalid,
                            .message = "the parameters are no JSON object",
                            .expected = "{\"name\": value, ...}",
                            .place = {.file = parse.file}});
}

void set_parameters(boost::json::object& params, const std::vector<std::string>& given) {
  for (const std::string& text : given) {
    auto [key, written] = split(text, "--set", "NAME=VALUE", ErrorCode::kSetOverrideInvalid);
    boost::system::error_code fault;
    boost::json::value value = boost::json::parse(written, fault);
    if (fault) value = boost::json::string(written);
    boost::json::object* level = &params;
    while (true) {
      const std::size_t dot = key.find('.');
      if (dot == std::string::npos) break;
      boost::json::value& next = (*level)[key.substr(0, dot)];
      if (next.is_null()) next = boost::json::object{};
      if (!next.is_object())
        throw diagnostics::Error({.code = ErrorCode::kSetOverrideInvalid,
                                  .message = fmt::format("--set {} cannot be applied: '{}' is no table", text, key.substr(0, dot))});
      level = &next.get_object();
      key.erase(0, dot + 1);
    }
    (*level)[key] = std::move(value);
  }
}

}  // namespace ophamin::cli
