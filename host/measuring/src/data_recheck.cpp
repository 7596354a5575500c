// SPDX-License-Identifier: Apache-2.0
#include <ophamin/measuring/data_recheck.hpp>

#include <chrono>
#include <utility>

#include <ophamin/seeing/file_hash.hpp>

namespace ophamin::measuring {

DataRecheck::DataRecheck(const std::vector<seeing::CorpusFile>& files, const TakenDigests& taken) {
  std::vector<Checked> todo;
  std::vector<std::string> expected;
  for (const auto i : taken.from_cache) {
    todo.push_back({files[i].path, taken.identities[i]});
    expected.push_back(taken.digests[i].sha256);
  }
  result_ = std::async(std::launch::async, [this, todo = std::move(todo), expected = std::move(expected)]() mutable {
    std::vector<const std::string*> paths;
    for (const auto& file : todo) paths.push_back(&file.path);
    // One thread: what it runs beside is what matters.
    const auto hashed = seeing::hash_files(paths, {.threads = 1, .cancelled = &stop_});
    for (std::size_t i = 0; i < todo.size(); ++i) todo[i].agrees = records::to_hex(hashed[i].sha256) == expected[i];
    return std::move(todo);
  });
}

DataRecheck::~DataRecheck() {
  stop_ = true;
  if (result_.valid()) result_.wait();
}

bool DataRecheck::is_over() const { return !result_.valid() || result_.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }

}  // namespace ophamin::measuring
