// SPDX-License-Identifier: Apache-2.0
#include "binding.hpp"

#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <ophamin/failure.hpp>

#include "engine_fault.hpp"

namespace ophamin::sqlite {
namespace {

namespace json = boost::json;

json::value to_json(const sdk::Value& value) {
  if (value.is_boolean()) return value.boolean();
  if (value.is_integer()) return value.integer();
  if (value.is_number()) return value.number();
  if (value.is_text()) return json::value(json::string(value.text()));
  if (value.is_array()) {
    json::array items;
    for (std::size_t i = 0; i < value.size(); ++i) items.push_back(to_json(value[i]));
    return items;
  }
  if (value.is_object()) {
    json::object members;
    for (std::size_t i = 0; i < value.size(); ++i) members[value.key(i)] = to_json(value[i]);
    return members;
  }
  return nullptr;
}

int bind_text(sqlite3_stmt* statement, int at, std::string_view text, sqlite3_destructor_type kept) {
  // A null pointer would be NULL, not an empty text.
  return sqlite3_bind_text64(statement, at, text.empty() ? "" : text.data(), text.size(), kept, SQLITE_UTF8);
}

int bind_value(sqlite3_stmt* statement, int at, const sdk::Value& value) {
  if (value.is_boolean()) return sqlite3_bind_int(statement, at, value.boolean() ? 1 : 0);
  if (value.is_integer()) return sqlite3_bind_int64(statement, at, value.integer());
  if (value.is_number()) return sqlite3_bind_double(statement, at, value.number());
  if (value.is_text()) return bind_text(statement, at, value.text(), SQLITE_STATIC);
  if (value.is_null()) return sqlite3_bind_null(statement, at);
  return bind_text(statement, at, json::serialize(to_json(value)), SQLITE_TRANSIENT);
}

std::string known_names(const sdk::Record& record) {
  std::string names = ":id, :text, :raw";
  const auto attributes = record.attributes();
  for (std::size_t i = 0; i < attributes.size(); ++i) names += ", :" + std::string(attributes.key(i));
  return names;
}

}  // namespace

void bind(sqlite3_stmt* statement, const sdk::Record& record) {
  const int count = sqlite3_bind_parameter_count(statement);
  for (int at = 1; at <= count; ++at) {
    const char* given = sqlite3_bind_parameter_name(statement, at);
    if (given == nullptr || *given == '?') {
      throw sdk::CycleFailure("parameter " + std::to_string(at) + " of the statement has no name; expected one of " + known_names(record));
    }
    const std::string_view name(given + 1);
    int code = SQLITE_OK;
    if (name == "id") {
      code = bind_text(statement, at, record.id(), SQLITE_STATIC);
    } else if (name == "text") {
      code = bind_text(statement, at, record.text(), SQLITE_STATIC);
    } else if (name == "raw") {
      const auto bytes = record.bytes();
      code = bytes.empty() ? sqlite3_bind_zeroblob(statement, at, 0)
                           : sqlite3_bind_blob64(statement, at, bytes.data(), bytes.size(), SQLITE_STATIC);
    } else if (record.attributes().contains(name)) {
      code = bind_value(statement, at, record.attribute(name));
    } else {
      throw sdk::CycleFailure("the record has no value for the parameter " + std::string(given) + " of the statement; expected one of " +
                              known_names(record));
    }
    if (code != SQLITE_OK) throw EngineFault::of(sqlite3_db_handle(statement), code);
  }
}

}  // namespace ophamin::sqlite
