// SPDX-License-Identifier: Apache-2.0
#include "revision.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string_view>

#include <common/pipe_signal.hpp>
#include <ophamin/failure.hpp>
#include <ophamin/text.hpp>

#include "conversation.hpp"
#include "launching.hpp"

namespace ophamin::process {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMinute = 60'000'000'000;
constexpr std::size_t kLongestLine = 64 << 10;

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new()) {
    if (context_ == nullptr || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) throw sdk::io_failure("SHA-256 is not there");
  }
  void update(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  std::string hex() {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    EVP_DigestFinal_ex(context_.get(), digest, &size);
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
      text += kDigits[digest[i] >> 4];
      text += kDigits[digest[i] & 15];
    }
    return text;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

std::string digest_of(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const auto refused = [&] { return sdk::io_failure("`" + path + "` cannot be read for its digest: " + std::strerror(errno)); };
  if (!file.is_open()) throw refused();
  Sha256 hash;
  char piece[64 << 10];
  for (;;) {
    const auto got = ::read(file.get(), piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw refused();
    if (got == 0) return hash.hex();
    hash.update({piece, static_cast<std::size_t>(got)});
  }
}

struct Said {
  std::string line;
  ExitStatus exit;
  std::string words;
  Outcome outcome = Outcome::kEnded;
};

Said listen(const sdk::Host& host, const Launch& launch) {
  const substrates::PipeSignal held;
  try {
    Conversation talk(host, launch, kLongestLine);
    Said said;
    said.outcome = talk.converse({}, host.monotonic_ns() + kMinute);
    said.line = std::string(talk.reply());
    said.exit = talk.end();
    said.words = talk.errors().line();
    return said;
  } catch (const LaunchFailure& failure) {
    throw sdk::unavailable("`" + launch.command.front() + "` cannot be started: " + failure.what());
  }
}

}  // namespace

std::string program_revision(const std::vector<std::string>& words, const Launch& launch) {
  std::string lines;
  std::string only;
  std::size_t files = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const fs::path path = i == 0 ? fs::path(launch.command.front()) : fs::path(launch.folder) / fs::path(words[i]);
    std::error_code fault;
    if (i != 0 && (words[i].empty() || !fs::is_regular_file(path, fault))) continue;
    only = digest_of(path.string());
    lines += only + "  " + words[i] + "\n";
    ++files;
  }
  if (files != 1) {
    Sha256 hash;
    hash.update(lines);
    only = hash.hex();
  }
  return "sha256:" + only;
}

std::string git_revision(const sdk::Host& host, const Launch& around, const std::string& folder) {
  Launch git;
  git.environment = around.environment;
  git.folder = folder;
  const std::string program = find_program("git", folder, git.environment);
  git.command = {program, "rev-parse", "--verify", "HEAD"};
  const auto head = listen(host, git);
  if (head.outcome != Outcome::kReply || head.exit.signal != 0 || head.exit.code != 0) {
    throw sdk::unavailable("expected a git repository with a commit at `" + folder + "`, found none" +
                           (head.words.empty() ? std::string() : ": " + head.words));
  }
  git.command = {program, "status", "--porcelain", "--untracked-files=no", "--ignore-submodules=none"};
  const auto changes = listen(host, git);
  return changes.outcome == Outcome::kReply ? head.line + "-dirty" : head.line;
}

std::string command_revision(const sdk::Host& host, const Launch& launch) {
  const auto said = listen(host, launch);
  std::string line;
  sdk::to_utf8(said.line, line);
  if (const auto end = line.find_last_not_of(" \t\r"); end != std::string::npos) line.resize(end + 1);
  line.erase(0, line.find_first_not_of(" \t"));
  if (said.outcome != Outcome::kReply || said.exit.signal != 0 || said.exit.code != 0) {
    throw sdk::unavailable("expected the version from `" + launch.command.front() + "`, found " +
                           (said.outcome == Outcome::kTimeout ? std::string("no end within a minute") : said.exit.words()) +
                           (said.words.empty() ? std::string() : ": " + said.words));
  }
  return line;
}

}  // namespace ophamin::process
