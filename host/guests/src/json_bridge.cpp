// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/json_bridge.hpp>

#include <utility>

#include <boost/json.hpp>

namespace ophamin::guests {

using records::Json;

boost::json::value to_boost(const Json& value) {
  switch (value.kind()) {
    case Json::Kind::kNull: return nullptr;
    case Json::Kind::kBool: return value.as_bool();
    case Json::Kind::kInt: return value.as_int();
    case Json::Kind::kBigInt:
    case Json::Kind::kDouble: return value.to_double();
    case Json::Kind::kString: return boost::json::string(value.as_string());
    case Json::Kind::kArray: {
      boost::json::array array;
      array.reserve(value.as_array().size());
      for (const auto& item : value.as_array()) array.push_back(to_boost(item));
      return array;
    }
    case Json::Kind::kObject: {
      boost::json::object object;
      object.reserve(value.as_object().size());
      for (const auto& member : value.as_object()) object[member.key] = to_boost(member.value);
      return object;
    }
  }
  return nullptr;
}

Json from_boost(const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::null: return {};
    case boost::json::kind::bool_: return Json(value.get_bool());
    case boost::json::kind::int64: return Json(value.get_int64());
    case boost::json::kind::uint64: return Json(value.get_uint64());
    case boost::json::kind::double_: return Json(value.get_double());
    case boost::json::kind::string: return Json(std::string(value.get_string()));
    case boost::json::kind::array: {
      records::JsonArray array;
      array.reserve(value.get_array().size());
      for (const auto& item : value.get_array()) array.push_back(from_boost(item));
      return Json(std::move(array));
    }
    case boost::json::kind::object: {
      records::JsonObject object;
      object.reserve(value.get_object().size());
      for (const auto& [key, item] : value.get_object()) object.append(std::string(key), from_boost(item));
      return Json(std::move(object));
    }
  }
  return {};
}

}  // namespace ophamin::guests
