// SPDX-License-Identifier: Apache-2.0
#include "json_text.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>

namespace ophamin::records {

void throw_not_unicode(std::string_view text, std::size_t at) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = diagnostics::ErrorCode::kTextNotUnicode;
  diagnostic.message = fmt::format("a text of {} bytes is not valid UTF-8 at byte {}", text.size(), at);
  diagnostic.expected = "UTF-8";
  diagnostic.found = fmt::format("the byte 0x{:02x}", static_cast<unsigned char>(text[at]));
  diagnostic.mend = "convert the text to UTF-8 where it comes from";
  throw diagnostics::Error(std::move(diagnostic));
}

void TextBuffer::grow(std::size_t more) {
  constexpr std::size_t kFirst = 4096;
  const std::string_view old = view();
  const std::size_t capacity = std::max(kFirst, 2 * (old.size() + more));
  auto larger = std::make_unique_for_overwrite<char[]>(capacity);
  if (!old.empty()) std::copy(old.begin(), old.end(), larger.get());
  at_ = larger.get() + old.size();
  end_ = larger.get() + capacity;
  text_ = std::move(larger);
}

void append_quoted(std::string& out, std::string_view text) {
  StringSink sink(out);
  put_quoted(sink, text);
}

}  // namespace ophamin::records
