// SPDX-License-Identifier: Apache-2.0
#include <ophamin/registry/search_path.hpp>

#include <sys/auxv.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "violation_json.hpp"

namespace ophamin::registry {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kSuffix = ".so";

std::string show(const fs::path& path) { return printable(path.native()); }

Violation policy(const fs::path& path, std::string expected, std::string found, std::string mend) {
  return {.rule = "OPH-HOST-1",
          .error = ErrorKind::kPluginPolicyError,
          .file = path,
          .component = {},
          .expected = std::move(expected),
          .found = std::move(found),
          .mend = std::move(mend)};
}

Violation unusable(const fs::path& path, std::string found) {
  return {.rule = "OPH-HOST-1",
          .error = ErrorKind::kPluginLoadError,
          .file = path,
          .component = {},
          .expected = "a folder of plugins, or one plugin file",
          .found = std::move(found),
          .mend = "correct the path, or leave it out"};
}

enum class Role : std::uint8_t { kPluginFile, kPluginFolder, kAncestor };

// Whether others may put code at `path`. Symbolic links are followed: what counts is where they lead, and each folder on
// the way is asked for itself.
void check_writable(const fs::path& path, Role role, std::vector<Violation>& violations) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || (status.st_mode & S_IWOTH) == 0) return;
  const bool sticky = (status.st_mode & S_ISVTX) != 0;
  if (role == Role::kAncestor && sticky) return;
  const std::string mode = fmt::format("mode {:04o}", status.st_mode & 07777u);
  for (const Violation& known : violations) {
    if (known.file == path) return;
  }
  if (role == Role::kPluginFile) {
    violations.push_back(policy(path, "a file that only its owner and group may write", mode,
                                fmt::format("chmod o-w '{}'", show(path))));
  } else {
    violations.push_back(policy(path,
                                role == Role::kPluginFolder ? "a plugin folder that not everybody may write"
                                                            : "folders above a plugin that not everybody may write",
                                mode, fmt::format("chmod o-w '{}', or move the plugins elsewhere", show(path))));
  }
}

void check_ancestors(const fs::path& path, std::vector<Violation>& violations) {
  for (fs::path folder = path.parent_path(); !folder.empty(); folder = folder.parent_path()) {
    check_writable(folder, Role::kAncestor, violations);
    if (folder == folder.root_path()) break;
  }
}

class Search {
 public:
  explicit Search(SearchResult& result) : result_(result) {}

  void place(const fs::path& given, Origin origin, bool named) {
    ++position_;
    std::error_code error;
    const fs::path absolute = fs::absolute(given, error).lexically_normal();
    const fs::path path = fs::canonical(given, error);
    if (error) {
      trace("{}. {} {}: {}", position_, name(origin), show(given), error.message());
      if (named) result_.violations.push_back(unusable(absolute, error.message()));
      return;
    }
    if (fs::is_directory(path, error)) {
      folder(absolute, path, origin);
    } else if (fs::is_regular_file(path, error)) {
      trace("{}. {} file {}", position_, name(origin), show(path));
      file(absolute, path, origin, false);
    } else {
      trace("{}. {} {}: neither a folder nor a regular file", position_, name(origin), show(path));
      result_.violations.push_back(unusable(path, "neither a folder nor a regular file"));
    }
  }

  void skipped(Origin origin, std::string_view what, std::string_view why) {
    trace("-. {} '{}': {}", name(origin), printable(what), why);
  }

 private:
  template <typename... Args>
  void trace(fmt::format_string<Args...> format, Args&&... args) {
    result_.trace.push_back(fmt::format(format, std::forward<Args>(args)...));
  }

  bool refused(std::vector<Violation> found) {
    if (found.empty()) return false;
    for (Violation& violation : found) {
      trace("   {}: refused, {} where {} is expected (OPH-HOST-1)", show(violation.file), violation.found,
            violation.expected);
      result_.violations.push_back(std::move(violation));
    }
    return true;
  }

