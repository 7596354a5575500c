// SPDX-License-Identifier: Apache-2.0
//
// lineage list|show|of|datasets|export|link
#include <memory>

#include <fmt/format.h>

#include <ophamin/lineage/dataset.hpp>
#include <ophamin/lineage/store.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/reporting/table.hpp>
#include <ophamin/storage/files.hpp>

#include "commands.hpp"
#include "lineage_text.hpp"
#include "options.hpp"
#include "text.hpp"

namespace ophamin::cli {
namespace {

constexpr std::uint64_t kShownRuns = 100;

struct LineageOptions {
  std::string db = "runs/lineage.db";
  std::string run{};
  std::vector<std::string> paths{};
  std::string out{};
  std::uint64_t limit = kShownRuns;
  bool children = false;
  bool json = false;
};

// {"ok": true, "NAME": [row, ...]} as the rows come, laid out as Console::print_json does.
class JsonRows {
 public:
  JsonRows(Console& console, std::string_view name) : console_(console), name_(name) {}

  void add(records::JsonObject row) {
    std::string text = records::pretty(records::Json(std::move(row)));
    for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 5)) text.insert(at + 1, "    ");
    console_.out << (rows_++ == 0 ? head() : ",\n    ") << text;
  }
  void finish() {
    if (rows_ == 0) {
      console_.print_json(true, {{name_, records::Json(records::JsonArray{})}});
    } else {
      console_.out << "\n  ]\n}\n" << std::flush;
    }
  }

 private:
  std::string head() const { return fmt::format("{{\n  \"ok\": true,\n  \"{}\": [\n    ", name_); }

  Console& console_;
  std::string name_;
  std::size_t rows_ = 0;
};

// Rows of a table as they come; the title only above the first.
class TextRows {
 public:
  TextRows(Console& console, std::string title) : console_(console), title_(std::move(title)) {}

  void add(const std::string& line) {
    if (rows_++ == 0) console_.out << title_;
    console_.out << (console_.colour_out() ? colour_verdicts(line) : line);
  }
  void finish(std::string_view nothing) {
    if (rows_ == 0) console_.out << nothing;
    console_.out << std::flush;
  }

 private:
  Console& console_;
  std::string title_;
  std::size_t rows_ = 0;
};

int list(Console& console, const LineageOptions& options) {
  auto store = lineage::Store::open_to_read(options.db);
  TextRows lines(console, run_title());
  JsonRows rows(console, "runs");
  std::uint64_t shown = 0;
  store.for_each_run([&](const lineage::RunSummary& run) {
    if (options.limit != 0 && shown == options.limit) return false;
    ++shown;
    options.json ? rows.add(summary_json(run)) : lines.add(run_line(run, console.width));
    return true;
  });
  options.json ? rows.finish() : lines.finish("no runs\n");
  const std::uint64_t all = store.count();
  if (shown < all) console.note(fmt::format("{} of {}; --limit 0 shows all", shown, counted(all, "run")));
  return 0;
}

int show(Console& console, const LineageOptions& options) {
  auto store = lineage::Store::open_to_read(options.db);
  const lineage::RunEntry run = store.get(store.resolve(options.run));
  records::JsonArray children;
  std::uint64_t n_children = 0;
  store.for_each_child(run.run_id, [&](const lineage::RunSummary& child) {
    ++n_children;
    if (options.json) children.emplace_back(child.run_id);
    return true;
  });
  if (options.json) {
    console.print_json(true, {{"run", records::Json(lineage::manifest_of(run))}, {"children", std::move(children)}});
    return 0;
  }
  const std::string page = run_page(run, n_children, console.width);
  console.out << (console.colour_out() ? colour_verdicts(page) : page) << std::flush;
  return 0;
}

int of(Console& console, const LineageOptions& options) {
  auto store = lineage::Store::open_to_read(options.db);
  const std::vector<lineage::RunEntry> chain = store.lineage_of(store.resolve(options.run));
  TextRows lines(console, run_title());
  JsonRows rows(console, "chain");
  for (const lineage::RunEntry& run : chain) options.json ? rows.add(lineage::manifest_of(run)) : lines.add(run_line(run, console.width));
  options.json ? rows.finish() : lines.finish("");
  return 0;
}

int datasets(Console& console, const LineageOptions& options) {
  auto store = lineage::Store::open_to_read(options.db);
  TextRows lines(console, dataset_title());
  JsonRows rows(console, "datasets");
  store.for_each_dataset([&](const lineage::DatasetUse& use) {
    options.json ? rows.add(dataset_json(use)) : lines.add(dataset_line(use, console.width));
    return true;
  });
  options.json ? rows.finish() : lines.finish("no datasets\n");
  return 0;
}

void write_manifest(Console& console, const lineage::RunEntry& run, const std::filesystem::path& out) {
  const std::filesystem::path folder = out / run.run_id;
  storage::ensure_directory(folder);
  storage::write_file_atomic(folder / "manifest.json", records::pretty(records::Json(lineage::manifest_of(run))));
  console.out << fmt::format("{}\n", (folder / "manifest.json").string());
}

