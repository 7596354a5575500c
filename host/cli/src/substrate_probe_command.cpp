// SPDX-License-Identifier: Apache-2.0
//
// substrate probe: what a substrate says of itself and its system once it is open, and one cycle to try it.
#include <memory>
#include <optional>

#include <boost/json/object.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/campaign/readiness.hpp>
#include <ophamin/guests/text.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/reporting/table.hpp>

#include "commands.hpp"
#include "options.hpp"
#include "substrate_options.hpp"
#include "text.hpp"

namespace ophamin::cli {
namespace {

constexpr std::size_t kLabels = 20;

struct ProbeOptions {
  SubstrateOptions substrate{};
  std::optional<std::string> stimulus{};
};

/// One cycle that was tried.
struct Trial {
  bool success = false;
  double seconds = 0.0;
  std::string error{};
  records::JsonObject fields{};
  records::Json raw{};
};

records::Json cell(const seeing::CycleBuffers& buffers, std::size_t field) {
  if (!buffers.valid(0, field)) return {};
  switch (buffers.fields()[field].type) {
    case OPH_BOOL: return records::Json(buffers.values<std::uint8_t>(field)[0] != 0);
    case OPH_INT: return records::Json(buffers.values<std::int64_t>(field)[0]);
    case OPH_FLOAT: return records::Json(buffers.values<double>(field)[0]);
    case OPH_JSON: return records::parse_json(buffers.text(0, field));
    default: return records::Json(std::string(buffers.text(0, field)));
  }
}

Trial try_cycle(seeing::SubstrateSession& session, const std::string& stimulus) {
  seeing::CycleBuffers buffers(session.guest(), session.fields(), std::vector<bool>(session.fields().size(), true), true);
  const std::string id = "stimulus";
  const oph_record_t record = stimulus_of(id, stimulus);
  const auto time = session.run({&record, 1}, buffers);
  Trial trial;
  trial.success = buffers.succeeded(0);
  trial.seconds = static_cast<double>(time.end_ns - time.begin_ns) * 1e-9;
  if (!buffers.failures().empty()) trial.error = buffers.failures().front().second;
  if (trial.success) {
    for (std::size_t i = 0; i < buffers.fields().size(); ++i) trial.fields.set(buffers.fields()[i].name, cell(buffers, i));
  } else if (trial.error.empty()) {
    trial.error = "the substrate gave no reason";
  }
  if (!buffers.raw().empty()) trial.raw = records::parse_json(buffers.raw().front().second);
  return trial;
}

std::vector<std::string> facts(const seeing::Field& field) {
  std::vector<std::string> list{std::string(guests::type_name(field.type))};
  if (!field.unit.empty()) list.push_back(field.unit);
  if (field.nullable()) list.push_back("may be missing");
  if (field.measured()) list.push_back("measured");
  return list;
}

records::JsonArray fields_json(const std::vector<seeing::Field>& fields) {
  records::JsonArray array;
  for (const seeing::Field& field : fields)
    array.push_back(records::JsonObject{{"name", field.name},
                                        {"type", std::string(guests::type_name(field.type))},
                                        {"unit", field.unit},
                                        {"family", field.family},
                                        {"nullable", field.nullable()},
                                        {"measured", field.measured()},
                                        {"description", field.description}});
  return array;
}

std::string shown(const records::Json& value) {
  return reporting::printable(value.is_string() ? std::string(value.as_string()) : records::canonical(value, records::Separators::kSpaced));
}

std::string members_text(const records::JsonObject& object, std::size_t indent, std::size_t width) {
  std::string text;
  for (const auto& member : object) {
    const std::string label = std::string(indent, ' ') + reporting::printable(member.key);
    if (member.value.is_object() && !member.value.as_object().empty()) {
      text += label + ":\n" + members_text(member.value.as_object(), indent + 2, width);
    } else {
      text += hanging(label, shown(member.value), kLabels + indent, width);
    }
  }
  return text;
}

std::string fields_text(const std::vector<seeing::Field>& fields, std::size_t width) {
  using reporting::Align;
  using reporting::Fit;
  reporting::Table table({{"field", Align::kLeft, Fit::kKeep},
                          {"is", Align::kLeft, Fit::kShrink, 12},
                          {"family", Align::kLeft, Fit::kKeep},
                          {"description", Align::kLeft, Fit::kShrink, 16}});
  for (const seeing::Field& field : fields)
    table.add_row({field.name, fmt::format("{}", fmt::join(facts(field), ", ")), field.family, field.description});
  return table.render(width);
}

int probe(Console& console, const ProbeOptions& options) {
  OpenSubstrate open(console, options.substrate);
  seeing::SubstrateSession& session = open.session();
  const registry::Component& component = open.component();
  const std::optional<records::JsonObject> found = session.probe();
  std::optional<Trial> trial;
  if (options.stimulus) trial = try_cycle(session, *options.stimulus);
  const std::string system = component.meta("system").empty() ? component.name : component.meta("system");
  const int code = campaign::exit_code_with_plugins(trial && !trial->success ? 1 : 0, open.plugins());
  if (options.substrate.json) {
    records::JsonObject object{{"component", component.name},
                               {"system", system},
                               {"kind", component.meta("kind")},
                               {"revision", session.revision()},
                               {"open_seconds", open.open_seconds()},
                               {"fields", fields_json(session.fields())},
                               {"probe", found ? records::Json(*found) : records::Json()}};
    if (trial)
      object.set("cycle", records::JsonObject{{"success", trial->success},
                                              {"seconds", trial->seconds},
                                              {"error", trial->error.empty() ? records::Json() : records::Json(trial->error)},
                                              {"fields", std::move(trial->fields)},
                                              {"raw", std::move(trial->raw)}});
    console.print_json(code == 0, std::move(object));
  } else {
    std::string text = fmt::format("{}, revision {}\n", component.label(), component.revision);
    text += hanging("  system", reporting::printable(system), kLabels, console.width);
    text += hanging("  version", reporting::printable(session.revision()), kLabels, console.width);
    text += hanging("  opened in", fmt::format("{:.3g} s", open.open_seconds()), kLabels, console.width);
    text += "\n" + fields_text(session.fields(), console.width);
    if (found) text += "\nProbe:\n" + members_text(*found, 2, console.width);
    if (trial) {
      text += trial->success ? fmt::format("\nA cycle succeeded in {:.3g} s:\n", trial->seconds)
                             : fmt::format("\nA cycle failed after {:.3g} s: {}\n", trial->seconds, reporting::printable(trial->error));
      text += members_text(trial->fields, 2, console.width);
      if (trial->raw.is_object()) text += "Its raw output:\n" + members_text(trial->raw.as_object(), 2, console.width);
    }
    console.out << text << std::flush;
  }
  warn_of_refused(console, open.plugins());
  return code;
}

}  // namespace

void add_substrate_probe_command(Program& program, CLI::App& substrate) {
  auto options = std::make_shared<ProbeOptions>();
  CLI::App* command = add_command(substrate, "probe",
                                  "Opens a substrate and says what it is: version, fields, what it finds out about its system; "
                                  "with --stimulus, how one cycle goes.");
  add_substrate_options(*command, options->substrate);
  command->add_option("--stimulus", options->stimulus, "run one cycle of this text")->option_text("TEXT");
  command->footer(
      "Examples:\n"
      "  ophamin-host substrate probe zlib\n"
      "  ophamin-host substrate probe zlib --set level=9 --stimulus 'some text' --json");
  on_call(program, *command, [&program, options] { return probe(program.console, *options); });
}

}  // namespace ophamin::cli
