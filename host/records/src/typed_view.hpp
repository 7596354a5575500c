// SPDX-License-Identifier: Apache-2.0
//
// A record as it was rebuilt from its file, with the bytes that its signature covers.
#pragma once

#include <string>
#include <string_view>

#include <ophamin/records/any_record.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/load_notes.hpp>

namespace ophamin::records {

template <SignedRecord Record>
struct TypedView {
  Record record;
  LoadNotes notes;
  std::string canonical_body;
};

/// Throws what Record::from_json throws.
template <SignedRecord Record>
TypedView<Record> typed_view(const Json& json, std::string_view file) {
  LoadNotes notes;
  Record record = Record::from_json(json, file, &notes);
  // Where nothing was changed, the body stands in the file, and need not be built again.
  std::string body = notes.empty() ? canonical_body_as(kKindOf<Record>, json) : record.canonical_body();
  return {std::move(record), std::move(notes), std::move(body)};
}

}  // namespace ophamin::records
