// SPDX-License-Identifier: Apache-2.0
#include <ophamin/registry/determinism.hpp>

#include <algorithm>
#include <cmath>
#include <deque>
#include <memory>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <ophamin/registry/parameters.hpp>

#include "recorder.hpp"
#include "violation_json.hpp"

namespace ophamin::registry {
namespace {

constexpr std::size_t kRows = 240;
constexpr std::size_t kGroups = 4;

// Storage and views of one column.
struct Column {
  std::vector<double> numbers;
  std::vector<std::int64_t> integers;
  std::vector<std::uint8_t> booleans;
  std::string bytes;
  std::vector<std::uint64_t> offsets;
  std::string name, role;
};

// A table that gives every role something a method can work with: numbers are positive, spread and without ties, integers
// and booleans vary, text names a few groups. Fixed, so that a report can be repeated.
class SyntheticTable {
 public:
  explicit SyntheticTable(const std::vector<Role>& roles) {
    for (const Role& role : roles) {
      const std::size_t copies = role.takes_several() ? 2 : 1;
      for (std::size_t copy = 0; copy < copies; ++copy) add(role, copy);
    }
    table_.struct_size = OPH_SIZEOF(oph_table_t, columns);
    table_.row_count = kRows;
    table_.column_count = views_.size();
    table_.columns = views_.data();
  }
  SyntheticTable(const SyntheticTable&) = delete;
  SyntheticTable& operator=(const SyntheticTable&) = delete;

  const oph_table_t* get() const noexcept { return &table_; }

 private:
  void add(const Role& role, std::size_t copy) {
    Column& column = columns_.emplace_back();
    column.role = role.name;
    column.name = copy == 0 ? role.name : fmt::format("{}_{}", role.name, copy + 1);
    oph_column_t view{};
    view.name = {column.name.data(), column.name.size()};
    view.role = {column.role.data(), column.role.size()};
    const double shift = static_cast<double>(columns_.size());
    if ((role.types & OPH_TYPE_BIT(OPH_FLOAT)) != 0) {
      for (std::size_t row = 0; row < kRows; ++row) {
        const double x = static_cast<double>(row);
        column.numbers.push_back(10.0 + std::sin(x * 12.9898 + shift * 78.233) * 2.5 + x * 0.001);
      }
      view.type = OPH_FLOAT;
      view.values = column.numbers.data();
    } else if ((role.types & OPH_TYPE_BIT(OPH_INT)) != 0) {
      for (std::size_t row = 0; row < kRows; ++row) {
        column.integers.push_back(static_cast<std::int64_t>((row * 7 + columns_.size()) % kGroups));
      }
      view.type = OPH_INT;
      view.values = column.integers.data();
    } else if ((role.types & OPH_TYPE_BIT(OPH_BOOL)) != 0) {
      for (std::size_t row = 0; row < kRows; ++row) column.booleans.push_back((row * 5 + columns_.size()) % 3 == 0 ? 1 : 0);
      view.type = OPH_BOOL;
      view.values = column.booleans.data();
    } else {
      const bool json = (role.types & OPH_TYPE_BIT(OPH_TEXT)) == 0;
      column.offsets.push_back(0);
      for (std::size_t row = 0; row < kRows; ++row) {
        column.bytes += json ? fmt::format("{{\"group\":{}}}", row % kGroups) : fmt::format("group-{}", row % kGroups);
        column.offsets.push_back(column.bytes.size());
      }
      view.type = json ? OPH_JSON : OPH_TEXT;
      view.values = column.bytes.data();
      view.offsets = column.offsets.data();
    }
    views_.push_back(view);
  }

  std::deque<Column> columns_;
  std::vector<oph_column_t> views_;
  oph_table_t table_{};
};

// One instance of the pillar with the record of what it did.
class Run {
 public:
  Run(const oph_pillar_t& pillar, const oph_value_t* parameters) : pillar_(pillar) {
    oph_error_t error = fresh_error();
    note("create", pillar_.create(recorder_.host(), parameters, &instance_, &error), error);
    if (failed_) instance_ = nullptr;  // whatever it holds was never made
    if (!failed_ && instance_ == nullptr) {
      recorder_.note("create: no instance");
      failed_ = true;
    }
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run() {
    if (instance_ != nullptr) pillar_.destroy(instance_);
  }

  void compute(const oph_table_t* table) {
    if (failed_) return;
    oph_error_t error = fresh_error();
    note("compute", pillar_.compute(instance_, table, recorder_.evidence(), &error), error);
  }

  void stream(const oph_table_t* table) {
    if (failed_ || pillar_.begin == nullptr) return;
    oph_error_t error = fresh_error();
    note("begin", pillar_.begin(instance_, &error), error);
    if (!failed_) note("update", pillar_.update(instance_, table, recorder_.events(), &error), error);
    if (!failed_) note("finish", pillar_.finish(instance_, recorder_.evidence(), &error), error);
  }

  bool failed() const noexcept { return failed_; }
  const std::vector<std::string>& lines() const noexcept { return recorder_.lines(); }

 private:
  static oph_error_t fresh_error() {
    oph_error_t error{};
    error.struct_size = sizeof error;
    return error;
  }

  void note(std::string_view function, oph_status_t status, const oph_error_t& error) {
    const std::size_t size = std::min<std::size_t>(error.message_size, sizeof error.message);
    recorder_.note(status == OPH_OK ? fmt::format("{}: ok", function)
                                    : fmt::format("{}: status {} {}", function, status, printable({error.message, size})));
    failed_ = failed_ || status != OPH_OK;
  }

  const oph_pillar_t& pillar_;
  Recorder recorder_;
  oph_instance_t* instance_ = nullptr;
  bool failed_ = false;
};

struct Transcript {
  std::vector<std::string> lines;
  bool failed = false;

