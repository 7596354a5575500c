// SPDX-License-Identifier: Apache-2.0
#include "text.hpp"

#include <cmath>
#include <sstream>

#include <doctest/doctest.h>

#include <ophamin/cli/console.hpp>

using namespace ophamin::cli;

TEST_CASE("running text is broken between words") {
  CHECK(wrapped("one two three", 2, 9) == "  one two\n  three\n");
  CHECK(wrapped("a-word-that-is-too-long b", 0, 5) == "a-word-that-is-too-long\nb\n");
  CHECK(wrapped("first\nsecond", 1, 80) == " first\n second\n");
  CHECK(wrapped("", 4, 80).empty());
}

TEST_CASE("a text hangs beside its label, or below one that is too long") {
  CHECK(hanging("  --json", "print JSON", 12, 80) == "  --json    print JSON\n");
  CHECK(hanging("  --a-long-option", "text", 8, 80) == "  --a-long-option\n        text\n");
  CHECK(hanging("  NAME", "", 10, 80) == "  NAME\n");
}

TEST_CASE("width counts columns, not bytes") {
  CHECK(wrapped("\xC3\xA4\xC3\xA4\xC3\xA4 bc", 0, 6) == "\xC3\xA4\xC3\xA4\xC3\xA4 bc\n");
}

TEST_CASE("the first sentence ends at its full stop") {
  CHECK(first_sentence("Checks 1.5 things. Then more.") == "Checks 1.5 things");
  CHECK(first_sentence("Only one.") == "Only one");
  CHECK(first_sentence("none") == "none");
}

TEST_CASE("counts agree with their nouns") {
  CHECK(counted(0, "shard") == "0 shards");
  CHECK(counted(1, "shard") == "1 shard");
  CHECK(counted(2, "shard") == "2 shards");
}

TEST_CASE("words are quoted for a shell only where they have to be") {
  CHECK(shell_quoted("manifests/quick-start.toml") == "manifests/quick-start.toml");
  CHECK(shell_quoted("a b") == "'a b'");
  CHECK(shell_quoted("it's") == "'it'\\''s'");
  CHECK(shell_quoted("") == "''");
  CHECK(shell_quoted("x=$(rm)") == "'x=$(rm)'");
}

TEST_CASE("verdicts are coloured where they stand as words") {
  CHECK(colour_verdicts("a VALIDATED b") == "a \x1b[32mVALIDATED\x1b[0m b");
  CHECK(colour_verdicts("REFUTED*") == "\x1b[31mREFUTED\x1b[0m*");
  CHECK(colour_verdicts("NOT_REFUTED UNVALIDATED") == "NOT_REFUTED UNVALIDATED");
}

TEST_CASE("JSON for programs is strict") {
  std::ostringstream out, err;
  Console console{.out = out, .err = err};
  console.print_json(false, {{"a", NAN}, {"b", ophamin::records::JsonArray{1.5, HUGE_VAL}}});
  CHECK(out.str() == "{\n  \"ok\": false,\n  \"a\": null,\n  \"b\": [\n    1.5,\n    null\n  ]\n}\n");
  CHECK(err.str().empty());
}

TEST_CASE("colour follows the option, then NO_COLOR, then the terminal") {
  std::ostringstream out, err;
  Console console{.out = out, .err = err, .out_is_terminal = true};
  CHECK(console.colour_out());
  CHECK_FALSE(console.colour_err());
  console.no_colour = true;
  CHECK_FALSE(console.colour_out());
  console.colour = ColourWhen::kAlways;
  CHECK(console.colour_err());
  console.colour = ColourWhen::kNever;
  CHECK_FALSE(console.colour_out());
}
