// SPDX-License-Identifier: Apache-2.0
#include "csv.hpp"

#include <algorithm>
#include <type_traits>
#include <variant>

#include "json_scalar.hpp"

namespace ophamin::files {
namespace {

char single(const std::string& text, std::string_view name) {
  if (text.size() != 1 || static_cast<unsigned char>(text[0]) >= 0x80 || text[0] == '\n' || text[0] == '\r' || text[0] == '\0')
    throw sdk::invalid_argument(std::string(name) + ": expected one ASCII character that ends no line, found `" + text + "`");
  return text[0];
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 12;
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kShown; ++i) text += (i == 0 ? "`" : ", `") + names[i] + "`";
  if (names.size() > kShown) text += " and " + std::to_string(names.size() - kShown) + " more";
  return text;
}

}  // namespace

Csv::Csv(const sdk::Host& host, const Params& params)
    : params_(params),
      tree_(params, host),
      source_(static_cast<std::size_t>(params.max_record_bytes)),
      reader_(single(params.delimiter, "delimiter"), single(params.quote, "quote")),
      faults_(host, params.on_error) {
  if (params.delimiter == params.quote)
    throw sdk::invalid_argument("delimiter and quote: expected two characters, found `" + params.quote + "` for both");
}

bool Csv::open_next() {
  if (!tree_.open_next(source_)) return false;
  reader_.restart();
  headers_.emplace_back();
  if (!params_.columns.empty()) take_header({params_.columns.begin(), params_.columns.end()});
  return true;
}

// Throws Failure: without its columns nothing of a file can be read, so that on_error has no say.
void Csv::take_header(const std::vector<std::string_view>& cells) {
  auto& header = headers_.back();
  for (const auto cell : cells) header.emplace_back(clean(cell));
  auto sorted = header;
  std::sort(sorted.begin(), sorted.end());
  if (const auto twin = std::adjacent_find(sorted.begin(), sorted.end()); twin != sorted.end())
    throw sdk::invalid_argument(tree_.place() + ": expected columns with names of their own, found `" + *twin +
                                "` twice; rename one, or give names with `columns`");
  text_ = column(params_.text_field);
  id_column_ = params_.id_field.empty() ? std::nullopt : std::optional(column(params_.id_field));
}

std::size_t Csv::column(const std::string& name) const {
  const auto& header = headers_.back();
  const auto found = std::find(header.begin(), header.end(), name);
  if (found == header.end())
    throw sdk::invalid_argument(tree_.place() + ": expected a column `" + name + "`, found " + listed(header) +
                                "; set text_field and id_field, or give names with `columns`");
  return static_cast<std::size_t>(found - header.begin());
}

// Records point into the source, so that a cell is not copied. Where reading on would move its bytes, the call ends.
void Csv::next(std::uint64_t limit, sdk::RecordBatch& out) {
  reader_.release();
  if (!headers_.empty()) headers_.erase(headers_.begin(), headers_.end() - 1);
  while (out.size() < limit) {
    if (!source_.is_open() && !open_next()) return;
    switch (reader_.next(source_, cells_)) {
      case CsvReader::Step::kRow:
        if (headers_.back().empty()) {
          take_header(cells_);
        } else {
          add_row(out);
        }
        break;
      case CsvReader::Step::kBroken: {
        const auto& fault = reader_.fault();
        faults_.report("a row with broken quoting", OPH_INVALID_ARGUMENT,
                       place(fault.line) + ":" + std::to_string(fault.column) + ": " + std::string(fault.what));
        break;
      }
      case CsvReader::Step::kNeedsBytes:
        if (!source_.fill(out.size() == 0)) return;
        break;
      case CsvReader::Step::kEnd: source_.close(); break;
    }
  }
}

void Csv::add_row(sdk::RecordBatch& out) {
  const auto& header = headers_.back();
  if (cells_.size() != header.size()) {
    return faults_.report("a row with more or fewer cells than columns", OPH_INVALID_ARGUMENT,
                          place(reader_.line()) + ": expected " + std::to_string(header.size()) + " cells, found " +
                              std::to_string(cells_.size()));
  }
  if (!id_column_) {
    id_ = tree_.label() + ":" + std::to_string(reader_.line());
  } else if (cells_[*id_column_].empty()) {
    return faults_.report("a row without an id", OPH_INVALID_ARGUMENT,
                          place(reader_.line()) + ": expected an id in column `" + params_.id_field + "`, found an empty cell");
  } else {
    id_ = clean(cells_[*id_column_]);
  }
  const auto text = cells_[text_];
  auto record = is_utf8(text) ? out.borrow(id_, text) : out.add_bytes(id_, text);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (i == text_ || i == id_column_) continue;
    add_attribute(record, header[i], cells_[i]);
  }
}

void Csv::add_attribute(sdk::RecordBatch::Added& record, const std::string& name, std::string_view cell) {
  if (cell.empty()) {
    record.borrow_attribute(name, sdk::Value());
    return;
  }
  const auto scalar = params_.typed ? json_scalar(cell) : JsonScalar();
  std::visit(
      [&](auto value) {
        if constexpr (!std::is_same_v<decltype(value), std::monostate>) {
          record.borrow_attribute(name, value);
        } else if (is_utf8(cell)) {
          record.borrow_attribute(name, cell);
        } else {
          record.attribute(name, clean(cell));
        }
      },
      scalar);
}

// What is no UTF-8 in a name, an id or an attribute is replaced; only a text keeps its bytes.
std::string_view Csv::clean(std::string_view cell) {
  if (is_utf8(cell)) return cell;
  sdk::to_utf8(cell, replaced_);
  return replaced_;
}

}  // namespace ophamin::files
