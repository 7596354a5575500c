// SPDX-License-Identifier: Apache-2.0
#include "record_set_verbs.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include <ophamin/records/canonical.hpp>
#include <ophamin/records/layout.hpp>
#include <ophamin/records/record_kind.hpp>
#include <ophamin/records/record_list.hpp>
#include <ophamin/records/record_walk.hpp>
#include <ophamin/records/timestamp.hpp>
#include <ophamin/reporting/table.hpp>
#include <ophamin/storage/files.hpp>

#include "record_rows.hpp"
#include "record_verbs.hpp"
#include "text.hpp"
#include "walk_progress.hpp"

namespace ophamin::cli {
namespace {

using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;
using records::RecordKind;

records::ListOptions list_options(Console& console, RecordKind kind, const RecordSetOptions& options) {
  records::ListOptions list{.kind = kind, .recursive = options.recursive, .max_bytes = options.max_bytes};
  list.with_signature = options.with_signature || options.key.given();
  if (list.with_signature) list.key = chosen_record_key(console, options.key);
  return list;
}

// An environment of one key may stand for several kinds: the warning is the same for all published ones.
std::string key_warning(const records::ListOptions& list) {
  if (!list.with_signature) return {};
  return (list.key ? *list.key : records::SigningKey::published()).warning();
}

std::string counts_json(const std::map<std::string, std::size_t>& counts) {
  records::JsonObject object;
  for (const auto& [name, count] : counts) object.append(name, static_cast<std::int64_t>(count));
  std::string text;
  for (const char character : records::lay_out(records::Json(std::move(object)), records::Layout::kIndented)) {
    text += character;
    if (character == '\n') text += "  ";
  }
  return text;
}

// Everything of the JSON index but its rows.
std::string index_json_head(const records::RecordTotals& totals, const std::string& root, const std::string& generated_at) {
  std::string head = "{\n  \"ok\": true,\n  \"root\": ";
  records::append_quoted(head, root);
  return head + fmt::format(",\n  \"generated_at\": \"{}\",\n  \"total\": {},\n  \"n_decode_errors\": {},\n  \"by_verdict\": {},\n  \"by_family\": {},\n  \"entries\": [",
                            generated_at, totals.total, totals.n_decode_errors, counts_json(totals.by_verdict), counts_json(totals.by_family));
}

/// What validation says of one file after the other, and what it comes to.
class Verdicts {
 public:
  Verdicts(Console& console, bool json) : console_(console), json_(json) {
    if (json_) console_.out << "{\n  \"files\": [";
  }

  void valid(const std::string& name, RecordKind kind, const records::ValidationReport& report) {
    ++(report.all_ok() ? n_valid_ : n_invalid_);
    if (json_) {
      records::JsonObject row{{"path", name}, {"kind", records::to_string(kind)}, {"ok", report.all_ok()}, {"id", report.id}};
      for (records::Member& member : validation_json(report)) row.append(member.key, std::move(member.value));
      print_row(std::move(row));
      return;
    }
    console_.out << fmt::format("{}: {} {}\n", reporting::printable(name), records::traits(kind).name,
                                report.all_ok() ? "well-formed" : "not well-formed")
                 << validation_lines(report);
  }

  void failed(const std::string& name, std::string_view kind, const std::vector<Diagnostic>& problems) {
    ++n_undecoded_;
    if (json_) {
      print_row({{"path", name}, {"kind", kind}, {"ok", false}, {"errors", errors_json(problems)}});
      return;
    }
    console_.out.flush();
    console_.report(problems);
  }

  void no_record(const std::string& name) {
    ++n_others_;
    if (json_) print_row({{"path", name}, {"kind", "unknown"}, {"ok", true}});
  }

  int finish(std::string_view warning) {
    const std::size_t n_records = n_valid_ + n_invalid_ + n_undecoded_;
    const int code = n_undecoded_ > 0 || n_records == 0 ? 2 : n_invalid_ > 0 ? 1 : 0;
    if (json_) {
      console_.out << fmt::format("{}],\n  \"ok\": {},\n  \"n_records\": {},\n  \"n_valid\": {},\n  \"n_not_records\": {},\n  \"key_warning\": ",
                                  any_ ? "\n  " : "", code == 0, n_records, n_valid_, n_others_);
      std::string quoted;
      records::append_quoted(quoted, warning);
      console_.out << quoted << "\n}\n" << std::flush;
      return code;
    }
    console_.out << fmt::format("{}: {} well-formed, {} not, {} could not be decoded", counted(n_records, "record"), n_valid_,
                                n_invalid_, n_undecoded_);
    if (n_others_ != 0) console_.out << fmt::format("; {} no record", n_others_ == 1 ? "1 file is" : fmt::format("{} files are", n_others_));
    console_.out << '\n' << std::flush;
    console_.key_warning(warning);
    return code;
  }

 private:
  void print_row(records::JsonObject row) {
    console_.out << array_item(records::Json(std::move(row)), !any_);
    any_ = true;
  }

