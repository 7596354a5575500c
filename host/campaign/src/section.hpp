// SPDX-License-Identifier: Apache-2.0
//
// Typed access to one section of the manifest. What does not fit the rules of manifest_keys.hpp becomes a complaint
// and reads as absent, so that reading goes on and finds the next one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <ophamin/campaign/manifest_keys.hpp>
#include <ophamin/campaign/source_map.hpp>
#include <ophamin/diagnostics/diagnostic.hpp>

#include "document.hpp"

namespace ophamin::campaign {

/// Collects complaints and places while a document is read.
class Reading {
 public:
  /// The most complaints that are kept; a last one says how many more there were.
  static constexpr std::size_t kMostComplaints = 1000;

  explicit Reading(SourceMap& sources) : sources_(sources) {}

  /// Adds the place of `point` and the dotted form of `pointer` to a complaint.
  void complain(diagnostics::Diagnostic complaint, const SourcePoint& point, std::string_view pointer);
  /// A complaint that has its place already.
  void complain_at(diagnostics::Diagnostic complaint);
  /// Notes the places of a value and all within it.
  void note_places(const std::string& pointer, const SourcePoint& key, const Item& item);

  /// A value as JSON. Dates and numbers that are not finite are complaints.
  boost::json::value to_json(const Item& item, const std::string& pointer);

  /// "the key 'x' ... must be EXPECTED" with what was found.
  void wrong_type(const KeyRule& rule, const Item& item, const std::string& pointer);
  void out_of_range(const KeyRule& rule, const Item& item, const std::string& pointer);
  /// The text names nothing of `known`.
  void unknown_choice(const KeyRule& rule, const Item& item, const std::string& pointer,
                      const std::vector<std::string>& known);

  SourceMap& sources() noexcept { return sources_; }
  bool has_errors() const noexcept { return errors_ > 0; }

  /// All complaints: those of the whole file, then in file order, then those of overrides.
  std::vector<diagnostics::Diagnostic> take();

 private:
  SourceMap& sources_;
  std::vector<diagnostics::Diagnostic> complaints_;
  std::size_t errors_ = 0;
  std::size_t dropped_ = 0;
};

class Section {
 public:
  /// Complains of unknown and missing keys at once. `item` must outlive the section and be a table.
  Section(Reading& reading, const Item& item, std::string_view section, std::string pointer, SourcePoint header);

  const std::string& pointer() const noexcept { return pointer_; }
  const SourcePoint& header() const noexcept { return header_; }
  Reading& reading() noexcept { return reading_; }

  /// Whether the key is written, whatever its value.
  bool has(std::string_view key) const noexcept { return item_.find(key) != nullptr; }
  /// The value of a key if it is there and its kind fits the rule; each kind that does not is a complaint.
  const Field* find(std::string_view key);
  const KeyRule& rule(std::string_view key) const;
  std::string pointer_of(std::string_view key) const { return json_pointer(pointer_, key); }

  std::optional<std::string> text(std::string_view key);
  /// A text that must not be empty or hold control characters.
  std::optional<std::string> line(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t lowest, std::int64_t highest);
  std::optional<double> number(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  /// Texts with the items they came from. Items that are no texts are complaints.
  std::vector<const Item*> texts(std::string_view key);
  /// A table of parameters.
  boost::json::object object(std::string_view key);
  /// One of several texts: its index in `choices`.
  std::optional<std::size_t> choice(std::string_view key, const std::vector<std::string>& choices);

 private:
  Reading& reading_;
  const Item& item_;
  std::string_view section_;
  std::string pointer_;
  SourcePoint header_;
};

}  // namespace ophamin::campaign
