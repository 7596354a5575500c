// SPDX-License-Identifier: Apache-2.0
#include "lineage_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <ophamin/records/canonical.hpp>
#include <ophamin/reporting/table.hpp>

#include "text.hpp"

namespace ophamin::cli {
namespace {

using records::Json;

constexpr std::size_t kIdColumn = 35;     // of the ids that the host makes
constexpr std::size_t kDateColumn = 10;
constexpr std::size_t kResultColumn = 12;
constexpr std::size_t kHashColumn = 12;
constexpr std::size_t kLabelColumn = 11;
constexpr std::size_t kSmallestName = 8;

// A root says its day; what is below it was run then.
template <typename Run>
std::string line(const Run& run, const std::string& indent, std::size_t width) {
  const std::string head = fmt::format("{:<{}}  {:<{}}  ", reporting::printable(run.run_id), kIdColumn,
                                       reporting::printable(run.outcome), kResultColumn);
  const std::string name = run.parent_run_id.empty() ? run.created_at.substr(0, kDateColumn) + " " + run.name : indent + run.name;
  const std::size_t used = reporting::display_width(head);
  return head + reporting::truncate(reporting::printable(name), std::max(kSmallestName, width - std::min(width, used))) + "\n";
}

std::string value_text(const Json& value) { return value.is_string() ? value.as_string() : records::canonical(value); }

std::string dataset_text(const lineage::Dataset& dataset) {
  std::string text = dataset.name.empty() ? dataset.kind : fmt::format("{} {}", dataset.kind, dataset.name);
  if (dataset.n_records) text += fmt::format(", {} records", *dataset.n_records);
  if (dataset.size_bytes) text += fmt::format(", {} bytes", *dataset.size_bytes);
  if (!dataset.path.empty()) text += ", " + dataset.path;
  return fmt::format("{}\n{}", text, dataset.content_hash);
}

class Page {
 public:
  explicit Page(std::size_t width) : width_(width) {}

  void add(std::string_view label, std::string_view value) {
    if (value.empty()) return;
    std::string text;
    for (std::size_t begin = 0; begin <= value.size();) {
      const std::size_t end = std::min(value.find('\n', begin), value.size());
      text += (begin == 0 ? "" : "\n") + reporting::printable(value.substr(begin, end - begin));
      begin = end + 1;
    }
    page_ += hanging(label, text, kLabelColumn, width_);
  }
  std::string take() { return std::move(page_); }

 private:
  std::size_t width_;
  std::string page_;
};

std::string joined(std::string_view first, std::string_view second) {
  return second.empty() ? std::string(first) : fmt::format("{}, {}", first, second);
}

std::string member_text(const records::JsonObject& object, std::string_view key) {
  const Json* value = object.find(key);
  return value == nullptr ? std::string{} : value_text(*value);
}

std::string error_text(const Json& error) {
  const auto part = [&](std::string_view key) {
    const Json* value = error.find(key);
    return value != nullptr && value->is_string() ? value->as_string() : std::string{};
  };
  return fmt::format("{}: {}", part("name"), part("message"));
}

}  // namespace

std::string run_title() {
  return fmt::format("{:<{}}  {:<{}}  name\n{:-<{}}\n", "run", kIdColumn, "result", kResultColumn, "",
                     kIdColumn + kResultColumn + 4 + kDateColumn);
}

std::string run_line(const lineage::RunSummary& run, std::size_t width) {
  return line(run, std::string(2 * run.depth, ' '), width);
}

std::string run_line(const lineage::RunEntry& run, std::size_t width) {
  return line(run, "", width);
}

std::string dataset_title() {
  return fmt::format("{:<{}}  {:<9}  {:>9}  {:>6}  {:<{}}  name\n{:-<70}\n", "sha256", kHashColumn, "kind", "records", "runs", "last used",
                     kDateColumn, "");
}

std::string dataset_line(const lineage::DatasetUse& use, std::size_t width) {
  const lineage::Dataset& dataset = use.dataset;
  const std::string head = fmt::format("{:<{}}  {:<9}  {:>9}  {:>6}  {:<{}}  ", dataset.content_hash.substr(0, kHashColumn), kHashColumn,
                                       reporting::printable(dataset.kind), dataset.n_records ? std::to_string(*dataset.n_records) : "-",
                                       use.n_runs, use.last_used.empty() ? "-" : use.last_used.substr(0, kDateColumn), kDateColumn);
  const std::size_t used = reporting::display_width(head);
  const std::string name = dataset.name.empty() ? dataset.path : dataset.name;
  return head + reporting::truncate(reporting::printable(name), std::max(kSmallestName, width - std::min(width, used))) + "\n";
}

std::string run_page(const lineage::RunEntry& run, std::uint64_t n_children, std::size_t width) {
  Page page(width);
  page.add("run", run.run_id);
  page.add("kind", run.kind);
  page.add("name", run.name);
  page.add("result", run.outcome);
  page.add("created", run.created_at);
  page.add("parent", run.parent_run_id);
  if (n_children != 0) page.add("children", fmt::format("{}, see `ophamin-host lineage list`", n_children));
  page.add("host", joined(run.ophamin_version, run.ophamin_git_commit));
  page.add("substrate", joined(member_text(run.substrate, "name"), run.substrate_git_commit()));
  page.add("config", member_text(lineage::manifest_of(run), "config_hash"));
  page.add("proof", run.proof_id);
  if (run.observed_value) page.add("observed", fmt::format("{}", *run.observed_value));
  for (const auto& [key, value] : run.metrics)
    if (key != "observed_value") page.add("metric", fmt::format("{} {}", key, value_text(value)));
  for (const lineage::Dataset& dataset : run.datasets) page.add("data", dataset_text(dataset));
  for (const auto& path : run.artifact_paths()) page.add("file", path.string());
  for (const auto& [key, value] : run.extra) {
    if (key == "errors" && value.is_array()) {
      for (const Json& error : value.as_array()) page.add("error", error_text(error));
    } else if (key == "sweep_point" && value.is_object()) {
      for (const auto& [swept, point] : value.as_object()) page.add("sweep", fmt::format("{} = {}", swept, value_text(point)));
    } else if (value.is_string()) {
      page.add(key, value.as_string());
    }
  }
  return page.take();
}

records::JsonObject summary_json(const lineage::RunSummary& run) {
  const auto or_null = [](const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); };
  return {{"run_id", run.run_id},
          {"parent_run_id", or_null(run.parent_run_id)},
          {"kind", run.kind},
          {"name", run.name},
          {"outcome", run.outcome},
          {"created_at", run.created_at},
          {"proof_id", or_null(run.proof_id)},
          {"observed_value", run.observed_value ? Json(*run.observed_value) : Json(nullptr)}};
}

records::JsonObject dataset_json(const lineage::DatasetUse& use) {
  const lineage::Dataset& dataset = use.dataset;
  return {{"content_hash", dataset.content_hash},
          {"kind", dataset.kind},
          {"name", dataset.name},
          {"path", dataset.path},
          {"size_bytes", dataset.size_bytes ? Json(*dataset.size_bytes) : Json(nullptr)},
          {"n_records", dataset.n_records ? Json(*dataset.n_records) : Json(nullptr)},
          {"n_runs", Json(use.n_runs)},
          {"last_used", use.last_used.empty() ? Json(nullptr) : Json(use.last_used)}};
}

}  // namespace ophamin::cli
