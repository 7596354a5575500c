// SPDX-License-Identifier: Apache-2.0
//
// Calling a guest. Every call into a plugin goes through Guest::call, which turns what comes back into an error that
// says which component did what, and through Instance, which pairs create with destroy.
//
//   Guest guest(component);
//   guest.call("reset", [&](oph_error_t* error) { return table.reset(instance.get(), error); });
#pragma once

#include <ophamin/abi.h>

#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/registry/registry.hpp>

namespace ophamin::guests {

/// What a guest's error is thrown as: the diagnostics, and the status that the guest returned.
class GuestFailure : public diagnostics::Error {
 public:
  GuestFailure(oph_status_t status, std::vector<diagnostics::Diagnostic> diagnostics)
      : diagnostics::Error(std::move(diagnostics)), status_(status) {}
  oph_status_t status() const noexcept { return status_; }

 private:
  oph_status_t status_;
};

/// One component that is being called, the first promise it broke inside a callback, and the host's last refusal of what
/// it asked for. A guest cannot be trusted to pass a refusal on, so a callback notes it here and the call that returns
/// raises it. One thread.
class Guest {
 public:
  explicit Guest(const registry::Component& component) noexcept : component_(&component) {}

  const registry::Component& component() const noexcept { return *component_; }
  /// "corpus text-files", for messages.
  std::string title() const;

  /// Runs one call. Throws GuestFailure: kGuestBrokePromise if a callback noted a broken promise; the host's own reason if
  /// a callback noted one that ends the shard, or one that the guest passed on; and by status kCorpusUnavailable,
  /// kSubstrateUnavailable, kNonUniformComputeError, kCancelled, kShardMemoryLimit or kGuestError otherwise.
  template <typename Function>
  void call(std::string_view what, Function&& function) {
    oph_error_t error = fresh_error();
    const oph_status_t status = std::forward<Function>(function)(&error);
    if (broken_ || fatal_ || status != OPH_OK) raise(what, status, error);
    reasons_.clear();
  }

  /// For callbacks: notes the first broken promise and gives the status to answer with. Never throws.
  oph_status_t broke(std::string_view rule, std::string_view message,
                     oph_status_t answer = OPH_MISUSE) noexcept;
  bool has_broken() const noexcept { return broken_; }

  /// For callbacks that do work of the host's for the guest (a pillar, a session): notes why it failed and gives the status
  /// to answer with. What concerns the guest alone (wrong parameters, a component that reports an error) it may handle;
  /// anything else ends the shard, whatever the guest makes of it. Never throws.
  oph_status_t refused(const diagnostics::Error& reason) noexcept;

  static oph_error_t fresh_error() noexcept;

 private:
  [[noreturn]] void raise(std::string_view what, oph_status_t status, const oph_error_t& error);
  std::vector<diagnostics::Diagnostic> explain(std::string_view what, oph_status_t status, const oph_error_t& error);

  const registry::Component* component_;
  bool broken_ = false;
  std::string rule_;
  std::string message_;
  std::vector<diagnostics::Diagnostic> reasons_;  ///< of the last refusal
  oph_status_t answered_ = OPH_OK;                ///< with which it was answered
  bool fatal_ = false;
};

/// Runs the body of a callback that a guest calls: nothing is thrown across the boundary. Lack of memory and the host's
/// own faults are noted as such.
template <typename Function>
oph_status_t guarded(Guest& guest, Function&& function) noexcept {
  try {
    return std::forward<Function>(function)();
  } catch (const std::bad_alloc&) {
    return guest.broke("", "the host ran out of memory in a callback", OPH_OUT_OF_MEMORY);
  } catch (const std::exception& error) {
    return guest.broke("", error.what(), OPH_INTERNAL);
  } catch (...) {
    return guest.broke("", "the host failed in a callback", OPH_INTERNAL);
  }
}

/// The instance of a component: created here, destroyed at the end.
class Instance {
 public:
  using Create = oph_status_t (*)(const oph_host_t*, const oph_value_t*, oph_instance_t**, oph_error_t*) noexcept;
  using Destroy = void (*)(oph_instance_t*) noexcept;

  /// Throws as Guest::call; a create that succeeds without an instance breaks OPH-ABI-9.
  Instance(Guest& guest, Create create, Destroy destroy, const oph_host_t* host, const oph_value_t* params);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  oph_instance_t* get() const noexcept { return instance_; }

 private:
  oph_instance_t* instance_ = nullptr;
  Destroy destroy_;
};

}  // namespace ophamin::guests
