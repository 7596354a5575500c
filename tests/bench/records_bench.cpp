// SPDX-License-Identifier: Apache-2.0
//
// What a record costs, beside plain SHA-256 of the same bytes in the same run.
//
// bytes_per_second is of canonical text (writing, signing) or of the file (reading, verifying). The counter `of_sha256` is
// that speed divided by the speed of SHA-256 over the same bytes, measured just before; `allocations` is per iteration.
// For a list, `of_reading` is its speed divided by that of reading and hashing the same files in one thread, in the same
// run, and `of_reading_cpu` the same with the processors' time of all threads instead of the clock, which holds on a busy
// machine, too; OPHAMIN_BENCH_BUNDLES says how many files (100000).
//
//     tests/bench/run_peers.py records       beside Python's json, jsonschema and hmac
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <new>
#include <string>

#include <benchmark/benchmark.h>
#include <ophamin/records/records.hpp>

#include <ophamin/storage/files.hpp>

#include "../support/temporary_directory.hpp"
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
  const auto add_row = [&] {
    PillarEvidence more = row;
    more.statistic_name = "share " + std::to_string(proof.evidence.size());
    more.statistic_value = 0.1234567890123 * static_cast<double>(proof.evidence.size());
    proof.evidence.push_back(more);
  };
  const std::size_t without = pretty(proof.to_json()).size();
  add_row();
  const std::size_t of_row = pretty(proof.to_json()).size() - without;
  for (std::size_t size = without + of_row; size < bytes; size += of_row) add_row();
  proof.sign(SigningKey::published());
  return proof;
}

