// SPDX-License-Identifier: Apache-2.0
//
// substrate throughput: how fast a substrate runs, measured and not assumed.
#include <memory>

#include <sys/utsname.h>
#include <unistd.h>

#include <fmt/format.h>

#include <ophamin/campaign/readiness.hpp>
#include <ophamin/records/number_text.hpp>
#include <ophamin/reporting/table.hpp>
#include <ophamin/seeing/throughput.hpp>
#include <ophamin/version.hpp>

#include "commands.hpp"
#include "options.hpp"
#include "substrate_options.hpp"
#include "text.hpp"

namespace ophamin::cli {
namespace {

constexpr int kDigits = 6;
constexpr std::size_t kLabels = 32;

struct ThroughputOptions {
  SubstrateOptions substrate{};
  std::vector<std::string> stimulus{};
  std::string stimuli{};
  std::uint64_t cycles = 0;
};

/// Stimuli of the command line, then the lines of the file.
std::vector<std::string> read_stimuli(const ThroughputOptions& options) {
  std::vector<std::string> texts = options.stimulus;
  if (!options.stimuli.empty()) {
    const std::string text = read_input(options.stimuli);
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      texts.push_back(text.substr(at, end - at));
      at = end + 1;
    }
  }
  if (texts.empty())
    throw diagnostics::Error({.code = diagnostics::ErrorCode::kUsageError,
                              .message = "there is no stimulus to run cycles with",
                              .expected = "--stimulus TEXT, or --stimuli FILE with at least one line"});
  return texts;
}

records::JsonObject environment_json() {
  utsname name{};
  const bool known = ::uname(&name) == 0;
  return {{"ophamin_host", kVersion},
          {"build", kBuildType},
          {"platform", known ? fmt::format("{} {} {}", name.sysname, name.release, name.machine) : std::string("unknown")},
          {"cpus", static_cast<std::int64_t>(::sysconf(_SC_NPROCESSORS_ONLN))}};
}

std::string result_text(const std::string& target, const std::string& mode, const seeing::Throughput& result, double construct_seconds,
                        std::size_t width) {
  std::string text;
  const auto line = [&](std::string_view label, std::string_view value) { text += hanging(label, value, kLabels, width); };
  const auto number = [](double value) { return records::format_g(value, kDigits); };
  const auto optional = [&](const std::optional<double>& value) { return value ? number(*value) : std::string("undefined: no cycle succeeded"); };
  line("target", reporting::printable(target));
  line("mode", reporting::printable(mode));
  line("n", fmt::format("{}", result.n));
  line("completed", fmt::format("{}", result.completed));
  line("succeeded", fmt::format("{}", result.succeeded));
  line("wall_seconds", number(result.wall_seconds));
  line("construct_seconds", number(construct_seconds));
  line("gross_cycles_per_sec", number(result.gross_cycles_per_sec));
  line("median_cycle_seconds", optional(result.median_cycle_seconds));
  line("mean_cycle_seconds", optional(result.mean_cycle_seconds));
  line("steady_state_cycles_per_sec", number(result.steady_state_cycles_per_sec));
  for (const auto& [reason, count] : result.failures) line("failed", fmt::format("{} times: {}", count, reporting::printable(reason)));
  return text;
}

int throughput(Console& console, const ThroughputOptions& options) {
  const std::vector<std::string> texts = read_stimuli(options);
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < texts.size(); ++i) ids.push_back(fmt::format("{}", i + 1));
  std::vector<oph_record_t> stimuli;
  for (std::size_t i = 0; i < texts.size(); ++i) stimuli.push_back(stimulus_of(ids[i], texts[i]));

  OpenSubstrate open(console, options.substrate);
  const seeing::Throughput result =
      seeing::measure_throughput(open.session(), stimuli, options.cycles != 0 ? options.cycles : stimuli.size());
  const std::string target = open.parameter("target", open.component().name);
  const std::string mode = open.parameter("mode", "in-process");
  const int code = campaign::exit_code_with_plugins(result.ok() ? 0 : 1, open.plugins());
  if (options.substrate.json) {
    const auto optional = [](const std::optional<double>& number) { return number ? records::Json(*number) : records::Json(); };
    records::JsonArray failures;
    for (const auto& [reason, count] : result.failures) failures.push_back(records::JsonObject{{"error", reason}, {"count", count}});
    records::JsonObject object{{"target", target},
                               {"mode", mode},
                               {"n", result.n},
                               {"completed", result.completed},
                               {"succeeded", result.succeeded},
                               {"wall_seconds", result.wall_seconds},
                               {"construct_seconds", open.open_seconds()},
                               {"gross_cycles_per_sec", result.gross_cycles_per_sec},
                               {"median_cycle_seconds", optional(result.median_cycle_seconds)},
                               {"mean_cycle_seconds", optional(result.mean_cycle_seconds)},
                               {"steady_state_cycles_per_sec", result.steady_state_cycles_per_sec},
                               {"failures", std::move(failures)},
                               {"state", open.session().state()},
                               {"env", environment_json()}};
    if (!result.ok()) {
      object.set("error", result.failures.empty() ? std::string("no cycle succeeded") : result.failures.front().first);
    }
    console.print_json(code == 0, std::move(object));
  } else {
    console.out << result_text(target, mode, result, open.open_seconds(), console.width) << std::flush;
  }
  warn_of_refused(console, open.plugins());
  return code;
}

}  // namespace

void add_substrate_throughput_command(Program& program, CLI::App& substrate) {
  auto options = std::make_shared<ThroughputOptions>();
  CLI::App* command = add_command(substrate, "throughput",
                                  "Measures how fast a substrate runs cycles, each timed by the host. The median is of cycles "
                                  "that succeeded.");
  add_substrate_options(*command, options->substrate);
  add_list(*command, "--stimulus", options->stimulus, "TEXT", "a stimulus (repeatable)");
  command->add_option("--stimuli", options->stimuli, "a stimulus per line; - for stdin")->option_text("FILE");
  command->add_option("--cycles", options->cycles, "cycles to run, over the stimuli again and again; by default each once")->option_text("N");
  command->footer(
      "Examples:\n"
      "  ophamin-host substrate throughput zlib --stimulus 'some text' --cycles 10000\n"
      "  ophamin-host substrate throughput zlib --set level=9 --stimuli lines.txt --json");
  on_call(program, *command, [&program, options] { return throughput(program.console, *options); });
}

}  // namespace ophamin::cli
