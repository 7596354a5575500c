// SPDX-License-Identifier: Apache-2.0
//
// A host for tests of plugins: it calls the raw tables and writes down what comes back. Knows abi.h and nothing of the house.
#pragma once

#include <dlfcn.h>
#include <ophamin/abi.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "fake_values.hpp"

namespace ophamin::test {

/// A call returned another status than OPH_OK.
struct CallFailed : std::runtime_error {
  CallFailed(oph_status_t code, std::string_view message) : std::runtime_error(std::string(message)), status(code) {}
  oph_status_t status;
};

/// Calls `body(&error)`; throws CallFailed.
template <class Body>
void call(Body body) {
  oph_error_t error{};
  error.struct_size = sizeof error;
  const oph_status_t status = body(&error);
  if (status != OPH_OK) throw CallFailed(status, {error.message, error.message_size});
}

/// The status that `body` fails with; OPH_OK if it does not.
template <class Body>
oph_status_t status_of(Body body) {
  try {
    body();
    return OPH_OK;
  } catch (const CallFailed& failed) {
    return failed.status;
  }
}

/// One row of evidence, copied.
struct Row {
  std::string statistic;
  std::uint32_t flags = 0;
  oph_cross_check_t cross_check = 0;
  double value = 0, effect_size = 0, ci_low = 0, ci_high = 0, p_value = 0;
  std::uint64_t needed = 0, found = 0;
  std::string reason;
  json::object detail;
  std::string aspect;  ///< of a scenario's own rows

  bool undefined() const { return (flags & OPH_EVIDENCE_UNDEFINED) != 0; }
  bool has_ci() const { return (flags & OPH_EVIDENCE_CI) != 0; }
};

class EvidenceCapture {
 public:
  EvidenceCapture() {
    raw_ = {OPH_SIZEOF(oph_evidence_sink_t, add), this,
            [](void* context, const oph_evidence_t* row, const oph_writer_t** detail) noexcept -> oph_status_t {
              return static_cast<EvidenceCapture*>(context)->add({}, *row, detail);
            }};
  }
  EvidenceCapture(const EvidenceCapture&) = delete;
  EvidenceCapture& operator=(const EvidenceCapture&) = delete;

  oph_status_t add(std::string_view aspect, const oph_evidence_t& row, const oph_writer_t** detail) {
    if (refuse) return OPH_LIMIT;
    if (row.statistic.size == 0) return OPH_INVALID_ARGUMENT;
    rows_.push_back({text(row.statistic), row.flags, row.cross_check, row.value, row.effect_size, row.ci_low, row.ci_high, row.p_value,
                     row.needed, row.found, text(row.reason), {}, std::string(aspect)});
    writers_.emplace_back();
    if (detail != nullptr) *detail = writers_.back().raw();
    return OPH_OK;
  }
  const oph_evidence_sink_t* raw() const { return &raw_; }
  std::vector<Row> rows() const {
    auto rows = rows_;
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].detail = writers_[i].object();
    return rows;
  }

  bool refuse = false;  ///< every further row

 private:
  oph_evidence_sink_t raw_{};
  std::vector<Row> rows_;
  std::deque<WriterCapture> writers_;
};

inline const Row& find(const std::vector<Row>& rows, std::string_view statistic) {
  for (const auto& row : rows) {
    if (row.statistic == statistic) return row;
  }
  throw std::out_of_range("no row " + std::string(statistic));
}

struct Event {
  std::uint64_t row;
  std::string name;
  double value;
  bool operator==(const Event&) const = default;
};

class EventCapture {
 public:
  EventCapture() {
    raw_ = {OPH_SIZEOF(oph_event_sink_t, emit), this, [](void* context, const oph_event_t* event) noexcept -> oph_status_t {
              static_cast<EventCapture*>(context)->events.push_back({event->row, text(event->name), event->value});
              return OPH_OK;
            }};
  }
  EventCapture(const EventCapture&) = delete;
  EventCapture& operator=(const EventCapture&) = delete;
  const oph_event_sink_t* raw() const { return &raw_; }
  std::vector<Event> events;

 private:
  oph_event_sink_t raw_{};
};

class TextCapture {
 public:
  TextCapture() {
    raw_ = {OPH_SIZEOF(oph_text_sink_t, put), this, [](void* context, oph_str_t text) noexcept -> oph_status_t {
              static_cast<TextCapture*>(context)->value += view(text);
              return OPH_OK;
            }};
  }
  TextCapture(const TextCapture&) = delete;
  TextCapture& operator=(const TextCapture&) = delete;
  const oph_text_sink_t* raw() const { return &raw_; }
  std::string value;

 private:
  oph_text_sink_t raw_{};
};

/// The services. `pillars` says which pillar answers a name.
class FakeHost {
 public:
  FakeHost() {
    raw_ = {OPH_SIZEOF(oph_host_t, extension),
            OPH_ABI_VERSION,
            0,
            this,
            str("9.9.9"),
            [](void* c, oph_log_level_t, oph_str_t line) noexcept { self(c).lines.push_back(text(line)); },
            [](void* c, std::uint64_t so_far, std::uint64_t) noexcept { self(c).done = so_far; },
            [](void* c) noexcept -> std::uint32_t { return self(c).cancel ? 1 : 0; },
            [](void* c) noexcept -> std::uint64_t {
              if (self(c).real_clock) {
                return static_cast<std::uint64_t>(std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count());
              }
              return self(c).clock += 10;
            },
            [](void*, oph_str_t name) noexcept -> std::uint64_t {
              std::uint64_t hash = 1469598103934665603u;
              for (const char byte : view(name)) hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211u;
              return hash;
            },
            [](void* c, oph_str_t name, const oph_table_t* table, const oph_value_t* params, const oph_results_t** results,
               oph_error_t* error) noexcept -> oph_status_t { return self(c).compute(view(name), table, params, results, error); },
            [](void* c, oph_str_t name, std::uint32_t revision) noexcept -> const void* {
              return view(name) == OPH_ABILITY_SKIPS && revision == 1 ? &self(c).skips_ : nullptr;
            }};
    skips_ = {OPH_SIZEOF(oph_skips_t, skip), this, [](void* c, oph_str_t reason, std::uint64_t count) noexcept -> oph_status_t {
                self(c).skipped[text(reason)] += count;
                return OPH_OK;
              }};
  }
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  const oph_host_t* raw() const { return &raw_; }

