// SPDX-License-Identifier: Apache-2.0
#include "jsonl.hpp"

#include <type_traits>
#include <variant>

namespace ophamin::files {
namespace {

// A batch holds its records in memory: it ends early where they are large.
constexpr std::size_t kMostBytes = std::size_t{4} << 20;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
static_assert(JsonLine::kPadding <= ByteSource::kPadding);

// Only scalars are attributes.
void add_attribute(sdk::RecordBatch::Added& record, const JsonLine::Member& member) {
  std::visit(
      [&](const auto& value) {
        using Value = std::remove_cvref_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::nullptr_t>) {
          record.attribute(member.key, sdk::Value());
        } else if constexpr (!std::is_same_v<Value, JsonLine::Compound>) {
          record.attribute(member.key, value);
        }
      },
      member.value);
}

const JsonLine::Member* find(std::span<const JsonLine::Member> members, std::string_view key) {
  for (const auto& member : members) {
    if (member.key == key) return &member;
  }
  return nullptr;
}

}  // namespace

Jsonl::Jsonl(const sdk::Host& host, const Params& params)
    : params_(params),
      tree_(params, host),
      source_(static_cast<std::size_t>(params.max_record_bytes), false),  // reading JSON checks that anyway
      splitter_(Unit::kLine, false),
      faults_(host, params.on_error) {}

void Jsonl::files(sdk::FileSink& sink) { tree_.name_files(sink); }

void Jsonl::next(std::uint64_t limit, sdk::RecordBatch& out) {
  Piece piece;
  std::size_t bytes = 0;
  while (out.size() < limit && bytes < kMostBytes) {
    if (!source_.is_open()) {
      if (!tree_.open_next(source_)) return;
      splitter_.restart();
    }
    switch (splitter_.next(source_, piece)) {
      case RecordSplitter::Step::kPiece:
        add(piece, out);
        bytes += piece.bytes.size();
        break;
      case RecordSplitter::Step::kEnd: source_.close(); break;
      case RecordSplitter::Step::kNeedsBytes: source_.fill(true); break;  // the batch holds copies
    }
  }
}

void Jsonl::add(const Piece& piece, sdk::RecordBatch& out) {
  auto line = piece.bytes;
  if (piece.number == 1 && line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  if (line.find_first_not_of(" \t\r") == std::string_view::npos) return;
  try {
    add_object(line_.parse(line), piece.number, out);
  } catch (const sdk::Failure& failure) {
    faults_.report("a line that is no JSON object with a text", failure.status(),
                   tree_.place() + ":" + std::to_string(piece.number) + ": " + failure.what());
  }
}

void Jsonl::add_object(std::span<const JsonLine::Member> members, std::uint64_t line, sdk::RecordBatch& out) {
  const auto* text = find(members, params_.text_field);
  if (text == nullptr || !std::holds_alternative<std::string_view>(text->value)) {
    throw sdk::invalid_argument("expected a text in the member `" + params_.text_field + "`, found " +
                                std::string(text == nullptr ? "none" : kind_name(text->value)));
  }
  const auto* id = find(members, params_.id_field);
  const auto* name = id == nullptr ? nullptr : std::get_if<std::string_view>(&id->value);
  const auto* number = id == nullptr ? nullptr : std::get_if<std::int64_t>(&id->value);
  if (id == nullptr || std::holds_alternative<std::nullptr_t>(id->value)) {
    id_ = tree_.label() + ":" + std::to_string(line);
  } else if (name != nullptr && !name->empty()) {
    id_ = *name;
  } else if (number != nullptr) {
    id_ = std::to_string(*number);
  } else {
    throw sdk::invalid_argument("expected a text that is not empty or an integer in the member `" + params_.id_field + "`, found " +
                                std::string(name != nullptr ? "an empty text" : kind_name(id->value)));
  }
  auto record = out.add(id_, std::get<std::string_view>(text->value));
  for (const auto& member : members) {
    if (&member != text && &member != id) add_attribute(record, member);
  }
}

}  // namespace ophamin::files
