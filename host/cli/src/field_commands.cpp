// SPDX-License-Identifier: Apache-2.0
//
// field list|show|coverage
#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/registry/near_names.hpp>
#include <ophamin/reporting/table.hpp>
#include <ophamin/seeing/field_catalog.hpp>

#include "commands.hpp"
#include "options.hpp"
#include "text.hpp"

namespace ophamin::cli {
namespace {

using seeing::CatalogedField;
using seeing::FieldCatalog;

constexpr std::size_t kLabels = 20;

struct FieldOptions {
  std::string name{};
  std::string family{};
  std::string file{};
  bool families = false;
  bool names = false;
  bool json = false;
};

[[noreturn]] void unknown(const std::string& what, const std::string& name, const std::vector<std::string>& known, const std::string& mend) {
  throw diagnostics::Error({.code = diagnostics::ErrorCode::kUnknownName,
                            .message = fmt::format("no {} is called '{}'", what, name),
                            .mend = mend,
                            .suggestions = registry::near_names(name, known)});
}

records::JsonObject read_object(const std::string& file) {
  records::ParseOptions parse;
  parse.file = input_name(file);
  auto value = records::parse_json(read_input(file), parse);
  if (value.is_object()) return std::move(value.as_object());
  throw diagnostics::Error({.code = diagnostics::ErrorCode::kInputInvalid,
                            .message = fmt::format("{} holds no raw output", input_name(file)),
                            .expected = "a JSON object",
                            .found = std::string(records::kind_name(value.kind())),
                            .mend = "give the raw output of one cycle, such as 'ophamin-host substrate probe --json' shows"});
}

template <class Items>
std::vector<std::string> names_of(const Items& items) {
  std::vector<std::string> names;
  for (const auto& item : items) names.push_back(item.name);
  return names;
}

records::JsonArray texts(const std::vector<std::string>& names) {
  records::JsonArray array;
  for (const auto& name : names) array.push_back(records::Json(name));
  return array;
}

records::Json to_json(const CatalogedField& field) {
  records::JsonArray types;
  for (std::size_t i = 0; i < seeing::kFieldTypeCount; ++i) {
    const auto type = static_cast<seeing::FieldType>(i);
    if ((field.types & seeing::bit(type)) != 0) types.push_back(records::Json(seeing::field_type_name(type)));
  }
  records::JsonObject object{{"name", field.name},
                             {"family", field.family},
                             {"types", std::move(types)},
                             {"nullable", records::Json(field.nullable)},
                             {"description", field.description}};
  if (!field.legacy_of.empty()) object.set("legacy_of", field.legacy_of);
  return records::Json(std::move(object));
}

int list_families(Console& console, const FieldOptions& options) {
  const auto& catalog = FieldCatalog::shipped();
  if (options.json) {
    records::JsonArray families;
    for (const auto& family : catalog.families()) {
      families.push_back(records::Json(records::JsonObject{{"name", family.name},
                                                           {"fields", records::Json(static_cast<std::int64_t>(catalog.of_family(family.name).size()))},
                                                           {"description", family.description}}));
    }
    console.print_json(true, {{"families", std::move(families)}});
    return 0;
  }
  using reporting::Align;
  using reporting::Fit;
  reporting::Table table({{"family", Align::kLeft, Fit::kKeep}, {"fields", Align::kRight, Fit::kKeep}, {"what it is about", Align::kLeft, Fit::kShrink, 20}});
  for (const auto& family : catalog.families()) {
    if (options.names) {
      console.out << family.name << '\n';
    } else {
      table.add_row({family.name, fmt::format("{}", catalog.of_family(family.name).size()), family.description});
    }
  }
  if (!options.names) console.out << table.render(console.width);
  return 0;
}

int list(Console& console, const FieldOptions& options) {
  if (options.families) return list_families(console, options);
  const auto& catalog = FieldCatalog::shipped();
  if (!options.family.empty() && !catalog.has_family(options.family)) {
    unknown("family", options.family, names_of(catalog.families()), "'ophamin-host field list --families' names them all");
  }
  std::vector<const CatalogedField*> fields;
  for (const auto& family : catalog.families()) {
    if (!options.family.empty() && family.name != options.family) continue;
    for (const auto* field : catalog.of_family(family.name)) fields.push_back(field);
  }
  if (options.json) {
    records::JsonArray array;
    for (const auto* field : fields) array.push_back(to_json(*field));
    console.print_json(true, {{"fields", std::move(array)}});
    return 0;
  }
  if (options.names) {
    for (const auto* field : fields) console.out << field->name << '\n';
  } else if (fields.empty()) {
    console.out << "none\n";
  } else {
    using reporting::Align;
    using reporting::Fit;
    reporting::Table table({{"family", Align::kLeft, Fit::kKeep},
                            {"name", Align::kLeft, Fit::kKeep},
                            {"types", Align::kLeft, Fit::kKeep},
                            {"description", Align::kLeft, Fit::kShrink, 12}});
    for (const auto* field : fields) table.add_row({field->family, field->name, seeing::type_names(field->types), field->description});
    console.out << table.render(console.width);
  }
  return 0;
}

int show(Console& console, const FieldOptions& options) {
  const auto& catalog = FieldCatalog::shipped();
  const auto* field = catalog.find(options.name);
  if (field == nullptr) {
    unknown("field of the catalogue", options.name, names_of(catalog.fields()),
            "'ophamin-host field list' names them all; 'ophamin-host substrate probe' shows what a substrate declares of its own");
  }
  if (options.json) {
    console.print_json(true, {{"field", to_json(*field)}});
    return 0;
  }
  const auto line = [&](std::string_view label, std::string_view value) {
    console.out << hanging(fmt::format("  {}", label), value, kLabels, console.width);
  };
  console.out << "field " << field->name << '\n' << wrapped(field->description, 2, console.width) << '\n';
  line("types", seeing::type_names(field->types));
  line("may be null", field->nullable ? "yes" : "no");
  line("family", field->family);
  if (!field->legacy_of.empty()) line("older name of", field->legacy_of);
  std::string others;
  for (const auto* other : catalog.of_family(field->family)) {
    if (other != field) others += (others.empty() ? "" : ", ") + other->name;
  }
  if (!others.empty()) line("others of it", others);
  return 0;
}

int coverage(Console& console, const FieldOptions& options) {
  const auto& catalog = FieldCatalog::shipped();
  const auto raw = read_object(options.file);
  const auto found = catalog.coverage(raw);
  std::vector<std::string> mismatched;
  for (const auto& name : found.in_catalog) {
    if (!catalog.find(name)->accepts_value(*raw.find(name))) mismatched.push_back(name);
  }
  if (options.json) {
    console.print_json(true, {{"in_catalog", texts(found.in_catalog)},
                              {"uncataloged", texts(found.uncataloged)},
                              {"missing_from_raw", texts(found.missing_from_raw)},
                              {"of_another_type", texts(mismatched)},
                              {"in_catalog_count", records::Json(static_cast<std::int64_t>(found.in_catalog.size()))},
                              {"uncataloged_count", records::Json(static_cast<std::int64_t>(found.uncataloged.size()))},
                              {"missing_from_raw_count", records::Json(static_cast<std::int64_t>(found.missing_from_raw.size()))},
                              {"catalog_size", records::Json(static_cast<std::int64_t>(found.catalog_size))},
                              {"raw_size", records::Json(static_cast<std::int64_t>(found.raw_size))}});
    return 0;
  }
  const auto part = [&](std::string_view title, const std::vector<std::string>& names, std::size_t of) {
    console.out << fmt::format("{}: {} of {}\n", title, names.size(), of);
    std::string line;
    for (const auto& name : names) line += (line.empty() ? "" : ", ") + reporting::printable(name);
    console.out << wrapped(line, 2, console.width);
  };
  part("in the catalogue", found.in_catalog, found.raw_size);
  part("of another type than there", mismatched, found.in_catalog.size());
  part("not in the catalogue", found.uncataloged, found.raw_size);
  part("of the catalogue, not given", found.missing_from_raw, found.catalog_size);
  return 0;
}

}  // namespace

void add_field_commands(Program& program) {
  CLI::App* group = add_command(program.app, "field", "Fields: the catalogue of what cycles of a cognitive system give.");
  group->require_subcommand(1);
  group->footer("Examples:\n  ophamin-host field list --family phi\n  ophamin-host field show gwf_verdict");

  auto lists = std::make_shared<FieldOptions>();
  CLI::App* list_command = add_command(*group, "list", "The fields of the catalogue, family by family.");
  auto* family = list_command->add_option("--family", lists->family, "only those of this family")->option_text("NAME");
  list_command->add_flag("--families", lists->families, "the families themselves")->excludes(family);
  list_command->add_flag("--names", lists->names, "the names alone, one a line");
  add_json(*list_command, lists->json);
  list_command->footer("Examples:\n  ophamin-host field list\n  ophamin-host field list --families\n  ophamin-host field list --family prime --json");
  on_call(program, *list_command, [&program, lists] { return list(program.console, *lists); });

  auto shows = std::make_shared<FieldOptions>();
  CLI::App* show_command = add_command(*group, "show", "One field: its types, its family, what it says.");
  show_command->add_option("NAME", shows->name, "its name, as 'list' shows it")->required();
  add_json(*show_command, shows->json);
  show_command->footer("Examples:\n  ophamin-host field show phi\n  ophamin-host field show piovra_arms_active --json");
  on_call(program, *show_command, [&program, shows] { return show(program.console, *shows); });

  auto covers = std::make_shared<FieldOptions>();
  CLI::App* coverage_command = add_command(*group, "coverage", "How a raw output and the catalogue overlap.");
  coverage_command->add_option("FILE", covers->file, "one cycle's raw output, a JSON object; - for stdin")->required();
  add_json(*coverage_command, covers->json);
  coverage_command->footer("Examples:\n  ophamin-host field coverage raw.json\n  echo '{\"phi\": 0.5}' | ophamin-host field coverage - --json");
  on_call(program, *coverage_command, [&program, covers] { return coverage(program.console, *covers); });
}

}  // namespace ophamin::cli