// Of this thread alone unless told otherwise, so that the ratios hold on a machine that does other work too.
double cpu_seconds(clockid_t of = CLOCK_THREAD_CPUTIME_ID) {
  timespec now{};
  ::clock_gettime(of, &now);
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

void match_layout(benchmark::State& state) {
  const Json json = proof_of(size_of(state)).to_json();
  const std::string file = pretty(json);
  measure(state, file, [&] { benchmark::DoNotOptimize(match_layout(file, json)); });
}

void load_typed(benchmark::State& state) {
  const Json json = proof_of(size_of(state)).to_json();
  const std::string file = pretty(json);
  measure(state, file, [&] { benchmark::DoNotOptimize(EmpiricalProofRecord::from_json(json)); });
}

void check_schema(benchmark::State& state) {
  const Json json = proof_of(size_of(state)).to_json();
  const std::string file = pretty(json);
  measure(state, file, [&] {
    if (!proof_schema().check(json).empty()) state.SkipWithError("the proof does not satisfy its schema");
  });
}

// Load, schema, checklist, signature: what `proof validate --with-signature` does.
void validate_all(benchmark::State& state, const std::string& file) {
  const SigningKey key = SigningKey::published();
  measure(state, file, [&] {
    const RecordFile parsed = parse_record_file(file, "proof.json");
    if (!validate(RecordKind::kProof, parsed, {.key = &key}).all_ok()) state.SkipWithError("the proof is not valid");
  });
}

void validate_all_sizes(benchmark::State& state) { validate_all(state, pretty(proof_of(size_of(state)).to_json())); }

// The file that the peers read, too.
void validate_shared(benchmark::State& state) {
  const char* folder = std::getenv("OPHAMIN_BENCH_DATA");
  if (folder == nullptr) {
    validate_all(state, pretty(proof_of(8 << 10).to_json()));
    return;
  }
  validate_all(state, storage::read_file(std::filesystem::path(folder) / "records_proof.json"));
}

std::size_t bundle_count() {
  const char* text = std::getenv("OPHAMIN_BENCH_BUNDLES");
  return text == nullptr ? 100'000 : static_cast<std::size_t>(std::atoll(text));
}

// Many bundles on disk, made once.
const std::filesystem::path& bundles() {
  static const test::TemporaryDirectory folder;
  static const bool made = [] {
    EmpiricalProofRecord proof = test::sample_proof();
    for (std::size_t number = 0; number < bundle_count(); ++number) {
      proof.claim.h0 = "share < 0.9, number " + std::to_string(number);
      proof.sign(SigningKey::published());
      const std::filesystem::path bundle = folder / ("scenario-" + std::to_string(number % 10)) /
                                           ("2026-05-15_validated_" + proof.id().substr(0, 12));
      std::filesystem::create_directories(bundle);
      std::FILE* file = std::fopen((bundle / "proof.json").c_str(), "wb");
      const std::string text = pretty(proof.to_json());
      if (file == nullptr || std::fwrite(text.data(), 1, text.size(), file) != text.size()) std::abort();
      std::fclose(file);
    }
    return true;
  }();
  static_cast<void>(made);
  return folder.path();
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Reads and hashes all files in one thread; gives the bytes.
std::uint64_t read_and_hash(const std::filesystem::path& folder) {
  std::uint64_t bytes = 0;
  RecordWalk walk(folder, {.kind = RecordKind::kProof});
  while (const auto entry = walk.next()) {
    const std::string text = storage::read_file(entry->path);
    benchmark::DoNotOptimize(sha256_hex(text));
    bytes += text.size();
  }
  return bytes;
}

long peak_kib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

void list_bundles(benchmark::State& state) {
  const std::filesystem::path& folder = bundles();
  (void)read_and_hash(folder);  // into the page cache
  const auto start = std::chrono::steady_clock::now();
  const double cpu_start = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID);
  const std::uint64_t bytes = read_and_hash(folder);
  const double floor = seconds_since(start);
  const double cpu_floor = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_start;
  const ListOptions options{.kind = RecordKind::kProof,
                            .with_signature = state.range(1) != 0,
                            .threads = static_cast<unsigned>(state.range(0))};
  const long before = peak_kib();
  double elapsed = 0.0;
  const double cpu_before = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID);
  for (auto _ : state) {
    const auto begin = std::chrono::steady_clock::now();
    std::size_t good = 0;
    list_records(folder, options, [&good](const RecordRow& row, double) {
      good += row.error.empty() && row.facts.signature_ok.value_or(true) ? 1 : 0;
      return true;
    });
    elapsed += seconds_since(begin);
    if (good != bundle_count()) state.SkipWithError("a bundle could not be read");
  }
  const double cpu_elapsed = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_before;
  const auto iterations = static_cast<double>(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
  state.counters["of_reading_cpu"] = cpu_floor * iterations / cpu_elapsed;
  state.counters["of_reading"] = floor * iterations / elapsed;
  state.counters["files_per_second"] = static_cast<double>(bundle_count()) * iterations / elapsed;
  state.counters["more_peak_KiB"] = static_cast<double>(peak_kib() - before);
}

BENCHMARK(sha256)->Name("records/sha256")->Arg(8 << 10)->Arg(1 << 20);
BENCHMARK(canonicalise)->Name("records/canonicalise")->Arg(8 << 10)->Arg(1 << 20);
BENCHMARK(parse)->Name("records/parse")->Arg(8 << 10)->Arg(1 << 20);
BENCHMARK(sign)->Name("records/sign")->Arg(8 << 10)->Arg(1 << 20);
BENCHMARK(match_layout)->Name("records/match_layout")->Arg(8 << 10);
BENCHMARK(load_typed)->Name("records/load_typed")->Arg(8 << 10);
BENCHMARK(check_schema)->Name("records/check_schema")->Arg(8 << 10);
BENCHMARK(verify_strictly)->Name("records/verify_strictly")->Arg(8 << 10)->Arg(1 << 20);
BENCHMARK(validate_all_sizes)->Name("records/validate")->Arg(8 << 10)->Arg(1 << 20);
BENCHMARK(validate_shared)->Name("records/validate_shared");
// Threads (0: as many as there are processors), and whether signatures are checked.
BENCHMARK(list_bundles)->Name("records_list")->Args({1, 0})->Args({0, 0})->Args({0, 1})->Unit(benchmark::kMillisecond)->Iterations(1)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
