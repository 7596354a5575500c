// SPDX-License-Identifier: Apache-2.0
//
// A plugin with one component of each kind, and a pillar that fails in every way.
#pragma once

#include <ophamin/sdk.hpp>

namespace demo {

namespace sdk = ophamin::sdk;

/// Streams; has every type of parameter.
class Mean {
 public:
  enum class Mode { kPlain, kFancy };
  struct Params {
    double scale = 1.0;
    std::int64_t offset = 0;
    std::uint8_t small = 7;
    bool negate = false;
    std::string name = "x";
    Mode mode = Mode::kPlain;
    std::optional<double> limit{};
    std::vector<double> weights{};
    std::vector<std::string> tags = {"a", "b\"c"};
    sdk::Scalar any{};
  };
  static constexpr sdk::PillarInfo kInfo{.name = "demo.mean", .summary = "arithmetic mean", .library = "demo"};
  static constexpr sdk::Role kRoles[] = {{.name = "value", .help = "what is averaged"},
                                         {.name = "extra", .help = "not used", .types = sdk::kTexts, .arity = sdk::Arity::kMany}};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("scale", &Params::scale).help("factor").open_interval(0, 10),
      sdk::param("offset", &Params::offset).help("summand").range(-5, 5),
      sdk::param("small", &Params::small).help("a small number"),
      sdk::param("negate", &Params::negate).help("turn the sign"),
      sdk::param("name", &Params::name).help("a name").one_of({"x", "y"}),
      sdk::param("mode", &Params::mode).help("a mode").choices({{"plain", Mode::kPlain}, {"fancy", Mode::kFancy}}),
      sdk::param("limit", &Params::limit).help("an upper limit").above(0),
      sdk::param("weights", &Params::weights).help("weights").at_least(0).min_items(1),
      sdk::param("tags", &Params::tags).help("tags"), sdk::param("any", &Params::any).help("anything"));
  static std::string library_version() { return "2.7." + std::to_string(1); }

  explicit Mean(const Params& params) : params_(params) {}
  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);
  void begin() { sum_ = 0, count_ = 0; }
  void update(const sdk::Table& rows, sdk::Events& events);
  void finish(sdk::EvidenceSink& evidence);

 private:
  void report(double sum, std::size_t count, sdk::EvidenceSink& evidence) const;
  Params params_;
  double sum_ = 0;
  std::size_t count_ = 0;
};

/// Fails as the text in the role `how` says. Does not stream.
class Failing {
 public:
  static constexpr sdk::PillarInfo kInfo{
      .name = "demo.failing", .summary = "fails", .library = "demo", .library_version = "1", .deterministic = false};
  static constexpr sdk::Role kRoles[] = {{.name = "how", .help = "how to fail", .types = sdk::kTexts}};
  explicit Failing(const sdk::Host& host) : host_(host) {}
  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  sdk::Host host_;
};

class Count {
 public:
  struct Params {
    std::uint64_t size = 5;
  };
  static constexpr sdk::CorpusInfo kInfo{.name = "count", .summary = "numbers", .source = "made up"};
  static constexpr auto kParameters = sdk::parameters(sdk::param("size", &Params::size).help("records"));
  explicit Count(const Params& params) : size_(params.size) {}
  void next(std::uint64_t limit, sdk::RecordBatch& out);
  void files(sdk::FileSink& files) { files.add("/data/count.txt", "count.txt"); }
  std::string revision() { return "r1"; }

 private:
  std::uint64_t size_;
  std::uint64_t next_ = 0;
};

