// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/abi.h>

#include <string>

#include "demo.hpp"

using namespace ophamin::test;

namespace {

struct Outcome {
  oph_status_t status = OPH_OK;
  std::string message;
};

Outcome fail(const std::string& how, FakeHost& host) {
  Instance<oph_pillar_t> pillar(demo::component(OPH_PILLAR, "demo.failing"), host);
  TableData table(1);
  table.texts("how", {how});
  try {
    compute(pillar, table);
    return {};
  } catch (const CallFailed& failed) {
    return {failed.status, failed.what()};
  }
}
Outcome fail(const std::string& how) {
  FakeHost host;
  return fail(how, host);
}

}  // namespace

TEST_CASE("whatever is thrown becomes a status and a message") {
  CHECK(fail("failure").status == OPH_UNAVAILABLE);
  CHECK(fail("failure").message == "expected a file, found none; make one");
  CHECK(fail("memory").status == OPH_OUT_OF_MEMORY);
  CHECK(fail("standard").status == OPH_INTERNAL);
  CHECK(fail("standard").message == "beyond the end");
  CHECK(fail("other").status == OPH_INTERNAL);
  CHECK(!fail("other").message.empty());
}

TEST_CASE("a long message is cut between characters, and is UTF-8 whatever it was made of") {
  CHECK(fail("long").message == std::string(1007, 'x'));
  CHECK(fail("bytes").message == "a?b");
}

TEST_CASE("views say what they lack") {
  CHECK(fail("role").status == OPH_MISSING_ROLE);
  CHECK(fail("role").message.find("`absent`") != std::string::npos);
  CHECK(fail("type").status == OPH_INVALID_ARGUMENT);
  CHECK(fail("type").message.find("expected a number, found a text") != std::string::npos);
  CHECK(fail("column").status == OPH_INVALID_ARGUMENT);
  CHECK(fail("rows").status == OPH_INTERNAL);
}

TEST_CASE("evidence has a name, and either a value or a reason for none") {
  for (const char* how : {"empty evidence", "both", "unnamed"}) CHECK(fail(how).status == OPH_INTERNAL);
  CHECK(fail("key twice").status == OPH_MISUSE);
}

TEST_CASE("the host's services reach the class, and their failures come back") {
  FakeHost host;
  CHECK(fail("log", host).status == OPH_OK);
  CHECK(host.lines == std::vector<std::string>{"a line"});
  CHECK(host.done == 3);
  host.cancel = true;
  CHECK(fail("cancel", host).status == OPH_CANCELLED);
  CHECK(fail("compute", host).status == OPH_NOT_FOUND);
}
