// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/file_hash.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>

#include "read_ahead.hpp"

namespace ophamin::seeing {
namespace {

using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;

constexpr unsigned kMostThreads = 16;
constexpr std::size_t kShownProblems = 20;
constexpr std::uint64_t kWorthAThread = std::uint64_t{4} << 20;  // below, starting one costs more than it saves

std::int64_t wall_clock_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

void check_cancelled(const std::atomic<bool>* cancelled) {
  if (cancelled != nullptr && cancelled->load(std::memory_order_relaxed)) {
    throw Error({.code = ErrorCode::kCancelled, .message = "the hashing of the data was cancelled"});
  }
}

/// Hashes what `next` gives until it gives nothing.
template <typename Next>
records::Digest digest_of(const std::atomic<bool>* cancelled, Next&& next) {
  records::Sha256 hash;
  for (auto piece = next(); !piece.empty(); piece = next()) {
    check_cancelled(cancelled);
    hash.update(piece);
  }
  return hash.finish();
}

template <typename Hash>
HashedFile observed(storage::InputFile& file, Hash&& hash) {
  HashedFile result;
  result.begun_ns = wall_clock_ns();
  result.identity = file.identity();
  result.sha256 = hash();
  result.steady = file.identity() == result.identity;
  return result;
}

/// Files are handed out by number, so what comes back does not depend on who took which.
class Crew {
 public:
  Crew(std::span<const std::string* const> paths, const HashOptions& options) : paths_(paths), options_(options), results_(paths.size()) {}

  std::vector<HashedFile> run(unsigned threads) {
    {
      std::vector<std::jthread> others;
      try {
        for (unsigned i = 1; i < threads; ++i) others.emplace_back([this] { work(); });
      } catch (const std::system_error&) {  // The machine has no more threads to give: those there are do the work.
      }
      work();
    }
    if (fault_) std::rethrow_exception(fault_);
    if (!problems_.empty()) throw Error(sorted_problems());
    return std::move(results_);
  }

 private:
  void work() noexcept {
    try {
      const auto buffer = std::make_unique_for_overwrite<char[]>(ReadAhead::kPiece);
      for (auto index = next_.fetch_add(1); index < paths_.size(); index = next_.fetch_add(1)) hash(index, buffer.get());
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!fault_) fault_ = std::current_exception();
      next_.store(paths_.size());
    }
  }

  void hash(std::size_t index, char* buffer) {
    check_cancelled(options_.cancelled);
    try {
      storage::InputFile file(*paths_[index]);
      results_[index] = observed(file, [&] {
        return digest_of(options_.cancelled, [&] { return std::string_view(buffer, file.read(buffer, ReadAhead::kPiece)); });
      });
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kFileUnreadable) throw;
      const std::lock_guard lock(mutex_);
      problems_.emplace_back(index, error.diagnostics().front());
    }
  }

  std::vector<Diagnostic> sorted_problems() {
    std::sort(problems_.begin(), problems_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Diagnostic> result;
    for (auto& [index, problem] : problems_) {
      if (result.size() == kShownProblems) break;
      result.push_back(std::move(problem));
    }
    if (problems_.size() > kShownProblems) {
      result.push_back({.code = ErrorCode::kFileUnreadable,
                        .message = fmt::format("and {} more files of the corpus cannot be read", problems_.size() - kShownProblems)});
    }
    return result;
  }

  std::span<const std::string* const> paths_;
  const HashOptions& options_;
  std::vector<HashedFile> results_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::vector<std::pair<std::size_t, Diagnostic>> problems_;
  std::exception_ptr fault_;
};

}  // namespace

HashedFile hash_file(const std::string& path, const std::atomic<bool>* cancelled) {
  storage::InputFile file(path);
  if (file.identity().size < kWorthAThread) {
    const auto buffer = std::make_unique_for_overwrite<char[]>(ReadAhead::kPiece);
    return observed(file, [&] {
      return digest_of(cancelled, [&] { return std::string_view(buffer.get(), file.read(buffer.get(), ReadAhead::kPiece)); });
    });
  }
  return observed(file, [&] {
    ReadAhead pieces(file);
    return digest_of(cancelled, [&] { return pieces.next(); });
  });
}

std::vector<HashedFile> hash_files(std::span<const std::string* const> paths, const HashOptions& options) {
  auto threads = options.threads != 0 ? options.threads : std::clamp(std::thread::hardware_concurrency(), 1u, kMostThreads);
  if (paths.size() == 1 && threads > 1) return {hash_file(*paths.front(), options.cancelled)};
  threads = static_cast<unsigned>(std::min<std::size_t>(threads, std::max<std::size_t>(paths.size(), 1)));
  return Crew(paths, options).run(threads);
}

}  // namespace ophamin::seeing
