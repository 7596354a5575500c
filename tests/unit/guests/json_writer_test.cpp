// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/json_writer.hpp>

#include <cmath>
#include <functional>
#include <limits>
#include <string>

#include <doctest/doctest.h>

#include <fixtures/guests/guest_registry.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/registry/parameters.hpp>

#include "table_maker.hpp"

using namespace ophamin;
using guests::Guest;
using guests::JsonWriter;
using test::str;

namespace {

/// What a guest's calls make, or the error they lead to.
records::JsonObject written(const std::function<void(const oph_writer_t&)>& calls) {
  Guest guest(test::guest(OPH_PILLAR, "test.mean"));
  JsonWriter writer(guest);
  const auto* table = writer.open_object();
  records::JsonObject result;
  guest.call("write", [&](oph_error_t*) -> oph_status_t {
    calls(*table);
    result = writer.take_object();
    return OPH_OK;
  });
  return result;
}

void check_misuse(std::string_view piece, const std::function<void(const oph_writer_t&)>& calls) {
  const auto error = test::check_error(diagnostics::ErrorCode::kGuestBrokePromise, piece, [&] { written(calls); });
  if (!error.diagnostics().empty()) CHECK(error.diagnostics().front().rule == "OPH-ABI-12");
}

}  // namespace

TEST_CASE("a guest writes every kind of value") {
  const auto object = written([](const oph_writer_t& w) {
    CHECK(w.key(w.context, str("null")) == OPH_OK);
    CHECK(w.null(w.context) == OPH_OK);
    CHECK(w.key(w.context, str("yes")) == OPH_OK);
    CHECK(w.boolean(w.context, 7) == OPH_OK);
    CHECK(w.key(w.context, str("int")) == OPH_OK);
    CHECK(w.integer(w.context, std::numeric_limits<std::int64_t>::min()) == OPH_OK);
    CHECK(w.key(w.context, str("float")) == OPH_OK);
    CHECK(w.number(w.context, 30.0) == OPH_OK);
    CHECK(w.key(w.context, str("nan")) == OPH_OK);
    CHECK(w.number(w.context, std::nan("")) == OPH_OK);
    CHECK(w.key(w.context, str("text")) == OPH_OK);
    CHECK(w.string(w.context, str("\xC3\xA9")) == OPH_OK);
    CHECK(w.key(w.context, str("nested")) == OPH_OK);
    CHECK(w.begin_array(w.context) == OPH_OK);
    CHECK(w.integer(w.context, 1) == OPH_OK);
    CHECK(w.begin_object(w.context) == OPH_OK);
    CHECK(w.key(w.context, str("a")) == OPH_OK);
    CHECK(w.begin_object(w.context) == OPH_OK);
    CHECK(w.end_object(w.context) == OPH_OK);
    CHECK(w.end_object(w.context) == OPH_OK);
    CHECK(w.end_array(w.context) == OPH_OK);
    CHECK(w.key(w.context, str("ready")) == OPH_OK);
    CHECK(w.json(w.context, str(R"({"b": [1, 2.5, "x"]})")) == OPH_OK);
  });
  CHECK(records::canonical(records::Json(object)) ==
        R"({"float":30.0,"int":-9223372036854775808,"nan":NaN,"nested":[1,{"a":{}}],"null":null,"ready":{"b":[1,2.5,"x"]},)"
        R"("text":"\u00e9","yes":true})");
}

TEST_CASE("an empty string may have a null pointer") {
  const auto object = written([](const oph_writer_t& w) {
    w.key(w.context, {nullptr, 0});
    w.string(w.context, {nullptr, 0});
  });
  CHECK(records::canonical(records::Json(object)) == R"({"":""})");
}

