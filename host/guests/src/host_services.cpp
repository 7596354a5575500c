// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/host_services.hpp>

#include <chrono>

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/guests/pillar_session.hpp>
#include <ophamin/guests/plugin_errors.hpp>
#include <ophamin/guests/tell.hpp>
#include <ophamin/guests/text.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/registry/parameters.hpp>
#include <ophamin/version.hpp>

namespace ophamin::guests {

namespace {

constexpr unsigned kDeepestPillar = 8;

std::uint64_t monotonic_ns(void*) noexcept {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count());
}

}  // namespace

std::uint64_t derive_seed(std::uint64_t shard_seed, const registry::Component& component, std::uint64_t replicate,
                          std::string_view stream) {
  // Lengths keep ("ab", "c") apart from ("a", "bc").
  const auto text = fmt::format("ophamin-seed/1\n{}\n{}\n{}:{}\n{}\n{}:{}\n", shard_seed, registry::kind_name(component.kind),
                                component.name.size(), component.name, replicate, stream.size(), stream);
  records::Sha256 hash;
  hash.update(text);
  const auto digest = hash.finish();
  std::uint64_t seed = 0;
  for (std::size_t i = 0; i < 8; ++i) seed = seed << 8 | digest[i];
  return seed;
}

HostServices::HostServices(Environment& environment, Guest& guest, std::uint64_t replicate, unsigned depth)
    : environment_(&environment), guest_(&guest), replicate_(replicate), depth_(depth) {
  table_.struct_size = OPH_SIZEOF(oph_host_t, extension);
  table_.abi_version = OPH_ABI_VERSION;
  table_.context = this;
  table_.version = lend(kVersion);
  table_.log = [](void* context, oph_log_level_t level, oph_str_t line) noexcept {
    auto& self = *static_cast<HostServices*>(context);
    try {
      if (self.environment_->log) self.environment_->log(level, self.guest_->title(), printable(view(line)));
    } catch (...) {  // A line of log is not worth a run.
    }
  };
  table_.progress = [](void* context, std::uint64_t done, std::uint64_t total) noexcept {
    auto& self = *static_cast<HostServices*>(context);
    try {
      if (self.environment_->progress) self.environment_->progress(self.guest_->title(), done, total);
    } catch (...) {  // Neither is progress.
    }
  };
  table_.cancelled = [](void* context) noexcept -> std::uint32_t {
    const auto* flag = static_cast<HostServices*>(context)->environment_->cancelled;
    return flag != nullptr && flag->load(std::memory_order_relaxed) ? 1 : 0;
  };
  table_.monotonic_ns = monotonic_ns;
  table_.seed = [](void* context, oph_str_t name) noexcept -> std::uint64_t {
    auto& self = *static_cast<HostServices*>(context);
    std::uint64_t seed = 0;
    (void)guarded(*self.guest_, [&]() -> oph_status_t {
      seed = derive_seed(self.environment_->seed, self.guest_->component(), self.replicate_, view(name));
      return OPH_OK;
    });
    return seed;
  };
  table_.compute = [](void* context, oph_str_t pillar, const oph_table_t* table, const oph_value_t* params,
                      const oph_results_t** results, oph_error_t* error) noexcept {
    auto& self = *static_cast<HostServices*>(context);
    return guarded(*self.guest_, [&] { return self.compute(pillar, table, params, results, error); });
  };
  skips_table_.struct_size = OPH_SIZEOF(oph_skips_t, skip);
  skips_table_.context = this;
  skips_table_.skip = [](void* context, oph_str_t reason, std::uint64_t count) noexcept {
    auto& self = *static_cast<HostServices*>(context);
    return guarded(*self.guest_, [&]() -> oph_status_t {
      if (auto fault = text_fault(reason); !fault.empty()) return self.guest_->broke("OPH-ABI-6", "the reason of a skip is " + fault);
      self.skips_.add(view(reason), count);
      return OPH_OK;
    });
  };
  table_.extension = [](void* context, oph_str_t name, std::uint32_t revision) noexcept -> const void* {
    const auto& self = *static_cast<HostServices*>(context);
    const bool skips = view(name) == OPH_ABILITY_SKIPS && revision == 1 && self.guest_->component().kind == OPH_CORPUS;
    return skips ? &self.skips_table_ : nullptr;
  };
}

const LentResults* HostServices::results(std::uint64_t id) const noexcept {
  for (const auto& lent : results_) {
    if (lent.table()->id == id) return &lent;
  }
  return nullptr;
}

oph_status_t HostServices::compute(oph_str_t pillar, const oph_table_t* table, const oph_value_t* params,
                                   const oph_results_t** results, oph_error_t* error) {
  if (results == nullptr || table == nullptr) {
    return tell(error, guest_->broke("OPH-ABI-10", "compute was called with a null pointer"), "a null pointer");
  }
  *results = nullptr;
  if (depth_ >= kDeepestPillar) {
    return tell(error, OPH_LIMIT, fmt::format("pillars call pillars more than {} deep", kDeepestPillar));
  }
  ++environment_->pillar_calls;
  try {
    const auto& component = get_component(*environment_->registry, OPH_PILLAR, view(pillar));
    boost::json::object given;
    if (params != nullptr) {
      auto value = registry::to_json(*params);
      if (!value.is_object()) return tell(error, OPH_INVALID_ARGUMENT, "the parameters are no object");
      given = std::move(value.get_object());
    }
    PillarSession session(*environment_, component, given, depth_ + 1);
    auto rows = session.compute(*table);
    const auto& lent = results_.emplace_back(results_.size() + 1, std::move(rows));
    *results = lent.table();
    return OPH_OK;
  } catch (const diagnostics::Error& failure) {
    return tell(error, guest_->refused(failure), failure.what());
  } catch (const registry::ValueError& bad) {
    return tell(error, OPH_INVALID_ARGUMENT, bad.what());
  }
}

}  // namespace ophamin::guests
