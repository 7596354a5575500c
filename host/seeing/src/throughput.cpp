// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/throughput.hpp>

#include <algorithm>
#include <stdexcept>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/seeing/cycle_buffers.hpp>

namespace ophamin::seeing {

namespace {

constexpr std::uint64_t kBatch = 4096;
constexpr std::size_t kMostReasons = 20;

/// The middle value, or the mean of the two in the middle. Reorders.
double median_of(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 != 0) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2.0;
}

void count_failure(std::vector<std::pair<std::string, std::uint64_t>>& failures, const std::string& reason) {
  const auto found = std::find_if(failures.begin(), failures.end(), [&](const auto& entry) { return entry.first == reason; });
  if (found != failures.end()) {
    ++found->second;
  } else if (failures.size() < kMostReasons) {
    failures.emplace_back(reason, 1);
  }
}

}  // namespace

Throughput measure_throughput(SubstrateSession& session, std::span<const oph_record_t> stimuli, std::uint64_t n,
                              const std::function<void(std::uint64_t done)>& after_batch) {
  if (stimuli.empty() || n == 0) throw std::invalid_argument("a throughput needs at least one stimulus and one cycle");
  const bool marks = session.guest().component().marks();
  CycleBuffers buffers(session.guest(), session.fields(), std::vector<bool>(session.fields().size(), true), false);
  Throughput result;
  result.n = n;
  std::vector<double> seconds;
  std::vector<oph_record_t> batch;
  std::uint64_t wall_ns = 0;
  for (std::uint64_t done = 0; done < n;) {
    const auto count = std::min(marks ? kBatch : 1, n - done);
    batch.clear();
    for (std::uint64_t i = 0; i < count; ++i) batch.push_back(stimuli[(done + i) % stimuli.size()]);
    const auto time = session.run(batch, buffers);
    wall_ns += time.end_ns - time.begin_ns;
    const auto ends = buffers.marks();
    if (marks && ends.empty()) {
      throw diagnostics::Error({.code = diagnostics::ErrorCode::kGuestBrokePromise,
                                .rule = "OPH-ABI-10",
                                .message = session.guest().title() + " says that it marks every cycle, and did not",
                                .mend = "report this to the author of the plugin"});
    }
    auto before = time.begin_ns;
    for (std::uint64_t row = 0; row < count; ++row) {
      const auto end = marks ? ends[row] : time.end_ns;
      if (buffers.succeeded(row)) seconds.push_back(static_cast<double>(end - before) * 1e-9);
      before = end;
    }
    for (const auto& failure : buffers.failures()) count_failure(result.failures, failure.second);
    done += count;
    result.completed = done;
    if (after_batch) after_batch(done);
  }
  result.succeeded = seconds.size();
  result.wall_seconds = static_cast<double>(wall_ns) * 1e-9;
  if (wall_ns != 0) result.gross_cycles_per_sec = static_cast<double>(result.completed) / result.wall_seconds;
  if (!seconds.empty()) {
    double sum = 0.0;
    for (const double each : seconds) sum += each;
    result.mean_cycle_seconds = sum / static_cast<double>(seconds.size());
    result.median_cycle_seconds = median_of(seconds);
    if (*result.median_cycle_seconds > 0.0) result.steady_state_cycles_per_sec = 1.0 / *result.median_cycle_seconds;
  }
  std::stable_sort(result.failures.begin(), result.failures.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return result;
}

}  // namespace ophamin::seeing
