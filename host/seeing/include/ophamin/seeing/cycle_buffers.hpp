// SPDX-License-Identifier: Apache-2.0
//
// Where a substrate writes one batch of cycles: a typed buffer per declared field, reused from batch to batch.
#pragma once

#include <ophamin/abi.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ophamin/guests/guest.hpp>
#include <ophamin/guests/json_writer.hpp>

namespace ophamin::seeing {

/// A field that a substrate declared.
struct Field {
  std::string name;
  oph_type_t type = OPH_FLOAT;
  std::uint32_t flags = 0;  ///< OPH_FIELD_*
  std::string unit;
  std::string family;
  std::string description;

  bool nullable() const noexcept { return (flags & OPH_FIELD_NULLABLE) != 0; }
  bool measured() const noexcept { return (flags & OPH_FIELD_MEASURED) != 0; }
  bool is_text() const noexcept { return type == OPH_TEXT || type == OPH_JSON; }
};

class CycleBuffers {
 public:
  /// `wanted` runs parallel to `fields`. With `keep_raw` the raw output of cycles is kept for the batch; without `keep_marks`
  /// a mark costs no look at the clock, and marks() is empty.
  CycleBuffers(guests::Guest& guest, std::vector<Field> fields, std::vector<bool> wanted, bool keep_raw, bool keep_marks = true);
  CycleBuffers(const CycleBuffers&) = delete;
  CycleBuffers& operator=(const CycleBuffers&) = delete;

  /// Makes ready for a batch of `count` cycles and gives what the substrate writes to.
  const oph_cycles_t* prepare(std::uint64_t count);
  /// Closes what is open and checks what was written; broken promises are noted at the guest. One of them is a successful
  /// cycle that left out a number or a text which somebody will read and which is not nullable.
  void finish();

  std::uint64_t count() const noexcept { return count_; }
  const std::vector<Field>& fields() const noexcept { return fields_; }

  bool succeeded(std::uint64_t row) const noexcept { return success_[row] == 1; }
  std::span<const std::uint8_t> success() const noexcept { return {success_.data(), count_}; }
  /// The cell of a successful row holds a value.
  bool valid(std::uint64_t row, std::size_t field) const noexcept;
  /// Storage of a field that is not text: uint8_t, int64_t or double by its type.
  template <typename T>
  std::span<const T> values(std::size_t field) const noexcept {
    return {reinterpret_cast<const T*>(cells_[field].numbers.data()), count_};
  }
  std::span<const std::uint8_t> validity(std::size_t field) const noexcept;  ///< empty if not nullable
  std::string_view text(std::uint64_t row, std::size_t field) const noexcept;
  /// Rows that failed with words, ascending.
  const std::vector<std::pair<std::uint64_t, std::string>>& failures() const noexcept { return failures_; }
  /// Raw outputs, as compact JSON, by row, ascending.
  const std::vector<std::pair<std::uint64_t, std::string>>& raw() const noexcept { return raw_; }
  /// Nanoseconds of the steady clock at which each row ended; empty unless every row was marked in order.
  std::span<const std::uint64_t> marks() const noexcept;

 private:
  struct Cells {
    std::vector<std::uint64_t> numbers;  ///< raw storage, eight bytes a cell (one for booleans)
    std::vector<std::uint8_t> validity;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> texts;  ///< begin and size in text_bytes_, by row
  };
  oph_status_t set_text(std::uint64_t row, std::uint64_t field, oph_str_t text);
  oph_status_t open_raw(std::uint64_t row, const oph_writer_t** writer);
  void close_raw();
  /// False once a cell that should hold a value holds none, or an impossible one.
  bool check_cells(std::size_t field);

  guests::Guest* guest_;
  std::vector<Field> fields_;
  std::vector<bool> wanted_;
  bool keep_raw_;
  std::uint64_t count_ = 0;
  std::uint64_t capacity_ = 0;
  std::vector<std::uint8_t> success_;
  std::vector<Cells> cells_;
  std::vector<oph_field_buffer_t> buffers_;
  std::string text_bytes_;
  std::vector<std::pair<std::uint64_t, std::string>> failures_;
  std::vector<std::pair<std::uint64_t, std::string>> raw_;
  guests::JsonWriter raw_writer_;
  bool raw_open_ = false;
  std::uint64_t raw_row_ = 0;
  std::vector<std::uint64_t> marks_;
  bool marks_broken_ = false;
  oph_cycles_t table_{};
};

}  // namespace ophamin::seeing
