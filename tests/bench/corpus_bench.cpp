// SPDX-License-Identifier: Apache-2.0
//
// Reading corpora and hashing their content, beside plain SHA-256 of the same bytes in the same run.
//
//   sha256/DATA      the bytes, read in pieces and put through SHA-256 by one thread: the floor
//   campaign/CORPUS  what a shard does: the host takes the content hash, and then the corpus delivers every record, checked
//   verify/CORPUS    what `corpus verify` does: both at once
//
// `of_sha256` is the speed as a share of the floor's, which is measured anew before each pass; `peak_mib` the resident memory
// beyond what the process had before. OPHAMIN_BENCH_MIB sets the size of each data set, 1024 if it is not set; they are made
// in the folder for temporary files.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <benchmark/benchmark.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <openssl/evp.h>

#include <ophamin/guests/plugin_errors.hpp>
#include <ophamin/measuring/corpus_inspection.hpp>
#include <ophamin/measuring/data_hash.hpp>
#include <ophamin/registry/load.hpp>
#include <ophamin/seeing/corpus_session.hpp>

namespace {

using namespace ophamin;
namespace fs = std::filesystem;

constexpr std::size_t kSmallFile = std::size_t{16} << 10;
constexpr std::uint64_t kChunk = 256;  // as a shard reads

std::size_t wanted_bytes() {
  const char* mib = std::getenv("OPHAMIN_BENCH_MIB");
  return (mib != nullptr ? std::strtoull(mib, nullptr, 10) : 1024) << 20;
}

/// Words, some of them not ASCII.
class Words {
 public:
  std::string some(std::uint64_t least, std::uint64_t most) {
    std::string text;
    for (auto left = least + random_() % (most - least + 1); left > 0; --left) text += "word" + std::to_string(random_() % 10000) + ' ';
    return text + "caf\xC3\xA9";
  }
  std::uint64_t number() { return random_(); }

 private:
  std::mt19937_64 random_{7};
};

/// Data sets in a folder of their own, made when they are asked for, removed at the end of the process.
class Data {
 public:
  Data() : folder_(fs::temp_directory_path() / ("ophamin-bench-" + std::to_string(::getpid()))) { fs::create_directories(folder_); }
  ~Data() { fs::remove_all(folder_); }

  const fs::path& get(const std::string& name) {
    auto& path = made_[name];
    if (path.empty()) path = make(name);
    return path;
  }

 private:
  fs::path make(const std::string& name) {
    const auto path = folder_ / name;
    if (name == "lines") write(path, [&](std::uint64_t) { return words_.some(3, 22) + "\n"; });
    if (name == "paragraphs") write(path, [&](std::uint64_t i) { return words_.some(8, 10) + (i % 6 == 5 ? "\n\n" : "\n"); });
    if (name == "jsonl") {
      write(path, [&](std::uint64_t i) {
        return "{\"id\": \"r" + std::to_string(i) + "\", \"text\": \"" + words_.some(8, 16) + "\", \"label\": \"benign\", \"score\": 0." +
               std::to_string(words_.number() % 100000) + ", \"count\": " + std::to_string(words_.number() % 1000) + "}\n";
      });
    }
    if (name == "csv") {
      write(path, [&](std::uint64_t i) {
        const auto quote = i % 8 == 0 ? "\"" : "";
        return (i == 0 ? "id,text,label,score,count\n" : "") + ("r" + std::to_string(i)) + "," + quote + words_.some(8, 16) +
               (i % 8 == 0 ? ", \"\"quoted\"\"\"" : "") + ",benign,0." + std::to_string(words_.number() % 100000) + "," +
               std::to_string(words_.number() % 1000) + "\n";
      });
    }
    if (name == "many") {
      std::string block;
      for (std::size_t i = 0; i * kSmallFile < wanted_bytes(); ++i) {
        const auto folder = path / std::to_string(i / 256);
        if (i % 256 == 0) fs::create_directories(folder);
        while (block.size() < kSmallFile) block += words_.some(3, 22) + "\n";
        std::ofstream(folder / (std::to_string(i % 256) + ".txt"), std::ios::binary) << block.substr(0, kSmallFile);
        block.erase(0, kSmallFile);
      }
    }
    return path;
  }

  static void write(const fs::path& path, const std::function<std::string(std::uint64_t)>& record) {
    std::ofstream file(path, std::ios::binary);
    std::string block;
    std::size_t written = 0;
    for (std::uint64_t i = 0; written < wanted_bytes(); ++i) {
      block += record(i);
      if (block.size() < (std::size_t{1} << 20)) continue;
      file << block;
      written += block.size();
      block.clear();
    }
  }