TEST_CASE("calls out of order are broken promises") {
  check_misuse("a value without a key", [](const oph_writer_t& w) { CHECK(w.integer(w.context, 1) == OPH_MISUSE); });
  check_misuse("a value without a key", [](const oph_writer_t& w) { CHECK(w.begin_array(w.context) == OPH_MISUSE); });
  check_misuse("a key after the key 'a'", [](const oph_writer_t& w) {
    w.key(w.context, str("a"));
    CHECK(w.key(w.context, str("b")) == OPH_MISUSE);
  });
  check_misuse("a key outside an object", [](const oph_writer_t& w) {
    w.key(w.context, str("a"));
    w.begin_array(w.context);
    CHECK(w.key(w.context, str("b")) == OPH_MISUSE);
  });
  check_misuse("an end that matches no begin", [](const oph_writer_t& w) { CHECK(w.end_object(w.context) == OPH_MISUSE); });
  check_misuse("an end that matches no begin", [](const oph_writer_t& w) {
    w.key(w.context, str("a"));
    w.begin_array(w.context);
    CHECK(w.end_object(w.context) == OPH_MISUSE);
  });
  check_misuse("an end that matches no begin", [](const oph_writer_t& w) {
    w.key(w.context, str("a"));
    w.begin_object(w.context);
    w.key(w.context, str("b"));
    CHECK(w.end_object(w.context) == OPH_MISUSE);
  });
  check_misuse("ends after a key", [](const oph_writer_t& w) { w.key(w.context, str("a")); });
  check_misuse("open arrays or objects", [](const oph_writer_t& w) {
    w.key(w.context, str("a"));
    w.begin_object(w.context);
  });
}

TEST_CASE("a writer that refused once keeps refusing, and the first fault is the one that is told") {
  check_misuse("a value without a key", [](const oph_writer_t& w) {
    CHECK(w.integer(w.context, 1) == OPH_MISUSE);
    CHECK(w.key(w.context, str("a")) == OPH_MISUSE);
    CHECK(w.string(w.context, str("\xFF")) == OPH_MISUSE);
    CHECK(w.json(w.context, str("{")) == OPH_MISUSE);
    CHECK(w.begin_object(w.context) == OPH_MISUSE);
    CHECK(w.end_object(w.context) == OPH_MISUSE);
  });
}

TEST_CASE("text is UTF-8 and ready JSON is JSON") {
  const auto value = [](oph_str_t text) {
    return [text](const oph_writer_t& w) {
      w.key(w.context, str("a"));
      CHECK(w.string(w.context, text) == OPH_MISUSE);
    };
  };
  const auto ready = [](std::string_view text) {
    return [text](const oph_writer_t& w) {
      w.key(w.context, str("a"));
      CHECK(w.json(w.context, str(text)) == OPH_MISUSE);
    };
  };
  check_misuse("no UTF-8 from byte 1", value(str("x\xED\xA0\x80")));
  check_misuse("null pointer with size 4", value({nullptr, 4}));
  check_misuse("a key: text that is no UTF-8", [](const oph_writer_t& w) { CHECK(w.key(w.context, str("\xFF")) == OPH_MISUSE); });
  check_misuse("does not parse", ready("{\"a\": 1"));
  check_misuse("does not parse", ready("1 2"));
  check_misuse("half a surrogate pair", ready(R"(["\ud800"])"));
  check_misuse("half a surrogate pair", ready(R"({"\udc00": 1})"));
}

TEST_CASE("nesting ends where values that cross end") {
  const auto deep = [](std::size_t levels) {
    return [levels](const oph_writer_t& w) {
      w.key(w.context, str("a"));
      for (std::size_t i = 0; i < levels; ++i) w.begin_array(w.context);
      for (std::size_t i = 0; i < levels; ++i) w.end_array(w.context);
    };
  };
  const auto ready = [](std::size_t levels) {
    return [levels](const oph_writer_t& w) {
      w.key(w.context, str("a"));
      w.json(w.context, str(std::string(levels, '[') + std::string(levels, ']')));
    };
  };
  CHECK(written(deep(registry::kDeepest - 1)).size() == 1);
  CHECK(written(ready(registry::kDeepest - 1)).size() == 1);
  check_misuse("nesting deeper than 64", deep(registry::kDeepest));
  check_misuse("nesting that is too deep", ready(registry::kDeepest));
}

TEST_CASE("a writer starts anew") {
  Guest guest(test::guest(OPH_PILLAR, "test.mean"));
  JsonWriter writer(guest);
  const auto* table = writer.open_object();
  table->key(table->context, str("a"));
  table = writer.open_object();
  table->key(table->context, str("b"));
  table->null(table->context);
  CHECK(writer.take_object().contains("b"));
  CHECK_FALSE(guest.has_broken());
  // After the end there is no object to write to.
  CHECK(table->key(table->context, str("c")) == OPH_MISUSE);
  CHECK(guest.has_broken());
}
