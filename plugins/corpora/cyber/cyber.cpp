// SPDX-License-Identifier: Apache-2.0
#include "cyber.hpp"

#include <common/read_whole.hpp>
#include <filesystem>
#include <utility>

#include "blank.hpp"

namespace ophamin::cyber {
namespace {

// A batch holds its records in memory: it ends early where they are large.
constexpr std::size_t kMostBytes = std::size_t{4} << 20;

constexpr std::string_view kTooLong = "a text longer than max_record_bytes";

std::string layouts() {
  std::string text;
  for (const auto& source : kSources) text += (text.empty() ? "" : ", ") + std::string(source.folder);
  return text;
}

}  // namespace

Cyber::Cyber(const sdk::Host& host, const Params& params)
    : host_(host),
      most_(params.max_record_bytes),
      faults_(host, params.on_error),
      parquet_(host, params.parquet),
      bytes_(static_cast<std::size_t>(params.max_record_bytes)),
      lines_(files::Unit::kLine, true) {
  std::error_code error;
  root_ = std::filesystem::canonical(params.root, error).string();
  for (std::size_t i = 0; !error && i < kSources.size(); ++i) {
    const bool is_wanted =
        params.records_from == From::kAll || static_cast<std::size_t>(params.records_from) == i + 1;
    if (is_wanted && is_included(root_, kSources[i])) sources_.push_back(&kSources[i]);
  }
  if (!sources_.empty()) return;
  if (params.records_from == From::kAll) {
    throw sdk::unavailable("root `" + params.root + "`: expected at least one of the folders " + layouts() +
                           ", found none that holds anything; each is the public repository of that name, "
                           "prompt_injection a folder of tables");
  }
  const auto& source = kSources[static_cast<std::size_t>(params.records_from) - 1];
  throw sdk::unavailable(
      "root `" + params.root + "`: expected the folder " + std::string(source.folder) +
      ", found none that holds anything; it is a clone of the public repository of that name");
}

void Cyber::files(sdk::FileSink& sink) {
  for (const auto* source : sources_) {
    SourceFiles walk(root_, *source, host_);
    while (const auto file = walk.next()) sink.add(file->path, std::string(source->name) + ":" + file->label);
  }
}

std::string Cyber::revision() {
  std::string words;
  for (const auto* source : sources_) {
    const auto identifier = git_identifier(root_, *source);
    if (!identifier.empty())
      words += (words.empty() ? "" : " ") + std::string(source->name) + "=" + identifier;
  }
  return words;
}

bool Cyber::open_next() {
  for (;;) {
    host_.check_cancelled();
    if (walk_) {
      if (auto file = walk_->next()) {
        file_ = std::move(*file);
        return true;
      }
      walk_.reset();
    }
    if (next_source_ == sources_.size()) return false;
    source_ = sources_[next_source_++];
    walk_.emplace(root_, *source_, host_);
  }
}

sdk::RecordBatch::Added Cyber::add(std::string_view bytes, sdk::RecordBatch& out) {
  batch_bytes_ += bytes.size();
  auto record = out.add_bytes(id_, bytes);
  record.attribute("origin", "offensive_security")
      .attribute("source", source_->name)
      .attribute("file", file_.label);
  return record;
}

void Cyber::read_file(sdk::RecordBatch& out) {
  files::FileStream stream(file_.path);
  if (!files::read_whole(stream, most_, text_)) {
    throw sdk::Failure(OPH_LIMIT, file_.path + ": is longer than max_record_bytes, " + std::to_string(most_));
  }
  if (is_blank(text_)) return;
  id_ = std::string(source_->name) + ":" + file_.label;
  add(text_, out).attribute("attack_class", file_.attack_class);
}

bool Cyber::read_line(sdk::RecordBatch& out) {
  files::Piece piece;
  for (;;) {
    switch (lines_.next(bytes_, piece)) {
      case files::RecordSplitter::Step::kPiece:
        if (is_blank(piece.bytes)) break;
        if (piece.bytes.size() > most_) {
          faults_.report(kTooLong, OPH_LIMIT,
                         file_.path + ":" + std::to_string(piece.number) +
                             ": is longer than max_record_bytes, " + std::to_string(most_));
          break;
        }
        id_ = std::string(source_->name) + ":" + file_.label + ":" + std::to_string(piece.number - 1);
        add(piece.bytes, out).attribute("attack_class", file_.attack_class);
        return true;
      case files::RecordSplitter::Step::kNeedsBytes:
        bytes_.fill(true);
        break;  // the batch holds copies
      case files::RecordSplitter::Step::kEnd:
        return false;
    }
  }
}

bool Cyber::read_row(sdk::RecordBatch& out) {
  PayloadTable::Row row;
  if (!table_->next(row)) return false;
  id_ = std::string(source_->name) + ":" + file_.label + ":" + std::to_string(row.index);
  auto record = add(row.text, out);
  if (row.label) {
    sdk::to_utf8(*row.label, text_);
    record.attribute("label", text_);
  }
  return true;
}

// Takes one record, or finds that there is none: whatever the next file has first, or the open one next.
void Cyber::read_one(sdk::RecordBatch& out) {
  const bool was_open = std::exchange(is_open_, false);
  switch (source_->mode) {
    case Mode::kFile:
      return read_file(out);
    case Mode::kLine:
      if (!was_open) {
        bytes_.open(std::make_unique<files::FileStream>(file_.path), file_.path);
        lines_.restart();
      }
      is_open_ = read_line(out);
      return;
    case Mode::kTable:
      if (!was_open && file_.label.ends_with(".parquet")) {
        return parquet_.report(
            "a Parquet file, for which there is no reader", OPH_UNAVAILABLE,
            file_.path +
                ": Parquet is not read here, for Debian carries no library for it; convert the file to CSV");
      }
      if (!was_open)
        table_ = std::make_unique<PayloadTable>(file_.path, static_cast<std::size_t>(most_), host_);
      is_open_ = read_row(out);
      return;
  }
}

void Cyber::next(std::uint64_t limit, sdk::RecordBatch& out) {
  batch_bytes_ = 0;
  while (out.size() < limit && batch_bytes_ < kMostBytes && (is_open_ || open_next())) {
    try {
      read_one(out);
    } catch (const files::Faults::Ended&) {
      throw;
    } catch (const sdk::Failure& failure) {
      const auto status = failure.status();
      if (status != OPH_IO && status != OPH_LIMIT && status != OPH_INVALID_ARGUMENT) throw;
      faults_.report(status == OPH_LIMIT ? kTooLong
                     : status == OPH_IO  ? "a file that cannot be read"
                                         : "a table that cannot be read",
                     status, failure.what());
    }
  }
}

}  // namespace ophamin::cyber