class Echo {
 public:
  struct CycleParams {
    std::int64_t factor = 1;
  };
  static constexpr sdk::SubstrateInfo kInfo{.name = "echo", .summary = "counts bytes", .system = "nothing", .marks = false};
  static constexpr auto kCycleParameters = sdk::parameters(sdk::param("factor", &CycleParams::factor).help("multiplies the count"));
  static constexpr sdk::Field kFields[] = {
      {.name = "bytes", .type = sdk::Type::kInteger, .unit = "bytes", .family = "size"},
      {.name = "is_long", .type = sdk::Type::kBoolean},
      {.name = "half", .nullable = true},
      {.name = "text", .type = sdk::Type::kText},
      {.name = "doc", .type = sdk::Type::kJson, .measured = true}};
  std::string revision() const { return "v1"; }
  void reset() { cycles_ = 0; }
  void cycle(const sdk::Record& stimulus, const CycleParams& params, sdk::Cycle<Echo>& out);
  void state(sdk::Object& state) const { state.set("cycles", cycles_); }

 private:
  std::uint64_t cycles_ = 0;
};

/// Knows its fields once it is open, runs whole batches, and takes cycle parameters of any name.
class Batchwise {
 public:
  enum class Kind { kNumber, kWord };
  struct Params {
    std::map<std::string, Kind> fields{{"size", Kind::kNumber}};
    std::map<std::string, double> weights{};
  };
  static constexpr sdk::SubstrateInfo kInfo{.name = "batchwise", .summary = "runs batches"};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("fields", &Params::fields).help("what to fill").choices({{"number", Kind::kNumber}, {"word", Kind::kWord}}),
      sdk::param("weights", &Params::weights).help("by name").at_least(0));
  static constexpr std::string_view kCycleSchema = R"({"type":"object","additionalProperties":true})";
  static constexpr sdk::Template kTemplates[] = {{.file = "a.txt", .summary = "a file", .text = "text", .executable = true},
                                                 {.variant = "b", .file = "b.txt", .summary = "another", .text = "more"}};

  explicit Batchwise(const Params& params) : params_(params) {}
  std::string revision() const { return "v2"; }
  void reset() {}
  std::vector<sdk::Field> fields() const;
  void run(const sdk::Batch& batch, sdk::Cycles& cycles);
  void probe(sdk::Object& found) { found.set("weights", params_.weights.size()); }

 private:
  Params params_;
};

/// Selects records with an even `index`, stops early, scores nothing of interest.
class Question {
 public:
  static constexpr sdk::ScenarioInfo kInfo{.name = "a-question",
                                           .summary = "asks",
                                           .tier = sdk::Tier::kMeasurementMachinery,
                                           .family = "demo",
                                           .goal = "goal",
                                           .explanation = "explanation",
                                           .falsification = "so what"};
  static constexpr sdk::FieldRequest kFields[] = {{.name = "bytes", .types = sdk::kIntegers, .family = "size"},
                                                  {.name = "half", .required = false}};
  sdk::Claim claim() const;
  sdk::Plan plan() const;
  void select(const sdk::Record& record, sdk::Selection& selection);
  void select_end(sdk::Selection& selection);
  bool after_batch(const sdk::Run& run) const { return run.cycles() >= 4; }
  void score(const sdk::Run& run, sdk::Score& score);

 private:
  std::uint64_t seen_ = 0;
};

class Driven {
 public:
  static constexpr sdk::ScenarioInfo kInfo{.name = "driven",
                                           .summary = "drives",
                                           .tier = sdk::Tier::kScientific,
                                           .family = "demo",
                                           .goal = "goal",
                                           .explanation = "explanation"};
  sdk::Claim claim() const { return Question().claim(); }
  sdk::Plan plan() const { return {.analysis = "analysis"}; }
  void fields(sdk::FieldRequests& requests) const { requests.add({.name = "bytes"}); }
  void drive(sdk::Driver& driver);
  void score(const sdk::Run& run, sdk::Score& score) const { score.observed(static_cast<double>(run.cycles())); }
};

class Linter {
 public:
  static constexpr sdk::AuditorInfo kInfo{.name = "linter", .summary = "lints", .tool = "lint", .install = "apt install lint"};
  sdk::Availability available() const { return {.yes = false, .how_to_get_it = "install it"}; }
  std::string version() const { return "3"; }
  void run(std::string_view path, sdk::Findings& findings) const;
};

}  // namespace demo
