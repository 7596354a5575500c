// SPDX-License-Identifier: Apache-2.0
#include <regex>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include <ophamin/lineage/run_entry.hpp>
#include <ophamin/lineage/run_id.hpp>
#include <ophamin/records/digest.hpp>

using namespace ophamin;
using records::Json;
using records::JsonObject;

TEST_CASE("a run id is the hash of the configuration, and what makes it this run") {
  const Json config(JsonObject{{"b", Json(1)}, {"a", "x"}});
  const auto head = records::content_hash(config).substr(0, 12);
  CHECK(lineage::make_run_id(config, false) == head);
  const auto id = lineage::make_run_id(config);
  CHECK(std::regex_match(id, std::regex(head + "-[0-9]{13}-[0-9a-f]{8}")));
  CHECK(lineage::is_run_id(id));
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(lineage::make_run_id(config));
  CHECK(ids.size() == 1000);
}

TEST_CASE("the order of members does not make another run") {
  CHECK(lineage::make_run_id(Json(JsonObject{{"a", Json(1)}, {"b", Json(2)}}), false) ==
        lineage::make_run_id(Json(JsonObject{{"b", Json(2)}, {"a", Json(1)}}), false));
}

TEST_CASE("a child of the same parent has the same id again") {
  const Json config(JsonObject{{"n", Json(1)}});
  const auto parent = std::string("0123456789ab-1764106783123-9f8e7d6c");
  const auto id = lineage::make_child_run_id(config, parent, "0000-a");
  CHECK(id == lineage::make_child_run_id(config, parent, "0000-a"));
  CHECK(std::regex_match(id, std::regex("[0-9a-f]{12}-1764106783123-[0-9a-f]{8}")));
  CHECK(id != lineage::make_child_run_id(config, parent, "0001-a"));
  CHECK(id != lineage::make_child_run_id(config, "0123456789ab-1764106783123-9f8e7d6d", "0000-a"));
  CHECK(id.substr(0, 12) == lineage::make_run_id(config, false));
  CHECK(lineage::is_run_id(lineage::make_child_run_id(config, "odd", "k")));
}

TEST_CASE("an id is the name of a folder, too") {
  for (const char* good : {"a", "0123456789ab-1-2", "A.b_c-d"}) CHECK(lineage::is_run_id(good));
  for (const char* bad : {"", ".", "..", ".hidden", "a/b", "a b", "caf\xC3\xA9", "a\n"}) CHECK_FALSE(lineage::is_run_id(bad));
  CHECK(lineage::is_run_id(std::string(200, 'a')));
  CHECK_FALSE(lineage::is_run_id(std::string(201, 'a')));
}
