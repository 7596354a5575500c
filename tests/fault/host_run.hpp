// SPDX-License-Identifier: Apache-2.0
//
// Running the program on a campaign of fixture guests, and reading what it left behind.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/records/json.hpp>
#include <ophamin/records/signing_key.hpp>
#include <support/temporary_directory.hpp>

namespace ophamin::test {

/// How a run of the program ended.
struct HostExit {
  int code = -1;   ///< -1: by a signal
  int signal = 0;
  std::string out{}, err{};
};

/// One shard as the folder of its campaign tells of it.
struct ShardOnDisk {
  std::string state{};  ///< "proof", "errored"
  std::string error{};  ///< the name of the first problem
  std::string text{};   ///< all problems, as JSON
  std::string output_tail{};
  std::string proof_id{};
  records::Json proof{};
};

/// A campaign in a folder of its own. The program is linked there, so that it finds no plugins but those it is given.
class Campaign {
 public:
  /// `body` is the manifest after `[campaign]`; {data} stands for the campaign's folder.
  explicit Campaign(const std::string& body);

  const std::filesystem::path& folder() const noexcept { return folder_.path(); }
  std::filesystem::path out(const std::string& name = "out") const { return folder() / name; }

  /// Starts `ophamin-host run` with further arguments; `prepare` runs in the child before it.
  pid_t start(std::vector<std::string> arguments = {}, const std::function<void()>& prepare = {});
  HostExit wait(pid_t host);
  HostExit run(std::vector<std::string> arguments = {}, const std::function<void()>& prepare = {}) {
    return wait(start(std::move(arguments), prepare));
  }

  /// Every shard that is in the ledger, by id. A proof is read if its bundle is there, and verified.
  std::map<std::string, ShardOnDisk> shards(const std::string& out_name = "out",
                                            const records::SigningKey& key = records::SigningKey::published()) const;
  /// The shards by what their sweep set, "mode=segv"; REQUIREs that each is there once.
  std::map<std::string, ShardOnDisk> by_point() const;
  /// The number of pre-registrations that a shard has.
  std::size_t attempts(const std::string& shard_id) const;
  /// Processes that run the program of this campaign; workers too.
  std::vector<pid_t> processes() const;
  /// True once there are none; waits for at most two seconds.
  bool is_quiet() const;

 private:
  TemporaryDirectory folder_;
  std::filesystem::path program_;
  std::map<pid_t, std::pair<std::filesystem::path, std::filesystem::path>> outputs_;
  int runs_ = 0;
};

/// A record without what a clock or a stopwatch made, and without what follows from that (ids, signatures, attempts): the
/// text that two runs of the same campaign have in common.
std::string masked(const records::Json& record);

/// The masked proofs of a campaign, by shard.
std::map<std::string, std::string> masked_proofs(const Campaign& campaign, const std::string& out_name = "out");

/// True if the text has the piece; prints both if not.
bool has(const std::string& text, std::string_view piece);

/// Whether this build of the program runs under a sanitizer.
#ifdef OPHAMIN_SANITIZED
inline constexpr int kSlower = 6;
#else
inline constexpr int kSlower = 1;
#endif

}  // namespace ophamin::test
