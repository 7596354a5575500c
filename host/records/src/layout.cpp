// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/layout.hpp>

#include <algorithm>
#include <array>

#include <ophamin/records/canonical.hpp>

#include "enum_text.hpp"
#include "json_text.hpp"

namespace ophamin::records {
namespace {

constexpr std::array<std::string_view, 6> kLayouts{"indented", "indented-raw", "spaced",
                                                   "spaced-raw", "compact",    "compact-raw"};

struct Style {
  std::string_view item_separator;
  std::string_view key_separator;
  bool indented;
  bool raw;
};

Style style_of(Layout layout) noexcept {
  switch (layout) {
    case Layout::kIndented: return {",", ": ", true, false};
    case Layout::kIndentedRaw: return {",", ": ", true, true};
    case Layout::kSpaced: return {", ", ": ", false, false};
    case Layout::kSpacedRaw: return {", ", ": ", false, true};
    case Layout::kCompact: return {",", ":", false, false};
    case Layout::kCompactRaw: return {",", ":", false, true};
  }
  return {",", ": ", true, false};
}

bool has_failed(const MatchingSink& sink) noexcept { return sink.failed(); }
bool has_failed(const TextBuffer&) noexcept { return false; }

template <typename Sink>
class LayoutWriter {
 public:
  LayoutWriter(Sink& sink, Layout layout) : sink_(sink), style_(style_of(layout)) {}

  void put(const Json& value) {
    if (value.is_array()) {
      put_items(value.as_array(), '[', ']', [this](const Json& item) { put(item); });
    } else if (value.is_object()) {
      put_items(value.as_object(), '{', '}', [this](const Member& member) {
        put_quoted(sink_, member.key, style_.raw);
        sink_.put(style_.key_separator);
        put(member.value);
      });
    } else {
      put_scalar(sink_, value, style_.raw);
    }
  }

 private:
  template <typename Items, typename Put>
  void put_items(const Items& items, char open, char close, const Put& put_item) {
    sink_.put(open);
    if (!items.empty()) {
      depth_ += 1;
      bool first = true;
      for (const auto& item : items) {
        if (has_failed(sink_)) return;
        if (!first) sink_.put(style_.item_separator);
        first = false;
        if (style_.indented) new_line();
        put_item(item);
      }
      depth_ -= 1;
      if (style_.indented) new_line();
    }
    sink_.put(close);
  }

  void new_line() {
    constexpr std::string_view kBlanks = "\n                                ";
    std::size_t blanks = 2 * depth_;
    sink_.put(kBlanks.substr(0, 1 + std::min(blanks, kBlanks.size() - 1)));
    for (blanks -= std::min(blanks, kBlanks.size() - 1); blanks > 0; --blanks) sink_.put(' ');
  }

  Sink& sink_;
  Style style_;
  std::size_t depth_ = 0;
};

// The only layout that a text can have: what stands after the first bracket and the first key tells.
Layout nearest(std::string_view text) noexcept {
  const bool raw = std::any_of(text.begin(), text.end(),
                               [](char character) { return static_cast<unsigned char>(character) >= 0x7F; });
  const std::size_t line = text.find('\n');
  if (line != std::string_view::npos && line > 0 && (text[line - 1] == '{' || text[line - 1] == '[')) {
    return raw ? Layout::kIndentedRaw : Layout::kIndented;
  }
  // A string may hold ": " or ", ", but not before the first key's own end.
  std::size_t at = 0;
  bool quoted = false;
  for (; at < text.size(); ++at) {
    if (quoted && text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      quoted = !quoted;
    } else if (!quoted && (text[at] == ':' || text[at] == ',')) {
      break;
    }
  }
  const bool spaced = at + 1 < text.size() && text[at + 1] == ' ';
  if (spaced) return raw ? Layout::kSpacedRaw : Layout::kSpaced;
  return raw ? Layout::kCompactRaw : Layout::kCompact;
}

}  // namespace

std::string_view to_string(Layout layout) noexcept { return enum_text(kLayouts, layout); }

std::string lay_out(const Json& value, Layout layout) {
  TextBuffer text;
  LayoutWriter<TextBuffer>(text, layout).put(value);
  return std::string(text.view());
}

std::string pretty(const Json& value) { return lay_out(value, Layout::kIndented); }

LayoutMatch match_layout(std::string_view text, const Json& value) {
  const Layout layout = nearest(text);
  MatchingSink sink(text);
  LayoutWriter<MatchingSink>(sink, layout).put(value);
  if (sink.failed() || !sink.at_end()) return {.layout = std::nullopt, .differs_at = sink.position()};
  return {.layout = layout, .differs_at = text.size()};
}

}  // namespace ophamin::records
