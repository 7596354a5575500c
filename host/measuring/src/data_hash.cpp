// SPDX-License-Identifier: Apache-2.0
#include <ophamin/measuring/data_hash.hpp>

#include <cerrno>
#include <cstring>
#include <sys/stat.h>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/digest.hpp>

namespace ophamin::measuring {

DataHasher::Identity DataHasher::identify(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    throw diagnostics::Error({.code = diagnostics::ErrorCode::kFileUnreadable,
                              .message = fmt::format("the corpus file {} cannot be looked at: {}", path, std::strerror(errno)),
                              .mend = "see that the file is there and readable while the campaign runs",
                              .place = {.file = path}});
  }
  const auto ns = [](const timespec& t) { return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec; };
  return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size), ns(status.st_mtim), ns(status.st_ctim)};
}

std::vector<seeing::FileDigest> DataHasher::digests(const std::vector<seeing::CorpusFile>& files,
                                                    std::vector<Identity>* identities) {
  std::vector<seeing::FileDigest> digests;
  digests.reserve(files.size());
  if (identities != nullptr) identities->clear();
  for (const auto& file : files) {
    const auto identity = identify(file.path);
    if (identities != nullptr) identities->push_back(identity);
    auto& entry = files_[file.path];
    if (entry.sha256.empty() || !(entry.identity == identity)) entry = {identity, records::sha256_file_hex(file.path)};
    digests.push_back({file.label, entry.sha256});
  }
  return digests;
}

std::vector<std::string> DataHasher::changed(const std::vector<seeing::CorpusFile>& files,
                                             const std::vector<Identity>& identities) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < files.size(); ++i) {
    try {
      if (i < identities.size() && identify(files[i].path) == identities[i]) continue;
    } catch (const diagnostics::Error&) {  // Gone is changed.
    }
    result.push_back(files[i].path);
  }
  return result;
}

}  // namespace ophamin::measuring
