// SPDX-License-Identifier: Apache-2.0
//
// A series that comes row by row, watched by one drift detector: the one engine of whole tables and of streams, so that both
// give the same evidence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <variant>

#include <ophamin/sdk.hpp>

#include "adwin.hpp"
#include "ddm.hpp"
#include "eddm.hpp"
#include "index_list.hpp"
#include "kswin.hpp"
#include "page_hinkley.hpp"
#include "signal.hpp"

namespace ophamin::observability {

using DriftDetector = std::variant<Adwin, Kswin, PageHinkley, Ddm, Eddm>;

class DriftSeries {
 public:
  /// What is said of a row that has a signal.
  using Report = std::function<void(std::uint64_t row, double x, Signal signal)>;

  DriftSeries(DriftDetector detector, std::size_t list_limit)
      : detector_(std::move(detector)), change_points_(list_limit), warning_points_(list_limit) {}

  /// The next rows. DDM and EDDM throw OPH_INVALID_ARGUMENT, before anything is taken in, if a value is neither 0 nor 1.
  /// `report` may be empty.
  void add(const sdk::Column& values, const Report& report);

  const DriftDetector& detector() const noexcept { return detector_; }
  /// Observations before which this detector cannot find a drift.
  std::uint64_t needed() const;
  bool is_binary() const noexcept { return std::holds_alternative<Ddm>(detector_) || std::holds_alternative<Eddm>(detector_); }

  std::uint64_t observations() const noexcept { return rows_ - missing_; }
  std::uint64_t missing() const noexcept { return missing_; }
  /// Values that are infinite or no number. From the first of them on nothing is judged any more.
  std::uint64_t not_finite() const noexcept { return not_finite_; }
  /// Rows after which the detector signalled a drift, or a warning; the detector starts afresh after a drift.
  const IndexList& change_points() const noexcept { return change_points_; }
  const IndexList& warning_points() const noexcept { return warning_points_; }

 private:
  template <class Detector>
  void take(Detector& detector, std::uint64_t row, std::span<const double> xs, const Report& report);
  void note(std::uint64_t row, double x, Signal signal, const Report& report);

  DriftDetector detector_;
  bool has_drifted_ = false;  ///< at the last observation: the next one meets a fresh detector
  std::uint64_t rows_ = 0;
  std::uint64_t missing_ = 0;
  std::uint64_t not_finite_ = 0;
  IndexList change_points_;
  IndexList warning_points_;
};

}  // namespace ophamin::observability
