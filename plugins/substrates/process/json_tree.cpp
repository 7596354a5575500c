// SPDX-License-Identifier: Apache-2.0
#include "json_tree.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace ophamin::process {
namespace {

constexpr std::size_t kDeepest = 60;
constexpr std::size_t kMostDigits = 4000;
constexpr std::size_t kPairwiseMembers = 16;

}  // namespace

// What Boost.JSON's parser calls, in the order of the text.
class JsonTree::Handler {
 public:
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = max_object_size;
  static constexpr std::size_t max_key_size = max_object_size;
  static constexpr std::size_t max_string_size = max_object_size;
  using Code = boost::system::error_code;

  void start(JsonTree& tree) {
    tree_ = &tree;
    tree.nodes_.clear();
    tree.texts_.clear();
    open_.clear();
    key_ = {};
    in_key_ = in_string_ = in_number_ = false;
  }

  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_object_begin(Code&) { return open(Type::kObject); }
  bool on_object_end(std::size_t, Code&) {
    drop_repeated(open_.back());
    return close();
  }
  bool on_array_begin(Code&) { return open(Type::kArray); }
  bool on_array_end(std::size_t, Code&) { return close(); }
  bool on_key_part(std::string_view part, std::size_t, Code&) { return part_of(in_key_, key_, part); }
  bool on_key(std::string_view part, std::size_t, Code&) {
    (void)part_of(in_key_, key_, part);
    in_key_ = false;
    return true;
  }
  bool on_string_part(std::string_view part, std::size_t, Code&) { return part_of(in_string_, pending_, part); }
  bool on_string(std::string_view part, std::size_t, Code&) {
    (void)part_of(in_string_, pending_, part);
    in_string_ = false;
    add(Type::kString).text = pending_;
    return true;
  }
  bool on_number_part(std::string_view part, Code&) { return part_of(in_number_, pending_, part); }
  bool on_int64(std::int64_t value, std::string_view part, Code&) {
    auto& node = number(Type::kInteger, part);
    node.integer = value;
    node.number = static_cast<double>(value);
    return true;
  }
  bool on_uint64(std::uint64_t value, std::string_view part, Code&) {
    number(Type::kBigInteger, part).number = static_cast<double>(value);
    return true;
  }
  bool on_double(double, std::string_view part, Code& code) {
    auto& node = number(Type::kNumber, part);
    const auto text = tree_->view(node.text);
    // The parser's own conversion may be off by a unit in the last place.
    const bool too_far = std::from_chars(text.data(), text.data() + text.size(), node.number).ec == std::errc::result_out_of_range;
    const bool negative = text.front() == '-';
    if (text.find_first_of(".eE") == std::string_view::npos) {
      node.type = Type::kBigInteger;
      if (too_far) node.number = negative ? -HUGE_VAL : HUGE_VAL;
      return text.size() <= kMostDigits || give_up(code);
    }
    // What is too small to be told from 0 is 0; what is too large is no number here.
    if (too_far && !underflows(text)) return give_up(code);
    if (too_far) node.number = negative ? -0.0 : 0.0;
    return true;
  }
  bool on_bool(bool value, Code&) {
    add(Type::kBoolean).flag = value;
    return true;
  }
  bool on_null(Code&) {
    (void)add(Type::kNull);
    return true;
  }
  bool on_comment_part(std::string_view, Code&) { return true; }
  bool on_comment(std::string_view, Code&) { return true; }

 private:
  static bool give_up(Code& code) {
    code = boost::json::make_error_code(boost::json::error::exponent_overflow);
    return false;
  }
  /// A number that is out of range is too small if its exponent is negative.
  static bool underflows(std::string_view text) {
    const auto exponent = text.find_first_of("eE");
    return exponent != std::string_view::npos ? text.substr(exponent + 1).starts_with('-') : text.find_first_not_of("-0.") > text.find('.');
  }

