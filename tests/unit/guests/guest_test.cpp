// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/guest.hpp>

#include <new>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

#include <fixtures/guests/guest_registry.hpp>
#include <ophamin/guests/tell.hpp>

using namespace ophamin;
using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;
using guests::Guest;

namespace {

void call(oph_kind_t kind, std::string_view name, oph_status_t status, std::string_view message) {
  Guest guest(test::guest(kind, name));
  guest.call("work", [&](oph_error_t* error) { return guests::tell(error, status, message); });
}

Error reason(ErrorCode code, std::string message) { return Error(Diagnostic{.code = code, .message = std::move(message)}); }

}  // namespace

TEST_CASE("a status becomes an error that says which component did what") {
  const auto error =
      test::check_error(ErrorCode::kGuestError, "substrate arithmetic: work ended with OPH_IO: the disk is on fire",
                        [] { call(OPH_SUBSTRATE, "arithmetic", OPH_IO, "the disk is on fire"); });
  CHECK(error.diagnostics().front().place.file.find("substrates.so") != std::string::npos);
  test::check_error(ErrorCode::kGuestError, "status 77: the plugin gave no message", [] { call(OPH_CORPUS, "lines", 77, ""); });
  test::check_error(ErrorCode::kCorpusUnavailable, "no data", [] { call(OPH_CORPUS, "lines", OPH_UNAVAILABLE, "no data"); });
  test::check_error(ErrorCode::kSubstrateUnavailable, "off", [] { call(OPH_SUBSTRATE, "liar", OPH_UNAVAILABLE, "off"); });
  test::check_error(ErrorCode::kGuestError, "off", [] { call(OPH_SCENARIO, "times", OPH_UNAVAILABLE, "off"); });
  test::check_error(ErrorCode::kNonUniformComputeError, "y", [] { call(OPH_PILLAR, "test.mean", OPH_MISSING_ROLE, "y"); });
  test::check_error(ErrorCode::kCancelled, "", [] { call(OPH_PILLAR, "test.mean", OPH_CANCELLED, ""); });
  test::check_error(ErrorCode::kShardMemoryLimit, "", [] { call(OPH_PILLAR, "test.mean", OPH_OUT_OF_MEMORY, ""); });
}

TEST_CASE("a message with a size beyond its field is cut, and is made printable") {
  Guest guest(test::guest(OPH_PILLAR, "test.mean"));
  test::check_error(ErrorCode::kGuestError, "\xEF\xBF\xBD", [&] {
    guest.call("work", [](oph_error_t* error) -> oph_status_t {
      std::fill(std::begin(error->message), std::end(error->message), '\xFF');
      error->message_size = 4'000'000'000u;
      return OPH_IO;
    });
  });
}

TEST_CASE("a broken promise is raised though the guest says that all is well") {
  Guest guest(test::guest(OPH_PILLAR, "test.mean"));
  const auto error = test::check_error(ErrorCode::kGuestBrokePromise, "broke a promise in work: first", [&] {
    guest.call("work", [&](oph_error_t*) -> oph_status_t {
      CHECK(guest.broke("OPH-ABI-7", "first") == OPH_MISUSE);
      CHECK(guest.broke("OPH-ABI-8", "second", OPH_LIMIT) == OPH_LIMIT);
      return OPH_OK;
    });
  });
  CHECK(error.diagnostics().front().rule == "OPH-ABI-7");
  // It was told; the guest is as good as new.
  guest.call("work", [](oph_error_t*) -> oph_status_t { return OPH_OK; });
}

TEST_CASE("nothing is thrown across the boundary") {
  Guest guest(test::guest(OPH_PILLAR, "test.mean"));
  const auto failing = [&](auto thrown) {
    test::check_error(ErrorCode::kGuestBrokePromise, "host", [&] {
      guest.call("work", [&](oph_error_t*) { return guests::guarded(guest, [&]() -> oph_status_t { throw thrown; }); });
    });
  };
  failing(std::bad_alloc());
  failing(std::runtime_error("the host stumbled"));
  failing(42);
}

