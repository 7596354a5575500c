// SPDX-License-Identifier: Apache-2.0
//
// Corpora that read packed files, mail and histories, each beside the least that its reading costs in the
// same run.
//
//   packed_lines     lines of a gzip file through text-files; floor: libarchive unpacks the file, and nobody
//   looks enron            bodies of the mails in a tar.gz; floor: libarchive goes through the members mbox
//   bodies of the mails in an mbox; floor: SHA-256 of the file git_log          commit messages; peer: `git
//   log` writing the same fields to /dev/null small_files      a tree of 100,000 files; floor: opening and
//   reading each in the order of the directory
// `of_floor` is the speed as a share of the floor's; `peak_mib` the growth of the process while the corpus
// was read.
#include <archive.h>
#include <archive_entry.h>
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <ophamin/guests/plugin_errors.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/registry/load.hpp>
#include <ophamin/seeing/corpus_session.hpp>
#include <random>
#include <string>
#include <support/packing.hpp>
#include <vector>

namespace {

using namespace ophamin;
namespace fs = std::filesystem;

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("ophamin-bench-" + std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

const fs::path& folder() {
  static const Folder made;
  return made.path();
}

void write(const fs::path& path, const std::string& content) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
}

std::string prose(std::size_t bytes) {
  std::mt19937_64 random(7);
  std::string text;
  while (text.size() < bytes) {
    const auto words = 3 + random() % 20;
    for (std::uint64_t i = 0; i < words; ++i) text += "word" + std::to_string(random() % 10000) + ' ';
    text += "caf\xC3\xA9\n";
  }
  return text;
}

std::string mail(std::size_t number) {
  return "Message-ID: <" + std::to_string(number) +
         "@example.org>\nDate: Mon, 14 May 2001 16:39:00 -0700 (PDT)\nFrom: a@example.org\n"
         "To: b@example.org, c@example.org\nSubject: a subject\nMIME-Version: 1.0\nContent-Type: text/plain; "
         "charset=us-ascii\n"
         "Content-Transfer-Encoding: 7bit\nX-Folder: \\Sent\nX-Origin: A\n\n" +
         prose(1200 + number % 1500);
}

double seconds_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double peak_mib() {
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

std::uint64_t read_all(const std::string& name, const boost::json::object& params, bool with_files = false) {
  static const auto report = [] {
    registry::SearchOptions where;
    where.command_line = {OPHAMIN_PLUGIN_FOLDER};
    return registry::load(where, {});
  }();
  guests::Environment environment;
  environment.registry = &report.registry;
  seeing::CorpusSession session(environment, guests::get_component(report.registry, OPH_CORPUS, name),
                                params);
  if (with_files) benchmark::DoNotOptimize(session.files());
  for (auto chunk = session.next(1024); !chunk.empty(); chunk = session.next(1024))
    benchmark::DoNotOptimize(chunk.data());
  return session.delivered();
}

void unpack(const fs::path& path, bool is_tar) {
  auto* reader = ::archive_read_new();
  ::archive_read_support_filter_gzip(reader);
  if (is_tar) {
    ::archive_read_support_format_tar(reader);
  } else {
    ::archive_read_support_format_raw(reader);
  }
  if (::archive_read_open_filename(reader, path.c_str(), 128 << 10) != ARCHIVE_OK) std::abort();
  std::vector<char> buffer(256 << 10);
  ::archive_entry* entry = nullptr;
  while (::archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
    while (::archive_read_data(reader, buffer.data(), buffer.size()) > 0) continue;
  }
  ::archive_read_free(reader);
}

void compare(benchmark::State& state, const std::function<void()>& floor,
             const std::function<std::uint64_t()>& corpus) {
  floor();
  double floors = 0;
  double reads = 0;
  std::uint64_t records = 0;
  for (auto _ : state) {
    floors += seconds_of(floor);
    reads += seconds_of([&] { records = corpus(); });
  }
  state.counters["of_floor"] = floors / reads;
  state.counters["records"] = static_cast<double>(records);
  state.counters["records_per_second"] =
      static_cast<double>(records) * static_cast<double>(state.iterations()) / reads;
}

void packed_lines(benchmark::State& state) {
  const auto file = folder() / "packed" / "lines.txt.gz";
  write(file, test::compressed(prose(std::size_t{128} << 20), ARCHIVE_FILTER_GZIP));
  compare(
      state, [&] { unpack(file, false); },
      [&] {
        return read_all("text-files", {{"root", file.parent_path().string()}, {"unit", "line"}});
      });
}
BENCHMARK(packed_lines)->Unit(benchmark::kMillisecond);

void enron(benchmark::State& state) {
  const auto file = folder() / "raw" / "enron" / "enron_mail_20150507.tar.gz";
  std::vector<test::Member> members;
  for (std::size_t i = 0; i < 30'000; ++i)
    members.push_back({"maildir/a/sent/" + std::to_string(i) + ".", mail(i)});
  write(file, test::tar(members, ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_TAR_USTAR));
  compare(
      state, [&] { unpack(file, true); },
      [&] {
        return read_all("enron", {{"root", (folder() / "raw").string()}});
      });
}
BENCHMARK(enron)->Unit(benchmark::kMillisecond);

void mbox(benchmark::State& state) {
  const auto file = folder() / "mbox" / "list.mbox";
  std::string content;
  for (std::size_t i = 0; i < 30'000; ++i)
    content += "From a@example.org Mon May 14 16:39:00 2001\n" + mail(i) + "\n";
  write(file, content);
  compare(
      state, [&] { benchmark::DoNotOptimize(records::sha256_file_hex(file)); },
      [&] {
        return read_all("mbox", {{"root", file.parent_path().string()}});
      });
}
BENCHMARK(mbox)->Unit(benchmark::kMillisecond);

void git_log(benchmark::State& state) {
  const auto repository = folder() / "history.git";
  {
    const auto quoted = "'" + repository.string() + "'";
    if (std::system(("git init -q --bare " + quoted).c_str()) != 0) std::abort();
    FILE* import = ::popen(("git -C " + quoted + " fast-import --quiet").c_str(), "w");
    if (import == nullptr) std::abort();
    for (int i = 1; i <= 100'000; ++i) {
      const auto message = "subject of commit " + std::to_string(i) + "\n\n" +
                           prose(300 + static_cast<std::size_t>(i) % 700) + "\nSigned-off-by: A <a@b>\n";
      std::fprintf(import,
                   "commit refs/heads/master\nmark :%d\nauthor A U Thor <a@b> %d +0200\ncommitter C <c@d> %d "
                   "+0000\ndata %zu\n%s\n",
                   i, 1'600'000'000 + 60 * i, 1'600'000'000 + 60 * i, message.size(), message.c_str());
    }
    if (::pclose(import) != 0) std::abort();
    if (std::system(("git -C " + quoted + " symbolic-ref HEAD refs/heads/master").c_str()) != 0) std::abort();
  }
  const auto peer =
      "git -C '" + repository.string() + "' log --format='%H%x1f%an%x1f%aI%x1f%s%x1f%b%x1e' > /dev/null";
  const auto before = peak_mib();
  compare(
      state,
      [&] {
        if (std::system(peer.c_str()) != 0) std::abort();
      },
      [&] {
        return read_all("git-log", {{"root", repository.string()}});
      });
  state.counters["peak_mib"] = peak_mib() - before;
}
BENCHMARK(git_log)->Unit(benchmark::kMillisecond);

void small_files(benchmark::State& state) {
  const auto root = folder() / "many";
  constexpr int kFolders = 100;
  constexpr int kFiles = 1000;
  for (int i = 0; i < kFolders; ++i) {
    const auto below = root / std::to_string(i);
    fs::create_directories(below);
    for (int j = 0; j < kFiles; ++j) std::ofstream(below / (std::to_string(j) + ".txt")) << "a small file\n";
  }
  const auto floor = [&] {
    char buffer[4096];
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
      if (!entry.is_regular_file()) continue;
      const int file = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
      while (::read(file, buffer, sizeof buffer) > 0) continue;
      ::close(file);
    }
  };
  const auto before = peak_mib();
  compare(state, floor, [&] { return read_all("text-files", {{"root", root.string()}}); });
  state.counters["peak_mib"] = peak_mib() - before;
}
BENCHMARK(small_files)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
