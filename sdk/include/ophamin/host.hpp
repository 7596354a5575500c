// SPDX-License-Identifier: Apache-2.0
//
// The host's services: seeds, clock, log, progress, cancellation, and the computing of pillars. There is no other source of
// any of these.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/host.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/abi.h>
#include <ophamin/evidence.hpp>
#include <ophamin/failure.hpp>
#include <ophamin/table.hpp>
#include <ophamin/text.hpp>
#include <ophamin/value.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace ophamin::sdk {

/// Copies freely; lives until the instance that received it is destroyed. To be used on the thread that runs the instance.
class Host {
 public:
  explicit Host(const oph_host_t* raw) noexcept : raw_(raw) {}

  std::string_view version() const noexcept { return view(raw_->version); }

  void debug(std::string_view line) const noexcept { raw_->log(raw_->context, OPH_LOG_DEBUG, str(line)); }
  void info(std::string_view line) const noexcept { raw_->log(raw_->context, OPH_LOG_INFO, str(line)); }
  void warning(std::string_view line) const noexcept { raw_->log(raw_->context, OPH_LOG_WARNING, str(line)); }
  void error(std::string_view line) const noexcept { raw_->log(raw_->context, OPH_LOG_ERROR, str(line)); }

  /// `total` 0 means unknown.
  void progress(std::uint64_t done, std::uint64_t total = 0) const noexcept { raw_->progress(raw_->context, done, total); }

  /// True once the host wants the current call to end soon.
  bool is_cancelled() const noexcept { return raw_->cancelled(raw_->context) != 0; }
  /// Ends the current call with OPH_CANCELLED if the host wants that. Long calls ask regularly.
  void check_cancelled() const {
    if (is_cancelled()) throw cancelled();
  }

  /// Nanoseconds of a clock that never goes back; only differences mean anything.
  std::uint64_t monotonic_ns() const noexcept { return raw_->monotonic_ns(raw_->context); }

  /// The seed of the random stream `name`: the same name gives the same seed, different names independent ones.
  std::uint64_t seed(std::string_view name) const noexcept { return raw_->seed(raw_->context, str(name)); }

  /// Runs the registered pillar `pillar`; the columns carry its roles. From score, after_batch, drive, and a pillar's compute
  /// and finish. Throws what the host or the pillar returned.
  Results compute(std::string_view pillar, const TableBuilder& table, const Arguments& parameters = {}) const {
    const auto columns = table.raw();
    const auto params = parameters.raw();
    const oph_results_t* results = nullptr;
    oph_error_t error{};
    error.struct_size = sizeof error;
    const auto status = raw_->compute(raw_->context, str(pillar), &columns, parameters.empty() ? nullptr : &params, &results, &error);
    if (status != OPH_OK) throw Failure(status, std::string(pillar) + ": " + std::string(error.message, error.message_size));
    return Results(results);
  }

  /// For a corpus, from next(): counts what is left out because it cannot be delivered; the count is part of the record.
  /// `reason` is the same for the same kind of fault ("a line that is no JSON"); the place of each goes to the log.
  void skip(std::string_view reason, std::uint64_t count = 1) const {
    const auto* skips = static_cast<const oph_skips_t*>(extension(OPH_ABILITY_SKIPS, 1));
    if (skips == nullptr) return warning("skipped " + std::to_string(count) + ": " + std::string(reason));
    detail::expect(skips->skip(skips->context, str(reason), count), "a skip");
  }

  /// An optional ability of the host (OPH-ABI-11), or null.
  const void* extension(std::string_view name, std::uint32_t revision) const noexcept {
    return raw_->extension(raw_->context, str(name), revision);
  }

  const oph_host_t* raw() const noexcept { return raw_; }

 private:
  const oph_host_t* raw_;
};

}  // namespace ophamin::sdk
