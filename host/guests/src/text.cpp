// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/text.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <ophamin/guests/utf8.hpp>
#include <ophamin/records/canonical.hpp>

namespace ophamin::guests {

std::string text_fault(oph_str_t text) {
  if (text.data == nullptr && text.size != 0) return fmt::format("a null pointer with size {}", text.size);
  if (!is_utf8(view(text))) {
    const auto at = records::find_invalid_utf8(view(text));
    return fmt::format("text that is no UTF-8 from byte {} on", at);
  }
  return {};
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string out;
  out.reserve(std::min(text.size(), limit) + 16);
  while (!text.empty() && out.size() < limit) {
    const auto bad = std::min(records::find_invalid_utf8(text), text.size());
    for (const char c : text.substr(0, bad)) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x20 && c != '\n' && c != '\t') {
        out += '?';
      } else {
        out += c;
      }
    }
    text.remove_prefix(bad);
    if (!text.empty()) {
      out += "\xEF\xBF\xBD";
      text.remove_prefix(1);
    }
  }
  if (out.size() > limit) {
    std::size_t cut = limit;
    while (cut > 0 && (static_cast<unsigned char>(out[cut]) & 0xC0u) == 0x80u) --cut;
    out.resize(cut);
    out += "...";
  }
  return out;
}

std::string status_name(oph_status_t status) {
  switch (status) {
    case OPH_OK: return "OPH_OK";
    case OPH_INVALID_ARGUMENT: return "OPH_INVALID_ARGUMENT";
    case OPH_UNAVAILABLE: return "OPH_UNAVAILABLE";
    case OPH_MISSING_ROLE: return "OPH_MISSING_ROLE";
    case OPH_UNSUPPORTED: return "OPH_UNSUPPORTED";
    case OPH_CANCELLED: return "OPH_CANCELLED";
    case OPH_OUT_OF_MEMORY: return "OPH_OUT_OF_MEMORY";
    case OPH_IO: return "OPH_IO";
    case OPH_INTERNAL: return "OPH_INTERNAL";
    case OPH_NOT_FOUND: return "OPH_NOT_FOUND";
    case OPH_LIMIT: return "OPH_LIMIT";
    case OPH_MISUSE: return "OPH_MISUSE";
    default: return fmt::format("status {}", status);
  }
}

std::string_view type_name(oph_type_t type) noexcept {
  switch (type) {
    case OPH_NULL: return "null";
    case OPH_BOOL: return "bool";
    case OPH_INT: return "int";
    case OPH_FLOAT: return "float";
    case OPH_TEXT: return "text";
    case OPH_ARRAY: return "array";
    case OPH_OBJECT: return "object";
    case OPH_JSON: return "json";
    default: return "unknown";
  }
}

}  // namespace ophamin::guests
