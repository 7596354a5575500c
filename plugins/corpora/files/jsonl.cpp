// SPDX-License-Identifier: Apache-2.0
#include "jsonl.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace ophamin::files {
namespace {

constexpr std::size_t kArena = std::size_t{64} << 10;
constexpr std::uint64_t kShownErrors = 5;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

namespace json = boost::json;

std::string_view kind_name(json::kind kind) {
  switch (kind) {
    case json::kind::null: return "null";
    case json::kind::bool_: return "a boolean";
    case json::kind::string: return "a text";
    case json::kind::array: return "an array";
    case json::kind::object: return "an object";
    default: return "a number";
  }
}

void add_attribute(sdk::RecordBatch::Added& record, std::string_view name, const json::value& value) {
  switch (value.kind()) {
    case json::kind::null: record.attribute(name, sdk::Value()); break;
    case json::kind::bool_: record.attribute(name, value.get_bool()); break;
    case json::kind::int64: record.attribute(name, value.get_int64()); break;
    // Beyond the integers of the ABI; the digits that a double keeps are better than none.
    case json::kind::uint64: record.attribute(name, static_cast<double>(value.get_uint64())); break;
    case json::kind::double_: record.attribute(name, value.get_double()); break;
    case json::kind::string: record.attribute(name, std::string_view(value.get_string())); break;
    default: break;
  }
}

}  // namespace

Jsonl::Jsonl(const sdk::Host& host, const Params& params)
    : host_(host),
      params_(params),
      tree_(params, host),
      source_(static_cast<std::size_t>(params.max_record_bytes)),
      splitter_(Unit::kLine, false),
      memory_(kArena),
      arena_(memory_.data(), memory_.size()) {}

void Jsonl::files(sdk::FileSink& sink) { tree_.name_files(sink); }

void Jsonl::next(std::uint64_t limit, sdk::RecordBatch& out) {
  Piece piece;
  while (out.size() < limit) {
    if (!source_.is_open()) {
      if (!tree_.open_next(source_)) return say_what_was_skipped();
      splitter_.restart();
    }
    switch (splitter_.next(source_, piece)) {
      case RecordSplitter::Step::kPiece: add(piece, out); break;
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
    arena_.release();
    json::error_code error;
    const auto value = json::parse(line, error, &arena_);
    if (error) throw sdk::invalid_argument("expected one JSON object in a line, found " + error.message());
    if (!value.is_object()) {
      throw sdk::invalid_argument("expected a JSON object, found " + std::string(kind_name(value.kind())));
    }
    add_object(value.get_object(), piece.number, out);
  } catch (const sdk::Failure& failure) {
    const auto message = tree_.place() + ":" + std::to_string(piece.number) + ": " + failure.what();
    if (params_.on_error == OnError::kFail) {
      throw sdk::Failure(failure.status(), message + "; correct the line, or set on_error to `skip`");
    }
    host_.skip("a line that is no JSON object with a text");
    if (++skipped_ <= kShownErrors) host_.warning("skipped " + message);
  }
}

void Jsonl::add_object(const json::object& object, std::uint64_t line, sdk::RecordBatch& out) {
  const auto* text = object.if_contains(params_.text_field);
  if (text == nullptr || !text->is_string()) {
    throw sdk::invalid_argument("expected a text in the member `" + params_.text_field + "`, found " +
                                std::string(text == nullptr ? "none" : kind_name(text->kind())));
  }
  const auto* id = object.if_contains(params_.id_field);
  if (id == nullptr || id->is_null()) {
    id_ = tree_.label() + ":" + std::to_string(line);
  } else if (id->is_string() && !id->get_string().empty()) {
    id_ = std::string_view(id->get_string());
  } else if (id->is_int64()) {
    id_ = std::to_string(id->get_int64());
  } else {
    throw sdk::invalid_argument("expected a text that is not empty or an integer in the member `" + params_.id_field + "`, found " +
                                std::string(id->is_string() ? "an empty text" : kind_name(id->kind())));
  }
  auto record = out.add(id_, std::string_view(text->get_string()));
  for (const auto& [key, value] : object) {
    if (key != params_.text_field && key != params_.id_field) add_attribute(record, key, value);
  }
}

void Jsonl::say_what_was_skipped() {
  if (skipped_ != 0) host_.warning("jsonl: " + std::to_string(skipped_) + " lines skipped in all");
  skipped_ = 0;
}

}  // namespace ophamin::files
