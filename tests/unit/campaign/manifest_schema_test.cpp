// SPDX-License-Identifier: Apache-2.0
//
// The reader, schemas/manifest.schema.json and docs/manifest.md say the same.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <ophamin/campaign/manifest_keys.hpp>
#include <ophamin/campaign/manifest_reader.hpp>
#include <ophamin/diagnostics/render.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/schema.hpp>
#include <support/paths.hpp>

#include "manifest_text.hpp"
#include "toml_json.hpp"

namespace ophamin::test {
namespace {

namespace fs = std::filesystem;
using campaign::KeyRule;
using campaign::KeyType;
using records::Json;

std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

const fs::path kRoot = project_root();

const Json& schema() {
  static const Json parsed = records::load_json(kRoot / "schemas" / "manifest.schema.json");
  return parsed;
}

// The part of the schema that describes a section's table.
const Json& section_schema(std::string_view section) {
  const Json* at = &schema();
  const auto into = [&](std::string_view key) {
    at = at->find(key);
    REQUIRE_MESSAGE(at != nullptr, std::string(section) << " lacks " << std::string(key));
  };
  if (section.empty()) return *at;
  if (section == "substrate.NAME.instrument") {
    into("$defs");
    into("instrument");
    return *at;
  }
  into("properties");
  if (section == "substrate.NAME" || section == "corpus.NAME") {
    into(section.substr(0, section.find('.')));
    into("additionalProperties");
  } else if (section == "scenario" || section == "scenario.pillar") {
    into("scenario");
    into("items");
    if (section == "scenario.pillar") {
      into("properties");
      into("pillar");
      into("items");
    }
  } else {
    into(section);
  }
  return *at;
}

const Json& dereferenced(const Json& rule) {
  const Json* reference = rule.find("$ref");
  if (reference == nullptr) return rule;
  const std::string name = reference->as_string().substr(std::string_view("#/$defs/").size());
  const Json* found = schema().find("$defs")->find(name);
  REQUIRE(found != nullptr);
  return *found;
}

std::string expected_type(KeyType type) {
  switch (type) {
    case KeyType::kText: return "string";
    case KeyType::kInteger: return "integer";
    case KeyType::kNumber: return "number";
    case KeyType::kBoolean: return "boolean";
    case KeyType::kTexts:
    case KeyType::kSectionArray: return "array";
    case KeyType::kTable:
    case KeyType::kSection:
    case KeyType::kNamedSections: return "object";
    case KeyType::kDuration:
    case KeyType::kSwitch:
    case KeyType::kBytes: return "anyOf";
  }
  return "";
}

std::string schema_type(const Json& rule) {
  const Json& target = dereferenced(rule);
  if (const Json* type = target.find("type")) return type->as_string();
  if (target.find("enum") != nullptr) return "string";
  return target.find("anyOf") != nullptr ? "anyOf" : "";
}

std::vector<std::string> sections() {
  std::vector<std::string> found;
  for (const KeyRule& rule : campaign::manifest_keys())
    if (found.empty() || found.back() != rule.section) found.emplace_back(rule.section);
  return found;
}

TEST_CASE("schema and reader know the same keys, types and requirements") {
  for (const std::string& section : sections()) {
    CAPTURE(section);
    const Json& described = section_schema(section);
    CHECK(described.find("additionalProperties")->as_bool() == false);
    std::set<std::string> required;
    if (const Json* names = described.find("required"))
      for (const Json& name : names->as_array()) required.insert(name.as_string());
    std::set<std::string> seen;
    for (const records::Member& property : described.find("properties")->as_object()) {
      CAPTURE(property.key);
      const KeyRule* rule = campaign::find_key(section, property.key);
      REQUIRE(rule != nullptr);
      seen.insert(property.key);
      CHECK(schema_type(property.value) == expected_type(rule->type));
      CHECK(required.contains(property.key) == rule->required);
      CHECK(property.value.find("description") != nullptr);
    }
    for (const std::string& key : campaign::keys_of(section)) CHECK_MESSAGE(seen.contains(key), key);
  }
}

TEST_CASE("shipped manifests satisfy the schema and the reader") {
  const records::JsonSchema checker(schema());
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(kRoot / "manifests")) {
    if (entry.path().extension() != ".toml") continue;
    CAPTURE(entry.path().string());
    ++count;
    const std::string text = slurp(entry.path());
    for (const std::string& problem : checker.check(toml_to_json(text))) FAIL_CHECK(problem);
    const auto reading = campaign::read_manifest(entry.path());
    CHECK_MESSAGE(reading.manifest.has_value(), diagnostics::to_text(reading.diagnostics));
    CHECK(reading.diagnostics.empty());
    CHECK(text.starts_with("#:schema ../schemas/manifest.schema.json\n"));
  }
  CHECK(count >= 2);
}

TEST_CASE("schema and reader judge alike") {
  const records::JsonSchema checker(schema());
  const std::vector<std::string> good_additions{
      "", "n_cycles = 1\n", "sweep = { \"params.x\" = [1, \"a\"], n_cycles = [1, 2] }\n", "sweep.substrate.params.level = [1]\n",
      "[[scenario.pillar]]\nuse = \"O.spc\"\ncolumns = { value = \"a\", more = [\"b\"] }\nstream = true\n",
      "[execution]\ntime_limit = 0.5\nmemory_limit = 16777216\n", "[execution]\ntime_limit = \"1h30m\"\nmemory_limit = \"1.5 GiB\"\n",
      "[correction]\nmethod = \"none\"\nalpha = 1\n", "[plugins]\nprefer = { \"pillar:O.spc\" = \"x\" }\ndrafts = [\"draft.a\"]\n",
      "[report]\nformats = [\"markdown\", \"json\"]\n", "[signing]\nkey_file = \"k\"\n",
      "substrate = \"s\"\n[substrate.s]\nuse = \"x\"\ninstrument = true\n",
      "substrate = \"s\"\n[substrate.s]\nuse = \"x\"\ninstrument = { sampling = 0, per_cycle = true }\n",
      "substrate = \"s\"\n[substrate.s]\nuse = \"x\"\ninstrument = { sampling = \"20ms\" }\n",
      "substrate = \"s\"\n[substrate.s]\nuse = \"x\"\ninstrument = {}\n"};
  for (const std::string& addition : good_additions) {
    CAPTURE(addition);
    good(std::string(kSmallest) + addition);
    for (const std::string& problem : checker.check(toml_to_json(std::string(kSmallest) + addition))) FAIL_CHECK(problem);
  }
  const std::vector<std::string> bad_additions{
      "n_cycles = 0\n", "n_cycles = 1.5\n", "cycles = 1\n", "name = \"Not kebab\"\n", "sweep = { \"params.x\" = [] }\n",
      "sweep = { level = [1] }\n", "sweep = { n_cycles = [0] }\n", "sweep = { \"params.x\" = [1, 1] }\n", "params = 3\n",
      "[[scenario.pillar]]\nuse = \"O.spc\"\n", "[[scenario.pillar]]\nuse = \"O.spc\"\ncolumns = {}\n",
      "[correction]\nalpha = 0\n", "[correction]\nmethod = \"x\"\n", "[execution]\njobs = 0\n", "[execution]\ntime_limit = -1\n",
      "[execution]\ntime_limit = \"soon\"\n", "[execution]\nmemory_limit = 5\n", "[execution]\nisolation = \"thread\"\n", "[execution]\nhash_cache = \"maybe\"\n",
      "[plugins]\nprefer = { x = \"y\" }\n", "[plugins]\ndrafts = [\"a\"]\n", "[report]\nformats = [\"markdown\"]\n",
      "[report]\nformats = []\n", "[report]\nformats = [\"json\", \"json\"]\n", "[signing]\nkey_file = \"\"\n", "[other]\n",
      "[substrate.\"a b\"]\nuse = \"x\"\n", "[corpus.other]\n",
      "[substrate.s]\nuse = \"x\"\ninstrument = 1\n", "[substrate.s]\nuse = \"x\"\ninstrument = { period = 1 }\n",
      "[substrate.s]\nuse = \"x\"\ninstrument = { sampling = 61 }\n", "[substrate.s]\nuse = \"x\"\ninstrument = { sampling = -1 }\n",
      "[substrate.s]\nuse = \"x\"\ninstrument = { per_cycle = 1 }\n"};
  for (const std::string& addition : bad_additions) {
    CAPTURE(addition);
    complaints(std::string(kSmallest) + addition);
    CHECK_FALSE(checker.check(toml_to_json(std::string(kSmallest) + addition)).empty());
  }
}

// A line for a cell of a Markdown table.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.replace(at, 1, "\\|");
  return text;
}

