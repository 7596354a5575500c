// SPDX-License-Identifier: Apache-2.0
//
// Evidence: rows to give, results to read, events of streaming pillars.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/evidence.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/abi.h>
#include <ophamin/failure.hpp>
#include <ophamin/text.hpp>
#include <ophamin/value.hpp>
#include <ophamin/writer.hpp>

#include <cmath>
#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace ophamin::sdk {

/// Two implementations of one statistic, held against each other.
enum class CrossCheck : oph_cross_check_t {
  kNone = OPH_CHECK_NONE,
  kPassed = OPH_CHECK_PASSED,
  kSkipped = OPH_CHECK_SKIPPED,
  kFailed = OPH_CHECK_FAILED,
};

/// One row of evidence in the making. It has either a value or says that it is undefined.
///
///     evidence.add(sdk::Evidence("proportion").value(k / n).ci(low, high).detail([&](sdk::Object& d) { d.set("n", n); }));
class Evidence {
 public:
  /// `statistic` stays the same over revisions, so that results can be compared.
  explicit Evidence(std::string_view statistic) : statistic_(statistic) {}

  Evidence& value(double number) noexcept {
    raw_.value = number;
    has_value_ = true;
    return *this;
  }
  /// Both ends of the interval.
  Evidence& ci(double low, double high) noexcept {
    raw_.ci_low = low;
    raw_.ci_high = high;
    raw_.flags |= OPH_EVIDENCE_CI;
    return *this;
  }
  Evidence& p_value(double p) noexcept {
    raw_.p_value = p;
    raw_.flags |= OPH_EVIDENCE_P_VALUE;
    return *this;
  }
  Evidence& effect_size(double size) noexcept {
    raw_.effect_size = size;
    raw_.flags |= OPH_EVIDENCE_EFFECT_SIZE;
    return *this;
  }
  Evidence& cross_check(CrossCheck outcome) noexcept {
    raw_.cross_check = static_cast<oph_cross_check_t>(outcome);
    return *this;
  }
  /// Below the method's minimum: it needs `needed` observations, there were `found`. Said so, never 0.
  Evidence& undefined(std::uint64_t needed, std::uint64_t found, std::string_view reason) {
    raw_.flags |= OPH_EVIDENCE_UNDEFINED;
    raw_.needed = needed;
    raw_.found = found;
    reason_ = reason;
    return *this;
  }
  /// `fill(Object&)` writes the detail when the row is added; what it refers to must live until then.
  template <std::invocable<Object&> Fill>
  Evidence& detail(Fill&& fill) {
    detail_ = std::forward<Fill>(fill);
    return *this;
  }

  /// For the sinks of this layer: the row as it crosses; borrows from this object.
  oph_evidence_t raw() const {
    const bool undefined = (raw_.flags & OPH_EVIDENCE_UNDEFINED) != 0;
    if (statistic_.empty()) throw Failure(OPH_INTERNAL, "a row of evidence needs the name of its statistic");
    if (undefined == has_value_) {
      throw Failure(OPH_INTERNAL, "evidence `" + statistic_ + "` needs either value() or undefined()");
    }
    auto row = raw_;
    row.statistic = str(statistic_);
    row.reason = str(reason_);
    return row;
  }
  /// For the sinks of this layer.
  const std::function<void(Object&)>& detail_writer() const noexcept { return detail_; }

 private:
  oph_evidence_t raw_{OPH_SIZEOF(oph_evidence_t, reason), {nullptr, 0}, 0, OPH_CHECK_NONE, 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, {nullptr, 0}};
  std::string statistic_;
  std::string reason_;
  std::function<void(Object&)> detail_;
  bool has_value_ = false;
};

/// Takes the rows of a pillar.
class EvidenceSink {
 public:
  explicit EvidenceSink(const oph_evidence_sink_t* raw) noexcept : raw_(raw) {}
  EvidenceSink(const EvidenceSink&) = delete;
  EvidenceSink& operator=(const EvidenceSink&) = delete;

  void add(const Evidence& evidence) {
    const auto row = evidence.raw();
    const oph_writer_t* writer = nullptr;
    const auto& fill = evidence.detail_writer();
    detail::expect(raw_->add(raw_->context, &row, fill ? &writer : nullptr), "a row of evidence");
    if (fill) {
      Object object(writer);
      fill(object);
    }
  }

 private:
  const oph_evidence_sink_t* raw_;
};

/// Takes the events of a streaming pillar, in ascending rows.
class Events {
 public:
  explicit Events(const oph_event_sink_t* raw) noexcept : raw_(raw) {}
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;

  /// `row` counts from 0 at `begin`. `value` is the value at the event, or the statistic.
  void emit(std::uint64_t row, std::string_view name, double value = std::numeric_limits<double>::quiet_NaN()) {
    const oph_event_t event{OPH_SIZEOF(oph_event_t, value), row, str(name), value};
    detail::expect(raw_->emit(raw_->context, &event), "an event");
  }

 private:
  const oph_event_sink_t* raw_;
};

/// A result that the host computed: a row of evidence to read.
class Result {
 public:
  explicit Result(const oph_result_t* raw) noexcept : raw_(raw) {}

  std::string_view statistic() const noexcept { return view(raw_->evidence->statistic); }
  std::string_view pillar() const noexcept { return view(raw_->pillar); }
  bool undefined() const noexcept { return has(OPH_EVIDENCE_UNDEFINED); }
  std::string_view reason() const noexcept { return view(raw_->evidence->reason); }
  /// If undefined: the observations that the method needs, and those that there were.
  std::uint64_t needed() const noexcept { return raw_->evidence->needed; }
  std::uint64_t found() const noexcept { return raw_->evidence->found; }
  /// NaN if undefined.
  double value() const noexcept { return undefined() ? std::numeric_limits<double>::quiet_NaN() : raw_->evidence->value; }
  std::optional<std::pair<double, double>> ci() const noexcept {
    if (!has(OPH_EVIDENCE_CI)) return std::nullopt;
    return std::pair{raw_->evidence->ci_low, raw_->evidence->ci_high};
  }
  std::optional<double> p_value() const noexcept {
    return has(OPH_EVIDENCE_P_VALUE) ? std::optional(raw_->evidence->p_value) : std::nullopt;
  }
  std::optional<double> effect_size() const noexcept {
    return has(OPH_EVIDENCE_EFFECT_SIZE) ? std::optional(raw_->evidence->effect_size) : std::nullopt;
  }
  /// An object.
  Value detail() const noexcept { return Value(raw_->detail); }

 private:
  bool has(std::uint32_t flag) const noexcept { return (raw_->evidence->flags & flag) != 0; }
  const oph_result_t* raw_;
};

/// What one computation gave; lives as long as the instance that asked.
class Results {
 public:
  explicit Results(const oph_results_t* raw) noexcept : raw_(raw) {}

  std::size_t size() const noexcept { return static_cast<std::size_t>(raw_->count); }
  Result operator[](std::size_t index) const noexcept { return Result(raw_->items[index]); }
  /// The index of the first row with this statistic; throws OPH_NOT_FOUND.
  std::size_t index_of(std::string_view statistic) const {
    for (std::size_t i = 0; i < size(); ++i) {
      if ((*this)[i].statistic() == statistic) return i;
    }
    throw Failure(OPH_NOT_FOUND, "the pillar gave no row `" + std::string(statistic) + "`");
  }
  Result operator[](std::string_view statistic) const { return (*this)[index_of(statistic)]; }

  const oph_results_t* raw() const noexcept { return raw_; }

 private:
  const oph_results_t* raw_;
};

}  // namespace ophamin::sdk
