// SPDX-License-Identifier: Apache-2.0
//
// The page of numerics, and the comparison that its figures come from.
#include <string>
#include <vector>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

const char* const kPage = "# Page\n\nBy hand.\n\n## B.first\n\ntext\n\n## D.last\n\nmore\n";

json::value sample_case() {
  return json::parse(R"({"name": "sample",
    "expected": {"n": 3, "mean": 2.0, "p": 1e-40, "list": [1.0, 2.0], "word": "a", "none": null, "yes": true, "wide": "Infinity",
                 "not": "NaN", "zero": 0.0, "deep": {"p": [0.5]}},
    "tolerance": {"rel": 1e-9, "abs": 1e-12, "fields": {"p": {"rel": 1e-3, "abs": 1e-300}}}})");
}

json::value changed(const char* key, json::value value) {
  auto actual = sample_case().at("expected");
  actual.as_object()[key] = std::move(value);
  return actual;
}

std::size_t differences(const json::value& actual) { return compare_golden(sample_case(), actual).differences.size(); }

std::string section(double error) { return numerics_section("O.x", "x", {{"case", 3, error, "", "1e-9"}}); }

}  // namespace

TEST_CASE("the page has the sections that tests write, sorted, and no other") { check_numerics_sections(GoldenMethod::all()); }

TEST_CASE("a section goes to its place") {
  CHECK(find_section(kPage, "B.first") == "## B.first\n\ntext\n");
  CHECK(find_section(kPage, "D.last") == "## D.last\n\nmore\n");
  CHECK(find_section(kPage, "C.none") == "");
  const auto more = with_section(kPage, "C.new", "## C.new\n\nx\n");
  CHECK(more == "# Page\n\nBy hand.\n\n## B.first\n\ntext\n\n## C.new\n\nx\n\n## D.last\n\nmore\n");
  CHECK(with_section(more, "C.new", "## C.new\n\ny\n") == "# Page\n\nBy hand.\n\n## B.first\n\ntext\n\n## C.new\n\ny\n\n## D.last\n\nmore\n");
  CHECK(section_names(with_section(more, "z", "## z\n\nlast\n")) == std::vector<std::string>{"B.first", "C.new", "D.last", "z"});
  CHECK(with_section(more, "C.new", "") == kPage);
  CHECK(with_section(kPage, "D.last", "") == "# Page\n\nBy hand.\n\n## B.first\n\ntext\n");
  CHECK(with_section("# Page\n", "A", "## A\n") == "# Page\n\n## A\n");
}

TEST_CASE("errors of a page are held to their order of magnitude, all else is exact") {
  CHECK(same_section(section(2e-15), section(9e-15)));
  CHECK(same_section(section(0.0), section(9e-15)));
  CHECK(same_section(section(2e-12), section(1e-11)));
  CHECK_FALSE(same_section(section(2e-12), section(3e-11)));
  CHECK(same_section(section(2e-12), section(3e-14)));
  CHECK_FALSE(same_section(section(2e-12), section(0.0)));
  CHECK_FALSE(same_section(section(0.0), numerics_section("O.x", "x", {{"case", 3, 0.0, "undefined", "1e-9"}})));
  CHECK_FALSE(same_section(section(0.0), numerics_section("O.x", "x", {{"case", 4, 0.0, "", "1e-9"}})));
  CHECK_FALSE(same_section(section(0.0), numerics_section("O.x", "x", {{"case", 3, 0.0, "", "1e-8"}})));
  CHECK_FALSE(same_section("", section(0.0)));
  CHECK(short_number(0.0) == "0");
  CHECK(short_number(3.4e-16) == "3e-16");
  CHECK(short_number(1e-9) == "1e-9");
}

TEST_CASE("a comparison finds what differs, and only that") {
  const auto same = compare_golden(sample_case(), sample_case().at("expected"));
  CHECK(same.differences.empty());
  CHECK(same.figures == 12);
  CHECK(same.largest_error == 0.0);
  CHECK(differences(changed("more", "names")) == 0);
  CHECK(differences(changed("mean", 2.0 + 1.9e-9)) == 0);
  CHECK(differences(changed("mean", 2.0 + 2.1e-9)) == 1);
  CHECK(differences(changed("mean", "2.0")) == 1);
  CHECK(differences(changed("mean", "NaN")) == 1);
  CHECK(differences(changed("n", 4)) == 1);
  CHECK(differences(changed("n", 3.0)) == 0);
  CHECK(differences(changed("n", 3.0 + 1e-12)) == 1);
  CHECK(differences(changed("p", 1.0009e-40)) == 0);
  CHECK(differences(changed("p", 1.002e-40)) == 1);
  CHECK(differences(changed("p", 0.0)) == 1);
  CHECK(differences(changed("deep", json::object{{"p", json::array{0.5004}}})) == 0);
  CHECK(differences(changed("deep", json::object{{"p", json::array{0.51}}})) == 1);
  CHECK(differences(changed("deep", json::object{})) == 1);
  CHECK(differences(changed("list", json::array{1.0})) == 1);
  CHECK(differences(changed("list", json::array{1.5, 2.5})) == 2);
  CHECK(differences(changed("word", "b")) == 1);
  CHECK(differences(changed("none", 0)) == 1);
  CHECK(differences(changed("yes", false)) == 1);
  CHECK(differences(changed("wide", "-Infinity")) == 1);
  CHECK(differences(changed("wide", 1e308)) == 1);
  CHECK(differences(changed("not", 0.0)) == 1);
  CHECK(differences(changed("zero", 1e-13)) == 0);
  CHECK(differences(changed("zero", 1e-11)) == 1);
  auto fewer = sample_case().at("expected");
  fewer.as_object().erase("word");
  CHECK(differences(fewer) == 1);
}

TEST_CASE("an error is relative to what is expected, but near zero to what the tolerance calls small") {
  CHECK(compare_golden(sample_case(), changed("mean", 2.0 + 1e-9)).largest_error == doctest::Approx(5e-10).epsilon(1e-6));
  CHECK(compare_golden(sample_case(), changed("zero", 5e-13)).largest_error == doctest::Approx(5e-10));
}