int export_run(Console& console, const LineageOptions& options) {
  auto store = lineage::Store::open_to_read(options.db);
  const lineage::RunEntry run = store.get(store.resolve(options.run));
  if (options.out.empty()) {
    console.out << records::pretty(records::Json(lineage::manifest_of(run))) << '\n' << std::flush;
    return 0;
  }
  write_manifest(console, run, options.out);
  if (options.children) {
    store.for_each_child(run.run_id, [&](const lineage::RunSummary& child) {
      write_manifest(console, store.get(child.run_id), options.out);
      return true;
    });
  }
  console.out.flush();
  return 0;
}

int link(Console& console, const LineageOptions& options) {
  const std::string run_id = lineage::Store::open_to_read(options.db).resolve(options.run);
  std::vector<lineage::Dataset> linked;
  for (const std::string& path : options.paths) linked.push_back(lineage::link_dataset(path));
  auto store = lineage::Store::open(options.db);
  JsonRows rows(console, "datasets");
  for (const lineage::Dataset& dataset : linked) {
    store.add_dataset(run_id, dataset);
    if (options.json) {
      rows.add({{"path", dataset.path}, {"content_hash", dataset.content_hash}, {"size_bytes", records::Json(*dataset.size_bytes)}, {"kind", dataset.kind}});
    } else {
      console.out << fmt::format("{}  {}  {} bytes  {}\n", dataset.content_hash, dataset.kind, *dataset.size_bytes,
                                 reporting::printable(dataset.path));
    }
  }
  if (options.json) rows.finish();
  console.out.flush();
  return 0;
}

struct Added {
  CLI::App* command;
  std::shared_ptr<LineageOptions> options;
};

Added add(Program& program, CLI::App& group, const std::string& name, const std::string& description, const std::string& examples,
          int (*act)(Console&, const LineageOptions&)) {
  auto options = std::make_shared<LineageOptions>();
  CLI::App* command = add_command(group, name, description);
  command->add_option("--db", options->db, "the lineage store; else runs/lineage.db")->option_text("FILE");
  command->footer("Examples:\n" + examples);
  on_call(program, *command, [&program, options, act] { return act(program.console, *options); });
  return {command, options};
}

void add_run_argument(const Added& added) {
  added.command->add_option("RUN", added.options->run, "the id of a run or its beginning; or that of its proof's id")->required();
}

}  // namespace

void add_lineage_commands(Program& program) {
  CLI::App* group = add_command(program.app, "lineage", "What was run here, on which data, and what it came from.");
  group->require_subcommand(1);
  group->footer("Examples:\n  ophamin-host lineage list\n  ophamin-host lineage show 3f0c91d2ab47");

  const Added lists = add(program, *group, "list", "Every run: campaigns, the newest first, and their shards.",
                          "  ophamin-host lineage list --limit 20\n  ophamin-host lineage list --db results/lineage.db --json", list);
  lists.command->add_option("--limit", lists.options->limit, fmt::format("at most so many; 0 for all, {} if not given", kShownRuns))->option_text("N");
  add_json(*lists.command, lists.options->json);

  const Added shows = add(program, *group, "show", "All that is known of one run.", "  ophamin-host lineage show 3f0c91d2ab47", show);
  add_run_argument(shows);
  add_json(*shows.command, shows.options->json);

  const Added ofs = add(program, *group, "of", "The run, what it is a part of, and so on up to the root.",
                        "  ophamin-host lineage of 3f0c91d2ab47\n  ophamin-host lineage of 3f0c91d2ab47 --json", of);
  add_run_argument(ofs);
  add_json(*ofs.command, ofs.options->json);

  const Added data = add(program, *group, "datasets", "The data of all runs, with their content hashes.",
                         "  ophamin-host lineage datasets\n  ophamin-host lineage datasets --json", datasets);
  add_json(*data.command, data.options->json);

  const Added exports = add(program, *group, "export", "A run as manifest.json, in the reference implementation's layout.",
                            "  ophamin-host lineage export 3f0c91d2ab47\n"
                            "  ophamin-host lineage export 3f0c91d2ab47 --out runs --children",
                            export_run);
  add_run_argument(exports);
  CLI::Option* out = exports.command->add_option("--out", exports.options->out, "write DIR/<run>/manifest.json instead of to stdout")->option_text("DIR");
  exports.command->add_flag("--children", exports.options->children, "with --out: those of its children, too")->needs(out);

  const Added links = add(program, *group, "link", "Adds files and folders, with their content hashes, to the data of a run.",
                          "  ophamin-host lineage link 3f0c91d2ab47 model.bin inputs/", link);
  add_run_argument(links);
  links.command->add_option("PATH", links.options->paths, "a file or a folder")->required();
  add_json(*links.command, links.options->json);
}

}  // namespace ophamin::cli
