// SPDX-License-Identifier: Apache-2.0
//
// A whole batch of cycles, for substrates that run one at a time is not enough for, or that know their fields only once
// they are open:
//
//     std::vector<sdk::Field> fields() const;                  instead of kFields; the texts live as long as the instance
//     void run(const sdk::Batch& batch, sdk::Cycles& cycles);  instead of cycle()
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/cycles.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/abi.h>
#include <ophamin/cycle.hpp>
#include <ophamin/failure.hpp>
#include <ophamin/record.hpp>
#include <ophamin/text.hpp>
#include <ophamin/value.hpp>
#include <ophamin/writer.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ophamin::sdk {

/// The cycles to run; a view for the length of the call.
class Batch {
 public:
  explicit Batch(const oph_batch_t* raw) noexcept : raw_(raw) {}

  std::size_t size() const noexcept { return static_cast<std::size_t>(raw_->count); }
  /// 0-based index of the first cycle since reset().
  std::uint64_t first_cycle() const noexcept { return raw_->first_cycle; }
  /// The stimulus of a row, 0 <= row < size().
  Record operator[](std::size_t row) const noexcept { return Record(raw_->records[row]); }
  /// The cycle parameters of a row: its own, or else those of the batch. An object.
  Value params(std::size_t row) const noexcept {
    const oph_value_t* own = raw_->row_params == nullptr ? nullptr : raw_->row_params[row];
    return Value(own != nullptr ? own : raw_->params);
  }

 private:
  const oph_batch_t* raw_;
};

/// What comes back of a batch. Rows are those of the batch, fields are numbered in the order of their declaration; neither is
/// checked against its range. A row that nobody reports has failed.
class Cycles {
 public:
  explicit Cycles(const oph_cycles_t* raw) noexcept : raw_(raw) {}
  Cycles(const Cycles&) = delete;
  Cycles& operator=(const Cycles&) = delete;

  /// False if nobody will read the field; it may then be left out.
  bool wants(std::size_t field) const noexcept { return raw_->fields[field].wanted != 0; }

  /// Fills a cell. Throws OPH_INTERNAL if the field was declared with another type; a number takes integers too.
  template <class V>
  void set(std::size_t row, std::size_t field, const V& value) {
    const oph_field_buffer_t& buffer = raw_->fields[field];
    if constexpr (std::same_as<V, bool>) {
      require(buffer.type == OPH_BOOL, field);
      static_cast<std::uint8_t*>(buffer.values)[row] = value ? 1 : 0;
    } else if constexpr (std::integral<V>) {
      require(buffer.type == OPH_INT || buffer.type == OPH_FLOAT, field);
      if (buffer.type == OPH_INT) {
        static_cast<std::int64_t*>(buffer.values)[row] = static_cast<std::int64_t>(value);
      } else {
        static_cast<double*>(buffer.values)[row] = static_cast<double>(value);
      }
    } else if constexpr (std::floating_point<V>) {
      require(buffer.type == OPH_FLOAT, field);
      static_cast<double*>(buffer.values)[row] = static_cast<double>(value);
    } else {
      require(buffer.type == OPH_TEXT || buffer.type == OPH_JSON, field);
      if (buffer.wanted == 0) return;
      detail::expect(raw_->set_text(raw_->context, row, field, str(std::string_view(value))), "a text field");
    }
    if (buffer.validity != nullptr) buffer.validity[row] = 1;
  }

  void succeed(std::size_t row) noexcept { raw_->success[row] = 1; }
  /// The cycle could not run, and why. Nothing is made up: its fields are dropped.
  void fail(std::size_t row, std::string_view why) {
    detail::expect(raw_->fail(raw_->context, row, str(why)), "a failed cycle");
  }
  /// The raw output of a cycle; `write(Object&)` is called where the scenario asked for it.
  template <std::invocable<Object&> Write>
  void raw(std::size_t row, Write&& write) {
    if (!detail::wants_raw(*raw_)) return;
    const oph_writer_t* writer = nullptr;
    detail::expect(raw_->raw(raw_->context, row, &writer), "the raw output");
    Object object(writer);
    write(object);
  }
  /// The cycle has just ended: for every row, in order, or for none (SubstrateInfo::marks).
  void mark(std::size_t row) noexcept { raw_->mark(raw_->context, row); }

 private:
  static void require(bool fits, std::size_t field) {
    if (!fits) throw Failure(OPH_INTERNAL, "field " + std::to_string(field) + " was declared with another type");
  }

  const oph_cycles_t* raw_;
};

}  // namespace ophamin::sdk