  bool part_of(bool& going_on, Span& span, std::string_view part) {
    if (!going_on) span = {static_cast<std::uint32_t>(tree_->texts_.size()), 0};
    going_on = true;
    tree_->texts_ += part;
    span.size += static_cast<std::uint32_t>(part.size());
    return true;
  }
  Node& add(Type type) {
    auto& node = tree_->nodes_.emplace_back();
    node.type = type;
    node.key = key_;
    node.end = static_cast<std::uint32_t>(tree_->nodes_.size());
    return node;
  }
  Node& number(Type type, std::string_view part) {
    (void)part_of(in_number_, pending_, part);
    in_number_ = false;
    auto& node = add(type);
    node.text = pending_;
    return node;
  }
  bool open(Type type) {
    open_.push_back(static_cast<std::uint32_t>(tree_->nodes_.size()));
    (void)add(type);
    return true;
  }
  bool close() {
    tree_->nodes_[open_.back()].end = static_cast<std::uint32_t>(tree_->nodes_.size());
    open_.pop_back();
    return true;
  }
  void drop_repeated(std::uint32_t object) {
    auto& nodes = tree_->nodes_;
    const auto end = static_cast<std::uint32_t>(nodes.size());
    members_.clear();
    for (auto at = object + 1; at < end; at = nodes[at].end) members_.push_back(at);
    if (members_.size() <= kPairwiseMembers) {
      for (std::size_t i = 1; i < members_.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
          if (tree_->key(members_[j]) == tree_->key(members_[i])) nodes[members_[j]].dropped = true;
        }
      }
      return;
    }
    std::unordered_map<std::string_view, std::uint32_t> last;
    for (const auto at : members_) {
      const auto [found, is_new] = last.try_emplace(tree_->key(at), at);
      if (!is_new) {
        nodes[found->second].dropped = true;
        found->second = at;
      }
    }
  }

  JsonTree* tree_ = nullptr;
  std::vector<std::uint32_t> open_;
  std::vector<std::uint32_t> members_;
  Span key_, pending_;
  bool in_key_ = false, in_string_ = false, in_number_ = false;
};

struct JsonTree::Parser {
  static boost::json::parse_options options() {
    boost::json::parse_options strict;
    strict.max_depth = kDeepest;
    return strict;
  }
  boost::json::basic_parser<Handler> parser{options()};
};

JsonTree::JsonTree() : parser_(std::make_unique<Parser>()) {}
JsonTree::~JsonTree() = default;

JsonTree::Value JsonTree::parse(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) throw JsonFault("it is blank");
  text = text.substr(first, text.find_last_not_of(kBlank) - first + 1);
  // Spans are 32 bits wide.
  if (text.size() >= std::numeric_limits<std::uint32_t>::max()) throw JsonFault("it is longer than 4 GiB");

  auto& parser = parser_->parser;
  parser.reset();
  parser.handler().start(*this);
  boost::system::error_code fault;
  const auto read = parser.write_some(false, text.data(), text.size(), fault);
  if (!fault && read != text.size()) fault = boost::json::make_error_code(boost::json::error::extra_data);
  if (fault) {
    std::string message = fault.message() + " at byte " + std::to_string(read + 1);
    const auto rest = text.substr(std::min(read, text.size()));
    if (rest.starts_with("NaN") || rest.starts_with("Infinity") || rest.starts_with("-Infinity")) {
      message += " (JSON has no NaN and no infinity: send null, or a text)";
    }
    throw JsonFault(message);
  }
  return Value(*this, 0);
}

std::optional<bool> JsonTree::Value::boolean() const noexcept {
  return type() == Type::kBoolean ? std::optional(node().flag) : std::nullopt;
}

std::optional<std::int64_t> JsonTree::Value::integer() const noexcept {
  return type() == Type::kInteger ? std::optional(node().integer) : std::nullopt;
}

std::optional<double> JsonTree::Value::number() const noexcept {
  const bool is_number = type() == Type::kInteger || type() == Type::kBigInteger || type() == Type::kNumber;
  return is_number ? std::optional(node().number) : std::nullopt;
}

