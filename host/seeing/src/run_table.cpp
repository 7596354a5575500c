// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/run_table.hpp>

#include <algorithm>
#include <utility>

#include <ophamin/guests/text.hpp>

namespace ophamin::seeing {

using guests::lend;

namespace {

constexpr std::size_t kMostFailureTexts = 4096;
/// A manifest may allow far more cycles than the corpus has records: beyond this, columns grow as they are filled.
constexpr std::uint64_t kMostReserved = std::uint64_t{1} << 23;
constexpr std::string_view kUnreported = "the substrate reported neither success nor an error";
constexpr std::string_view kFurther = "(a further reason; only the first 4096 different ones are kept)";

oph_column_t plain_column(std::string_view name, std::string_view role, std::string_view unit, oph_type_t type,
                          const void* values) {
  oph_column_t column{};
  column.name = lend(name);
  column.role = lend(role);
  column.unit = lend(unit);
  column.type = type;
  column.values = values;
  return column;
}

}  // namespace

RunTable::RunTable(std::vector<Field> kept, Options options) : options_(options) {
  const auto expected = static_cast<std::size_t>(std::min(options.expected, kMostReserved));
  columns_.reserve(kept.size());
  for (auto& field : kept) {
    auto& column = columns_.emplace_back();
    switch (field.type) {
      case OPH_BOOL: column.bools.reserve(expected); break;
      case OPH_INT: column.ints.reserve(expected); break;
      case OPH_FLOAT: column.floats.reserve(expected); break;
      default:
        column.offsets.reserve(expected + 1);
        column.offsets.push_back(0);
    }
    column.field = std::move(field);
  }
  success_.reserve(expected);
  if (options.time_cycles) seconds_.reserve(expected);
  if (options.sessions) sessions_.reserve(expected);
  if (options.costs) {
    cpu_seconds_.reserve(expected);
    page_faults_.reserve(expected);
    rss_bytes_.reserve(expected);
  }
}

void RunTable::append(const CycleBuffers& buffers, const std::vector<std::size_t>& source,
                      std::span<const std::uint64_t> cycle_ns, std::int64_t session) {
  stale_ = true;
  const auto count = buffers.count();
  const auto success = buffers.success();
  note_failures(buffers);
  for (std::size_t i = 0; i < columns_.size(); ++i) append_cells(columns_[i], buffers, source[i]);
  success_.insert(success_.end(), success.begin(), success.end());
  if (options_.time_cycles) {
    for (const auto ns : cycle_ns) seconds_.push_back(static_cast<double>(ns) * 1e-9);
  }
  if (options_.sessions) sessions_.insert(sessions_.end(), static_cast<std::size_t>(count), session);
  rows_ += count;
}

void RunTable::append_costs(std::span<const double> cpu_seconds, std::span<const double> page_faults, std::uint64_t rss_bytes) {
  if (!options_.costs) return;
  stale_ = true;
  cpu_seconds_.insert(cpu_seconds_.end(), cpu_seconds.begin(), cpu_seconds.end());
  page_faults_.insert(page_faults_.end(), page_faults.begin(), page_faults.end());
  rss_bytes_.insert(rss_bytes_.end(), cpu_seconds.size(), static_cast<std::int64_t>(rss_bytes));
}

void RunTable::append_records(std::uint64_t count) {
  stale_ = true;
  success_.insert(success_.end(), static_cast<std::size_t>(count), std::uint8_t{1});
  if (!failure_ids_.empty()) failure_ids_.resize(failure_ids_.size() + count, 0);
  rows_ += count;
}

void RunTable::append_cells(Column& column, const CycleBuffers& buffers, std::size_t source) {
  const auto count = buffers.count();
  const auto success = buffers.success();
  const auto cell_validity = buffers.validity(source);
  const bool all_valid = cell_validity.empty() && std::find(success.begin(), success.end(), 0) == success.end();
  if (!all_valid && !column.has_validity) {
    column.has_validity = true;
    column.validity.reserve(success_.capacity());
    column.validity.assign(static_cast<std::size_t>(rows_), 1);
  }
  if (column.has_validity) {
    for (std::uint64_t row = 0; row < count; ++row) {
      column.validity.push_back(success[row] != 0 && (cell_validity.empty() || cell_validity[row] != 0) ? 1 : 0);
    }
  }
  switch (column.field.type) {
    case OPH_BOOL: {
      const auto cells = buffers.values<std::uint8_t>(source);
      column.bools.insert(column.bools.end(), cells.begin(), cells.end());
      break;
    }
    case OPH_INT: {
      const auto cells = buffers.values<std::int64_t>(source);
      column.ints.insert(column.ints.end(), cells.begin(), cells.end());
      break;
    }
    case OPH_FLOAT: {
      const auto cells = buffers.values<double>(source);
      column.floats.insert(column.floats.end(), cells.begin(), cells.end());
      break;
    }
    default:
      for (std::uint64_t row = 0; row < count; ++row) {
        if (success[row] != 0) column.bytes += buffers.text(row, source);
        column.offsets.push_back(column.bytes.size());
      }
  }
}

void RunTable::note_failures(const CycleBuffers& buffers) {
  const auto success = buffers.success();
  const auto failures = static_cast<std::uint64_t>(std::count(success.begin(), success.end(), 0));
  if (failures == 0) {
    if (!failure_ids_.empty()) failure_ids_.resize(failure_ids_.size() + buffers.count(), 0);
    return;
  }
  if (failure_ids_.empty()) {
    failure_ids_.reserve(success_.capacity());
    failure_ids_.resize(static_cast<std::size_t>(rows_), 0);
    failure_texts_.emplace_back();
    failure_counts_.push_back(0);
  }
  failed_ += failures;
  auto told = buffers.failures().begin();
  for (std::uint64_t row = 0; row < buffers.count(); ++row) {
    std::string_view text = kUnreported;
    for (; told != buffers.failures().end() && told->first <= row; ++told) {
      if (told->first == row) text = told->second;
    }
    if (success[row] != 0) {
      failure_ids_.push_back(0);
      continue;
    }
    auto found = failure_index_.find(std::string(text));
    if (found == failure_index_.end()) {
      if (failure_texts_.size() > kMostFailureTexts) text = kFurther;
      found = failure_index_.try_emplace(std::string(text), static_cast<std::uint32_t>(failure_texts_.size())).first;
      if (found->second == failure_texts_.size()) {
        failure_texts_.emplace_back(text);
        failure_counts_.push_back(0);
      }
    }
    ++failure_counts_[found->second];
    failure_ids_.push_back(found->second);
  }
}

std::string_view RunTable::failure(std::uint64_t row) const {
  return failure_ids_.empty() ? std::string_view{} : std::string_view(failure_texts_[failure_ids_[row]]);
}

std::vector<std::pair<std::string, std::uint64_t>> RunTable::failure_counts(std::size_t limit) const {
  std::vector<std::pair<std::string, std::uint64_t>> result;
  for (std::size_t i = 1; i < failure_texts_.size(); ++i) result.emplace_back(failure_texts_[i], failure_counts_[i]);
  std::stable_sort(result.begin(), result.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (result.size() > limit) result.resize(limit);
  return result;
}

const oph_table_t& RunTable::table() {
  if (std::exchange(stale_, false)) {
    views_.clear();
    views_.push_back(plain_column(kSuccessColumn, "host", "", OPH_BOOL, success_.data()));
    if (options_.time_cycles) {
      views_.push_back(plain_column(kCycleSecondsColumn, "host", "seconds", OPH_FLOAT, seconds_.data()));
      // As for any other cell: the time of a cycle that failed says nothing about the work.
      if (failed_ != 0) views_.back().validity = success_.data();
    }
    if (options_.sessions) views_.push_back(plain_column(kSessionColumn, "host", "", OPH_INT, sessions_.data()));
    if (options_.costs) {
      views_.push_back(plain_column(kCpuSecondsColumn, "host", "seconds", OPH_FLOAT, cpu_seconds_.data()));
      views_.push_back(plain_column(kPageFaultsColumn, "host", "", OPH_FLOAT, page_faults_.data()));
      views_.push_back(plain_column(kRssBytesColumn, "host", "bytes", OPH_INT, rss_bytes_.data()));
      if (failed_ != 0) {
        for (auto view = views_.end() - 3; view != views_.end(); ++view) view->validity = success_.data();
      }
    }
    for (const auto& column : columns_) {
      const void* values = nullptr;
      switch (column.field.type) {
        case OPH_BOOL: values = column.bools.data(); break;
        case OPH_INT: values = column.ints.data(); break;
        case OPH_FLOAT: values = column.floats.data(); break;
        default: values = column.bytes.data();
      }
      auto view = plain_column(column.field.name, column.field.family, column.field.unit, column.field.type, values);
      if (column.field.is_text()) view.offsets = column.offsets.data();
      if (column.has_validity) view.validity = column.validity.data();
      views_.push_back(view);
    }
    table_.struct_size = OPH_SIZEOF(oph_table_t, columns);
    table_.row_count = rows_;
    table_.column_count = views_.size();
    table_.columns = views_.data();
  }
  return table_;
}

const oph_column_t* RunTable::column(std::string_view name) {
  (void)table();
  for (const auto& view : views_) {
    if (guests::view(view.name) == name) return &view;
  }
  return nullptr;
}

void BatchView::assign(const CycleBuffers& buffers, const std::vector<std::size_t>& sources,
                       const std::vector<std::string>& roles, std::span<const double> cycle_seconds) {
  const auto count = buffers.count();
  const auto success = buffers.success();
  const bool all_succeeded = std::find(success.begin(), success.end(), 0) == success.end();
  views_.clear();
  validity_.resize(sources.size());
  texts_.resize(sources.size());
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const auto source = sources[i];
    if (source == kCycleSeconds) {
      views_.push_back(plain_column(kCycleSecondsColumn, roles[i], "seconds", OPH_FLOAT, cycle_seconds.data()));
      if (!all_succeeded) views_.back().validity = success.data();
      continue;
    }
    if (source == kSuccess) {
      views_.push_back(plain_column(kSuccessColumn, roles[i], "", OPH_BOOL, success.data()));
      continue;
    }
    const auto& field = buffers.fields()[source];
    const void* values = buffers.values<std::uint8_t>(source).data();
    auto view = plain_column(field.name, roles[i], field.unit, field.type, values);
    if (field.is_text()) {
      auto& text = texts_[i];
      text.bytes.clear();
      text.offsets.assign(1, 0);
      for (std::uint64_t row = 0; row < count; ++row) {
        if (success[row] != 0) text.bytes += buffers.text(row, source);
        text.offsets.push_back(text.bytes.size());
      }
      view.values = text.bytes.data();
      view.offsets = text.offsets.data();
    }
    const auto cells = buffers.validity(source);
    if (!all_succeeded || !cells.empty()) {
      auto& validity = validity_[i];
      validity.assign(success.begin(), success.end());
      for (std::size_t row = 0; row < cells.size(); ++row) validity[row] = validity[row] != 0 && cells[row] != 0 ? 1 : 0;
      view.validity = validity.data();
    }
    views_.push_back(view);
  }
  table_.struct_size = OPH_SIZEOF(oph_table_t, columns);
  table_.row_count = count;
  table_.column_count = views_.size();
  table_.columns = views_.data();
}

}  // namespace ophamin::seeing
