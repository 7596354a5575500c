// SPDX-License-Identifier: Apache-2.0
#include "record_rows.hpp"

#include <fmt/format.h>

#include <ophamin/records/canonical.hpp>
#include <ophamin/records/layout.hpp>
#include <ophamin/reporting/table.hpp>

#include "text.hpp"

namespace ophamin::cli {
namespace {

using records::Json;
using records::RecordKind;
using records::RecordRow;

constexpr std::size_t kIdShown = 12;

Json text_or_null(bool is_there, const std::string& text) { return is_there ? Json(text) : Json(); }

std::string signature_cell(const RecordRow& row) {
  if (!row.facts.signature_ok) return "-";
  return *row.facts.signature_ok ? "matches" : "NO MATCH";
}

std::string_view array_name(RecordKind kind) {
  switch (kind) {
    case RecordKind::kProof: return "proofs";
    case RecordKind::kAudit: return "audits";
    default: return "records";
  }
}

std::string quoted(std::string_view text) {
  std::string out;
  records::append_quoted(out, text);
  return out;
}

}  // namespace

Json row_json(RecordKind kind, const RecordRow& row) {
  const bool is_there = row.error.empty();
  const records::RecordFacts& facts = row.facts;
  const Json signature_ok = facts.signature_ok ? Json(*facts.signature_ok) : Json();
  const Json error = text_or_null(!is_there, row.error);
  switch (kind) {
    case RecordKind::kProof:
      return records::JsonObject{{"path", row.path.string()},
                                 {"proof_id", text_or_null(is_there, facts.id)},
                                 {"verdict", text_or_null(is_there, facts.verdict)},
                                 {"schema_version", text_or_null(is_there, facts.schema_version)},
                                 {"claim_statement", text_or_null(is_there, facts.subject)},
                                 {"signature_ok", signature_ok},
                                 {"error", error}};
    case RecordKind::kAudit:
      return records::JsonObject{{"path", row.path.string()},
                                 {"audit_id", text_or_null(is_there, facts.id)},
                                 {"total_findings", facts.total_findings ? Json(*facts.total_findings) : Json()},
                                 {"schema_version", text_or_null(is_there, facts.schema_version)},
                                 {"target_path", text_or_null(is_there, facts.subject)},
                                 {"signature_ok", signature_ok},
                                 {"error", error}};
    default: break;
  }
  const bool is_record = is_there && row.is_record;
  return records::JsonObject{{"path", row.path.string()},
                             {"kind", text_or_null(is_there, std::string(records::to_string(row.kind)))},
                             {"id", text_or_null(is_record, facts.id)},
                             {"verdict", text_or_null(is_record && !facts.verdict.empty(), facts.verdict)},
                             {"schema_version", text_or_null(is_record, facts.schema_version)},
                             {"subject", text_or_null(is_record, facts.subject)},
                             {"signature_ok", signature_ok},
                             {"error", error}};
}

std::string array_item(const Json& item, bool is_first) {
  std::string text = is_first ? "\n    " : ",\n    ";
  for (const char character : records::lay_out(item, records::Layout::kIndented)) {
    text += character;
    if (character == '\n') text += "    ";
  }
  return text;
}

RowPrinter::RowPrinter(Console& console, RecordKind kind, bool with_signature, bool json, std::string_view folder)
    : console_(console), kind_(kind), with_signature_(with_signature), json_(json) {
  if (!json_) return;
  console_.out << fmt::format("{{\n  \"ok\": true,\n  \"directory\": {},\n  \"{}\": [", quoted(folder), array_name(kind));
}

void RowPrinter::print(const RecordRow& row) {
  if (json_) {
    console_.out << array_item(row_json(kind_, row), !any_);
  } else {
    print_text(row);
  }
  any_ = true;
}

void RowPrinter::print_text(const RecordRow& row) {
  const bool any_kind = kind_ == RecordKind::kUnknown;
  const auto line = [&](std::string_view kind, std::string_view first, std::string_view id, std::string_view signature,
                        std::string_view last) {
    std::string text;
    if (any_kind) text += fmt::format("{:<10}", kind);
    text += kind_ == RecordKind::kAudit ? fmt::format("{:>8}  ", first) : fmt::format("{:<14}", first);
    text += fmt::format("{:<14}", id);
    if (with_signature_) text += fmt::format("{:<11}", signature);
    return text + std::string(last) + "\n";
  };
  if (!any_) {
    const std::string title = line("kind", kind_ == RecordKind::kAudit ? "findings" : "verdict", "id", "signature", "path");
    console_.out << title << std::string(title.size() - 1, '-') << '\n';
  }
  const std::string path = reporting::printable(row.path.string());
  if (!row.error.empty()) {
    console_.out << line("-", "ERROR", "-", "-", fmt::format("{}: {}", path, reporting::printable(row.error)));
    return;
  }
  std::string first = row.facts.verdict.empty() ? "-" : row.facts.verdict;
  if (kind_ == RecordKind::kAudit) first = std::to_string(row.facts.total_findings.value_or(0));
  const std::string id = row.is_record ? row.facts.id.substr(0, kIdShown) : "-";
  const std::string text = line(records::to_string(row.kind), first, id, signature_cell(row), path);
  console_.out << (console_.colour_out() ? colour_verdicts(text) : text);
}

void RowPrinter::finish(const records::RecordTotals& totals) {
  if (json_) {
    console_.out << fmt::format("{}],\n  \"total\": {},\n  \"n_decode_errors\": {}\n}}\n", any_ ? "\n  " : "", totals.total,
                                totals.n_decode_errors)
                 << std::flush;
    return;
  }
  console_.out << fmt::format("{}{}", any_ ? "\n" : "", counted(totals.total, "file"));
  if (totals.n_decode_errors != 0) console_.out << fmt::format(", {} could not be decoded", totals.n_decode_errors);
  console_.out << '\n' << std::flush;
}

}  // namespace ophamin::cli
