// SPDX-License-Identifier: Apache-2.0
#include <ophamin/measuring/environment_lock.hpp>

#include <algorithm>
#include <gnu/libc-version.h>
#include <sys/utsname.h>

#include <boost/version.hpp>
#include <fmt/format.h>
#include <openssl/crypto.h>

#include <ophamin/version.hpp>

namespace ophamin::measuring {

namespace {

std::string platform() {
  utsname name{};
  if (::uname(&name) != 0) return "unknown";
  return fmt::format("{} {} {}", name.sysname, name.release, name.machine);
}

}  // namespace

EnvironmentLock environment_lock(const registry::Registry& registry) {
  EnvironmentLock lock;
  lock.emplace_back("ophamin-host", kVersion);
  lock.emplace_back("ophamin-host.commit", kGitCommit.empty() ? "unknown" : kGitCommit);
  lock.emplace_back("compiler", kCompiler);
  lock.emplace_back("build", kBuildType);
  lock.emplace_back("platform", platform());
  lock.emplace_back("boost", fmt::format("{}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100));
  lock.emplace_back("openssl", OpenSSL_version(OPENSSL_VERSION_STRING));
  lock.emplace_back("fmt", fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100));
  lock.emplace_back("libc", fmt::format("glibc {}", ::gnu_get_libc_version()));
  auto plugins = registry.plugins();
  std::sort(plugins.begin(), plugins.end(), [](const auto* a, const auto* b) { return a->id < b->id; });
  for (const auto* plugin : plugins) {
    lock.emplace_back("plugin:" + plugin->id, fmt::format("{} sha256:{}", plugin->version, plugin->sha256));
  }
  return lock;
}

}  // namespace ophamin::measuring
