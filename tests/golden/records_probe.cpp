// SPDX-License-Identifier: Apache-2.0
//
// What canonical_crosscheck.py and records_crosscheck.py ask the records room. One request per line of standard input, one
// answer per line:
//
//   records_probe documents       JSON -> compact, spaced, SHA-256 of pretty, HMAC with the key "key"; or "refused"
//   records_probe numbers         16 hex digits of a double -> pyfloat, %.6g, %.4g
//   records_probe timestamps      text -> microseconds and "utc" or "local"; or "refused"
//   records_probe kinds           (no input) -> the kinds of records that `record` knows, one per line
//   records_probe record KIND     (no input) -> a signed record of the kind, as it is on disk
#include <algorithm>
#include <bit>
#include <charconv>
#include <iostream>
#include <map>
#include <string>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/records.hpp>

#include "../unit/records/sample_records.hpp"

namespace {

using namespace ophamin;
using namespace ophamin::records;

std::string document(const std::string& line) {
  try {
    const Json value = parse_json(line);
    const std::string compact = canonical(value);
    return compact + "\t" + canonical(value, Separators::kSpaced) + "\t" + sha256_hex(pretty(value)) + "\t" +
           hmac_sha256_hex("key", compact);
  } catch (const diagnostics::Error&) {
    return "refused";
  }
}

std::string number(const std::string& line) {
  std::uint64_t bits = 0;
  std::from_chars(line.data(), line.data() + line.size(), bits, 16);
  const auto value = std::bit_cast<double>(bits);
  return pyfloat(value) + "\t" + format_g(value, 6) + "\t" + format_g(value, 4);
}

std::string timestamp(const std::string& line) {
  const auto stamp = parse_timestamp(line);
  if (!stamp) return "refused";
  return std::to_string(stamp->microseconds) + (stamp->has_offset ? "\tutc" : "\tlocal");
}

// "EmpiricalProofRecord-1.0", "AuditRecord-audit-1.1", "DriftScan-2"
std::string kind_and_version(const Json& record) {
  const Json& version = *record.find("schema_version");
  std::string name = std::string(traits(detect_record_kind(record)).name) + "-";
  name += version.is_string() ? version.as_string() : canonical(version);
  std::replace(name.begin(), name.end(), '/', '-');
  return name;
}

std::map<std::string, std::string> kinds() {
  std::map<std::string, std::string> kinds;
  for (const Json& record : test::sample_records()) kinds[kind_and_version(record)] = pretty(record);
  return kinds;
}

int record_of(const std::string& kind) {
  const auto all = kinds();
  const auto found = all.find(kind);
  if (found == all.end()) return 2;
  std::cout << found->second;
  return std::cout.flush() ? 0 : 1;
}

int answer(std::string (*reply)(const std::string&)) {
  std::string line;
  while (std::getline(std::cin, line)) std::cout << reply(line) << '\n';
  return std::cout.flush() ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string what = count >= 2 ? arguments[1] : "";
  if (count == 3 && what == "record") return record_of(arguments[2]);
  if (count == 2 && what == "documents") return answer(document);
  if (count == 2 && what == "numbers") return answer(number);
  if (count == 2 && what == "timestamps") return answer(timestamp);
  if (count == 2 && what == "kinds") {
    for (const auto& [kind, text] : kinds()) std::cout << kind << '\n';
    return std::cout.flush() ? 0 : 1;
  }
  std::cerr << "usage: records_probe documents|numbers|timestamps|kinds|record KIND\n";
  return 2;
}