  void add(const Run& run) {
    lines.insert(lines.end(), run.lines().begin(), run.lines().end());
    failed = failed || run.failed();
  }
};

Transcript run_alone(const oph_pillar_t& pillar, const oph_value_t* parameters, const oph_table_t* table) {
  Transcript transcript;
  {
    Run whole(pillar, parameters);
    whole.compute(table);
    transcript.add(whole);
  }
  if (pillar.begin != nullptr) {
    Run streamed(pillar, parameters);
    streamed.stream(table);
    transcript.add(streamed);
  }
  return transcript;
}

// Two instances of each sort alive at once, their calls in turn.
std::pair<Transcript, Transcript> run_interleaved(const oph_pillar_t& pillar, const oph_value_t* parameters,
                                                  const oph_table_t* table) {
  std::pair<Transcript, Transcript> transcripts;
  Run left(pillar, parameters), right(pillar, parameters);
  left.compute(table);
  right.compute(table);
  transcripts.first.add(left);
  transcripts.second.add(right);
  if (pillar.begin != nullptr) {
    Run first(pillar, parameters), second(pillar, parameters);
    first.stream(table);
    second.stream(table);
    transcripts.first.add(first);
    transcripts.second.add(second);
  }
  return transcripts;
}

void compare(const Component& component, std::string_view rule, const std::string& what, const std::vector<std::string>& first,
             const std::vector<std::string>& second, std::vector<Violation>& violations) {
  if (first == second) return;
  const auto [a, b] = std::mismatch(first.begin(), first.end(), second.begin(), second.end());
  const auto line = [](const auto& at, const auto& end) { return at == end ? std::string("nothing more") : *at; };
  violations.push_back({.rule = std::string(rule),
                        .error = ErrorKind::kPluginProtocolViolationError,
                        .file = component.plugin == nullptr ? std::filesystem::path() : component.plugin->path,
                        .component = component.label(),
                        .expected = fmt::format("the same evidence {}: {}", what, line(a, first.end())),
                        .found = line(b, second.end()),
                        .mend = "draw every seed from oph_host_t.seed and keep all state in the instance, or take back "
                                "OPH_COMPONENT_DETERMINISTIC"});
}

}  // namespace

DeterminismResult check_determinism(const Component& component, const boost::json::object& parameters) {
  DeterminismResult result;
  if (component.kind != OPH_PILLAR) {
    result.note = "only pillars can be checked without data";
    return result;
  }
  if (!component.deterministic()) {
    result.note = "the pillar does not declare itself deterministic";
    return result;
  }
  const ResolvedParameters resolved = resolve(component.parameters_schema, parameters);
  if (!resolved.problems.empty()) {
    result.note = fmt::format("parameter {} has to be given: expected {}, found {}", resolved.problems.front().pointer,
                              resolved.problems.front().expected, resolved.problems.front().found);
    return result;
  }
  std::vector<ParameterProblem> problems;
  const ValueTree values = ValueTree::build(resolved.complete, problems);
  const SyntheticTable table(component.roles);
  const oph_pillar_t& pillar = component.pillar();

  const Transcript first = run_alone(pillar, values.get(), table.get());
  const Transcript second = run_alone(pillar, values.get(), table.get());
  compare(component, "OPH-HOST-8", "in a fresh instance", first.lines, second.lines, result.violations);
  if (result.violations.empty() && !first.failed) {
    const auto [left, right] = run_interleaved(pillar, values.get(), table.get());
    compare(component, "OPH-ABI-9", "beside another instance", first.lines, left.lines, result.violations);
    if (result.violations.empty()) {
      compare(component, "OPH-ABI-9", "beside another instance", first.lines, right.lines, result.violations);
    }
  }
  result.checked = !first.failed;
  result.note = first.failed ? fmt::format("the pillar refused the synthetic table: {}", first.lines.back())
                             : fmt::format("{} rows, {} roles, {} lines of evidence compared", kRows, component.roles.size(),
                                           first.lines.size());
  return result;
}

}  // namespace ophamin::registry