  fs::path folder_;
  Words words_;
  std::map<std::string, fs::path> made_;
};

Data& data() {
  static Data all;
  return all;
}

std::vector<fs::path> files_of(const fs::path& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Nothing of the host in it: what anybody would write with OpenSSL.
double plain_sha256_seconds(const std::vector<fs::path>& files) {
  static const auto buffer = std::make_unique<std::array<unsigned char, std::size_t{256} << 10>>();
  const auto begin = std::chrono::steady_clock::now();
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  for (const auto& file : files) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    EVP_DigestInit_ex2(context.get(), algorithm, nullptr);
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    for (ssize_t got = 0; (got = ::read(descriptor, buffer->data(), buffer->size())) > 0;) {
      EVP_DigestUpdate(context.get(), buffer->data(), static_cast<std::size_t>(got));
    }
    ::close(descriptor);
    EVP_DigestFinal_ex(context.get(), digest, nullptr);
    benchmark::DoNotOptimize(digest);
  }
  return seconds_since(begin);
}

/// Resident memory now ("VmRSS") or at its highest ("VmHWM"), MiB.
double memory_mib(const std::string& what) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(what + ":")) return std::strtod(line.c_str() + what.size() + 1, nullptr) / 1024;
  }
  return 0;
}

struct Corpus {
  std::string name;
  std::string data;
  boost::json::object params;
};

boost::json::object params_of(const Corpus& corpus) {
  auto params = corpus.params;
  params["root"] = data().get(corpus.data).string();
  return params;
}

const registry::LoadReport& plugins() {
  static const auto report = registry::load({.command_line = {OPHAMIN_PLUGIN_FOLDER}}, {});
  return report;
}

std::uint64_t read_as_a_shard(guests::Environment& environment, const registry::Component& component, const boost::json::object& params) {
  seeing::CorpusSession session(environment, component, params);
  measuring::DataHasher hasher;
  const auto files = session.files();
  benchmark::DoNotOptimize(seeing::content_hash(seeing::hash_rule_of(component), hasher.take(*files).digests));
  for (auto chunk = session.next(kChunk); !chunk.empty(); chunk = session.next(kChunk)) benchmark::DoNotOptimize(chunk.data());
  return session.delivered();
}

void floor_of(benchmark::State& state, const std::string& name) {
  const auto files = files_of(data().get(name));
  double bytes = 0;
  for (const auto& file : files) bytes += static_cast<double>(fs::file_size(file));
  (void)plain_sha256_seconds(files);
  for (auto _ : state) (void)plain_sha256_seconds(files);
  state.counters["bytes_per_second"] = benchmark::Counter(bytes, benchmark::Counter::kIsIterationInvariantRate);
}

void corpus(benchmark::State& state, const Corpus& what, bool verifies) {
  const auto& component = guests::get_component(plugins().registry, OPH_CORPUS, what.name);
  const auto params = params_of(what);
  const auto files = files_of(data().get(what.data));
  guests::Environment environment;
  environment.registry = &plugins().registry;
  double floor = 0, seconds = 0, peak = 0;
  std::uint64_t records = 0;
  for (auto _ : state) {
    state.PauseTiming();
    floor += plain_sha256_seconds(files);
    const auto before = memory_mib("VmRSS");
    std::ofstream("/proc/self/clear_refs") << "5";  // the peak starts anew
    state.ResumeTiming();
    const auto begin = std::chrono::steady_clock::now();
    records = verifies ? measuring::inspect_corpus(environment, component, params, nullptr).records
                       : read_as_a_shard(environment, component, params);
    seconds += seconds_since(begin);
    peak = std::max(peak, memory_mib("VmHWM") - before);
  }
  state.counters["records"] = static_cast<double>(records);
  state.counters["of_sha256"] = floor / seconds;
  state.counters["peak_mib"] = peak;
}

const Corpus kCorpora[] = {
    {"text-files", "lines", {{"unit", "line"}}},
    {"text-files", "paragraphs", {{"unit", "paragraph"}}},
    {"text-files", "many", {{"unit", "file"}}},
    {"text-files", "many", {{"unit", "line"}}},
    {"jsonl", "jsonl", {}},
    {"csv", "csv", {}},
};

}  // namespace

int main(int count, char** arguments) {
  for (const auto* name : {"lines", "paragraphs", "many", "jsonl", "csv"}) {
    benchmark::RegisterBenchmark(("sha256/" + std::string(name)).c_str(), floor_of, name)->Unit(benchmark::kMillisecond);
  }
  for (const bool verifies : {false, true}) {
    for (const auto& what : kCorpora) {
      const auto* unit = what.params.if_contains("unit");
      const auto name = std::string(verifies ? "verify/" : "campaign/") + what.name + "/" + what.data +
                        (unit == nullptr ? std::string() : "/" + std::string(unit->as_string()));
      benchmark::RegisterBenchmark(name.c_str(), corpus, what, verifies)->Unit(benchmark::kMillisecond)->UseRealTime();
    }
  }
  benchmark::Initialize(&count, arguments);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