std::optional<std::string_view> JsonTree::Value::text() const noexcept {
  return type() == Type::kString ? std::optional(tree_->view(node().text)) : std::nullopt;
}

std::optional<JsonTree::Value> JsonTree::Value::member(std::string_view name) const noexcept {
  if (!is_object()) return std::nullopt;
  for (auto at = index_ + 1; at < node().end; at = tree_->nodes_[at].end) {
    if (!tree_->nodes_[at].dropped && tree_->key(at) == name) return Value(*tree_, at);
  }
  return std::nullopt;
}

std::string_view JsonTree::Value::kind() const noexcept {
  switch (type()) {
    case Type::kNull: return "null";
    case Type::kBoolean: return "a boolean";
    case Type::kInteger: return "an integer";
    case Type::kBigInteger: return "an integer beyond 64 bits";
    case Type::kNumber: return "a number";
    case Type::kString: return "a text";
    case Type::kArray: return "an array";
    case Type::kObject: return "an object";
  }
  return "a value";
}

std::string JsonTree::Value::words() const {
  std::string out;
  if (const auto string = text()) {
    out = *string;
  } else {
    append_to(out);
  }
  return out;
}

void JsonTree::Value::append_to(std::string& out) const {
  switch (type()) {
    case Type::kNull: out += "null"; return;
    case Type::kBoolean: out += node().flag ? "true" : "false"; return;
    case Type::kInteger:
    case Type::kBigInteger:
    case Type::kNumber: out += tree_->view(node().text); return;
    case Type::kString: append_json_string(out, tree_->view(node().text)); return;
    case Type::kArray:
    case Type::kObject: {
      const bool object = is_object();
      out += object ? '{' : '[';
      bool first = true;
      each([&](std::string_view name, Value value) {
        if (!std::exchange(first, false)) out += ',';
        if (object) {
          append_json_string(out, name);
          out += ':';
        }
        value.append_to(out);
      });
      out += object ? '}' : ']';
    }
  }
}

namespace {

struct Items {
  JsonTree::Value array;
  void operator()(sdk::Array& to) const;
};

/// Calls `put` with the value as the writer takes it; false if only its text will do.
template <class Put>
bool write(JsonTree::Value value, Put put) {
  switch (value.type()) {
    case JsonTree::Type::kNull: put(nullptr); return true;
    case JsonTree::Type::kBoolean: put(*value.boolean()); return true;
    case JsonTree::Type::kInteger: put(*value.integer()); return true;
    case JsonTree::Type::kNumber: put(*value.number()); return true;
    case JsonTree::Type::kString: put(*value.text()); return true;
    case JsonTree::Type::kArray: put(Items{value}); return true;
    case JsonTree::Type::kObject: put([value](sdk::Object& inner) { write_members(inner, value); }); return true;
    case JsonTree::Type::kBigInteger: return false;
  }
  return false;
}

void Items::operator()(sdk::Array& to) const {
  array.each([&](std::string_view, JsonTree::Value item) {
    if (!write(item, [&](const auto& each) { to.add(each); })) to.add_json(item.words());
  });
}

}  // namespace

void write_member(sdk::Object& to, std::string_view key, JsonTree::Value value) {
  if (!write(value, [&](const auto& each) { to.set(key, each); })) to.set_json(key, value.words());
}

void write_members(sdk::Object& to, JsonTree::Value object) {
  object.each([&](std::string_view key, JsonTree::Value value) { write_member(to, key, value); });
}

void append_json_string(std::string& out, std::string_view text) {
  constexpr char kDigits[] = "0123456789abcdef";
  out += '"';
  std::size_t kept = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out.append(text, kept, at - kept);
    kept = at + 1;
    switch (text[at]) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        out += "\\u00";
        out += kDigits[byte >> 4];
        out += kDigits[byte & 15];
    }
  }
  out.append(text, kept);
  out += '"';
}

}  // namespace ophamin::process
