// SPDX-License-Identifier: Apache-2.0
//
// One JSON document as a tree, with every integer and every character kept: what a program said, checked to the last byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/writer.hpp>

namespace ophamin::process {

/// A text is not one JSON document (RFC 8259), or goes beyond what the host takes: 60 levels, numbers beyond binary64,
/// integers of more than 4000 digits.
class JsonFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Parses one document after the other into the same memory. Views are valid until the next parse.
class JsonTree {
 public:
  enum class Type : std::uint8_t { kNull, kBoolean, kInteger, kBigInteger, kNumber, kString, kArray, kObject };

 private:
  struct Span {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };
  struct Node {
    Type type = Type::kNull;
    bool dropped = false;   ///< a later member has the same key
    bool flag = false;
    std::uint32_t end = 0;  ///< index of the first node that is not part of this value
    Span key;               ///< in texts_
    Span text;              ///< in texts_: a decoded string, the digits of a number
    std::int64_t integer = 0;
    double number = 0.0;
  };

 public:
  /// A value of the tree; cheap to copy.
  class Value {
   public:
    Type type() const noexcept { return node().type; }
    bool is_null() const noexcept { return type() == Type::kNull; }
    bool is_object() const noexcept { return type() == Type::kObject; }
    bool is_array() const noexcept { return type() == Type::kArray; }
    std::optional<bool> boolean() const noexcept;
    std::optional<std::int64_t> integer() const noexcept;  ///< of at most 63 bits, written without fraction and exponent
    std::optional<double> number() const noexcept;         ///< any number
    std::optional<std::string_view> text() const noexcept; ///< of a string, decoded
    /// A string as it is, anything else as compact JSON; for messages.
    std::string words() const;
    /// Compact JSON. The same value gives the same text.
    void append_to(std::string& out) const;

    /// Members of an object or items of an array, in order; of a key that occurs twice the last one.
    template <class Visit>
    void each(Visit visit) const {
      for (auto at = index_ + 1; at < node().end; at = tree_->nodes_[at].end) {
        if (!tree_->nodes_[at].dropped) visit(tree_->key(at), Value(*tree_, at));
      }
    }
    /// The member of an object.
    std::optional<Value> member(std::string_view name) const noexcept;
    /// What the value is called in messages: "a number".
    std::string_view kind() const noexcept;

   private:
    friend class JsonTree;
    Value(const JsonTree& tree, std::uint32_t index) noexcept : tree_(&tree), index_(index) {}
    const Node& node() const noexcept { return tree_->nodes_[index_]; }
    const JsonTree* tree_;
    std::uint32_t index_;
  };

  JsonTree();
  ~JsonTree();
  JsonTree(const JsonTree&) = delete;
  JsonTree& operator=(const JsonTree&) = delete;

  /// The root. `text` may have blanks around the document. Throws JsonFault.
  Value parse(std::string_view text);

 private:
  class Handler;
  struct Parser;

  std::string_view key(std::uint32_t index) const noexcept { return view(nodes_[index].key); }
  std::string_view view(Span span) const noexcept { return std::string_view(texts_).substr(span.begin, span.size); }

  std::unique_ptr<Parser> parser_;
  std::vector<Node> nodes_;
  std::string texts_;
};

/// Writes a value as the member `key` of an open object.
void write_member(sdk::Object& to, std::string_view key, JsonTree::Value value);

/// Writes the members of an object into an open one.
void write_members(sdk::Object& to, JsonTree::Value object);

/// Appends a text as a JSON string. `text` is UTF-8.
void append_json_string(std::string& out, std::string_view text);

}  // namespace ophamin::process
