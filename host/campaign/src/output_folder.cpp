// SPDX-License-Identifier: Apache-2.0
#include "output_folder.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/guests/json_bridge.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/timestamp.hpp>
#include <ophamin/storage/files.hpp>

namespace ophamin::campaign {

using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;
using records::Json;
using records::JsonObject;

namespace {

constexpr std::string_view kPlanFile = "plan.json";

/// A trailing slash would make the folder its own parent.
std::filesystem::path without_slash(const std::filesystem::path& path) {
  auto clean = path.lexically_normal();
  return clean.has_filename() ? clean : clean.parent_path();
}

/// True if there is nothing in the folder, or only what a host left that was killed before it wrote its plan.
bool is_unused(const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with(fmt::format(".{}.", kPlanFile)) || !name.ends_with(".tmp")) return false;
  }
  return true;
}

bool is_same_file(int descriptor, const std::filesystem::path& path) noexcept {
  struct stat held {};
  struct stat found {};
  return ::fstat(descriptor, &held) == 0 && ::stat(path.c_str(), &found) == 0 && held.st_dev == found.st_dev &&
         held.st_ino == found.st_ino;
}

/// What the campaign in a folder is called in the lineage store; empty if its plan does not say.
std::string run_id_in(const std::filesystem::path& folder) {
  try {
    const auto plan = records::load_json(folder / kPlanFile);
    const auto* run_id = plan.find("run_id");
    return run_id != nullptr && run_id->is_string() ? run_id->as_string() : std::string{};
  } catch (const Error&) {  // A plan that is damaged is of no use to a resume either, which says so.
    return {};
  }
}

JsonObject plugin_digests(const registry::Registry& registry) {
  JsonObject digests;
  for (const auto* plugin : registry.plugins()) digests.set(plugin->id, plugin->sha256);
  return digests;
}

Diagnostic mismatch(std::string message, std::string expected, std::string found, const std::filesystem::path& folder) {
  return {.code = ErrorCode::kResumeMismatch,
          .message = std::move(message),
          .expected = std::move(expected),
          .found = std::move(found),
          .mend = "resume with the manifest, the settings and the plugins it was started with, or start a new campaign without --resume",
          .place = {.file = folder.string()}};
}

}  // namespace

FolderLock::FolderLock(const std::filesystem::path& folder) {
  storage::ensure_directory(folder.parent_path());
  path_ = folder.parent_path() / fmt::format(".{}.lock", folder.filename().string());
  int fault = 0;
  do {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    descriptor_ = ::open(path_.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644);
    fault = descriptor_ < 0 || ::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 ? errno : 0;
    // Whoever held it before removed the file: what is locked must be what others will find.
  } while (fault == 0 && !is_same_file(descriptor_, path_));
  if (fault == 0) return;
  if (descriptor_ >= 0) ::close(descriptor_);
  throw Error({.code = ErrorCode::kDirectoryUnwritable,
               .message = fault == EWOULDBLOCK ? fmt::format("another host runs a campaign in {}", folder.string())
                                               : fmt::format("{} cannot be locked: {}", path_.string(), std::strerror(fault)),
               .mend = "wait for it, or choose another folder with --out",
               .place = {.file = folder.string()}});
}

FolderLock::~FolderLock() {
  ::unlink(path_.c_str());
  ::close(descriptor_);
}

OutputFolder::OutputFolder(const std::filesystem::path& folder, const Plan& plan, const registry::Registry& registry, bool resume,
                           std::string run_id, RunObserver& observer)
    : folder_(without_slash(folder)), lock_(folder_), run_id_(std::move(run_id)) {
  try {
    open(plan, registry, resume, observer);
  } catch (const std::filesystem::filesystem_error& fault) {
    throw Error({.code = ErrorCode::kDirectoryUnwritable,
                 .message = fmt::format("{} cannot be looked at: {}", folder_.string(), fault.code().message()),
                 .mend = "choose another folder with --out",
                 .place = {.file = folder_.string()}});
  }
}

