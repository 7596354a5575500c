// SPDX-License-Identifier: Apache-2.0
//
// Streaming pillars: a column fed in pieces, and what came of it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include <support/fake_host.hpp>

namespace ophamin::test {

struct Streamed {
  std::vector<Row> rows;
  std::vector<Event> events;
};

/// Begins a stream, feeds `size` rows `chunk` at a time, as `fill(table, begin, end)` makes them, and finishes it.
template <class Fill>
Streamed stream_rows(Instance<oph_pillar_t>& pillar, std::size_t size, std::size_t chunk, Fill fill) {
  EventCapture events;
  EvidenceCapture evidence;
  call([&](oph_error_t* error) { return pillar->begin(pillar.raw(), error); });
  for (std::size_t at = 0; at < size; at += chunk) {
    const auto end = std::min(size, at + chunk);
    TableData table(end - at);
    fill(table, at, end);
    call([&](oph_error_t* error) { return pillar->update(pillar.raw(), table.raw(), events.raw(), error); });
  }
  call([&](oph_error_t* error) { return pillar->finish(pillar.raw(), evidence.raw(), error); });
  return {evidence.rows(), events.events};
}

/// The same for one column `value` of numbers.
inline Streamed stream_values(Instance<oph_pillar_t>& pillar, const std::vector<double>& values, std::size_t chunk) {
  return stream_rows(pillar, values.size(), chunk, [&](TableData& table, std::size_t begin, std::size_t end) {
    table.numbers("value", {values.begin() + static_cast<std::ptrdiff_t>(begin), values.begin() + static_cast<std::ptrdiff_t>(end)});
  });
}

/// Every figure and every detail, bit for bit.
inline bool same_evidence(const std::vector<Row>& a, const std::vector<Row>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Row& x, const Row& y) {
    return x.statistic == y.statistic && x.flags == y.flags && x.value == y.value && x.effect_size == y.effect_size &&
           x.ci_low == y.ci_low && x.ci_high == y.ci_high && x.p_value == y.p_value && x.needed == y.needed && x.found == y.found &&
           x.reason == y.reason && x.detail == y.detail;
  });
}

}  // namespace ophamin::test
