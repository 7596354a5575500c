// SPDX-License-Identifier: Apache-2.0
//
// What canonical_crosscheck.py asks the records room. One request per line of standard input, one answer per line:
//
//   records_probe documents       JSON -> compact, spaced, SHA-256 of pretty, HMAC with the key "key"; or "refused"
//   records_probe numbers         16 hex digits of a double -> pyfloat, %.6g, %.4g
//   records_probe timestamps      text -> microseconds and "utc" or "local"; or "refused"
//   records_probe verify          path of a record -> the exit code
//   records_probe proof           (no input) -> a signed proof as it is on disk
#include <bit>
#include <charconv>
#include <iostream>
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

std::string verified(const std::string& line) {
  try {
    return std::to_string(verify_file(line, SigningKey::published()).exit_code());
  } catch (const diagnostics::Error& error) {
    return std::to_string(error.exit_code());
  }
}

int answer(std::string (*reply)(const std::string&)) {
  std::string line;
  while (std::getline(std::cin, line)) std::cout << reply(line) << '\n';
  return std::cout.flush() ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string what = count == 2 ? arguments[1] : "";
  if (what == "documents") return answer(document);
  if (what == "numbers") return answer(number);
  if (what == "timestamps") return answer(timestamp);
  if (what == "verify") return answer(verified);
  if (what == "proof") {
    EmpiricalProofRecord proof = test::sample_proof();
    proof.sign(SigningKey::published());
    std::cout << pretty(proof.to_json());
    return std::cout.flush() ? 0 : 1;
  }
  std::cerr << "usage: records_probe documents|numbers|timestamps|verify|proof\n";
  return 2;
}
