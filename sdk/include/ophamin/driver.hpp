// SPDX-License-Identifier: Apache-2.0
//
// Sessions for a driven scenario. The host owns data, order, seeds, limits and the trace.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/driver.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/abi.h>
#include <ophamin/failure.hpp>
#include <ophamin/record.hpp>
#include <ophamin/run.hpp>
#include <ophamin/value.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ophamin::sdk {

class Driver;

/// A fresh substrate, reset. Closes when it ends. Must not outlive the driver's call.
class Session {
 public:
  Session(Session&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)), id_(other.id_) {}
  Session& operator=(Session&&) = delete;
  ~Session() {
    oph_error_t error{};
    error.struct_size = sizeof error;
    // A failed close leaves nothing to be done here: the host knows it, and closes what is open when the drive ends.
    if (raw_ != nullptr) static_cast<void>(raw_->close(raw_->context, id_, &error));
  }

  void reset() {
    call([&](oph_error_t* error) { return raw_->reset(raw_->context, id_, error); });
  }
  /// Runs one cycle per record; returns the first of their rows in the run's table. `parameters` are laid over the manifest's;
  /// `each`, if not empty, holds the parameters of each record, which replace them.
  std::uint64_t run(const Records& records, const Arguments& parameters = {}, std::span<const Arguments> each = {}) {
    if (!each.empty() && each.size() != records.size()) throw Failure(OPH_INTERNAL, "parameters for each record, or for none");
    const auto shared = parameters.raw();
    std::vector<oph_value_t> values;
    std::vector<const oph_value_t*> pointers;
    values.reserve(each.size());
    for (const auto& own : each) {
      values.push_back(own.raw());
      pointers.push_back(&values.back());
    }
    std::uint64_t first = 0;
    call([&](oph_error_t* error) {
      return raw_->run(raw_->context, id_, records.raw(), records.size(), parameters.empty() ? nullptr : &shared,
                       pointers.empty() ? nullptr : pointers.data(), &first, error);
    });
    return first;
  }

 private:
  friend class Driver;
  Session(const oph_driver_t* raw, std::uint64_t id) noexcept : raw_(raw), id_(id) {}

  template <class Body>
  static void call(Body body) {
    oph_error_t error{};
    error.struct_size = sizeof error;
    const auto status = body(&error);
    if (status != OPH_OK) throw Failure(status, std::string(error.message, error.message_size));
  }

  const oph_driver_t* raw_;
  std::uint64_t id_;
};

class Driver {
 public:
  explicit Driver(const oph_driver_t* raw) noexcept : raw_(raw) {}
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  /// Cycles that the manifest allows in all.
  std::uint64_t planned() const noexcept { return raw_->planned; }

  /// The next selected records, at most `limit`; none at the end. Valid until the next call.
  Records records(std::uint64_t limit) {
    const oph_record_t* first = nullptr;
    std::uint64_t count = 0;
    Session::call([&](oph_error_t* error) { return raw_->records(raw_->context, limit, &first, &count, error); });
    return Records(first, static_cast<std::size_t>(count));
  }
  /// `parameters` are laid over the manifest's. Sessions with the same `replicate` get the same seeds.
  Session open(std::uint64_t replicate = 0, const Arguments& parameters = {}) {
    const auto params = parameters.raw();
    std::uint64_t id = 0;
    Session::call([&](oph_error_t* error) {
      return raw_->open(raw_->context, parameters.empty() ? nullptr : &params, replicate, &id, error);
    });
    return Session(raw_, id);
  }
  /// The run so far; valid until the next call.
  Run so_far() {
    const oph_run_t* run = nullptr;
    Session::call([&](oph_error_t* error) { return raw_->so_far(raw_->context, &run, error); });
    return Run(run);
  }

 private:
  const oph_driver_t* raw_;
};

}  // namespace ophamin::sdk
