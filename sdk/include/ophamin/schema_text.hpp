// SPDX-License-Identifier: Apache-2.0
//
// Writes the JSON Schema of a list of parameters.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/schema_text.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/parameter_types.hpp>

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace ophamin::sdk::detail {

struct Bound {
  std::optional<double> value;
  bool open = false;
};

template <class T>
  requires kIsNumber<T>
void append_number(std::string& out, T value, bool fraction) {
  char text[40];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  const std::string_view written(text, static_cast<std::size_t>(end - text));
  out += written;
  if (fraction && written.find_first_of(".en") == std::string_view::npos) out += ".0";
}

template <class T>
void append_json(std::string& out, const T& value) {
  if constexpr (std::same_as<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::same_as<T, std::monostate>) {
    out += "null";
  } else if constexpr (kIsNumber<T>) {
    append_number(out, value, std::is_floating_point_v<T>);
  } else if constexpr (std::same_as<T, Scalar>) {
    std::visit([&](const auto& held) { append_json(out, held); }, value);
  } else if constexpr (std::same_as<T, Arguments>) {
    const auto raw = value.raw();
    append_json(out, Value(&raw));
  } else if constexpr (std::same_as<T, Value>) {
    if (value.is_null()) {
      out += "null";
    } else if (value.is_object() || value.is_array()) {
      out += value.is_object() ? '{' : '[';
      for (std::size_t i = 0; i < value.size(); ++i) {
        if (i != 0) out += ',';
        if (value.is_object()) {
          append_json(out, value.key(i));
          out += ':';
        }
        append_json(out, value[i]);
      }
      out += value.is_object() ? '}' : ']';
    } else {
      append_json(out, read_scalar<Scalar>(value));
    }
  } else {
    out += '"';
    for (const char c : std::string_view(value)) {
      if (c == '"' || c == '\\') {
        out += '\\';
        out += c;
      } else if (static_cast<unsigned char>(c) < 0x20) {
        constexpr char kDigits[] = "0123456789abcdef";
        out += "\\u00";
        out += kDigits[(c >> 4) & 1];
        out += kDigits[c & 15];
      } else {
        out += c;
      }
    }
    out += '"';
  }
}

class SchemaText {
 public:
  void begin_property(std::string_view name, std::string_view help, bool required) {
    if (!properties_.empty()) properties_ += ',';
    append_json(properties_, name);
    properties_ += R"(:{"description":)";
    append_json(properties_, help);
    if (required) {
      if (!required_.empty()) required_ += ',';
      append_json(required_, name);
    }
  }
  void array_of(std::size_t min_items) {
    properties_ += R"(,"type":"array")";
    if (min_items != 0) properties_ += R"(,"minItems":)" + std::to_string(min_items);
    properties_ += R"(,"items":{)";
    item_begins_ = true;
  }
  void table_of() {
    properties_ += R"(,"type":"object","additionalProperties":{)";
    item_begins_ = true;
  }
  void end_items() { properties_ += '}'; }
  void type(std::string_view names, bool nullable) {
    if (!std::exchange(item_begins_, false)) properties_ += ',';
    const bool several = nullable || names.find(',') != std::string_view::npos;
    properties_ += R"("type":)";
    if (several) properties_ += '[';
    properties_ += names;
    if (nullable) properties_ += R"(,"null")";
    if (several) properties_ += ']';
  }
  void format(std::string_view name) {
    properties_ += R"(,"format":)";
    append_json(properties_, name);
  }
  void path() { properties_ += R"(,"format":"path")"; }
  // `keyword` is "Minimum" or "Maximum".
  void bound(std::string_view keyword, const Bound& bound, bool integer) {
    if (!bound.value) return;
    properties_ += bound.open ? R"(,"exclusiveM)" : R"(,"m)";
    properties_ += keyword.substr(1);
    properties_ += "\":";
    if (integer && *bound.value > -0x1p63 && *bound.value < 0x1p63) {
      append_number(properties_, static_cast<std::int64_t>(*bound.value), false);  // 1e+07 is no integer to every reader
    } else {
      append_number(properties_, *bound.value, true);
    }
  }
  void choices(std::span<const std::string_view> texts, bool nullable) {
    properties_ += R"(,"enum":[)";
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (i != 0) properties_ += ',';
      append_json(properties_, texts[i]);
    }
    properties_ += nullable ? ",null]" : "]";
  }
  template <class Append>
  void default_value(Append append) {
    properties_ += R"(,"default":)";
    append(properties_);
  }
  void end_property() { properties_ += '}'; }

  std::string finish() const {
    std::string schema = R"({"type":"object","properties":{)" + properties_ + "}";
    if (!required_.empty()) schema += R"(,"required":[)" + required_ + "]";
    return schema + R"(,"additionalProperties":false})";
  }

 private:
  std::string properties_;
  std::string required_;
  bool item_begins_ = false;
};

}  // namespace ophamin::sdk::detail
