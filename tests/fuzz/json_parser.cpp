// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as JSON text: an error with a place, or a value. Held against Boost.JSON where both speak of the same language.
#include <boost/json/parse.hpp>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/diagnostics/render.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>

#include "fuzz.hpp"

using namespace ophamin;
using diagnostics::ErrorCode;
using fuzz::require;

namespace {

bool boost_takes(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = 4096;
  boost::json::error_code failure;
  (void)boost::json::parse({text.data(), text.size()}, failure, {}, options);
  // Not a matter of syntax: where an exponent is too large we have an infinity.
  return !failure || failure == boost::json::error::exponent_overflow;
}

// What we take and strict JSON does not: the words for what is no number, and escapes of half a character.
bool may_be_ours_alone(std::string_view text) {
  return text.find("NaN") != std::string_view::npos || text.find("Infinity") != std::string_view::npos ||
         text.find("\\u") != std::string_view::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  try {
    const records::Json value = records::parse_json(text);
    require(may_be_ours_alone(text) || boost_takes(text), "what is taken without being JSON is one of the extensions");
    const std::string pretty = records::pretty(value);
    require(records::parse_json(pretty) == value, "the pretty text is read back as the same value");
    require(records::pretty(records::parse_json(pretty)) == pretty, "the pretty text of the pretty text is the same");
    const std::string compact = records::canonical(value);
    require(records::canonical(records::parse_json(compact)) == compact, "the canonical text of the canonical text is the same");
    require(records::canonical(records::parse_json(records::canonical(value, records::Separators::kSpaced))) == compact,
            "the spaced canonical text is that of the same value");
  } catch (const diagnostics::Error& error) {
    const diagnostics::Diagnostic& problem = error.diagnostics().front();
    require(problem.code == ErrorCode::kJsonSyntax || problem.code == ErrorCode::kJsonLimit, "an error is about syntax or a limit");
    require(problem.code == ErrorCode::kJsonLimit || !boost_takes(text), "JSON is taken");
    require(problem.code == ErrorCode::kJsonLimit || (problem.place.line > 0 && problem.place.column > 0), "an error has a place");
    (void)diagnostics::to_text(problem, true);
  }
  return 0;
}
