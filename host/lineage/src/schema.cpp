// SPDX-License-Identifier: Apache-2.0
#include "schema.hpp"

#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "embedded_file.hpp"

namespace ophamin::lineage {

using diagnostics::Error;

namespace {

constexpr std::int64_t kApplicationId = 0x4F50484C;  // "OPHL"

}  // namespace

std::vector<std::string_view> schema_steps() {
  std::vector<std::string_view> steps;
  for (const auto& file : embedded_schemas()) steps.push_back(file.text);
  return steps;
}

bool is_initialised(Database& database, std::span<const std::string_view> steps) {
  // Another host may make the store at this moment: half of before and half of after would look like a database of others.
  const Snapshot snapshot(database);
  const auto application = database.number("PRAGMA application_id");
  const auto version = database.number("PRAGMA user_version");
  if (application == 0 && version == 0 && database.number("SELECT count(*) FROM sqlite_schema") == 0) return false;
  if (application != kApplicationId) {
    throw Error({.code = database.fault_code(),
                 .message = "the file is a database of another program",
                 .expected = fmt::format("application_id {}", kApplicationId),
                 .found = fmt::format("application_id {}", application),
                 .mend = "name another file (run: --lineage FILE, lineage: --db FILE); this one was not touched",
                 .place = {.file = database.file().string()}});
  }
  if (version < 1 || version > static_cast<std::int64_t>(steps.size())) {
    throw Error({.code = database.fault_code(),
                 .message = "the lineage store has a version that this host does not know",
                 .expected = fmt::format("at most version {}", steps.size()),
                 .found = fmt::format("version {}", version),
                 .mend = "use the host that made it, or name another file; this one was not touched",
                 .place = {.file = database.file().string()}});
  }
  return true;
}

void migrate(Database& database, std::span<const std::string_view> steps) {
  const auto last = static_cast<std::int64_t>(steps.size());
  if (is_initialised(database, steps) && database.number("PRAGMA user_version") == last) return;
  Transaction transaction(database);
  // Another host may have been first.
  const auto version = is_initialised(database, steps) ? database.number("PRAGMA user_version") : 0;
  for (auto next = version; next < last; ++next) database.execute(steps[static_cast<std::size_t>(next)]);
  database.execute(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kApplicationId, last));
  transaction.commit();
}

void check_integrity(Database& database) {
  if (database.number("PRAGMA page_count") * database.number("PRAGMA page_size") > kCheckedBytes) return;
  const auto said = database.text("PRAGMA quick_check(1)");
  if (said == "ok") return;
  throw Error({.code = database.fault_code(),
               .message = fmt::format("the lineage store is damaged: {}", said),
               .mend = "move the file away, and the next run makes a new one; the records are in the folders of their campaigns",
               .place = {.file = database.file().string()}});
}

}  // namespace ophamin::lineage