  Console& console_;
  bool json_;
  bool any_ = false;
  std::size_t n_valid_ = 0;
  std::size_t n_invalid_ = 0;
  std::size_t n_undecoded_ = 0;
  std::size_t n_others_ = 0;
};

// A version that nobody knows has no schema either: whoever takes any version wants the rest checked.
bool has_known_version(RecordKind kind, const records::Json& record) {
  const records::Json* version = record.find("schema_version");
  if (version == nullptr) return true;
  const std::string text = version->is_string() ? version->as_string() : records::canonical(*version);
  const auto known = records::known_versions(kind);
  return std::find(known.begin(), known.end(), text) != known.end();
}

void validate_one(Console& console, const RecordSetOptions& options, const records::RecordFile& file, RecordKind kind,
                  Verdicts& verdicts) {
  std::optional<records::SigningKey> key;
  if (options.with_signature || options.key.given()) key = choose_record_key(console, options.key, kind);
  const bool schema = !options.any_version || has_known_version(kind, file.json);
  verdicts.valid(file.name, kind, records::validate(kind, file, {.key = key ? &*key : nullptr, .schema = schema}));
}

}  // namespace

int list_record_set(Console& console, RecordKind kind, const RecordSetOptions& options) {
  const records::ListOptions list = list_options(console, kind, options);
  const records::RecordWalk checked(options.folder, {.kind = kind, .recursive = false});  // before anything is printed
  RowPrinter printer(console, kind, list.with_signature, options.json, options.folder);
  WalkProgress progress(console, "list", console.out_is_terminal);
  records::RecordTotals totals;
  records::list_records(options.folder, list, [&](const records::RecordRow& row, double share) {
    totals.add(row);
    printer.print(row);
    progress.update(totals.total, share);
    return console.out.good();
  });
  progress.finish();
  printer.finish(totals);
  console.key_warning(key_warning(list));
  return 0;
}

int index_proofs(Console& console, const RecordSetOptions& options) {
  const records::ListOptions list = list_options(console, RecordKind::kProof, options);
  storage::Spool rows;  // they come before the totals are known, and after them in the index
  records::RecordTotals totals;
  WalkProgress progress(console, "index", false);
  records::list_records(options.folder, list, [&](const records::RecordRow& row, double share) {
    rows.append(options.json ? array_item(row_json(RecordKind::kProof, row), totals.total == 0) : records::index_line(row, options.folder));
    totals.add(row);
    progress.update(totals.total, share);
    return true;
  });
  progress.finish();
  const std::string generated_at = records::now_utc();
  const std::string head = options.json ? index_json_head(totals, options.folder, generated_at)
                                        : records::index_head(totals, options.folder, generated_at);
  const std::string tail = options.json ? (totals.total == 0 ? "]\n}\n" : "\n  ]\n}\n") : "";
  if (options.out.empty()) {
    console.out << head;
    rows.replay([&console](std::string_view piece) { console.out << piece; });
    console.out << tail << std::flush;
    return 0;
  }
  storage::AtomicFile file(options.out);
  file.append(head);
  rows.replay([&file](std::string_view piece) { file.append(piece); });
  file.append(tail);
  file.commit();
  const std::string said = fmt::format("{}: {}, {} could not be decoded", options.out, counted(totals.total, "file"), totals.n_decode_errors);
  if (options.json) {
    console.print_json(true, {{"out", options.out}, {"total", static_cast<std::int64_t>(totals.total)}, {"n_decode_errors", static_cast<std::int64_t>(totals.n_decode_errors)}});
  } else {
    console.out << said << '\n' << std::flush;
  }
  return 0;
}

int validate_record_set(Console& console, const RecordSetOptions& options) {
  std::error_code ignored;
  const bool is_folder = options.folder != "-" && std::filesystem::is_directory(options.folder, ignored);
  std::string warning;
  if (options.with_signature || options.key.given()) {
    warning = choose_record_key(console, options.key, RecordKind::kProof).warning();
  }
  if (!is_folder) {
    const records::RecordFile file = read_record_input(options.folder, options.max_bytes);
    const RecordKind kind = records::detect_record_kind(file.json);
    if (kind == RecordKind::kUnknown) {
      throw Error(Diagnostic{.code = ErrorCode::kRecordDecodeError,
                             .message = "this JSON is no record: it has no id of a known kind",
                             .expected = "a member proof_id, audit_id, campaign_id, alert_id or scan_id",
                             .place = {.file = file.name}});
    }
    Verdicts verdicts(console, options.json);
    validate_one(console, options, file, kind, verdicts);
    return verdicts.finish(warning);
  }
  if (!options.recursive) {
    throw Error(Diagnostic{.code = ErrorCode::kInputInvalid,
                           .message = "this is a folder",
                           .expected = "a file",
                           .mend = "add --recursive to validate all records below it",
                           .place = {.file = options.folder}});
  }
  records::RecordWalk walk(options.folder, {.kind = RecordKind::kUnknown});
  Verdicts verdicts(console, options.json);
  WalkProgress progress(console, "validate", console.out_is_terminal);
  std::size_t count = 0;
  while (const auto entry = walk.next()) {
    const std::string name = entry->path.string();
    std::string_view kind_found = "unknown";
    try {
      if (!entry->error.empty()) {
        throw Error(Diagnostic{.code = ErrorCode::kRecordDecodeError, .message = entry->error, .place = {.file = name}});
      }
      const records::RecordFile file = records::read_record_file(entry->path, options.max_bytes);
      const RecordKind kind = records::detect_record_kind(file.json);
      kind_found = records::to_string(kind);
      if (kind == RecordKind::kUnknown) {
        verdicts.no_record(name);
      } else {
        validate_one(console, options, file, kind, verdicts);
      }
    } catch (const Error& error) {
      verdicts.failed(name, kind_found, error.diagnostics());
    }
    progress.update(++count, walk.share_done());
  }
  progress.finish();
  return verdicts.finish(warning);
}

}  // namespace ophamin::cli
