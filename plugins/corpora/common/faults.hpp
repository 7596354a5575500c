// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ophamin/sdk.hpp>
#include <string>
#include <string_view>

namespace ophamin::files {

/// What becomes of data that gives no record.
enum class OnError {
  kFail,  ///< the run ends
  kSkip,  ///< it is left out, counted in the record, and the first few are in the log
};

/// Data that gives no record, as a corpus meets it.
class Faults {
 public:
  /// What report() throws: nothing is left to be made of it.
  struct Ended : sdk::Failure {
    using sdk::Failure::Failure;
  };

  Faults(const sdk::Host& host, OnError on_error) noexcept : host_(host), on_error_(on_error) {}

  /// Throws Ended, `status` with `message`, or counts a skip. `reason` is the kind of fault in a few words,
  /// the same for the same kind; `message` says what was found this time, and where.
  void report(std::string_view reason, oph_status_t status, const std::string& message) {
    if (on_error_ == OnError::kFail) throw Ended(status, message + "; mend it, or set on_error to `skip`");
    host_.skip(reason);
    if (++count_ <= kShown) host_.warning("skipped " + message);
    if (count_ == kShown) host_.warning("further skips are counted, not shown");
  }

 private:
  static constexpr std::uint64_t kShown = 5;
  sdk::Host host_;
  OnError on_error_;
  std::uint64_t count_ = 0;
};

}  // namespace ophamin::files
