// SPDX-License-Identifier: Apache-2.0
#include "host_run.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/verify.hpp>
#include <support/paths.hpp>

namespace ophamin::test {
namespace {

namespace fs = std::filesystem;
using records::Json;

std::string read_text(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string replaced(std::string text, std::string_view what, const std::string& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
  return text;
}

bool is_measured(std::string_view key) {
  static constexpr std::string_view kKeys[] = {"id",           "signature",    "created_at", "preregistered_at", "started_at",
                                               "completed_at", "proof_id",     "seconds",    "bundle",           "corrected_verdicts",
                                               "artifact_paths", "preregistration_attempt", "ophamin:preregistration_attempt", "campaign_id",
                                               "run_id", "ophamin:run_id", "lineage_chain", "prov:informant"};
  return key.ends_with("_ns") || std::find(std::begin(kKeys), std::end(kKeys), key) != std::end(kKeys);
}

Json mask(const Json& value) {
  if (value.is_array()) {
    records::JsonArray array;
    for (const auto& item : value.as_array()) array.push_back(mask(item));
    return Json(std::move(array));
  }
  if (!value.is_object()) return value;
  records::JsonObject object;
  for (const auto& member : value.as_object()) {
    // The node of the campaign's run is named after it.
    const bool is_run = member.key.starts_with("ophamin:run_") && !is_measured(member.key);
    object.set(is_run ? "ophamin:run_*" : member.key, is_measured(member.key) ? Json("*") : mask(member.value));
  }
  return Json(std::move(object));
}

}  // namespace

Campaign::Campaign(const std::string& body) : program_(folder() / "host" / "ophamin-host") {
  fs::create_directory(program_.parent_path());
  std::error_code fault;
  fs::create_hard_link(host_program(), program_, fault);
  if (fault) fs::copy_file(host_program(), program_);
  std::string plugins;
  for (const auto* name : {"corpora", "pillars", "substrates", "scenarios", "misbehaving"}) {
    plugins += std::string(plugins.empty() ? "" : ", ") + "\"" + fixture_guests().string() + "/" + name + ".so\"";
  }
  std::ofstream(folder() / "campaign.toml") << "[campaign]\nname = \"fault\"\nseed = 7\nout = \"out\"\n[plugins]\npaths = [" << plugins
                                            << "]\n" << replaced(body, "{data}", folder().string());
}

pid_t Campaign::start(std::vector<std::string> arguments, const std::function<void()>& prepare) {
  ++runs_;
  const auto out_file = folder() / ("stdout." + std::to_string(runs_));
  const auto err_file = folder() / ("stderr." + std::to_string(runs_));
  arguments.insert(arguments.begin(), {program_.string(), "run", "campaign.toml", "--quiet"});
  std::vector<char*> pointers;
  for (auto& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  const pid_t host = ::fork();
  REQUIRE(host >= 0);
  if (host == 0) {
    ::dup2(::open(out_file.c_str(), O_CREAT | O_WRONLY, 0644), 1);
    ::dup2(::open(err_file.c_str(), O_CREAT | O_WRONLY, 0644), 2);
    if (::chdir(folder().c_str()) != 0) ::_exit(125);
    ::unsetenv("OPHAMIN_PLUGIN_PATH");
    ::setenv("XDG_CACHE_HOME", (folder() / "cache").c_str(), 1);
    if (prepare) prepare();
    ::execv(pointers[0], pointers.data());
    ::_exit(126);
  }
  outputs_[host] = {out_file, err_file};
  return host;
}

HostExit Campaign::wait(pid_t host) {
  int status = 0;
  while (::waitpid(host, &status, 0) < 0 && errno == EINTR) {
  }
  HostExit end;
  if (WIFEXITED(status)) end.code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
  const auto [out_file, err_file] = outputs_.at(host);
  end.out = read_text(out_file);
  end.err = read_text(err_file);
  outputs_.erase(host);
  return end;
}

std::map<std::string, ShardOnDisk> Campaign::shards(const std::string& out_name, const records::SigningKey& key) const {
  std::map<std::string, ShardOnDisk> result;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(out(out_name) / "shards", none)) {
    if (entry.path().extension() != ".json") continue;
    const auto ledger = records::load_json(entry.path());
    ShardOnDisk shard;
    shard.state = ledger.find("state")->as_string();
    shard.output_tail = ledger.find("output_tail")->as_string();
    shard.text = records::canonical(*ledger.find("problems"));
    const auto& problems = ledger.find("problems")->as_array();
    if (!problems.empty()) shard.error = problems.front().find("name")->as_string();
    const auto file = out(out_name) / ledger.find("bundle")->as_string() / "proof.json";
    if (shard.state == "proof" && fs::exists(file)) {
      const auto report = records::verify_file(file, key);
      CHECK_MESSAGE(report.ok(), file.string());
      shard.proof = records::load_json(file);
      shard.proof_id = report.id;
      CHECK(shard.proof_id == ledger.find("proof_id")->as_string());
    }
    result.emplace(ledger.find("shard")->as_string(), std::move(shard));
  }
  return result;
}

std::map<std::string, ShardOnDisk> Campaign::by_point() const {
  std::map<std::string, ShardOnDisk> result;
  for (auto& [id, shard] : shards()) {
    const auto ledger = records::load_json(out() / "shards" / (id + ".json"));
    REQUIRE(result.emplace(ledger.find("point")->as_string(), std::move(shard)).second);
  }
  return result;
}

std::size_t Campaign::attempts(const std::string& shard_id) const {
  std::size_t count = 0;
  while (fs::exists(out() / "preregistrations" / (shard_id + "." + std::to_string(count + 1) + ".json"))) ++count;
  return count;
}

std::vector<pid_t> Campaign::processes() const {
  std::vector<pid_t> result;
  std::error_code fault;
  for (const auto& entry : fs::directory_iterator("/proc", fault)) {
    const auto name = entry.path().filename().string();
    pid_t process = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), process).ptr != name.data() + name.size()) continue;
    const auto program = fs::read_symlink(entry.path() / "exe", fault);
    if (!fault && program == program_) result.push_back(process);
  }
  return result;
}

bool Campaign::is_quiet() const {
  for (int i = 0; i < 200; ++i) {
    if (processes().empty()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

std::string masked(const records::Json& record) { return records::pretty(mask(record)); }

std::map<std::string, std::string> masked_proofs(const Campaign& campaign, const std::string& out_name) {
  std::map<std::string, std::string> result;
  for (const auto& [id, shard] : campaign.shards(out_name)) result[id] = shard.proof.is_null() ? shard.text : masked(shard.proof);
  return result;
}

bool has(const std::string& text, std::string_view piece) {
  const bool found = text.find(piece) != std::string::npos;
  if (!found) MESSAGE("'", std::string(piece), "' is not in: ", text);
  return found;
}

}  // namespace ophamin::test
