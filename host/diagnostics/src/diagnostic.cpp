// SPDX-License-Identifier: Apache-2.0
#include <ophamin/diagnostics/diagnostic.hpp>

#include <algorithm>
#include <utility>

#include <ophamin/diagnostics/render.hpp>

namespace ophamin::diagnostics {

std::string_view to_string(Severity severity) noexcept {
  switch (severity) {
    case Severity::kError: return "error";
    case Severity::kWarning: return "warning";
    case Severity::kNote: return "note";
  }
  return "error";
}

int exit_code(std::span<const Diagnostic> diagnostics) noexcept {
  int highest = 0;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity == Severity::kError) highest = std::max(highest, describe(diagnostic.code).exit_code);
  }
  return highest;
}

Error::Error(Diagnostic diagnostic) : text_(to_text(diagnostic)) { diagnostics_.push_back(std::move(diagnostic)); }

Error::Error(std::vector<Diagnostic> diagnostics)
    : diagnostics_(std::move(diagnostics)), text_(to_text(diagnostics_)) {}

ErrorCode Error::code() const noexcept {
  return diagnostics_.empty() ? ErrorCode::kInternalError : diagnostics_.front().code;
}

int Error::exit_code() const noexcept { return diagnostics::exit_code(diagnostics_); }

}  // namespace ophamin::diagnostics
