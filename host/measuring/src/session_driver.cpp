// SPDX-License-Identifier: Apache-2.0
#include "session_driver.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/guests/component_parameters.hpp>
#include <ophamin/guests/tell.hpp>

namespace ophamin::measuring {

using guests::tell;

namespace {

constexpr std::size_t kMostSessions = 1024;

/// `over`'s keys replace those of `base`. Throws registry::ValueError for a value that is no object.
boost::json::object laid_over(boost::json::object base, const oph_value_t* over) {
  if (over == nullptr) return base;
  auto value = registry::to_json(*over);
  if (!value.is_object()) throw registry::ValueError("parameters that are no object");
  for (auto& member : value.get_object()) base[member.key()] = std::move(member.value());
  return base;
}

/// Answers a scenario that drives. An error of its substrate, or wrong parameters, is for the scenario to see, and the host
/// names the real reason if the scenario gives up. Everything else (a broken promise, a full disk) ends the shard.
template <typename Function>
oph_status_t answered(guests::Guest& scenario, oph_error_t* error, Function&& function) noexcept {
  return guests::guarded(scenario, [&]() -> oph_status_t {
    try {
      return std::forward<Function>(function)();
    } catch (const diagnostics::Error& failure) {
      return tell(error, scenario.refused(failure), failure.what());
    } catch (const registry::ValueError& bad) {
      return tell(error, OPH_INVALID_ARGUMENT, bad.what());
    }
  });
}

SessionDriver& self(void* context) noexcept { return *static_cast<SessionDriver*>(context); }

}  // namespace

SessionDriver::SessionDriver(Setup setup) : setup_(std::move(setup)) {
  table_.struct_size = OPH_SIZEOF(oph_driver_t, so_far);
  table_.context = this;
  table_.planned = setup_.planned;
  table_.records = [](void* c, std::uint64_t limit, const oph_record_t** records, std::uint64_t* count,
                      oph_error_t* error) noexcept {
    return answered(*self(c).setup_.scenario, error, [&] { return self(c).records(limit, records, count); });
  };
  table_.open = [](void* c, const oph_value_t* params, std::uint64_t replicate, std::uint64_t* session,
                   oph_error_t* error) noexcept {
    return answered(*self(c).setup_.scenario, error, [&] { return self(c).open(params, replicate, session); });
  };
  table_.reset = [](void* c, std::uint64_t session, oph_error_t* error) noexcept {
    return answered(*self(c).setup_.scenario, error, [&]() -> oph_status_t {
      auto* found = self(c).find(session, error);
      if (found == nullptr) return OPH_INVALID_ARGUMENT;
      found->failed = true;  // until it is known to have gone well
      found->substrate->reset();
      found->failed = false;
      return OPH_OK;
    });
  };
  table_.run = [](void* c, std::uint64_t session, const oph_record_t* records, std::uint64_t count,
                  const oph_value_t* params, const oph_value_t* const* row_params, std::uint64_t* first_row,
                  oph_error_t* error) noexcept {
    return answered(*self(c).setup_.scenario, error, [&] { return self(c).run(session, records, count, params, row_params, first_row, error); });
  };
  table_.close = [](void* c, std::uint64_t session, oph_error_t* error) noexcept {
    return answered(*self(c).setup_.scenario, error, [&]() -> oph_status_t {
      if (self(c).sessions_.erase(session) != 0) return OPH_OK;
      return tell(error, OPH_INVALID_ARGUMENT, fmt::format("session {} is not open", session));
    });
  };
  table_.so_far = [](void* c, const oph_run_t** run, oph_error_t* error) noexcept {
    return answered(*self(c).setup_.scenario, error, [&]() -> oph_status_t {
      if (run == nullptr) return tell(error, OPH_INVALID_ARGUMENT, "so_far got a null pointer");
      *run = &self(c).setup_.recorder->run(false);
      return OPH_OK;
    });
  };
}

SessionDriver::Session* SessionDriver::find(std::uint64_t session, oph_error_t* error) {
  const auto found = sessions_.find(session);
  if (found == sessions_.end()) {
    (void)tell(error, OPH_INVALID_ARGUMENT, fmt::format("session {} is not open", session));
    return nullptr;
  }
  if (found->second.failed) {
    // OPH-ABI-8: after an error an instance may only be destroyed.
    (void)tell(error, OPH_INVALID_ARGUMENT, fmt::format("session {} has failed; close it and open another", session));
    return nullptr;
  }
  return &found->second;
}

oph_status_t SessionDriver::records(std::uint64_t limit, const oph_record_t** records, std::uint64_t* count) {
  if (records == nullptr || count == nullptr || limit == 0) {
    return setup_.scenario->broke("OPH-ABI-7", "records was called with a null pointer or a limit of 0");
  }
  buffer_.drop_front(std::exchange(handed_out_, 0));
  if (buffer_.empty()) setup_.refill(buffer_);
  const auto views = buffer_.views();
  handed_out_ = static_cast<std::size_t>(std::min<std::uint64_t>(limit, views.size()));
  used_ += handed_out_;
  *records = views.data();
  *count = handed_out_;
  return OPH_OK;
}

oph_status_t SessionDriver::open(const oph_value_t* params, std::uint64_t replicate, std::uint64_t* session) {
  if (session == nullptr) return setup_.scenario->broke("OPH-ABI-7", "open was called with a null pointer");
  if (sessions_.size() >= kMostSessions) {
    return setup_.scenario->broke("", fmt::format("more than {} sessions are open", kMostSessions), OPH_LIMIT);
  }
  Session opened;
  opened.params = laid_over(setup_.job->substrate->params, params);
  opened.substrate = std::make_unique<seeing::SubstrateSession>(*setup_.environment, *setup_.substrate, opened.params,
                                                                setup_.job->cycle, replicate);
  setup_.recorder->watch(*opened.substrate);
  opened.buffers = setup_.recorder->make_buffers(opened.substrate->guest());
  *session = next_session_++;
  sessions_.emplace(*session, std::move(opened));
  return OPH_OK;
}

oph_status_t SessionDriver::run(std::uint64_t session, const oph_record_t* records, std::uint64_t count,
                                const oph_value_t* params, const oph_value_t* const* row_params,
                                std::uint64_t* first_row, oph_error_t* error) {
  auto* found = find(session, error);
  if (found == nullptr) return OPH_INVALID_ARGUMENT;
  if (count == 0 || records == nullptr) return tell(error, OPH_INVALID_ARGUMENT, "run needs at least one record");
  if (const auto left = setup_.planned - setup_.recorder->rows(); count > left) {
    return tell(error, OPH_LIMIT, fmt::format("{} cycles, where {} of the {} that are planned are left; raise n_cycles", count, left,
                                              setup_.planned));
  }
  const auto& substrate = *setup_.substrate;
  const auto tree_of = [&](const boost::json::object& cycle) {
    return guests::lend_parameters(substrate, guests::complete_cycle_parameters(substrate, cycle));
  };
  const auto cycle = laid_over(setup_.job->cycle, params);
  registry::ValueTree batch_params;
  if (params != nullptr) batch_params = tree_of(cycle);
  std::vector<registry::ValueTree> trees;
  std::vector<const oph_value_t*> pointers;
  if (row_params != nullptr) {
    for (std::uint64_t i = 0; i < count; ++i) {
      if (row_params[i] == nullptr) {
        pointers.push_back(nullptr);
      } else {
        pointers.push_back(trees.emplace_back(tree_of(laid_over(setup_.job->cycle, row_params[i]))).get());
      }
    }
  }
  if (first_row != nullptr) *first_row = setup_.recorder->rows();
  // Timed cycle by cycle unless the substrate marks them itself.
  if (setup_.sample != nullptr && row_params == nullptr) {
    setup_.sample->offer({records, static_cast<std::size_t>(count)}, found->params, cycle);
  }
  found->failed = true;  // until it is known to have gone well
  const std::uint64_t step = setup_.recorder->needs_single_cycles(substrate.marks()) ? 1 : count;
  for (std::uint64_t at = 0; at < count; at += step) {
    const std::span batch(records + at, step);
    const auto time = found->substrate->run(batch, *found->buffers, batch_params.get(),
                                            pointers.empty() ? nullptr : pointers.data() + at);
    setup_.recorder->take(batch, *found->buffers, time, static_cast<std::int64_t>(session));
  }
  found->failed = false;
  setup_.after_run();
  return OPH_OK;
}

}  // namespace ophamin::measuring
