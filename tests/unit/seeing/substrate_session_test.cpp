// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/substrate_session.hpp>

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/records/canonical.hpp>

#include "cycle_filler.hpp"

using namespace ophamin;
using diagnostics::ErrorCode;
using seeing::CycleBuffers;
using seeing::SubstrateSession;

namespace {

guests::Environment environment(std::uint64_t seed = 1) {
  guests::Environment result;
  result.registry = &test::guests_registry();
  result.seed = seed;
  return result;
}

/// Records with the texts "0", "1", ...
class Numbers {
 public:
  explicit Numbers(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) texts_.push_back(std::to_string(i));
    for (const auto& text : texts_) {
      oph_record_t record{};
      record.id = record.text = test::str(text);
      records_.push_back(record);
    }
  }
  std::span<const oph_record_t> records() const { return records_; }

 private:
  std::vector<std::string> texts_;
  std::vector<oph_record_t> records_;
};

std::vector<double> halves(const boost::json::object& params, std::uint64_t seed, std::uint64_t replicate) {
  auto shared = environment(seed);
  SubstrateSession session(shared, test::guest(OPH_SUBSTRATE, "arithmetic"), params, {}, replicate);
  CycleBuffers buffers(session.guest(), session.fields(), std::vector<bool>(session.fields().size(), true), false);
  const Numbers numbers(8);
  session.run(numbers.records(), buffers);
  const auto values = buffers.values<double>(2);
  return {values.begin(), values.end()};
}

void check_misuse(std::string_view fault, std::string_view piece, ErrorCode code = ErrorCode::kGuestBrokePromise) {
  CAPTURE(fault);
  test::check_error(code, piece, [&] {
    auto shared = environment();
    SubstrateSession session(shared, test::guest(OPH_SUBSTRATE, "misuse"), {{"fault", fault}}, {});
    CycleBuffers buffers(session.guest(), session.fields(), {true, true, true, true}, true);
    const Numbers numbers(3);
    session.run(numbers.records(), buffers);
    (void)session.state();
  });
}

}  // namespace

TEST_CASE("a substrate is described, versioned, run and asked for its state") {
  auto shared = environment();
  SubstrateSession session(shared, test::guest(OPH_SUBSTRATE, "arithmetic"), {{"scale", 2}}, {{"fail_every", 3}});
  REQUIRE(session.fields().size() == 8);
  CHECK(session.fields()[0].name == "even");
  CHECK(session.fields()[0].type == OPH_BOOL);
  CHECK(session.fields()[5].nullable());
  CHECK(session.fields()[7].measured());
  CHECK(session.revision() == "arithmetic-7");
  CHECK(session.cycle_parameters().at("fail_every").as_int64() == 3);
  CycleBuffers buffers(session.guest(), session.fields(), std::vector<bool>(8, true), true);
  const Numbers numbers(5);
  const auto time = session.run(numbers.records(), buffers);
  CHECK(time.begin_ns <= time.end_ns);
  CHECK_FALSE(buffers.succeeded(0));
  CHECK(buffers.succeeded(1));
  CHECK(buffers.values<std::int64_t>(1)[4] == 16);
  CHECK(buffers.values<double>(2)[4] == 8.0);
  CHECK(buffers.text(4, 3) == "4");
  CHECK(buffers.valid(4, 5));
  CHECK_FALSE(buffers.valid(2, 5));
  CHECK(buffers.text(1, 6) == "one");
  CHECK(buffers.marks().size() == 5);
  REQUIRE(buffers.raw().size() == 2);
  CHECK(buffers.raw()[1].second == R"({"n":4,"text":"4"})");
  CHECK(records::canonical(records::Json(session.state())) == R"({"cycles":5,"sum":7})");
  session.reset();
  CHECK(records::canonical(records::Json(session.state())) == R"({"cycles":0,"sum":0})");
}

TEST_CASE("parameters of one batch or of one row replace those of the session") {
  auto shared = environment();
  SubstrateSession session(shared, test::guest(OPH_SUBSTRATE, "arithmetic"), {}, {{"offset", 100}});
  CycleBuffers buffers(session.guest(), session.fields(), std::vector<bool>(8, true), false);
  const Numbers numbers(3);
  session.run(numbers.records(), buffers);
  CHECK(buffers.values<std::int64_t>(1)[0] == 10'000);
  std::vector<registry::ParameterProblem> problems;
  const auto tree = [&](int offset) {
    return registry::ValueTree::build(boost::json::object{{"offset", offset}, {"fail_every", 0}, {"own_reasons", false}}, problems);
  };
  const auto one = tree(1);
  const auto seven = tree(7);
  session.run(numbers.records(), buffers, one.get());
  CHECK(buffers.values<std::int64_t>(1)[2] == 9);
  const oph_value_t* rows[] = {nullptr, seven.get(), nullptr};
  session.run(numbers.records(), buffers, one.get(), rows);
  CHECK(buffers.values<std::int64_t>(1)[0] == 1);
  CHECK(buffers.values<std::int64_t>(1)[1] == 64);
  CHECK(buffers.values<std::int64_t>(1)[2] == 9);
}

TEST_CASE("random streams depend on the shard's seed and the replicate only") {
  const boost::json::object noisy{{"noise", true}};
  const auto first = halves(noisy, 1, 0);
  CHECK(halves(noisy, 1, 0) == first);
  CHECK(halves(noisy, 2, 0) != first);
  CHECK(halves(noisy, 1, 1) != first);
  CHECK(halves({}, 1, 1) == halves({}, 2, 0));
}

TEST_CASE("promises of a substrate are held") {
  check_misuse("no-field", "describe declared no field");
  check_misuse("field-null", "a field that is null");
  check_misuse("field-small", "smaller than version 1.0's");
  check_misuse("field-twice", "the field 'value' is declared twice");
  check_misuse("field-host", "begins with 'host.'");
  check_misuse("field-type", "the field 'word' has the type 5");
  check_misuse("field-unit", "no UTF-8");
  check_misuse("no-revision", "the revision is empty");
  check_misuse("success", "success of row 2 is 2");
  check_misuse("boolean", "neither 0 nor 1");
  check_misuse("number-left-out", "the field 'value' of row 2 was left out");
  check_misuse("text-left-out", "the field 'word' of row 2 was left out");
  check_misuse("text-row", "set_text for row 3 of 3");
  check_misuse("text-field", "and field 0");
  check_misuse("text-beyond", "and field 99");
  check_misuse("text-bytes", "no UTF-8");
  check_misuse("json", "is no JSON");
  check_misuse("fail-row", "fail for row 3 of 3");
  check_misuse("raw-row", "raw for row 3 of 3");
  check_misuse("raw-half", "ends after a key");
  check_misuse("state", "a value without a key");
  check_misuse("no-instance", "create succeeded without an instance");
  check_misuse("gone", "run ended with OPH_IO", ErrorCode::kGuestError);
  check_misuse("reset", "reset ended with OPH_IO", ErrorCode::kGuestError);
}
