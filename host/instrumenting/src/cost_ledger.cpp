// SPDX-License-Identifier: Apache-2.0
#include <ophamin/instrumenting/cost_ledger.hpp>

#include <algorithm>
#include <numeric>

namespace ophamin::instrumenting {

using records::Json;
using records::JsonObject;

namespace {

constexpr double kNanosecond = 1e-9;

std::string_view kind_of(bool shared) noexcept { return shared ? "batch_averaged" : "measured"; }

}  // namespace

void CostLedger::add(const BatchCost& cost, std::uint64_t batch_ns, std::span<const std::uint64_t> cycle_ns, std::uint64_t count) {
  if (count == 0) return;
  const bool timed = cycle_ns.size() == count;
  const auto sum = timed ? std::accumulate(cycle_ns.begin(), cycle_ns.end(), std::uint64_t{0}) : 0;
  const double even = 1.0 / static_cast<double>(count);
  const double cpu = cost.cpu_seconds();
  const auto faults = static_cast<double>(cost.faults());
  cpu_.resize(static_cast<std::size_t>(count));
  faults_.resize(static_cast<std::size_t>(count));
  rss_ = cost.rss_peak;
  for (std::size_t row = 0; row < cpu_.size(); ++row) {
    const double share = sum == 0 ? even : static_cast<double>(cycle_ns[row]) / static_cast<double>(sum);
    const double wall = timed ? static_cast<double>(cycle_ns[row]) * kNanosecond : static_cast<double>(batch_ns) * kNanosecond * even;
    cpu_[row] = cpu * share;
    faults_[row] = faults * share;
    cycle_wall_.add(wall);
    cycle_cpu_.add(cpu_[row]);
    cycle_rss_.add(static_cast<double>(rss_));
    if (listed_.size() < kListed) {
      listed_.push_back(Json(JsonObject{{"cycle_index", Json(cycles_ + row)},
                                        {"wall_time_s", Json(wall)},
                                        {"cpu_time_s", Json(cpu_[row])},
                                        {"page_faults", Json(faults_[row])},
                                        {"rss_bytes", Json(rss_)},
                                        {"attribution_kind", kind_of(count != 1)}}));
    }
  }
  if (batches_ == 0) rss_before_ = cost.rss_before;
  rss_after_ = cost.rss_after;
  rss_peak_ = std::max(rss_peak_, cost.rss_peak);
  threads_ = std::max(threads_, cost.threads);
  processes_ = std::max(processes_, cost.processes);
  worker_ += cost.worker;
  children_ += cost.children;
  transfer_ += cost.transfer;
  wall_ns_ += batch_ns;
  shared_ = shared_ || count != 1;
  wall_shared_ = wall_shared_ || (count != 1 && !timed);
  cycles_ += count;
  ++batches_;
}

JsonObject CostLedger::profile() const {
  auto all = worker_;
  all += children_;
  return {{"n_cycles", Json(cycles_)},
          {"n_batches", Json(batches_)},
          {"batch_wall_time_s", Json(static_cast<double>(wall_ns_) * kNanosecond)},
          {"batch_cpu_time_user_s", Json(all.user_seconds)},
          {"batch_cpu_time_system_s", Json(all.system_seconds)},
          {"batch_cpu_time_total_s", Json(all.cpu_seconds())},
          {"batch_page_faults", Json(all.faults())},
          {"batch_page_faults_major", Json(all.major_faults)},
          {"batch_context_switches_voluntary", Json(all.voluntary_switches)},
          {"batch_context_switches_involuntary", Json(all.involuntary_switches)},
          {"batch_read_bytes", Json(transfer_.read_bytes)},
          {"batch_written_bytes", Json(transfer_.written_bytes)},
          {"batch_storage_read_bytes", Json(transfer_.storage_read_bytes)},
          {"batch_storage_written_bytes", Json(transfer_.storage_written_bytes)},
          {"rss_bytes_before", Json(rss_before_)},
          {"rss_bytes_after", Json(rss_after_)},
          {"rss_bytes_peak", Json(rss_peak_)},
          {"num_threads_max", Json(threads_)},
          {"process_count_max", Json(processes_)},
          {"attribution_kind", kind_of(shared_)},
          {"wall_attribution_kind", kind_of(wall_shared_)},
          {"cpu_source", "start_stop_delta"},
          {"worker", Json(worker_.to_json())},
          {"children", Json(children_.to_json())},
          {"cycle_wall", Json(cycle_wall_.to_json())},
          {"cycle_cpu", Json(cycle_cpu_.to_json())},
          {"cycle_rss", Json(cycle_rss_.to_json())},
          {"per_cycle", Json(listed_)}};
}

}  // namespace ophamin::instrumenting
