// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/cycle_buffers.hpp>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <limits>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/guests/text.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>

namespace ophamin::seeing {

using guests::guarded;
using guests::text_fault;
using guests::view;

namespace {

constexpr std::size_t kLongestFailure = 4096;
/// Written before a batch to where a number belongs: a NaN that no arithmetic makes.
constexpr std::uint64_t kNoNumber = 0x7FF8'6F70'6861'6D69;
/// As the place of a text: none was set.
constexpr std::pair<std::uint64_t, std::uint64_t> kNoText{std::numeric_limits<std::uint64_t>::max(), 0};

std::uint64_t steady_ns() noexcept {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count());
}

}  // namespace

CycleBuffers::CycleBuffers(guests::Guest& guest, std::vector<Field> fields, std::vector<bool> wanted, bool keep_raw, bool keep_marks)
    : guest_(&guest),
      fields_(std::move(fields)),
      wanted_(std::move(wanted)),
      keep_raw_(keep_raw),
      cells_(fields_.size()),
      buffers_(fields_.size()),
      raw_writer_(guest) {
  table_.struct_size = OPH_SIZEOF(oph_cycles_t, reserved);
  table_.raw_wanted = keep_raw_ ? 1 : 0;
  table_.context = this;
  table_.set_text = [](void* context, std::uint64_t row, std::uint64_t field, oph_str_t text) noexcept {
    auto& self = *static_cast<CycleBuffers*>(context);
    return guarded(*self.guest_, [&] { return self.set_text(row, field, text); });
  };
  table_.fail = [](void* context, std::uint64_t row, oph_str_t error) noexcept {
    auto& self = *static_cast<CycleBuffers*>(context);
    return guarded(*self.guest_, [&]() -> oph_status_t {
      if (row >= self.count_) return self.guest_->broke("OPH-ABI-7", fmt::format("fail for row {} of {}", row, self.count_));
      self.success_[row] = 0;
      self.failures_.emplace_back(row, guests::printable(view(error), kLongestFailure));
      return OPH_OK;
    });
  };
  table_.raw = [](void* context, std::uint64_t row, const oph_writer_t** writer) noexcept {
    auto& self = *static_cast<CycleBuffers*>(context);
    return guarded(*self.guest_, [&] { return self.open_raw(row, writer); });
  };
  table_.mark = [](void* context, std::uint64_t row) noexcept {
    auto& self = *static_cast<CycleBuffers*>(context);
    if (row >= self.count_ || self.marks_.size() != row || self.marks_.capacity() == self.marks_.size()) {
      self.marks_broken_ = true;
      return;
    }
    self.marks_.push_back(steady_ns());
  };
  if (!keep_marks) table_.mark = [](void*, std::uint64_t) noexcept {};
}

const oph_cycles_t* CycleBuffers::prepare(std::uint64_t count) {
  count_ = count;
  if (count > capacity_) {
    capacity_ = count;
    success_.resize(count);
    marks_.reserve(count);
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      auto& cells = cells_[i];
      auto& buffer = buffers_[i];
      const auto& field = fields_[i];
      if (field.nullable()) cells.validity.resize(count);
      if (field.is_text()) {
        cells.texts.resize(count);
      } else {
        cells.numbers.resize(field.type == OPH_BOOL ? (count + 7) / 8 : count);
      }
      buffer.type = field.type;
      buffer.wanted = wanted_[i] ? 1 : 0;
      buffer.values = field.is_text() ? nullptr : cells.numbers.data();
      buffer.validity = field.nullable() ? cells.validity.data() : nullptr;
    }
    table_.field_count = buffers_.size();
    table_.fields = buffers_.data();
    table_.success = success_.data();
  }
  std::memset(success_.data(), 0, count);
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    auto& cells = cells_[i];
    if (!cells.validity.empty()) std::memset(cells.validity.data(), 0, count);
    if (!cells.texts.empty()) std::fill_n(cells.texts.begin(), count, kNoText);
    // Nothing of an earlier batch must show where a cycle leaves a cell out.
    if (wanted_[i] && !cells.numbers.empty()) {
      const auto words = fields_[i].type == OPH_BOOL ? (count + 7) / 8 : count;
      std::fill_n(cells.numbers.begin(), words, fields_[i].type == OPH_FLOAT ? kNoNumber : std::uint64_t{0});
    }
  }
  text_bytes_.clear();
  failures_.clear();
  raw_.clear();
  marks_.clear();
  marks_broken_ = false;
  raw_open_ = false;
  return &table_;
}