TEST_CASE("a refusal that concerns the guest alone may be handled by it") {
  Guest guest(test::guest(OPH_SCENARIO, "computes"));
  const auto unknown = reason(ErrorCode::kComponentNotFound, "no such pillar");
  guest.call("score", [&](oph_error_t*) -> oph_status_t {
    CHECK(guest.refused(unknown) == OPH_NOT_FOUND);
    CHECK(guest.refused(reason(ErrorCode::kParameterSchemaViolation, "bad")) == OPH_INVALID_ARGUMENT);
    CHECK(guest.refused(reason(ErrorCode::kNonUniformComputeError, "bad")) == OPH_MISSING_ROLE);
    return OPH_OK;
  });
  // Passed on: the host's words come first. Something else went wrong later: the guest's do.
  const auto passed = test::check_error(ErrorCode::kComponentNotFound, "no such pillar", [&] {
    guest.call("score", [&](oph_error_t* error) { return guests::tell(error, guest.refused(unknown), "cannot go on"); });
  });
  REQUIRE(passed.diagnostics().size() == 2);
  CHECK(passed.diagnostics()[1].message.find("cannot go on") != std::string::npos);
  const auto later = test::check_error(ErrorCode::kGuestError, "the disk", [&] {
    guest.call("score", [&](oph_error_t* error) {
      (void)guest.refused(unknown);
      return guests::tell(error, OPH_IO, "the disk");
    });
  });
  CHECK(later.diagnostics().size() == 2);
  // Of an earlier call nothing is left.
  const auto fresh = test::error_of([&] { guest.call("score", [](oph_error_t*) -> oph_status_t { return OPH_NOT_FOUND; }); });
  CHECK(fresh.diagnostics().size() == 1);
}

TEST_CASE("a reason that ends the shard is raised whatever the guest makes of it") {
  Guest guest(test::guest(OPH_SCENARIO, "computes"));
  test::check_error(ErrorCode::kGuestBrokePromise, "another component lied", [&] {
    guest.call("score", [&](oph_error_t*) -> oph_status_t {
      CHECK(guest.refused(reason(ErrorCode::kGuestBrokePromise, "another component lied")) == OPH_INTERNAL);
      return OPH_OK;
    });
  });
  test::check_error(ErrorCode::kCancelled, "stop", [&] {
    guest.call("score", [&](oph_error_t*) -> oph_status_t {
      CHECK(guest.refused(reason(ErrorCode::kCancelled, "stop")) == OPH_CANCELLED);
      CHECK(guest.refused(reason(ErrorCode::kComponentNotFound, "too late")) == OPH_CANCELLED);
      return OPH_OK;
    });
  });
  test::check_error(ErrorCode::kFileUnwritable, "full", [&] {
    guest.call("score", [&](oph_error_t* error) {
      return guests::tell(error, guest.refused(reason(ErrorCode::kFileUnwritable, "full")), "whatever");
    });
  });
}

TEST_CASE("the status that a component returned is passed through") {
  Guest inner(test::guest(OPH_PILLAR, "test.mean"));
  Guest outer(test::guest(OPH_SCENARIO, "computes"));
  try {
    inner.call("compute", [](oph_error_t* error) { return guests::tell(error, OPH_LIMIT, "too deep"); });
  } catch (const Error& error) {
    CHECK(outer.refused(error) == OPH_LIMIT);
  }
}

TEST_CASE("an instance that is not there is a broken promise") {
  const auto& misuse = test::guest(OPH_SCENARIO, "misuse");
  Guest guest(misuse);
  oph_value_t fault{};
  fault.type = OPH_TEXT;
  fault.text = {"no-instance", 11};
  const oph_str_t key{"fault", 5};
  oph_value_t params{};
  params.type = OPH_OBJECT;
  params.count = 1;
  params.items = &fault;
  params.keys = &key;
  test::check_error(ErrorCode::kGuestBrokePromise, "create succeeded without an instance", [&] {
    guests::Instance instance(guest, misuse.scenario().create, misuse.scenario().destroy, nullptr, &params);
  });
}
