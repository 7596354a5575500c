// SPDX-License-Identifier: Apache-2.0
#include <boost/json.hpp>
#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostics.hpp>

using namespace ophamin::diagnostics;

namespace {

Diagnostic unknown_key() {
  return {.code = ErrorCode::kUnknownKey,
          .rule = "OPH-HOST-3",
          .message = "the key 'sede' is not known in [campaign]",
          .expected = "one of name, seed",
          .found = "sede",
          .mend = "write 'seed'",
          .place = {.file = "run.toml", .line = 12, .column = 3, .line_text = "  sede = 7", .path = "campaign"},
          .suggestions = {"seed"}};
}

}  // namespace

TEST_CASE("the text says place, code, message, both sides and how to mend") {
  CHECK(to_text(unknown_key()) ==
        "run.toml:12:3: campaign: error OPH-104 UnknownKey: the key 'sede' is not known in [campaign] [OPH-HOST-3]\n"
        "    sede = 7\n"
        "    ^\n"
        "  expected: one of name, seed\n"
        "  found: sede\n"
        "  did you mean: seed\n"
        "  mend: write 'seed'\n");
}

TEST_CASE("what is not known is not printed") {
  CHECK(to_text(Diagnostic{.code = ErrorCode::kShardCrashed, .message = "it died"}) ==
        "error OPH-400 ShardCrashed: it died\n");
  CHECK(to_text(Diagnostic{.code = ErrorCode::kFileUnreadable,
                           .severity = Severity::kWarning,
                           .message = "gone",
                           .place = {.file = "a b"}}) == "a b: warning OPH-500 FileUnreadable: gone\n");
}

TEST_CASE("the caret stands below its character, after tabs and after letters of several bytes") {
  Diagnostic diagnostic{.code = ErrorCode::kManifestSyntax, .message = "m"};
  diagnostic.place = {.line = 1, .column = 4, .line_text = "\t\xC3\xA9x = 1"};
  CHECK(to_text(diagnostic) == "line 1:4: error OPH-102 ManifestSyntax: m\n  \t\xC3\xA9x = 1\n  \t  ^\n");
}

TEST_CASE("colour marks severity and caret only when asked for") {
  CHECK(to_text(unknown_key(), true).find("\x1b[1;31merror\x1b[0m") != std::string::npos);
  CHECK(to_text(unknown_key(), false).find('\x1b') == std::string::npos);
}

TEST_CASE("control characters of a guest's text do not reach the terminal") {
  const std::string text = to_text(Diagnostic{.code = ErrorCode::kGuestError, .message = "a\x1b[2Jb\x07"});
  CHECK(text == "error OPH-405 GuestError: a\\x1b[2Jb\\x07\n");
}

TEST_CASE("JSON carries every field that is set, and nothing else") {
  const std::vector<Diagnostic> list{unknown_key(), {.code = ErrorCode::kShardCrashed, .message = "it died"}};
  const boost::json::value parsed = boost::json::parse(to_json(list));
  REQUIRE(parsed.as_array().size() == 2);
  const boost::json::object& first = parsed.at(0).as_object();
  CHECK(first.at("id") == "OPH-104");
  CHECK(first.at("name") == "UnknownKey");
  CHECK(first.at("severity") == "error");
  CHECK(first.at("rule") == "OPH-HOST-3");
  CHECK(first.at("expected") == "one of name, seed");
  CHECK(first.at("mend") == "write 'seed'");
  CHECK(first.at("place").at("line") == 12);
  CHECK(first.at("suggestions").as_array().size() == 1);
  const boost::json::object& second = parsed.at(1).as_object();
  CHECK(second.size() == 4);
  CHECK(second.at("message") == "it died");
  CHECK(to_json({}) == "[]");
}

TEST_CASE("an error carries its diagnostics and says all of them") {
  const Error error(std::vector<Diagnostic>{unknown_key(), {.code = ErrorCode::kShardCrashed, .message = "it died"}});
  CHECK(error.diagnostics().size() == 2);
  CHECK(error.code() == ErrorCode::kUnknownKey);
  CHECK(std::string(error.what()).find("OPH-104") != std::string::npos);
  CHECK(std::string(error.what()).find("OPH-400") != std::string::npos);
}
