// SPDX-License-Identifier: Apache-2.0
//
// Cycles as a substrate would fill them, without a substrate.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fixtures/guests/guest_registry.hpp>
#include <ophamin/seeing/cycle_buffers.hpp>

namespace ophamin::test {

inline oph_str_t str(std::string_view text) { return {text.data(), text.size()}; }

inline std::vector<seeing::Field> all_fields() {
  return {{"flag", OPH_BOOL, 0, "", "f", ""},
          {"count", OPH_INT, 0, "1", "f", ""},
          {"ratio", OPH_FLOAT, OPH_FIELD_NULLABLE, "", "f", ""},
          {"word", OPH_TEXT, 0, "", "f", ""},
          {"document", OPH_JSON, OPH_FIELD_NULLABLE, "", "f", ""}};
}

/// Buffers of all types with a guest behind them.
struct CycleFiller {
  explicit CycleFiller(std::vector<bool> wanted = {true, true, true, true, true}, bool keep_raw = false)
      : buffers(guest, all_fields(), std::move(wanted), keep_raw) {}

  /// Runs `fill` as a batch; throws what a substrate's run would.
  void run(std::uint64_t count, const std::function<void(const oph_cycles_t&)>& fill) {
    const auto* cycles = buffers.prepare(count);
    guest.call("run", [&](oph_error_t*) -> oph_status_t {
      fill(*cycles);
      buffers.finish();
      return OPH_OK;
    });
  }

  /// Row `row` with values made of `n`, complete.
  static void fill_row(const oph_cycles_t& cycles, std::uint64_t row, std::int64_t n) {
    static_cast<std::uint8_t*>(cycles.fields[0].values)[row] = n % 2 == 0 ? 1 : 0;
    static_cast<std::int64_t*>(cycles.fields[1].values)[row] = n;
    static_cast<double*>(cycles.fields[2].values)[row] = static_cast<double>(n) / 2;
    cycles.fields[2].validity[row] = 1;
    CHECK(cycles.set_text(cycles.context, row, 3, str("w" + std::to_string(n))) == OPH_OK);
    CHECK(cycles.set_text(cycles.context, row, 4, str("[" + std::to_string(n) + "]")) == OPH_OK);
    cycles.success[row] = 1;
  }

  guests::Guest guest{test::guest(OPH_SUBSTRATE, "arithmetic")};
  seeing::CycleBuffers buffers;
};

}  // namespace ophamin::test
