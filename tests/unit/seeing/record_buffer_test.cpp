// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/record_buffer.hpp>

#include <chrono>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/guests/text.hpp>

using namespace ophamin;
using seeing::RecordBuffer;

namespace {

/// A record with attributes on every third one.
void push(RecordBuffer& buffer, int n, std::size_t filler = 0) {
  const auto id = "id" + std::to_string(n);
  const auto text = "text " + std::to_string(n) + std::string(filler, '.');
  const auto raw = "raw" + std::to_string(n);
  oph_value_t value{};
  value.type = OPH_INT;
  value.integer = n;
  const oph_str_t key{"n", 1};
  oph_value_t object{};
  object.type = OPH_OBJECT;
  object.count = 1;
  object.items = &value;
  object.keys = &key;
  oph_record_t record{};
  record.id = guests::lend(id);
  record.text = guests::lend(text);
  if (n % 2 == 0) {
    record.raw = {reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()};
    record.flags = OPH_RECORD_INVALID_UTF8;
  }
  if (n % 3 == 0) record.attributes = &object;
  buffer.push(record);
}

void check(RecordBuffer& buffer, int first, int count) {
  const auto views = buffer.views();
  REQUIRE(views.size() == static_cast<std::size_t>(count));
  CHECK(buffer.size() == static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const auto& record = views[static_cast<std::size_t>(i)];
    const int n = first + i;
    CAPTURE(n);
    CHECK(guests::view(record.id) == "id" + std::to_string(n));
    CHECK(guests::view(record.text).substr(0, 5) == "text ");
    CHECK(record.raw.size == (n % 2 == 0 ? 3 + std::to_string(n).size() : 0));
    CHECK(record.flags == (n % 2 == 0 ? std::uint32_t{OPH_RECORD_INVALID_UTF8} : 0u));
    REQUIRE((record.attributes != nullptr) == (n % 3 == 0));
    if (record.attributes != nullptr) CHECK(record.attributes->items[0].integer == n);
  }
}

}  // namespace

TEST_CASE("records are copied whole, and dropped from the front") {
  RecordBuffer buffer;
  CHECK(buffer.empty());
  CHECK(buffer.views().empty());
  for (int n = 0; n < 20; ++n) push(buffer, n);
  check(buffer, 0, 20);
  buffer.drop_front(0);
  check(buffer, 0, 20);
  buffer.drop_front(3);
  check(buffer, 3, 17);
  for (int n = 20; n < 25; ++n) push(buffer, n);
  check(buffer, 3, 22);
  for (int first = 4; first < 25; ++first) {
    buffer.drop_front(1);
    check(buffer, first, 25 - first);
  }
  buffer.drop_front(99);
  CHECK(buffer.empty());
  push(buffer, 7);
  check(buffer, 7, 1);
}

TEST_CASE("attributes that are no object are refused, and leave nothing behind") {
  RecordBuffer buffer;
  push(buffer, 0);
  oph_value_t number{};
  number.type = OPH_INT;
  oph_record_t record{};
  record.id = {"x", 1};
  record.attributes = &number;
  CHECK_THROWS_AS(buffer.push(record), registry::ValueError);
  number.type = 99;
  CHECK_THROWS_AS(buffer.push(record), registry::ValueError);
  push(buffer, 1);
  check(buffer, 0, 2);
}

TEST_CASE("taking large records one by one costs what is taken, not what is left") {
  // As in a run that is timed cycle by cycle. Moving the rest every time would move 30 GB here.
  RecordBuffer buffer;
  const auto begin = std::chrono::steady_clock::now();
  for (int n = 0; n < 2000; ++n) push(buffer, n, 15'000);
  for (int n = 0; n < 2000; ++n) {
    REQUIRE(guests::view(buffer.views().front().id) == "id" + std::to_string(n));
    buffer.drop_front(1);
  }
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(2));
}
