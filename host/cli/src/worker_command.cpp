// SPDX-License-Identifier: Apache-2.0
//
// worker: what the host calls itself as, to run a shard or to probe a plugin. Not for people, and not in --help.
#include <charconv>
#include <memory>
#include <system_error>

#include <fmt/format.h>

#include <ophamin/campaign/worker.hpp>
#include <ophamin/registry/probe.hpp>

#include "commands.hpp"
#include "options.hpp"

namespace ophamin::cli {
namespace {

struct WorkerOptions {
  int channel = -1;
  std::vector<std::string> probe{};  ///< descriptor and file
};

int descriptor_of(const std::string& text) {
  int descriptor = -1;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), descriptor);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || descriptor < 0)
    throw diagnostics::Error({.code = diagnostics::ErrorCode::kUsageError, .message = fmt::format("'{}' is no file descriptor", text)});
  return descriptor;
}

int work(const WorkerOptions& options) {
  if (!options.probe.empty()) registry::probe_main(descriptor_of(options.probe[0]), options.probe[1].c_str());
  if (options.channel >= 0) campaign::worker_main(options.channel);
  throw diagnostics::Error({.code = diagnostics::ErrorCode::kUsageError,
                            .message = "'ophamin-host worker' is how the host calls itself",
                            .mend = "use 'ophamin-host run'"});
}

}  // namespace

void add_worker_command(Program& program) {
  auto options = std::make_shared<WorkerOptions>();
  CLI::App* command = add_command(program.app, "worker", "Runs one shard, or probes one plugin, for the host.");
  command->group("");
  command->add_option("--channel", options->channel, "the socket of a shard's worker")->option_text("FD");
  command->add_option("--probe", options->probe, "a pipe, and the plugin to probe")->option_text("FD FILE")->type_size(1)->expected(2);
  on_call(program, *command, [options] { return work(*options); });
}

}  // namespace ophamin::cli
