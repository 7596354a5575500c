// SPDX-License-Identifier: Apache-2.0
//
// What scenarios about a cognitive system read from its cycles, each with the answer that counts for neither side where the
// cycle failed or says nothing.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/cycle_readers.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/observable.hpp>
#include <ophamin/value.hpp>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace ophamin::sdk {

namespace detail {

// Without blanks around it, in lower case (ASCII).
inline std::string folded(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\n\v\f\r";
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  std::string lower(text.substr(0, text.find_last_not_of(kBlanks) + 1));
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

inline bool is_true(const Value& value) { return value.is_boolean() && value.boolean(); }

// A number without a fraction, or a boolean, or a text of one.
inline std::optional<std::int64_t> as_integer(const Value& value) {
  if (value.is_boolean()) return value.boolean() ? 1 : 0;
  if (value.is_integer()) return value.integer();
  const auto number = as_finite_float(value);
  if (!number || *number < -0x1p63 || *number >= 0x1p63) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

inline Value first_of(const Value& object, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    if (const Value value = object[name]; !value.is_null()) return value;
  }
  return {};
}

}  // namespace detail

/// The raw output's `halt_mode` without blanks around it, in lower case; empty if there is none. Read of failed cycles, too.
inline std::string halt_mode(const Observed& cycle) {
  const Value mode = cycle.raw()["halt_mode"];
  return mode.is_text() ? detail::folded(mode.text()) : std::string();
}

/// The adapter, not the system under test, has failed.
inline bool is_adapter_error(const Observed& cycle) { return halt_mode(cycle) == "adapter_error"; }

/// The text passed the fortress: no `gwf_lockdown`, and no `gwf_verdict` that begins with blocked or holds lockdown. A cycle that
/// says neither is cleared; a failed one is not.
inline bool gwf_cleared(const Observed& cycle) {
  if (!cycle.success() || detail::is_true(cycle["gwf_lockdown"])) return false;
  const Value said = cycle["gwf_verdict"];
  const auto verdict = said.is_text() ? detail::folded(said.text()) : std::string();
  return !verdict.starts_with("blocked") && verdict.find("lockdown") == std::string::npos;
}

/// `allowed`; nothing if there is none, false of a failed cycle.
inline std::optional<bool> gwf_allowed_directly(const Observed& cycle) {
  if (!cycle.success()) return false;
  const Value allowed = cycle["allowed"];
  if (allowed.is_null()) return std::nullopt;
  if (allowed.is_boolean()) return allowed.boolean();
  if (allowed.is_number()) return allowed.number() != 0.0;
  return allowed.is_text() ? !allowed.text().empty() : allowed.size() != 0;
}

/// Exactly true.
inline bool manipulation_detected(const Observed& cycle) { return detail::is_true(cycle["manipulation_detected"]); }
inline bool danger_theory_gated(const Observed& cycle) { return detail::is_true(cycle["danger_theory_gated"]); }

/// The length of `dissonance_events`; else `dissonance_event_count`; else the length of `zetetic_contradictions`; else 0.
inline std::int64_t dissonance_count(const Observed& cycle) {
  if (const Value events = cycle["dissonance_events"]; events.is_array()) return static_cast<std::int64_t>(events.size());
  if (const auto count = detail::as_integer(cycle["dissonance_event_count"])) return *count;
  const Value contradictions = cycle["zetetic_contradictions"];
  return contradictions.is_array() ? static_cast<std::int64_t>(contradictions.size()) : 0;
}

/// 0 if there is none.
inline double productive_dissonance_score(const Observed& cycle) {
  return as_finite_float(cycle["productive_dissonance_score"]).value_or(0.0);
}

/// The first of phi_value, phi, Phi and iit_phi that is a number; else 0.
inline double phi_value(const Observed& cycle) {
  for (const auto* name : {"phi_value", "phi", "Phi", "iit_phi"}) {
    if (const auto phi = as_finite_float(cycle[name])) return *phi;
  }
  return 0.0;
}

/// The first of canonical, canonical_form, canonical_key and canonical_concept that is not null, as a text.
inline std::optional<std::string> rosetta_canonical(const Observed& cycle) {
  if (!cycle.success()) return std::nullopt;
  const Value value = detail::first_of(cycle.raw(), {"canonical", "canonical_form", "canonical_key", "canonical_concept"});
  return detail::token(value);
}

/// Of the object `prime`: composite, p_identity, p_thermo; else composite, prime, p_thermo of the output itself. An integer.
inline std::optional<std::int64_t> rosetta_prime(const Observed& cycle) {
  if (!cycle.success()) return std::nullopt;
  if (const Value prime = cycle["prime"]; prime.is_object()) {
    return detail::as_integer(detail::first_of(prime, {"composite", "p_identity", "p_thermo"}));
  }
  return detail::as_integer(detail::first_of(cycle.raw(), {"composite", "prime", "p_thermo"}));
}

/// Why counts are no evidence either way, if they are none: the system was not exercised, for the adapter failed in more than
/// half of the cycles; or else fewer than `minimum` cycles are in the denominator.
inline std::optional<std::string> is_inconclusive(std::uint64_t cycles, std::uint64_t adapter_errors, std::uint64_t denominator,
                                                  std::uint64_t minimum = 10) {
  if (cycles > 0 && adapter_errors > cycles / 2) {
    return "not exercised: " + std::to_string(adapter_errors) + " of " + std::to_string(cycles) + " cycles ended in the adapter";
  }
  if (denominator < minimum) {
    return std::to_string(denominator) + " cycles in the denominator, at least " + std::to_string(minimum) + " are needed";
  }
  return std::nullopt;
}

}  // namespace ophamin::sdk
