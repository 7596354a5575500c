// SPDX-License-Identifier: Apache-2.0
//
// Reading a corpus and hashing its content, beside plain SHA-256 of the same file in the same run.
//
//   sha256           the file's bytes through SHA-256: the floor
//   text_lines       what a shard does with it: the host hashes the file, the corpus delivers every line
// `of_sha256` is the speed as a share of the floor's.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>

#include <unistd.h>

#include <benchmark/benchmark.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <ophamin/guests/plugin_errors.hpp>
#include <ophamin/measuring/data_hash.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/registry/load.hpp>
#include <ophamin/seeing/corpus_session.hpp>

namespace {

using namespace ophamin;

constexpr std::size_t kBytes = std::size_t{256} << 20;

/// A file of text lines in a folder of its own, removed at the end of the process.
class TextFile {
 public:
  TextFile() : folder_(std::filesystem::temp_directory_path() / ("ophamin-bench-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
    std::mt19937_64 random(7);
    std::string block;
    while (block.size() < (std::size_t{1} << 20)) {
      const auto words = 3 + random() % 20;
      for (std::uint64_t i = 0; i < words; ++i) block += "word" + std::to_string(random() % 10000) + ' ';
      block += "caf\xC3\xA9\n";
    }
    std::ofstream file(path(), std::ios::binary);
    for (std::size_t written = 0; written < kBytes; written += block.size()) file << block;
  }
  ~TextFile() { std::filesystem::remove_all(folder_); }
  std::filesystem::path path() const { return folder_ / "lines.txt"; }
  const std::filesystem::path& folder() const { return folder_; }
  double bytes() const { return static_cast<double>(std::filesystem::file_size(path())); }

 private:
  std::filesystem::path folder_;
};

const TextFile& text() {
  static const TextFile file;
  return file;
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double hash_seconds() {
  const auto begin = std::chrono::steady_clock::now();
  benchmark::DoNotOptimize(records::sha256_file_hex(text().path()));
  return seconds_since(begin);
}

void sha256(benchmark::State& state) {
  (void)hash_seconds();
  for (auto _ : state) (void)hash_seconds();
  state.counters["bytes_per_second"] = benchmark::Counter(text().bytes(), benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(sha256)->Unit(benchmark::kMillisecond);

void text_lines(benchmark::State& state) {
  registry::SearchOptions where;
  where.command_line = {OPHAMIN_PLUGIN_FOLDER};
  static const auto report = registry::load(where, {});
  const auto& corpus = guests::get_component(report.registry, OPH_CORPUS, "text-files");
  const boost::json::object params{{"root", text().folder().string()}, {"include", boost::json::array{"*.txt"}}, {"unit", "line"}};
  guests::Environment environment;
  environment.registry = &report.registry;
  double floor = 0, seconds = 0;
  std::uint64_t lines = 0;
  for (auto _ : state) {
    floor = hash_seconds();
    const auto begin = std::chrono::steady_clock::now();
    seeing::CorpusSession session(environment, corpus, params);
    measuring::DataHasher hasher;
    const auto files = session.files();
    benchmark::DoNotOptimize(seeing::content_hash(seeing::HashRule::kLabels, hasher.digests(*files)));
    for (auto chunk = session.next(1024); !chunk.empty(); chunk = session.next(1024)) benchmark::DoNotOptimize(chunk.data());
    lines = session.delivered();
    seconds = seconds_since(begin);
  }
  state.counters["bytes_per_second"] = text().bytes() / seconds;
  state.counters["lines"] = static_cast<double>(lines);
  state.counters["of_sha256"] = floor / seconds;
}
BENCHMARK(text_lines)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
