// SPDX-License-Identifier: Apache-2.0
#include "gate.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace ophamin::sqlite {
namespace {

bool is_one_of(const char* name, const auto& names) noexcept {
  return std::any_of(std::begin(names), std::end(names), [&](const char* each) { return sqlite3_stricmp(name, each) == 0; });
}

constexpr const char* kOfTheProcess[] = {"data_store_directory", "hard_heap_limit", "soft_heap_limit", "temp_store_directory"};
// These take an argument to look something up, and change nothing.
constexpr const char* kLookups[] = {"foreign_key_check", "foreign_key_list", "index_info",  "index_list", "index_xinfo",
                                    "integrity_check",   "quick_check",      "table_info", "table_list", "table_xinfo"};

}  // namespace

void Gate::guard(sqlite3* connection) noexcept {
  sqlite3_set_authorizer(
      connection,
      [](void* self, int action, const char* first, const char* second, const char*, const char*) noexcept {
        return static_cast<Gate*>(self)->allows(action, first, second) ? SQLITE_OK : SQLITE_DENY;
      },
      this);
  if (rules_.undone) sqlite3_commit_hook(connection, [](void*) noexcept { return 1; }, nullptr);
}

bool Gate::allows(int action, const char* first, const char* second) noexcept {
  const auto refuse = [this](const char* why) {
    refusal_ = why;
    return false;
  };
  if (action == SQLITE_ATTACH) {
    // VACUUM attaches a nameless one. A name that is an expression is not known here.
    const bool nameless = first != nullptr && (*first == '\0' || std::string_view(first) == ":memory:");
    return nameless || refuse("other database files are out of reach of statements");
  }
  if (action != SQLITE_PRAGMA) return true;
  pragma_ = true;
  if (second == nullptr) return true;
  if (is_one_of(first, kOfTheProcess)) return refuse("settings of the whole process are out of reach of statements");
  if (rules_.read_only && sqlite3_stricmp(first, "query_only") == 0) return refuse("the database was opened with read_only");
  if (rules_.undone && !is_one_of(first, kLookups)) return refuse("a setting cannot be undone after the cycle, as reset = \"rollback\" promises");
  return true;
}

}  // namespace ophamin::sqlite
