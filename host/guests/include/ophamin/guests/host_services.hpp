// SPDX-License-Identifier: Apache-2.0
//
// The host's table of services, as one guest sees it (OPH-ABI-10).
#pragma once

#include <ophamin/abi.h>

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include <ophamin/guests/evidence.hpp>
#include <ophamin/guests/guest.hpp>
#include <ophamin/guests/skip_counts.hpp>
#include <ophamin/registry/registry.hpp>

namespace ophamin::guests {

/// What all guests of one shard share. The members must outlive every guest.
struct Environment {
  const registry::Registry* registry = nullptr;
  std::uint64_t seed = 0;  ///< of the shard
  std::function<void(oph_log_level_t level, std::string_view component, std::string_view line)> log;
  std::function<void(std::string_view component, std::uint64_t done, std::uint64_t total)> progress;
  const std::atomic<bool>* cancelled = nullptr;
  std::set<std::string, std::less<>> drafts;  ///< extensions that the manifest switched on
  bool verify_determinism = false;            ///< OPH-HOST-8: pillars that say so are run twice and compared
  std::uint64_t pillar_calls = 0;             ///< how often guests had a pillar computed
};

/// The seed of a stream: the first eight bytes, big-endian, of SHA-256 over the shard's seed, the component, the
/// replicate and the stream's name. The same on every machine.
std::uint64_t derive_seed(std::uint64_t shard_seed, const registry::Component& component, std::uint64_t replicate,
                          std::string_view stream);

/// Owns what the services of one instance need. One thread; must outlive the instance.
class HostServices {
 public:
  /// `depth`: how many pillars called one another to get here.
  HostServices(Environment& environment, Guest& guest, std::uint64_t replicate = 0, unsigned depth = 0);
  HostServices(const HostServices&) = delete;
  HostServices& operator=(const HostServices&) = delete;

  const oph_host_t* table() const noexcept { return &table_; }
  /// Results lent to this guest under an id, or nullptr.
  const LentResults* results(std::uint64_t id) const noexcept;
  /// What this guest left out; only a corpus has the means to say so.
  const SkipCounts& skips() const noexcept { return skips_; }

 private:
  oph_status_t compute(oph_str_t pillar, const oph_table_t* table, const oph_value_t* params,
                       const oph_results_t** results, oph_error_t* error);

  Environment* environment_;
  Guest* guest_;
  std::uint64_t replicate_;
  unsigned depth_;
  oph_host_t table_{};
  oph_skips_t skips_table_{};
  SkipCounts skips_;
  std::deque<LentResults> results_;
};

}  // namespace ophamin::guests
