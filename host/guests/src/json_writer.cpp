// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/json_writer.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/guests/text.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/registry/parameters.hpp>

namespace ophamin::guests {

using records::Json;
using records::JsonArray;
using records::JsonObject;

namespace {

// A detail may be lent to another guest: it must not be deeper than what crosses.
constexpr std::size_t kDeepest = registry::kDeepest;

/// Why ready JSON cannot be taken, though it parsed; empty if it can. `levels` are left.
std::string_view document_fault(const Json& value, std::size_t levels) {
  if (value.is_string()) {
    return records::find_invalid_utf8(value.as_string()) == std::string_view::npos ? "" : "a string with half a surrogate pair";
  }
  if (!value.is_array() && !value.is_object()) return "";
  if (levels == 0) return "nesting that is too deep";
  if (value.is_array()) {
    for (const auto& item : value.as_array()) {
      if (const auto fault = document_fault(item, levels - 1); !fault.empty()) return fault;
    }
    return "";
  }
  for (const auto& member : value.as_object()) {
    if (records::find_invalid_utf8(member.key) != std::string_view::npos) return "a key with half a surrogate pair";
    if (const auto fault = document_fault(member.value, levels - 1); !fault.empty()) return fault;
  }
  return "";
}

}  // namespace

JsonWriter::JsonWriter(Guest& guest) noexcept : guest_(&guest), table_{} {
  table_.struct_size = OPH_SIZEOF(oph_writer_t, json);
  table_.context = this;
  table_.begin_object = [](void* c) noexcept { return self(c).begin(Level::kObject); };
  table_.end_object = [](void* c) noexcept { return self(c).end(Level::kObject); };
  table_.begin_array = [](void* c) noexcept { return self(c).begin(Level::kArray); };
  table_.end_array = [](void* c) noexcept { return self(c).end(Level::kArray); };
  table_.key = [](void* c, oph_str_t name) noexcept {
    auto& writer = self(c);
    return guarded(*writer.guest_, [&]() -> oph_status_t {
      if (writer.refused_) return OPH_MISUSE;
      if (writer.open_.empty() || writer.open_.back().level != Level::kObject) return writer.refuse("a key outside an object");
      if (writer.has_key_) return writer.refuse(fmt::format("a key after the key '{}' that has no value", printable(writer.key_, 60)));
      if (auto fault = text_fault(name); !fault.empty()) return writer.refuse("a key: " + fault);
      writer.key_ = view(name);
      writer.has_key_ = true;
      return OPH_OK;
    });
  };
  table_.null = [](void* c) noexcept { return guarded(*self(c).guest_, [&] { return self(c).put(Json{}); }); };
  table_.boolean = [](void* c, uint32_t value) noexcept {
    return guarded(*self(c).guest_, [&] { return self(c).put(Json(value != 0)); });
  };
  table_.integer = [](void* c, int64_t value) noexcept {
    return guarded(*self(c).guest_, [&] { return self(c).put(Json(value)); });
  };
  table_.number = [](void* c, double value) noexcept {
    return guarded(*self(c).guest_, [&] { return self(c).put(Json(value)); });
  };
  table_.string = [](void* c, oph_str_t value) noexcept {
    return guarded(*self(c).guest_, [&]() -> oph_status_t {
      if (self(c).refused_) return OPH_MISUSE;
      if (auto fault = text_fault(value); !fault.empty()) return self(c).refuse("a string: " + fault);
      return self(c).put(Json(view(value)));
    });
  };
  table_.json = [](void* c, oph_str_t document) noexcept {
    return guarded(*self(c).guest_, [&]() -> oph_status_t {
      try {
        if (self(c).refused_) return OPH_MISUSE;
        auto value = records::parse_json(view(document));
        const auto fault = document_fault(value, kDeepest - std::min(kDeepest, self(c).open_.size()));
        if (!fault.empty()) return self(c).refuse(fmt::format("ready JSON with {}", fault));
        return self(c).put(std::move(value));
      } catch (const diagnostics::Error& error) {
        return self(c).refuse(fmt::format("ready JSON that does not parse: {}", error.diagnostics().front().message));
      }
    });
  };
}

const oph_writer_t* JsonWriter::open_object() {
  open_.clear();
  key_.clear();
  has_key_ = refused_ = false;
  open_.push_back({Level::kObject, Json(JsonObject{}), {}});
  return &table_;
}

JsonObject JsonWriter::take_object() {
  JsonObject result;
  if (!refused_ && open_.size() == 1 && !has_key_) {
    result = std::move(open_.front().value.as_object());
  } else if (!refused_) {
    refuse(has_key_ ? "a document that ends after a key" : "a document that ends with open arrays or objects");
  }
  open_.clear();
  return result;
}

oph_status_t JsonWriter::put(Json value) {
  if (refused_) return OPH_MISUSE;
  if (open_.empty()) return refuse("a value after the end of the document");
  auto& parent = open_.back();
  if (parent.level == Level::kArray) {
    parent.value.as_array().push_back(std::move(value));
    return OPH_OK;
  }
  if (!has_key_) return refuse("a value without a key inside an object");
  has_key_ = false;
  parent.value.as_object().set(key_, std::move(value));
  return OPH_OK;
}

oph_status_t JsonWriter::begin(Level level) {
  return guarded(*guest_, [&]() -> oph_status_t {
    if (refused_) return OPH_MISUSE;
    if (open_.empty()) return refuse("a value after the end of the document");
    if (open_.size() >= kDeepest) return refuse(fmt::format("nesting deeper than {}", kDeepest));
    std::string key;
    if (open_.back().level == Level::kObject) {
      if (!has_key_) return refuse("a value without a key inside an object");
      key = std::exchange(key_, {});
      has_key_ = false;
    }
    open_.push_back({level, level == Level::kObject ? Json(JsonObject{}) : Json(JsonArray{}), std::move(key)});
    return OPH_OK;
  });
}

oph_status_t JsonWriter::end(Level level) {
  return guarded(*guest_, [&]() -> oph_status_t {
    if (refused_) return OPH_MISUSE;
    if (open_.size() < 2 || open_.back().level != level || has_key_) return refuse("an end that matches no begin");
    auto closed = std::move(open_.back());
    open_.pop_back();
    if (open_.back().level == Level::kObject) {
      key_ = std::move(closed.key);
      has_key_ = true;
    }
    return put(std::move(closed.value));
  });
}

oph_status_t JsonWriter::refuse(std::string_view message) {
  refused_ = true;
  return guest_->broke("OPH-ABI-12", fmt::format("the writer got {}", message));
}

}  // namespace ophamin::guests
