// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/any_record.hpp>

namespace ophamin::records {

std::optional<AnyRecord> any_record_from_json(RecordKind kind, const Json& json, std::string_view file,
                                              LoadNotes* notes) {
  std::optional<AnyRecord> record;
  with_record_type(kind, [&]<typename Record>(std::type_identity<Record>) {
    record = Record::from_json(json, file, notes);
  });
  return record;
}

}  // namespace ophamin::records
