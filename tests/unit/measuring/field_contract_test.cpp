// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <doctest/doctest.h>

#include "shard_kit.hpp"

using namespace ophamin;
using diagnostics::ErrorCode;
using test::detail_of;
using test::job_of;
using test::RecordingNotary;
using test::run;

namespace {

diagnostics::Error violation(boost::json::object params, std::string_view piece) {
  RecordingNotary notary;
  auto error = test::check_error(ErrorCode::kFieldContractViolation, piece, [&] { run(job_of("contract", std::move(params)), notary); });
  CHECK(notary.statements.empty());  // known before anything is pre-registered
  return error;
}

}  // namespace

TEST_CASE("what a scenario reads, the substrate must declare") {
  const auto error = violation({{"name", "haff"}}, "missing_required: the field 'haff' of substrate arithmetic");
  REQUIRE_FALSE(error.diagnostics().empty());
  CHECK(error.diagnostics().front().suggestions == std::vector<std::string>{"half"});
  violation({{"name", "half"}, {"types", OPH_TYPE_BIT(OPH_TEXT) | OPH_TYPE_BIT(OPH_INT)}}, "type_mismatch");
  violation({{"name", "half"}, {"family", "timing"}}, "family_mismatch");
  CHECK(violation({{"name", "half"}, {"types", OPH_TYPE_BIT(OPH_TEXT)}, {"family", "timing"}, {"second", true}}, "nothing-like-it")
            .diagnostics()
            .size() == 2);  // of each field the first one
  // What is not required may be missing, but is of the right kind where it is there.
  CHECK(run(job_of("contract", {{"name", "halve"}, {"required", false}})).observed == 0.0);
  violation({{"name", "half"}, {"required", false}, {"types", OPH_TYPE_BIT(OPH_BOOL)}}, "type_mismatch");
  test::check_error(ErrorCode::kGuestBrokePromise, "the field 'half' is requested twice", [] { run(job_of("contract", {{"twice", true}})); });
}

TEST_CASE("fields of every type arrive, and only those that were asked for") {
  const auto detail = [](std::string_view name) {
    auto job = job_of("contract", {{"name", name}});
    job.cycle = {{"fail_every", 4}};
    const auto result = run(job);
    CHECK(result.evidence[0].statistic_value == 2.0);  // host.success and the field
    return detail_of(result);
  };
  CHECK(detail("even") == R"({"missing":3,"type":"a boolean","unit":""})");
  CHECK(detail("square") == R"({"missing":3,"type":"an integer","unit":"1"})");
  CHECK(detail("half") == R"({"missing":3,"type":"a number","unit":"1"})");
  CHECK(detail("word").find(R"("missing":3)") != std::string::npos);
  CHECK(detail("document").find(R"("missing":3)") != std::string::npos);
  // Of 0..9, the squares 1 and 9 are left; 0 and 4 failed.
  CHECK(detail("root") == R"({"missing":8,"type":"a number","unit":""})");
}
