// SPDX-License-Identifier: Apache-2.0
//
// JSON Schemas, compiled into the program, and checking values against them.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/records/json.hpp>
#include <ophamin/records/record_kind.hpp>

namespace ophamin::records {

/// A file of the folder schemas/, compiled in.
struct EmbeddedFile {
  std::string_view name;  ///< "empirical-proof-record-1.0"
  std::string_view text;
};

/// The schemas of the kinds of records, by name.
std::span<const EmbeddedFile> embedded_schemas() noexcept;

/// A schema that is ready to check values. May be used from several threads.
class JsonSchema {
 public:
  /// Throws kRecordSchemaError when this is no usable schema.
  explicit JsonSchema(const Json& schema);
  /// The same from text, which must be JSON.
  static JsonSchema parse(std::string_view text);
  ~JsonSchema();
  JsonSchema(JsonSchema&&) noexcept;
  JsonSchema& operator=(JsonSchema&&) noexcept;

  /// Every violation as "<dotted path or <root>>: <message>"; empty when the value satisfies the schema.
  std::vector<std::string> check(const Json& value) const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

/// The schema of a kind of record, in the version that `record` states; in the newest when it states one that is not known,
/// which that schema then refuses. Compiled once per process; any thread. Throws kRecordSchemaError for kUnknown.
const JsonSchema& record_schema(RecordKind kind, const Json& record);

/// That of a proof, of which there is one version.
const JsonSchema& proof_schema();

}  // namespace ophamin::records