std::string key_table(const std::string& section) {
  std::string table = "| key | value | default | meaning |\n| --- | --- | --- | --- |\n";
  for (const KeyRule& rule : campaign::manifest_keys()) {
    if (rule.section != section) continue;
    const Json* described = section_schema(section).find("properties")->find(rule.key);
    const std::string standard = rule.required ? "**required**"
                                 : rule.default_text.empty() ? "none"
                                 : rule.default_text.find(' ') == std::string_view::npos || rule.default_text.front() == '['
                                     ? fmt::format("`{}`", rule.default_text)
                                     : std::string(rule.default_text);
    table += fmt::format("| `{}` | {} | {} | {} |\n", rule.key, cell(std::string(rule.expected)), cell(standard),
                         cell(described->find("description")->as_string()));
  }
  return table;
}

TEST_CASE("the reference page has the tables that schema and reader make") {
  const fs::path page = kRoot / "docs" / "manifest.md";
  std::string text = slurp(page);
  for (const std::string& section : sections()) {
    const std::string name = section.empty() ? "top level" : section;
    CAPTURE(name);
    const std::string begin = fmt::format("<!-- keys: {} -->\n", name);
    const std::size_t from = text.find(begin);
    REQUIRE(from != std::string::npos);
    const std::size_t to = text.find("<!-- end of keys -->", from);
    REQUIRE(to != std::string::npos);
    const std::size_t start = from + begin.size();
    if (std::getenv("OPHAMIN_UPDATE_GOLDEN") != nullptr) {
      text.replace(start, to - start, key_table(section));
      std::ofstream(page, std::ios::binary) << text;
    }
    CHECK(text.substr(start, text.find("<!-- end of keys -->", start) - start) == key_table(section));
  }
}

TEST_CASE("examples of the reference page are manifests") {
  const std::string text = slurp(kRoot / "docs" / "manifest.md");
  const std::string begin = "```toml\n#:schema";
  std::size_t count = 0;
  for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
    const std::size_t start = at + std::string_view("```toml\n").size();
    good(text.substr(start, text.find("```", start) - start));
    ++count;
  }
  CHECK(count >= 1);
}

}  // namespace
}  // namespace ophamin::test