  std::vector<std::string> lines;
  std::uint64_t done = 0;
  std::uint64_t clock = 0;
  bool real_clock = false;  ///< for guests that wait
  bool cancel = false;
  std::uint64_t computations = 0;
  std::map<std::string, std::uint64_t> skipped;  ///< by reason
  std::function<const oph_component_t*(std::string_view)> pillars;

 private:
  // Results that a guest asked for, alive as long as this host.
  struct Kept {
    std::vector<Row> rows;
    std::deque<oph_evidence_t> evidence;
    std::deque<ValueTree> details;
    std::deque<oph_result_t> results;
    std::vector<const oph_result_t*> items;
    oph_results_t raw;
  };

  static FakeHost& self(void* context) { return *static_cast<FakeHost*>(context); }
  oph_status_t compute(std::string_view name, const oph_table_t* table, const oph_value_t* params, const oph_results_t** results,
                       oph_error_t* error);

  oph_host_t raw_{};
  oph_skips_t skips_{};
  std::deque<Kept> kept_;
};

/// An instance of a component, made and unmade through its table.
template <class Table>
class Instance {
 public:
  Instance(const oph_component_t* component, const FakeHost& host, const json::value& params = json::object{})
      : table_(static_cast<const Table*>(component->table)) {
    const ValueTree tree(params);
    call([&](oph_error_t* error) { return table_->create(host.raw(), tree.get(), &raw_, error); });
  }
  ~Instance() {
    if (raw_ != nullptr) table_->destroy(raw_);
  }
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  const Table* operator->() const { return table_; }
  oph_instance_t* raw() const { return raw_; }

 private:
  const Table* table_;
  oph_instance_t* raw_ = nullptr;
};

inline std::vector<Row> compute(Instance<oph_pillar_t>& pillar, TableData& table) {
  EvidenceCapture evidence;
  call([&](oph_error_t* error) { return pillar->compute(pillar.raw(), table.raw(), evidence.raw(), error); });
  return evidence.rows();
}

inline oph_status_t FakeHost::compute(std::string_view name, const oph_table_t* table, const oph_value_t* params,
                                      const oph_results_t** results, oph_error_t* error) {
  ++computations;
  const auto* component = pillars ? pillars(name) : nullptr;
  if (component == nullptr) {
    error->status = OPH_NOT_FOUND;
    error->message_size = 0;
    return OPH_NOT_FOUND;
  }
  const auto* pillar = static_cast<const oph_pillar_t*>(component->table);
  oph_instance_t* instance = nullptr;
  auto status = pillar->create(&raw_, params, &instance, error);
  if (status != OPH_OK) return status;
  EvidenceCapture evidence;
  status = pillar->compute(instance, table, evidence.raw(), error);
  pillar->destroy(instance);
  if (status != OPH_OK) return status;

  auto& kept = kept_.emplace_back();
  kept.rows = evidence.rows();
  for (const auto& row : kept.rows) {
    kept.evidence.push_back({OPH_SIZEOF(oph_evidence_t, reason), str(row.statistic), row.flags, row.cross_check, row.value,
                             row.effect_size, row.ci_low, row.ci_high, row.p_value, row.needed, row.found, str(row.reason)});
    kept.details.emplace_back(row.detail);
    kept.results.push_back({OPH_SIZEOF(oph_result_t, library_version), &kept.evidence.back(), kept.details.back().get(),
                            component->name, str("library"), str("1")});
    kept.items.push_back(&kept.results.back());
  }
  kept.raw = {OPH_SIZEOF(oph_results_t, items), kept_.size(), kept.items.size(), kept.items.data()};
  *results = &kept.raw;
  return OPH_OK;
}

/// A component of a descriptor.
inline const oph_component_t* find_component(const oph_plugin_t* plugin, oph_kind_t kind, std::string_view name) {
  for (std::uint64_t i = 0; i < plugin->component_count; ++i) {
    const auto* component = plugin->components[i];
    if (component->kind == kind && view(component->name) == name) return component;
  }
  throw std::out_of_range("no component " + std::string(name));
}

inline std::string metadata(const oph_component_t* component, std::string_view key) {
  for (std::uint64_t i = 0; i < component->metadata_count; ++i) {
    if (view(component->metadata[i].key) == key) return text(component->metadata[i].value);
  }
  return {};
}

/// The descriptor of a shared object. It stays loaded.
inline const oph_plugin_t* load_plugin(const std::string& path) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(dlerror());
  const auto* boot = static_cast<const std::uint32_t*>(dlsym(library, OPH_BOOT_SYMBOL));
  const auto entry = reinterpret_cast<oph_plugin_entry_t>(dlsym(library, OPH_ENTRY_SYMBOL));
  if (boot == nullptr || *boot != OPH_ABI_VERSION || entry == nullptr) throw std::runtime_error(path + " is no plugin");
  return entry();
}

}  // namespace ophamin::test
