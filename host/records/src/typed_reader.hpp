// SPDX-License-Identifier: Apache-2.0
//
// Rebuilds typed members from JSON with the reference's conversions: a number where a text belongs becomes text, "0.5"
// where a number belongs becomes 0.5. What cannot be converted is a kRecordDecodeError with file and dotted path; what was
// converted, filled in or left over is noted.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/json.hpp>
#include <ophamin/records/load_notes.hpp>

namespace ophamin::records {

/// Reads the members of one object, each at most once. Borrows the JSON, the file name, the notes and the reader of the
/// object around it; none may move while this one lives.
class ObjectReader {
 public:
  /// The outermost object. Throws when `json` is no object. `notes` may be null.
  ObjectReader(const Json& json, std::string_view file, LoadNotes* notes);
  ObjectReader(const ObjectReader&) = delete;
  ObjectReader& operator=(const ObjectReader&) = delete;

  /// True when there is such a member; does not count as reading it.
  bool has(std::string_view key) const noexcept { return object_->contains(key); }

  std::string text(std::string_view key);
  std::string text_or(std::string_view key, std::string_view fallback);
  std::string text_or(std::string_view key, std::string (*fallback)());
  std::optional<std::string> text_or_null(std::string_view key);  ///< missing and null are nothing
  double number(std::string_view key);
  double number_or(std::string_view key, double fallback);
  std::optional<double> number_or_null(std::string_view key);  ///< missing and null are nothing
  std::int64_t integer(std::string_view key);
  std::int64_t integer_or(std::string_view key, std::int64_t fallback);
  std::optional<std::int64_t> integer_or_null(std::string_view key);  ///< missing and null are nothing
  /// Must be an object.
  JsonObject map(std::string_view key);
  /// Missing, null and whatever else counts as empty give an empty map.
  JsonObject map_or_empty(std::string_view key);
  /// The same, with every value made text.
  std::vector<std::pair<std::string, std::string>> text_map(std::string_view key);
  /// Missing, null and whatever else counts as empty give none.
  std::vector<std::string> text_list(std::string_view key);
  /// The same; an item that is no string is refused.
  std::vector<std::string> strings(std::string_view key);
  /// A list of [text, integer]; missing and null give none.
  std::vector<std::pair<std::string, std::int64_t>> counts(std::string_view key);
  /// Null unless it is there and an object with members: anything else is left over.
  const JsonObject* filled_map(std::string_view key);

  /// The text of a member, turned into something else; errors of `parse` get the member's place.
  template <typename Parse>
  auto parsed(std::string_view key, const Parse& parse) {
    const std::string value = text(key);
    try {
      return parse(value);
    } catch (const diagnostics::Error& error) {
      rethrow(key, error);
    }
  }

  template <typename Value, typename Parse>
  Value parsed_or(std::string_view key, Value fallback, const Parse& parse) {
    if (has(key)) return parsed(key, parse);
    (void)optional(key);
    return fallback;
  }

  /// What `read` makes of the object that a member holds.
  template <typename Read>
  auto object(std::string_view key, const Read& read) {
    ObjectReader child(required(key), *this, key, kNoIndex, false);
    auto value = read(child);
    child.finish();
    return value;
  }
  /// The same; a missing object is an empty one.
  template <typename Read>
  auto object_or_empty(std::string_view key, const Read& read) {
    const Json* json = optional(key);
    ObjectReader child(json == nullptr ? empty_object() : *json, *this, key, kNoIndex, json == nullptr);
    auto value = read(child);
    child.finish();
    return value;
  }
  /// The same; so is whatever else counts as empty.
  template <typename Read>
  auto object_or_blank(std::string_view key, const Read& read) {
    const Json* json = blank_or_object(key);
    ObjectReader child(json == nullptr ? empty_object() : *json, *this, key, kNoIndex, json == nullptr);
    auto value = read(child);
    child.finish();
    return value;
  }
  /// Appends what `read` makes of each object of a list; a missing list is empty.
  template <typename Value, typename Read>
  void each(std::string_view key, std::vector<Value>& to, const Read& read) {
    append_each(key, optional(key), to, read);
  }
  /// The same; so is whatever else counts as empty.
  template <typename Value, typename Read>
  void each_or_blank(std::string_view key, std::vector<Value>& to, const Read& read) {
    append_each(key, blank_or_array(key), to, read);
  }

  /// A member that is no part of what is rebuilt, and known all the same.
  void ignore(std::string_view key) { (void)look(key); }
  /// A member that is counted anew: what the file says is only compared. The order in maps does not matter.
  void counted(std::string_view key, const Json& actual);

  /// Notes the members that nobody asked for. To be called once, after everything was read.
  void finish();

  [[noreturn]] void fail(std::string_view key, std::string expected, std::string found) const;
  /// Refuses the object as a whole.
  [[noreturn]] void refuse(std::string message) const;

 private:
  static constexpr std::size_t kNoIndex = static_cast<std::size_t>(-1);
  static constexpr std::size_t kMostMembers = 24;

  ObjectReader(const Json& json, const ObjectReader& parent, std::string_view key, std::size_t index, bool filled_in);
  static const Json& empty_object() noexcept;

  const Json* look(std::string_view key);
  const Json& required(std::string_view key);
  const Json* optional(std::string_view key);  ///< notes a missing member
  const Json* blank_or_object(std::string_view key);
  const Json* blank_or_array(std::string_view key);
  const Json* blank_or(std::string_view key, Json::Kind kind, std::string_view expected);

  std::string to_text(std::string_view key, const Json& value);
  double to_number(std::string_view key, const Json& value);
  std::int64_t to_integer(std::string_view key, const Json& value);

  template <typename Value, typename Read>
  void append_each(std::string_view key, const Json* list, std::vector<Value>& to, const Read& read) {
    if (list == nullptr) return;
    if (!list->is_array()) fail(key, "an array", std::string(kind_name(list->kind())));
    to.reserve(to.size() + list->as_array().size());
    std::size_t index = 0;
    for (const Json& item : list->as_array()) {
      ObjectReader child(item, *this, key, index, false);
      to.push_back(read(child));
      child.finish();
      ++index;
    }
  }

  std::string path() const;
  std::string child_path(std::string_view key) const;
  void note(LoadNoteKind kind, std::string_view key, std::string message);
  void note_converted(std::string_view key, const Json& from, const Json& to);
  [[noreturn]] void rethrow(std::string_view key, const diagnostics::Error& error) const;

  const JsonObject* object_ = nullptr;
  const ObjectReader* parent_ = nullptr;
  std::string_view key_{};  ///< in the parent
  std::size_t index_ = kNoIndex;
  std::string_view file_{};
  LoadNotes* notes_ = nullptr;
  std::size_t next_ = 0;   ///< where the next member is likely to be
  std::size_t found_ = 0;  ///< how many were asked for and there
  std::size_t asked_ = 0;
  std::array<std::string_view, kMostMembers> keys_;  ///< the first asked_ of them
};

/// The typed view of a whole record: what `read` makes of its outermost object.
template <typename Read>
auto read_record(const Json& json, std::string_view file, LoadNotes* notes, const Read& read) {
  ObjectReader root(json, file, notes);
  auto record = read(root);
  root.finish();
  return record;
}

}  // namespace ophamin::records