void CycleBuffers::finish() {
  close_raw();
  const auto by_row = [](const auto& a, const auto& b) { return a.first < b.first; };
  if (!std::is_sorted(failures_.begin(), failures_.end(), by_row)) std::stable_sort(failures_.begin(), failures_.end(), by_row);
  if (!std::is_sorted(raw_.begin(), raw_.end(), by_row)) std::stable_sort(raw_.begin(), raw_.end(), by_row);
  for (std::uint64_t row = 0; row < count_; ++row) {
    if (success_[row] > 1) {
      guest_->broke("OPH-ABI-6", fmt::format("success of row {} is {}, not 0 or 1", row, success_[row]));
      return;
    }
  }
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (wanted_[i] && !check_cells(i)) return;
  }
}

bool CycleBuffers::check_cells(std::size_t field) {
  const auto& cells = cells_[field];
  // One cheap look per cell; the rest only for those that look wrong.
  const auto check = [&](auto looks_wrong, std::string_view fault) {
    for (std::uint64_t row = 0; row < count_; ++row) {
      if (!looks_wrong(row) || !succeeded(row) || !valid(row, field)) continue;
      guest_->broke("OPH-ABI-6", fmt::format("the field '{}' of row {} {}", fields_[field].name, row, fault));
      return false;
    }
    return true;
  };
  constexpr std::string_view kLeftOut = "was left out of a successful cycle, and is not nullable";
  switch (fields_[field].type) {
    case OPH_BOOL: {
      const auto values = this->values<std::uint8_t>(field);
      return check([&](std::uint64_t row) { return values[row] > 1; }, "is a boolean that is neither 0 nor 1");
    }
    case OPH_FLOAT: return check([&](std::uint64_t row) { return cells.numbers[row] == kNoNumber; }, kLeftOut);
    case OPH_TEXT:
    case OPH_JSON: return check([&](std::uint64_t row) { return cells.texts[row] == kNoText; }, kLeftOut);
    default: return true;
  }
}

bool CycleBuffers::valid(std::uint64_t row, std::size_t field) const noexcept {
  const auto& validity = cells_[field].validity;
  return validity.empty() || validity[row] != 0;
}

std::span<const std::uint8_t> CycleBuffers::validity(std::size_t field) const noexcept {
  const auto& validity = cells_[field].validity;
  return validity.empty() ? std::span<const std::uint8_t>{} : std::span(validity.data(), count_);
}

std::string_view CycleBuffers::text(std::uint64_t row, std::size_t field) const noexcept {
  const auto [begin, size] = cells_[field].texts[row];
  if (size == 0) return {};
  return std::string_view(text_bytes_).substr(begin, size);
}

std::span<const std::uint64_t> CycleBuffers::marks() const noexcept {
  if (marks_broken_ || marks_.size() != count_) return {};
  return marks_;
}

oph_status_t CycleBuffers::set_text(std::uint64_t row, std::uint64_t field, oph_str_t text) {
  if (row >= count_ || field >= fields_.size() || !fields_[field].is_text()) {
    return guest_->broke("OPH-ABI-7", fmt::format("set_text for row {} of {} and field {}", row, count_, field));
  }
  if (!wanted_[field]) {
    if (auto& validity = cells_[field].validity; !validity.empty()) validity[row] = 1;
    return OPH_OK;
  }
  if (auto fault = text_fault(text); !fault.empty()) {
    return guest_->broke("OPH-ABI-6", fmt::format("the field '{}': {}", fields_[field].name, fault));
  }
  if (fields_[field].type == OPH_JSON) {
    try {
      (void)records::parse_json(view(text));
    } catch (const diagnostics::Error& error) {
      return guest_->broke("OPH-ABI-12", fmt::format("the field '{}' is no JSON: {}", fields_[field].name,
                                                     error.diagnostics().front().message));
    }
  }
  cells_[field].texts[row] = {text_bytes_.size(), text.size};
  text_bytes_ += view(text);
  if (auto& validity = cells_[field].validity; !validity.empty()) validity[row] = 1;
  return OPH_OK;
}

oph_status_t CycleBuffers::open_raw(std::uint64_t row, const oph_writer_t** writer) {
  close_raw();
  if (row >= count_ || writer == nullptr) return guest_->broke("OPH-ABI-7", fmt::format("raw for row {} of {}", row, count_));
  *writer = raw_writer_.open_object();
  raw_open_ = true;
  raw_row_ = row;
  return OPH_OK;
}

void CycleBuffers::close_raw() {
  if (!std::exchange(raw_open_, false)) return;
  auto object = raw_writer_.take_object();
  if (keep_raw_) raw_.emplace_back(raw_row_, records::canonical(records::Json(std::move(object))));
}

}  // namespace ophamin::seeing
