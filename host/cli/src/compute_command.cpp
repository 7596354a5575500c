// SPDX-License-Identifier: Apache-2.0
//
// pillar compute: a table in, evidence out, without a campaign.
#include <memory>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/campaign/readiness.hpp>
#include <ophamin/guests/pillar_session.hpp>
#include <ophamin/guests/text.hpp>
#include <ophamin/records/number_text.hpp>
#include <ophamin/reporting/table.hpp>
#include <ophamin/seeing/table_file.hpp>

#include "assignments.hpp"
#include "commands.hpp"
#include "components.hpp"
#include "options.hpp"

namespace ophamin::cli {
namespace {

struct ComputeOptions {
  std::string name{};
  std::string table{};
  std::string format{};
  std::string params{};
  std::vector<std::string> set{};
  std::vector<std::string> roles{};
  std::vector<std::string> plugins{};
  std::uint64_t seed = 0;
  bool verify_determinism = false;
  bool json = false;
};

constexpr int kDigits = 6;

boost::json::object read_params(const ComputeOptions& options) {
  auto params = options.params.empty() ? boost::json::object{} : read_parameters(options.params);
  set_parameters(params, options.set);
  return params;
}

records::JsonObject row_json(const guests::EvidenceRow& row) {
  const records::PillarEvidence& evidence = row.evidence;
  const auto optional = [](const std::optional<double>& number) { return number ? records::Json(*number) : records::Json(nullptr); };
  records::JsonObject object{{"pillar", evidence.pillar},
                             {"statistic_name", evidence.statistic_name},
                             {"statistic_value", evidence.statistic_value},
                             {"effect_size", optional(evidence.effect_size)},
                             {"ci_low", optional(evidence.ci_low)},
                             {"ci_high", optional(evidence.ci_high)},
                             {"p_value", optional(evidence.p_value)},
                             {"cross_check", records::to_string(evidence.cross_check)},
                             {"library", evidence.library},
                             {"library_version", evidence.library_version}};
  if (row.undefined)
    object.set("undefined", records::JsonObject{{"needed", row.undefined->needed}, {"found", row.undefined->found}, {"reason", row.undefined->reason}});
  object.set("detail", evidence.detail);
  return object;
}

std::string undefined_text(const guests::Undefined& undefined) {
  return fmt::format("needs {}, found {}{}{}", undefined.needed, undefined.found, undefined.reason.empty() ? "" : ": ", undefined.reason);
}

std::string table_text(const std::vector<guests::EvidenceRow>& rows, std::size_t width) {
  using reporting::Align;
  using reporting::Fit;
  reporting::Table table({{"statistic", Align::kLeft, Fit::kKeep},
                          {"value", Align::kRight, Fit::kKeep},
                          {"interval", Align::kLeft, Fit::kKeep},
                          {"effect", Align::kRight, Fit::kKeep},
                          {"p", Align::kRight, Fit::kKeep},
                          {"cross-check", Align::kLeft, Fit::kKeep},
                          {"note", Align::kLeft, Fit::kShrink, 20}});
  const auto text = [](const std::optional<double>& number) { return number ? records::format_g(*number, kDigits) : std::string(); };
  for (const guests::EvidenceRow& row : rows) {
    const records::PillarEvidence& evidence = row.evidence;
    table.add_row({evidence.statistic_name, row.undefined ? "undefined" : text(evidence.statistic_value),
                   evidence.ci_low && evidence.ci_high ? fmt::format("[{}, {}]", text(evidence.ci_low), text(evidence.ci_high)) : "",
                   text(evidence.effect_size), text(evidence.p_value),
                   evidence.cross_check == records::CrossCheck::kNotApplicable ? "" : std::string(records::to_string(evidence.cross_check)),
                   row.undefined ? undefined_text(*row.undefined) : ""});
  }
  return table.render(width);
}

seeing::TableFile read_table(const ComputeOptions& options) {
  const std::string text = read_input(options.table);
  const seeing::TableFormat format = options.format == "csv"    ? seeing::TableFormat::kCsv
                                     : options.format == "json" ? seeing::TableFormat::kJson
                                                                : seeing::guess_format(options.table, text);
  return seeing::read_table(text, format, input_name(options.table));
}

int compute(Console& console, const ComputeOptions& options) {
  if (options.table == "-" && options.params == "-")
    throw diagnostics::Error({.code = diagnostics::ErrorCode::kUsageError, .message = "only one of --table and --params can be stdin"});
  const registry::LoadReport plugins = load_plugins(options.plugins);
  const registry::Component& pillar = named_component(plugins, OPH_PILLAR, options.name);
  const boost::json::object params = read_params(options);
  seeing::TableFile table = read_table(options);
  const std::vector<std::string> unused = table.assign_roles(split_pairs(options.roles, "--role"), pillar);

  guests::Environment environment;
  environment.registry = &plugins.registry;
  environment.seed = options.seed;
  environment.verify_determinism = options.verify_determinism;
  environment.log = [&console](oph_log_level_t level, std::string_view component, std::string_view line) {
    if (level >= OPH_LOG_WARNING) console.note(fmt::format("{}: {}", component, guests::printable(line)));
  };
  guests::PillarSession session(environment, pillar, params);
  if (!unused.empty()) console.note(fmt::format("columns that no role takes: {}", reporting::printable(fmt::format("{}", fmt::join(unused, ", ")))));
  const std::vector<guests::EvidenceRow> rows = session.compute(table.view());

  const int code = campaign::exit_code_with_plugins(0, plugins);
  if (options.json) {
    records::JsonArray evidence;
    for (const guests::EvidenceRow& row : rows) evidence.push_back(row_json(row));
    console.print_json(code == 0, {{"rows", table.rows()}, {"evidence", std::move(evidence)}});
  } else {
    console.out << table_text(rows, console.width) << std::flush;
  }
  warn_of_refused(console, plugins);
  return code;
}

}  // namespace

void add_compute_command(Program& program, CLI::App& pillar) {
  auto options = std::make_shared<ComputeOptions>();
  CLI::App* command = add_command(pillar, "compute",
                                  "Computes a pillar on a table. CSV (RFC 4180: a line of names, empty cells are missing) or "
                                  "JSON ({\"column\": [1, 2]} or [{\"column\": 1}, ...]; null is missing).");
  command->add_option("NAME", options->name, "the pillar, as 'pillar list' shows it")->required();
  command->add_option("--table", options->table, "the table; - for stdin")->option_text("FILE")->required();
  command->add_option("--format", options->format, "csv or json; else by extension, or the first character")
      ->option_text("FORMAT")
      ->check(CLI::IsMember({"csv", "json"}));
  add_list(*command, "--role", options->roles, "ROLE=COLUMN", "the column that fills a role; else the one of its name (repeatable)");
  command->add_option("--params", options->params, "parameters, a JSON object; - for stdin")->option_text("FILE");
  add_list(*command, "--set", options->set, "NAME=VALUE", "one parameter, JSON or text, over --params (repeatable)");
  command->add_option("--seed", options->seed, "seed of random streams; 0 by default")->option_text("N");
  command->add_flag("--verify-determinism", options->verify_determinism, "compute twice and compare, if it says it is deterministic");
  add_plugins(*command, options->plugins);
  add_json(*command, options->json);
  command->footer(
      "Examples:\n"
      "  ophamin-host pillar compute O.spc --table latency.csv --role value=seconds\n"
      "  printf 'value\\n1\\n2\\n' | ophamin-host pillar compute O.spc --table - --json");
  on_call(program, *command, [&program, options] { return compute(program.console, *options); });
}

}  // namespace ophamin::cli
