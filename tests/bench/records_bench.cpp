// SPDX-License-Identifier: Apache-2.0
//
// What a record costs, beside plain SHA-256 of the same bytes in the same run.
//
// bytes_per_second is of canonical text (writing, signing) or of the file (verifying). The counter `of_sha256` is that
// speed divided by the speed of SHA-256 over the same bytes, measured just before; `allocations` is per iteration.
#include <atomic>
#include <cstdlib>
#include <ctime>
#include <new>
#include <string>

#include <benchmark/benchmark.h>
#include <ophamin/records/records.hpp>

#include "../unit/records/sample_records.hpp"

namespace {

std::atomic<std::uint64_t> allocations{0};

}  // namespace

// Not inlined, for the compiler would otherwise take malloc and delete for a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using namespace ophamin;
using namespace ophamin::records;

// A proof whose file has about so many bytes, most of them evidence.
EmpiricalProofRecord proof_of(std::size_t bytes) {
  EmpiricalProofRecord proof = test::sample_proof();
  const PillarEvidence row = proof.evidence[0];
  while (pretty(proof.to_json()).size() < bytes) {
    PillarEvidence more = row;
    more.statistic_name = "share " + std::to_string(proof.evidence.size());
    more.statistic_value = 0.1234567890123 * static_cast<double>(proof.evidence.size());
    proof.evidence.push_back(more);
  }
  proof.sign(SigningKey::published());
  return proof;
}

// Of this thread alone, so that the ratios hold on a machine that does other work too.
double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double sha256_bytes_per_second(const std::string& bytes) {
  Sha256 hash;
  std::uint64_t done = 0;
  const double start = cpu_seconds();
  double elapsed = 0.0;
  do {
    hash.update(bytes);
    benchmark::DoNotOptimize(hash.finish());
    done += bytes.size();
    elapsed = cpu_seconds() - start;
  } while (elapsed < 0.1);
  return static_cast<double>(done) / elapsed;
}

template <typename Work>
void measure(benchmark::State& state, const std::string& bytes, const Work& work) {
  const double sha256 = sha256_bytes_per_second(bytes);
  work();
  const std::uint64_t allocated_before = allocations.load();
  const double start = cpu_seconds();
  for (auto _ : state) work();
  const double elapsed = cpu_seconds() - start;
  const auto iterations = static_cast<double>(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
  state.counters["of_sha256"] = iterations * static_cast<double>(bytes.size()) / elapsed / sha256;
  state.counters["allocations"] = static_cast<double>(allocations.load() - allocated_before) / iterations;
}

std::size_t size_of(const benchmark::State& state) { return static_cast<std::size_t>(state.range(0)); }

void sha256(benchmark::State& state) {
  const std::string text = proof_of(size_of(state)).canonical_body();
  measure(state, text, [&text] { benchmark::DoNotOptimize(sha256_hex(text)); });
}

void canonicalise(benchmark::State& state) {
  const Json body = proof_of(size_of(state)).body();
  CanonicalWriter writer;
  const std::string text(writer.write(body));
  measure(state, text, [&] { benchmark::DoNotOptimize(writer.write(body)); });
}

void parse(benchmark::State& state) {
  const std::string file = pretty(proof_of(size_of(state)).to_json());
  JsonParser parser;
  measure(state, file, [&] { benchmark::DoNotOptimize(parser.parse(file)); });
}

void sign(benchmark::State& state) {
  EmpiricalProofRecord proof = proof_of(size_of(state));
  const SigningKey key = SigningKey::published();
  measure(state, proof.canonical_body(), [&] { proof.sign(key); });
}

void verify_strictly(benchmark::State& state) {
  const std::string file = pretty(proof_of(size_of(state)).to_json());
  const SigningKey key = SigningKey::published();
  measure(state, file, [&] {
    if (!verify_text(file, key).ok()) state.SkipWithError("the proof does not verify");
  });
}

void load_validate_and_verify(benchmark::State& state) {
  const std::string file = pretty(proof_of(size_of(state)).to_json());
  const SigningKey key = SigningKey::published();
  measure(state, file, [&] {
    const Json json = parse_json(file);
    const bool schema_ok = proof_schema().check(json).empty();
    const EmpiricalProofRecord proof = EmpiricalProofRecord::from_json(json);
    if (!schema_ok || !proof.validate().empty() || !proof.verify(key)) state.SkipWithError("the proof does not verify");
  });
}

BENCHMARK(sha256)->Arg(8 << 10)->Arg(1 << 20);
BENCHMARK(canonicalise)->Arg(8 << 10)->Arg(1 << 20);
BENCHMARK(parse)->Arg(8 << 10)->Arg(1 << 20);
BENCHMARK(sign)->Arg(8 << 10)->Arg(1 << 20);
BENCHMARK(verify_strictly)->Arg(8 << 10)->Arg(1 << 20);
BENCHMARK(load_validate_and_verify)->Arg(8 << 10)->Arg(1 << 20);

}  // namespace

BENCHMARK_MAIN();
