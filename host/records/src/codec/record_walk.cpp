// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/record_walk.hpp>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

#include <dirent.h>
#include <sys/stat.h>

#include <fmt/format.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/bundle.hpp>

namespace ophamin::records {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBundleRecord = "proof.json";

struct CloseFolder {
  void operator()(DIR* folder) const noexcept { ::closedir(folder); }
};

std::string reason(int error) { return std::generic_category().message(error); }

// A link counts as a file, whatever it leads to.
bool is_folder(const fs::path& folder, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) return entry.d_type == DT_DIR;
  struct stat status {};
  return ::lstat((folder / entry.d_name).c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace

RecordWalk::RecordWalk(const fs::path& root, const WalkOptions& options) : options_(options) {
  if (const std::string problem = enter(root); !problem.empty()) {
    throw diagnostics::Error({.code = diagnostics::ErrorCode::kInputInvalid,
                              .message = fmt::format("the records in the folder cannot be listed: {}", problem),
                              .expected = "a folder",
                              .mend = "name a folder that exists and may be read",
                              .place = {.file = root.string()}});
  }
  const bool is_left_out = options_.kind == RecordKind::kProof &&
                           std::any_of(root.begin(), root.end(), [](const fs::path& part) { return part == "llm_calls"; });
  if (is_left_out) folders_.clear();
}

bool RecordWalk::passes_over(std::string_view name) const noexcept {
  if (name.starts_with('.')) return true;
  return options_.kind == RecordKind::kProof && (name == "llm_calls" || name == "diagnosis.json");
}

std::string RecordWalk::enter(const fs::path& path) {
  const std::unique_ptr<DIR, CloseFolder> stream(::opendir(path.c_str()));
  if (!stream) return reason(errno);
  Folder folder{.path = path, .names = {}, .order = {}};
  bool is_bundle = false;
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (passes_over(name)) continue;
    const bool inner = is_folder(path, *entry);
    if (inner ? !options_.recursive : !name.ends_with(".json")) continue;
    is_bundle = is_bundle || (!inner && name == kBundleRecord);
    folder.order.push_back({static_cast<std::uint32_t>(folder.names.size()), static_cast<std::uint32_t>(name.size()), inner});
    folder.names += name;
  }
  if (errno != 0) return reason(errno);
  const auto name_of = [&folder](const Folder::Name& name) {
    return std::string_view(folder.names).substr(name.offset, name.size);
  };
  if (is_bundle && options_.kind == RecordKind::kProof) {
    std::erase_if(folder.order, [&](const Folder::Name& name) { return !name.is_folder && name_of(name) != kBundleRecord && !is_flat_proof_name(name_of(name)); });
  }
  std::sort(folder.order.begin(), folder.order.end(),
            [&](const Folder::Name& left, const Folder::Name& right) { return name_of(left) < name_of(right); });
  folders_.push_back(std::move(folder));
  return {};
}

std::optional<RecordWalk::Entry> RecordWalk::next() {
  while (!folders_.empty()) {
    Folder& folder = folders_.back();
    if (folder.next == folder.order.size()) {
      folders_.pop_back();
      continue;
    }
    const Folder::Name name = folder.order[folder.next++];
    fs::path path = folder.path / folder.names.substr(name.offset, name.size);
    if (!name.is_folder) return Entry{.path = std::move(path), .error = {}};
    if (std::string problem = enter(path); !problem.empty()) {
      return Entry{.path = std::move(path), .error = fmt::format("cannot open the folder: {}", problem)};
    }
  }
  return std::nullopt;
}

double RecordWalk::share_done() const noexcept {
  double done = 0.0;
  double part = 1.0;
  for (std::size_t depth = 0; depth < folders_.size(); ++depth) {
    const Folder& folder = folders_[depth];
    if (folder.order.empty()) break;
    part /= static_cast<double>(folder.order.size());
    // The last entry of every folder but the innermost is the one that the walk is in.
    const bool innermost = depth + 1 == folders_.size();
    done += part * static_cast<double>(innermost ? folder.next : folder.next - 1);
  }
  return folders_.empty() ? 1.0 : std::min(done, 1.0);
}

std::string record_family(const fs::path& path) {
  const std::string stem = path.stem().string();
  if (path.filename() == kBundleRecord) {
    const fs::path scenario = path.parent_path().parent_path().filename();
    if (!scenario.empty()) return scenario.string();
  }
  return stem.substr(0, stem.find('_'));
}

}  // namespace ophamin::records
