// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/guest.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include <ophamin/guests/text.hpp>

namespace ophamin::guests {

using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;

namespace {

ErrorCode code_for(oph_status_t status, oph_kind_t kind) {
  switch (status) {
    case OPH_UNAVAILABLE:
      if (kind == OPH_CORPUS) return ErrorCode::kCorpusUnavailable;
      if (kind == OPH_SUBSTRATE) return ErrorCode::kSubstrateUnavailable;
      return ErrorCode::kGuestError;
    case OPH_MISSING_ROLE: return ErrorCode::kNonUniformComputeError;
    case OPH_CANCELLED: return ErrorCode::kCancelled;
    case OPH_OUT_OF_MEMORY: return ErrorCode::kShardMemoryLimit;
    default: return ErrorCode::kGuestError;
  }
}

/// The other way, for a guest whose request failed with `code`. OPH_OK: this is not for a guest to handle.
oph_status_t status_for(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNonUniformComputeError: return OPH_MISSING_ROLE;
    case ErrorCode::kParameterSchemaViolation: return OPH_INVALID_ARGUMENT;
    case ErrorCode::kComponentNotFound: return OPH_NOT_FOUND;
    case ErrorCode::kSubstrateUnavailable: return OPH_UNAVAILABLE;
    case ErrorCode::kShardMemoryLimit: return OPH_OUT_OF_MEMORY;
    case ErrorCode::kGuestError: return OPH_INTERNAL;
    default: return OPH_OK;
  }
}

std::string_view message_of(const oph_error_t& error) {
  return {error.message, std::min<std::size_t>(error.message_size, sizeof error.message)};
}

}  // namespace

std::string Guest::title() const {
  return component_->label();
}

oph_error_t Guest::fresh_error() noexcept {
  oph_error_t error;
  std::memset(&error, 0, sizeof error);
  error.struct_size = sizeof error;
  return error;
}

oph_status_t Guest::broke(std::string_view rule, std::string_view message, oph_status_t answer) noexcept {
  if (!broken_) {
    broken_ = true;
    try {
      rule_ = rule;
      message_ = message;
    } catch (...) {  // The flag alone still stops the run; only the words are lost.
    }
  }
  return answer;
}

oph_status_t Guest::refused(const Error& reason) noexcept {
  if (fatal_) return answered_;
  const auto status = status_for(reason.code());
  const auto* failure = dynamic_cast<const GuestFailure*>(&reason);
  fatal_ = status == OPH_OK;
  if (reason.code() == ErrorCode::kCancelled) {
    answered_ = OPH_CANCELLED;
  } else if (failure != nullptr && failure->status() != OPH_OK) {
    answered_ = failure->status();
  } else {
    answered_ = fatal_ ? oph_status_t{OPH_INTERNAL} : status;
  }
  try {
    reasons_ = reason.diagnostics();
  } catch (...) {  // As in broke(): only the words are lost.
    reasons_.clear();
  }
  return answered_;
}

void Guest::raise(std::string_view what, oph_status_t status, const oph_error_t& error) {
  throw GuestFailure(status, explain(what, status, error));
}

std::vector<Diagnostic> Guest::explain(std::string_view what, oph_status_t status, const oph_error_t& error) {
  const auto said = printable(message_of(error));
  auto reasons = std::exchange(reasons_, {});
  const bool fatal = std::exchange(fatal_, false);
  if (fatal && !broken_ && !reasons.empty()) return reasons;
  Diagnostic diagnostic;
  diagnostic.place.path = title();
  diagnostic.place.file = component_->plugin != nullptr ? component_->plugin->path.string() : std::string{};
  if (broken_) {
    broken_ = false;
    diagnostic.code = ErrorCode::kGuestBrokePromise;
    diagnostic.rule = std::exchange(rule_, {});
    diagnostic.message = fmt::format("{} broke a promise in {}: {}", title(), what, std::exchange(message_, {}));
    diagnostic.found = status == OPH_OK ? std::string{} : fmt::format("{}: {}", status_name(status), said);
    diagnostic.mend = "report this to the author of the plugin";
  } else {
    diagnostic.code = code_for(status, component_->kind);
    diagnostic.message = fmt::format("{}: {} ended with {}: {}", title(), what, status_name(status),
                                     said.empty() ? "the plugin gave no message" : said);
  }
  // A guest that passed the host's refusal on is not the one to ask; one that failed later and otherwise is.
  const bool passed_on = !reasons.empty() && status == answered_;
  reasons.insert(passed_on ? reasons.end() : reasons.begin(), std::move(diagnostic));
  return reasons;
}

Instance::Instance(Guest& guest, Create create, Destroy destroy, const oph_host_t* host, const oph_value_t* params)
    : destroy_(destroy) {
  guest.call("create", [&](oph_error_t* error) { return create(host, params, &instance_, error); });
  if (instance_ == nullptr) {
    guest.broke("OPH-ABI-9", "create succeeded without an instance");
    guest.call("create", [](oph_error_t*) { return OPH_OK; });
  }
}

Instance::~Instance() {
  if (instance_ != nullptr) destroy_(instance_);
}

}  // namespace ophamin::guests
