// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/audit_record.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/python_repr.hpp>

namespace ophamin::records {
namespace {

namespace fs = std::filesystem;

bool is_left_out(const fs::path& name) { return name == "__pycache__" || name == ".venv"; }

// An audit says what was there; what could not be read has no hash.
std::string hash_or_nothing(const fs::path& file) {
  try {
    return sha256_file_hex(file);
  } catch (const diagnostics::Error&) {
    return {};
  }
}

// Everything whose name ends in .py, folders too, for the format knows no better.
std::vector<fs::path> python_files(const fs::path& root) {
  std::vector<fs::path> found;
  std::vector<fs::path> folders{root};
  while (!folders.empty()) {
    const fs::path folder = std::move(folders.back());
    folders.pop_back();
    std::error_code failure;
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end; entry.increment(failure)) {
      const fs::path& path = entry->path();
      if (is_left_out(path.filename())) continue;
      if (path.native().ends_with(".py")) found.push_back(path);
      std::error_code ignored;
      if (entry->symlink_status(ignored).type() == fs::file_type::directory) folders.push_back(path);
    }
  }
  return found;
}

}  // namespace

std::string audit_target_hash(const fs::path& target) {
  std::error_code failure;
  const fs::path root = fs::canonical(target, failure);
  if (failure) return {};
  if (fs::is_regular_file(root, failure)) return hash_or_nothing(root);
  if (!fs::is_directory(root, failure)) return {};

  std::vector<std::pair<std::string, std::string>> entries;
  const bool all_left_out = std::any_of(root.begin(), root.end(), is_left_out);
  for (const fs::path& file : all_left_out ? std::vector<fs::path>() : python_files(root)) {
    entries.emplace_back(python_file_name(file.lexically_relative(root).native()), hash_or_nothing(file));
  }
  std::sort(entries.begin(), entries.end());
  return sha256_hex(python_repr(entries));
}

}  // namespace ophamin::records