void OutputFolder::open(const Plan& plan, const registry::Registry& registry, bool resume, RunObserver& observer) {
  const bool holds_campaign = std::filesystem::exists(folder_ / kPlanFile);
  const bool is_there = std::filesystem::exists(folder_);
  if (is_there && !std::filesystem::is_directory(folder_)) {
    throw Error({.code = ErrorCode::kDirectoryUnwritable,
                 .message = fmt::format("{} is no folder", folder_.string()),
                 .mend = "choose another folder with --out",
                 .place = {.file = folder_.string()}});
  }
  const bool unused = is_there && !holds_campaign && is_unused(folder_);
  // A host that was killed before it wrote its plan has begun nothing: that is resumed by beginning.
  if (resume && !unused) {
    if (!holds_campaign) {
      throw Error(mismatch("there is no campaign to resume", fmt::format("{} in the folder", kPlanFile),
                           is_there ? "a folder without it" : "no such folder", folder_));
    }
    check_resumed(plan, registry);
    return;
  }
  if (is_there && !unused) {
    if (!holds_campaign) {
      throw Error({.code = ErrorCode::kDirectoryUnwritable,
                   .message = fmt::format("{} holds files, and they are not those of a campaign", folder_.string()),
                   .expected = "a folder that is empty, is not there, or holds a campaign",
                   .mend = "choose another folder with --out",
                   .place = {.file = folder_.string()}});
    }
    move_aside(observer);
  }
  storage::ensure_directory(folder_);
  write_plan(plan, registry);
}

void OutputFolder::check_resumed(const Plan& plan, const registry::Registry& registry) {
  const auto stored = records::load_json(folder_ / kPlanFile);
  const auto* document = stored.find("plan");
  const auto* plugins = stored.find("plugins");
  const auto* started = stored.find("started_at");
  const auto* run_id = stored.find("run_id");
  if (document == nullptr || plugins == nullptr || started == nullptr || !started->is_string() || run_id == nullptr ||
      !run_id->is_string()) {
    throw Error(mismatch("the campaign's plan cannot be read", "the members plan, plugins, run_id and started_at",
                         "a file without them", folder_ / kPlanFile));
  }
  started_at_ = started->as_string();
  run_id_ = run_id->as_string();
  auto differences = plan_differences(guests::to_boost(*document).as_object(), plan_document(plan));
  if (const auto now = Json(plugin_digests(registry)); !(now == *plugins)) {
    differences.push_back(mismatch("the plugins are not those that the campaign was started with", records::canonical(*plugins),
                                   records::canonical(now), folder_));
  }
  if (!differences.empty()) throw Error(std::move(differences));
}

void OutputFolder::move_aside(RunObserver& observer) {
  const auto stamp = records::now_utc().substr(0, 19);
  std::string compact;
  for (const char c : stamp) {
    if (c != '-' && c != ':') compact += c;
  }
  auto target = folder_;
  target += "." + compact;
  for (int i = 2; std::filesystem::exists(target); ++i) {
    target = folder_;
    target += fmt::format(".{}-{}", compact, i);
  }
  std::error_code fault;
  std::filesystem::rename(folder_, target, fault);
  if (fault) {
    throw Error({.code = ErrorCode::kDirectoryUnwritable,
                 .message = fmt::format("{} holds something and cannot be moved to {}: {}", folder_.string(), target.string(),
                                        fault.message()),
                 .mend = "choose another folder with --out",
                 .place = {.file = folder_.string()}});
  }
  if (auto run_id = run_id_in(target); !run_id.empty()) moved_.emplace(std::move(run_id), target);
  const bool unfinished = std::filesystem::exists(target / kPlanFile) && !std::filesystem::exists(target / "CAMPAIGN.json");
  observer.on_note(fmt::format("{} was moved to {}{}", folder_.filename().string(), target.string(),
                               unfinished ? "; it holds an unfinished campaign, which --resume would have gone on with" : ""));
}

void OutputFolder::write_plan(const Plan& plan, const registry::Registry& registry) {
  started_at_ = records::now_utc();
  storage::write_file_atomic(folder_ / kPlanFile,
                             records::pretty(Json(JsonObject{{"started_at", started_at_},
                                                             {"run_id", run_id_},
                                                             {"fingerprint", plan_fingerprint(plan)},
                                                             {"plugins", Json(plugin_digests(registry))},
                                                             {"plan", guests::from_boost(plan_document(plan))}})));
}

}  // namespace ophamin::campaign
