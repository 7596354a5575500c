// SPDX-License-Identifier: Apache-2.0
#include "request.hpp"

#include <charconv>
#include <cmath>

#include "json_tree.hpp"

namespace ophamin::process {
namespace {

template <class T>
void append_digits(std::string& out, T value) {
  char digits[40];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void append_number(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "\"NaN\"";
  } else if (std::isinf(value)) {
    out += value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  } else {
    const auto begin = out.size();
    append_digits(out, value);
    if (out.find_first_of(".e", begin) == std::string::npos) out += ".0";
  }
}

}  // namespace

void append_json(std::string& out, sdk::Value value) {
  switch (value.type()) {
    case OPH_BOOL: out += value.boolean() ? "true" : "false"; return;
    case OPH_INT: return append_digits(out, value.integer());
    case OPH_FLOAT: return append_number(out, value.number());
    case OPH_TEXT: return append_json_string(out, value.text());
    case OPH_ARRAY:
      out += '[';
      for (std::size_t i = 0; i < value.size(); ++i) {
        if (i != 0) out += ',';
        append_json(out, value[i]);
      }
      out += ']';
      return;
    case OPH_OBJECT:
      out += '{';
      for (std::size_t i = 0; i < value.size(); ++i) {
        if (i != 0) out += ',';
        append_json_string(out, value.key(i));
        out += ':';
        append_json(out, value[i]);
      }
      out += '}';
      return;
    default: out += "null";
  }
}

void RequestWriter::begin(std::string& out) const {
  out += '{';
  if (style_.target.empty()) return;
  out += "\"target\":";
  append_json_string(out, style_.target);
  out += ',';
}

std::string_view RequestWriter::params_text(sdk::Value params) {
  if (params_of_ == nullptr || params_of_ != params.raw()) {
    params_.clear();
    append_json(params_, params);
    if (params.is_null()) params_ = "{}";
    params_of_ = params.raw();
  }
  return params_;
}

std::string_view RequestWriter::cycle(const sdk::Record& stimulus, sdk::Value params, std::uint64_t index) {
  line_.clear();
  begin(line_);
  line_ += "\"stimulus\":";
  append_json_string(line_, stimulus.text());
  line_ += ",\"params\":";
  line_ += params_text(params);
  if (style_.attributes && !stimulus.attributes().is_null()) {
    line_ += ",\"attributes\":";
    append_json(line_, stimulus.attributes());
  }
  if (style_.index) {
    line_ += ",\"cycle_index\":";
    append_digits(line_, index);
  }
  line_ += "}\n";
  return line_;
}

std::string RequestWriter::batch(const sdk::Batch& rows, std::size_t first, std::size_t count, std::string_view results_path) {
  std::string out;
  begin(out);
  out += "\"stimuli\":[";
  for (std::size_t row = first; row < first + count; ++row) {
    if (row != first) out += ',';
    append_json_string(out, rows[row].text());
  }
  out += "],\"params\":";
  out += params_text(rows.params(first));
  out += ",\"results_path\":";
  append_json_string(out, results_path);
  out += "}\n";
  return out;
}

}  // namespace ophamin::process
