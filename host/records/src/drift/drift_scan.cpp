// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/drift_scan.hpp>

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/number_text.hpp>

#include "checklist.hpp"
#include "json_build.hpp"
#include "judgement_json.hpp"
#include "typed_reader.hpp"

namespace ophamin::records {
namespace {

Json json_of(const DriftEvent& event) {
  return object({{"sample_index", event.sample_index},
                 {"detector_name", event.detector_name},
                 {"value_at_event", event.value_at_event},
                 {"detail", event.detail}});
}

DriftEvent read_event(ObjectReader& reader) {
  return {.sample_index = reader.integer("sample_index"),
          .detector_name = reader.text("detector_name"),
          .value_at_event = reader.number("value_at_event"),
          .detail = reader.map_or_empty("detail")};
}

void require_members(ObjectReader& root) {
  constexpr std::array<std::string_view, 6> kRequired{"detector_config", "detector_name", "events",
                                                      "n_samples",       "stream_hash",   "stream_name"};
  std::string missing;
  for (const std::string_view member : kRequired) {
    if (!root.has(member)) missing += fmt::format("{}{}", missing.empty() ? "" : ", ", member);
  }
  if (!missing.empty()) root.refuse(fmt::format("members are missing: {}", missing));
}

void check_event(std::size_t index, const DriftScan& scan, std::vector<std::string>& problems) {
  const DriftEvent& event = scan.events[index];
  if (event.sample_index < 0 || event.sample_index >= scan.n_samples) {
    problems.push_back(fmt::format("events.{}.sample_index {} is not among the {} samples", index, event.sample_index,
                                   scan.n_samples));
  }
  if (index > 0 && event.sample_index <= scan.events[index - 1].sample_index) {
    problems.push_back(fmt::format("events.{}.sample_index {} does not come after the one before it", index,
                                   event.sample_index));
  }
}

}  // namespace

Json DriftScan::body() const {
  JsonArray rows;
  rows.reserve(events.size());
  for (const DriftEvent& event : events) rows.push_back(json_of(event));
  Json built = object({{"schema_version", schema_version},
                       {"ophamin_version", ophamin_version},
                       {"ophamin_git_commit", ophamin_git_commit},
                       {"captured_at", captured_at},
                       {"detector_name", detector_name},
                       {"detector_config", detector_config},
                       {"stream_name", stream_name},
                       {"n_samples", n_samples},
                       {"stream_hash", stream_hash},
                       {"events", std::move(rows)}});
  append_judgement(built.as_object(), preregistration, pre_registered_metric, verdict);
  return built;
}

Json DriftScan::to_json() const { return with_id_and_signature(body(), "scan_id", id(), signature); }

std::string DriftScan::canonical_body() const { return canonical(body()); }

std::string DriftScan::id() const { return sha256_hex(canonical_body()); }

void DriftScan::sign(const SigningKey& key) { signature = key.sign(canonical_body()); }

bool DriftScan::verify(const SigningKey& key) const {
  return !signature.empty() && key.verify(canonical_body(), signature);
}

std::vector<std::string> DriftScan::validate() const {
  std::vector<std::string> problems;
  if (detector_name.empty()) problems.push_back("detector_name is empty");
  if (stream_name.empty()) problems.push_back("stream_name is empty");
  if (stream_hash.empty()) problems.push_back("stream_hash is empty");
  if (n_samples < 0) problems.push_back(fmt::format("n_samples < 0 ({})", n_samples));
  check_timestamp("captured_at", captured_at, problems);
  for (std::size_t index = 0; index < events.size(); ++index) check_event(index, *this, problems);
  if (verdict) check_verdict(*verdict, problems);
  return problems;
}

void DriftScan::attach_pre_registration(const Claim& claim, std::optional<double> observed_value,
                                        std::string_view metric, std::string_view analysis_plan) {
  preregistration = Preregistration{
      .config_hash = content_hash(object({{"detector_name", detector_name}, {"metric", metric}})),
      .data_hash = stream_hash,
      .analysis_plan = std::string(analysis_plan),
      .preregistered_at = captured_at};
  pre_registered_metric = metric;
  verdict = Verdict::decide(observed_value.value_or(static_cast<double>(events.size())), claim.threshold);
  schema_version = kDriftScanSchemaVersion;
  signature.clear();
}

EmpiricalProofRecord DriftScan::wrap_as_proof(const DriftClaim& claim) const {
  const std::string scan_id = id();
  const double observed = claim.observed_value.value_or(static_cast<double>(events.size()));
  JsonArray indices;
  indices.reserve(events.size());
  for (const DriftEvent& event : events) indices.push_back(event.sample_index);
  EmpiricalProofRecord proof{
      .identity = {.ophamin_version = ophamin_version,
                   .ophamin_git_commit = ophamin_git_commit,
                   .created_at = captured_at},
      .claim = claim.claim,
      .preregistration = {.config_hash = content_hash(object({{"scan_id", scan_id},
                                                              {"statistic_name", claim.statistic_name},
                                                              {"detector_name", detector_name},
                                                              {"detector_config", detector_config}})),
                          .data_hash = stream_hash,
                          .analysis_plan = claim.analysis_plan,
                          .preregistered_at = captured_at},
      .data = {.substrate_name = "ophamin.comparing.drift_detection.DriftScan",
               .substrate_git_commit = ophamin_git_commit},
      .verdict = Verdict::decide(observed, claim.claim.threshold),
      .reproduction = {.command = fmt::format("ophamin drift-detect --detector {} --stream {}", detector_name,
                                              stream_name),
                       .environment = claim.environment}};
  proof.data.datasets.push_back({.name = "drift-stream:" + stream_name,
                                 .content_hash = stream_hash,
                                 .n_records = std::max<std::int64_t>(n_samples, 1),
                                 .source = claim.library + "." + detector_name,
                                 .kind = "drift_scan_stream"});
  proof.evidence.push_back({.pillar = "O.drift",
                            .statistic_name = claim.statistic_name,
                            .statistic_value = observed,
                            .library = claim.library,
                            .library_version = claim.library_version,
                            .detail = {{"scan_id", scan_id},
                                       {"detector_name", detector_name},
                                       {"n_events", static_cast<std::int64_t>(events.size())},
                                       {"event_indices", std::move(indices)}}});
  return proof;
}

DriftScan DriftScan::from_json(const Json& json, std::string_view file, LoadNotes* notes) {
  return read_record(json, file, notes, [](ObjectReader& root) {
    require_members(root);
    root.ignore("scan_id");
    DriftScan scan{.schema_version = root.integer_or("schema_version", kDriftScanSchemaVersion),
                   .ophamin_version = root.text_or("ophamin_version", ""),
                   .ophamin_git_commit = root.text_or("ophamin_git_commit", ""),
                   .captured_at = root.text_or("captured_at", now_utc),
                   .detector_name = root.text("detector_name"),
                   .detector_config = root.map("detector_config"),
                   .stream_name = root.text("stream_name"),
                   .n_samples = root.integer("n_samples"),
                   .stream_hash = root.text("stream_hash")};
    root.each("events", scan.events, read_event);
    read_judgement(root, scan.preregistration, scan.pre_registered_metric, scan.verdict);
    scan.signature = root.text_or("signature", "");
    return scan;
  });
}

std::string drift_stream_hash(std::span<const double> samples) {
  Sha256 hash;
  std::string text = "[";
  for (std::size_t index = 0; index < samples.size(); ++index) {
    if (index > 0) text += ',';
    append_json_double(text, samples[index]);
    if (text.size() > (std::size_t{64} << 10)) {
      hash.update(text);
      text.clear();
    }
  }
  text += ']';
  hash.update(text);
  return hash.finish_hex();
}

}  // namespace ophamin::records