  void folder(const fs::path& given, const fs::path& path, Origin origin) {
    trace("{}. {} folder {}", position_, name(origin), show(path));
    if (!folders_.insert(path).second) {
      trace("   searched before");
      return;
    }
    std::vector<Violation> found;
    check_writable(path, Role::kPluginFolder, found);
    check_ancestors(path, found);
    check_ancestors(given, found);
    if (refused(std::move(found))) return;

    std::vector<fs::directory_entry> files;
    std::error_code error;
    for (fs::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
      files.push_back(*entry);
    }
    if (error) {
      trace("   cannot be read: {}", error.message());
      result_.violations.push_back(unusable(path, "cannot be read: " + error.message()));
      return;
    }
    std::sort(files.begin(), files.end());
    for (const fs::directory_entry& item : files) {
      const fs::path& entry = item.path();
      if (entry.extension() != kSuffix) {
        trace("   {}: not a plugin, its name does not end in .so", show(entry.filename()));
        continue;
      }
      // What is no link is canonical already, and the folders above it have been checked.
      const bool link = item.is_symlink(error);
      const fs::path canonical = link ? fs::canonical(entry, error) : entry;
      if (error) {
        trace("   {}: {}", show(entry.filename()), error.message());
        result_.violations.push_back(unusable(entry, error.message()));
      } else if (!fs::is_regular_file(canonical, error)) {
        trace("   {}: not a regular file", show(entry.filename()));
      } else {
        file(entry, canonical, origin, !link);
      }
    }
    if (files.empty()) trace("   empty");
  }

  void file(const fs::path& given, const fs::path& path, Origin origin, bool folders_checked) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
      result_.violations.push_back(unusable(path, std::generic_category().message(errno)));
      return;
    }
    const auto identity = std::pair{static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino)};
    if (const auto known = seen_.find(identity); known != seen_.end()) {
      trace("   {}: the same file as {}, which counts", show(path), show(known->second));
      return;
    }
    seen_.emplace(identity, path);
    std::vector<Violation> found;
    check_writable(path, Role::kPluginFile, found);
    if (!folders_checked) {
      check_ancestors(path, found);
      check_ancestors(given, found);
    }
    if (refused(std::move(found))) return;
    trace("   {}: candidate {}", show(path), result_.candidates.size() + 1);
    result_.candidates.push_back({.file = path,
                                  .origin = origin,
                                  .position = position_,
                                  .device = identity.first,
                                  .inode = identity.second});
  }

  SearchResult& result_;
  std::uint32_t position_ = 0;
  std::set<fs::path> folders_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, fs::path> seen_;
};

void search_environment(const SearchOptions& options, Search& search) {
  if (options.environment.empty()) return;
  if (options.privileged) {
    search.skipped(Origin::kEnvironment, options.environment, "ignored, this process is privileged (OPH-HOST-1)");
    return;
  }
  const std::string_view text = options.environment;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(':', begin), text.size());
    const std::string_view item = text.substr(begin, end - begin);
    begin = end + 1;
    if (item.empty()) {
      search.skipped(Origin::kEnvironment, item, "ignored, an empty item would mean the current folder (OPH-HOST-1)");
    } else if (item.front() != '/') {
      search.skipped(Origin::kEnvironment, item, "ignored, not an absolute path (OPH-HOST-1)");
    } else {
      search.place(fs::path(item), Origin::kEnvironment, false);
    }
  }
}

}  // namespace

std::string_view name(Origin origin) noexcept {
  constexpr std::array<std::string_view, 4> kNames{"--plugins", "manifest", "OPHAMIN_PLUGIN_PATH", "installed"};
  const auto index = static_cast<std::size_t>(origin);
  return index < kNames.size() ? kNames[index] : "?";
}

void use_process_environment(SearchOptions& options) {
  const char* value = std::getenv("OPHAMIN_PLUGIN_PATH");  // NOLINT: read once, before threads
  options.environment = value == nullptr ? "" : value;
  options.privileged = ::getauxval(AT_SECURE) != 0;
}

SearchResult search(const SearchOptions& options) {
  SearchResult result;
  Search search(result);
  for (const fs::path& place : options.command_line) {
    if (place.empty()) {
      result.violations.push_back(unusable(place, "an empty path"));
    } else {
      search.place(place, Origin::kCommandLine, true);
    }
  }
  for (const fs::path& place : options.manifest) {
    if (place.is_absolute()) {
      search.place(place, Origin::kManifest, true);
    } else {
      search.skipped(Origin::kManifest, place.native(), "refused, not an absolute path (OPH-HOST-1)");
      result.violations.push_back(unusable(place, "a path that is not absolute"));
    }
  }
  search_environment(options, search);
  if (!options.installed.empty()) search.place(options.installed, Origin::kInstalled, false);
  return result;
}

std::vector<Violation> check_permissions(const fs::path& file) {
  std::vector<Violation> violations;
  check_writable(file, Role::kPluginFile, violations);
  check_ancestors(file, violations);
  return violations;
}

}  // namespace ophamin::registry
