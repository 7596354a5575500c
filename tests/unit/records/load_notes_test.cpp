// SPDX-License-Identifier: Apache-2.0
//
// Notes are empty exactly when nothing was changed: then the body in the file is the body that is signed, and verification
// relies on it.
#include <random>

#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/any_record.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>

#include "mutated_json.hpp"
#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;

namespace {

struct Counted {
  std::size_t refused = 0;
  std::size_t noted = 0;
  std::size_t quiet = 0;
};

void check(const Json& json, Counted& counted) {
  const RecordKind kind = detect_record_kind(json);
  if (kind == RecordKind::kUnknown) return;
  LoadNotes notes;
  std::string typed;
  try {
    std::visit([&typed](const auto& record) { typed = record.canonical_body(); },
               any_record_from_json(kind, json, {}, &notes).value());
  } catch (const diagnostics::Error&) {
    ++counted.refused;
    return;
  }
  std::erase_if(notes, [](const LoadNote& note) { return note.path == "signature" || note.path == "attestation"; });
  if (notes.empty() != (typed == canonical_body(json))) {
    CAPTURE(canonical(json));
    for (const LoadNote& note : notes) MESSAGE(note.path << ": " << note.message);
    CHECK(notes.empty() == (typed == canonical_body(json)));
  }
  ++(notes.empty() ? counted.quiet : counted.noted);
}

}  // namespace

TEST_CASE("records as they are written are loaded as they are") {
  for (const Json& record : test::sample_records()) {
    LoadNotes notes;
    const AnyRecord loaded = any_record_from_json(detect_record_kind(record), record, {}, &notes).value();
    CHECK(notes.empty());
    std::visit([&record](const auto& typed) { CHECK(typed.to_json() == record); }, loaded);
  }
}

TEST_CASE("every change that loading makes is noted, and nothing else") {
  Counted counted;
  std::mt19937_64 chance(20260515);
  for (const Json& record : test::sample_records()) {
    test::for_each_place(record, [&](const test::Place& place) {
      for (const Json& other : test::other_values()) check(test::replaced(record, place, other), counted);
      check(test::erased(record, place), counted);
      check(test::with_unknown_member(record, place), counted);
      check(test::shuffled(record, place, chance), counted);
    });
  }
  CHECK(counted.refused > 1000);
  CHECK(counted.noted > 1000);
  CHECK(counted.quiet > 500);
}
