// SPDX-License-Identifier: Apache-2.0
//
// Sessions of shipped substrates for tests.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <support/fake_cycles.hpp>
#include <support/paths.hpp>

namespace ophamin::test {

inline const oph_component_t* shipped_substrate(std::string_view name) {
  return find_component(load_plugin((shipped_plugins() / (std::string(name) + ".so")).string()), OPH_SUBSTRATE, name);
}

/// A session with a clock that goes.
class Session {
 public:
  Session(std::string_view substrate, const json::object& params) : session_(shipped_substrate(substrate), host_with_clock(), params) {}

  /// A cycle for each text. `attributes` go with every one of them.
  BatchResult run(const std::vector<std::string>& texts, const json::value& attributes = nullptr) {
    const ValueTree tree(attributes);
    std::vector<oph_record_t> records;
    for (const auto& each : texts) {
      records.push_back(record_of("r" + std::to_string(records.size()), ""));
      records.back().id = str(kept_.emplace_back("r" + std::to_string(records.size() - 1)));
      records.back().text = str(kept_.emplace_back(each));
      if (!attributes.is_null()) records.back().attributes = tree.get();
    }
    return session_.run(records);
  }
  SubstrateSession* operator->() { return &session_; }
  FakeHost& host() { return host_; }

 private:
  const FakeHost& host_with_clock() {
    host_.real_clock = true;
    return host_;
  }
  FakeHost host_;
  SubstrateSession session_;
  std::deque<std::string> kept_;
};

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// What `body` was refused with.
template <class Body>
std::string refusal(oph_status_t status, Body body) {
  try {
    body();
  } catch (const CallFailed& failed) {
    CHECK(failed.status == status);
    return failed.what();
  }
  FAIL_CHECK("nothing was refused");
  return {};
}

/// A cell of a result as an integer.
inline std::int64_t integer(const BatchResult& result, const char* field, std::size_t row = 0) {
  return result.cells.at(field).at(row).as_int64();
}

}  // namespace ophamin::test
