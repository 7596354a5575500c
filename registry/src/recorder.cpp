// SPDX-License-Identifier: Apache-2.0
#include "recorder.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstring>

#include <fmt/format.h>

#include "violation_json.hpp"

namespace ophamin::registry {
namespace {

Recorder& self(void* context) noexcept { return *static_cast<Recorder*>(context); }

std::string text_of(oph_str_t value) {
  return value.data == nullptr || value.size == 0 ? "" : printable({value.data, value.size});
}

// Nothing may escape into the plugin; memory that runs out is a status.
template <typename Function>
oph_status_t guarded(Function function) noexcept {
  try {
    function();
    return OPH_OK;
  } catch (...) {
    return OPH_OUT_OF_MEMORY;
  }
}

template <typename... Args>
oph_status_t write(void* context, fmt::format_string<Args...> format, Args&&... args) noexcept {
  return guarded([&] { self(context).note(fmt::format(format, std::forward<Args>(args)...)); });
}

oph_status_t refuse(oph_error_t* error, oph_status_t status, std::string_view message) noexcept {
  error->status = status;
  error->message_size = static_cast<std::uint32_t>(std::min(message.size(), sizeof error->message));
  std::memcpy(error->message, message.data(), error->message_size);
  return status;
}

std::uint64_t seed_of(void*, oph_str_t name) noexcept {
  std::uint64_t hash = 14695981039346656037u;  // FNV-1a: any fixed function of the name will do
  for (std::uint64_t i = 0; i < name.size; ++i) {
    hash = (hash ^ static_cast<unsigned char>(name.data[i])) * 1099511628211u;
  }
  return hash;
}

std::uint64_t now(void*) noexcept {
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

void fill(oph_writer_t& writer, Recorder* recorder) {
  writer.struct_size = OPH_SIZEOF(oph_writer_t, json);
  writer.context = recorder;
  writer.begin_object = [](void* c) noexcept { return write(c, "  {{"); };
  writer.end_object = [](void* c) noexcept { return write(c, "  }}"); };
  writer.begin_array = [](void* c) noexcept { return write(c, "  ["); };
  writer.end_array = [](void* c) noexcept { return write(c, "  ]"); };
  writer.key = [](void* c, oph_str_t name) noexcept { return write(c, "  key {}", text_of(name)); };
  writer.null = [](void* c) noexcept { return write(c, "  null"); };
  writer.boolean = [](void* c, std::uint32_t value) noexcept { return write(c, "  boolean {}", value); };
  writer.integer = [](void* c, std::int64_t value) noexcept { return write(c, "  integer {}", value); };
  writer.number = [](void* c, double value) noexcept { return write(c, "  number {}", bits(value)); };
  writer.string = [](void* c, oph_str_t value) noexcept { return write(c, "  string {}", text_of(value)); };
  writer.json = [](void* c, oph_str_t value) noexcept { return write(c, "  json {}", text_of(value)); };
}

std::string line_of(const oph_evidence_t& row) {
  std::string line = fmt::format("evidence {} flags {} cross_check {}", text_of(row.statistic), row.flags, row.cross_check);
  if ((row.flags & OPH_EVIDENCE_UNDEFINED) != 0) {
    return line + fmt::format(" undefined: needed {} found {} {}", row.needed, row.found, text_of(row.reason));
  }
  line += " value " + bits(row.value);
  if ((row.flags & OPH_EVIDENCE_EFFECT_SIZE) != 0) line += " effect_size " + bits(row.effect_size);
  if ((row.flags & OPH_EVIDENCE_CI) != 0) line += " ci " + bits(row.ci_low) + ".." + bits(row.ci_high);
  if ((row.flags & OPH_EVIDENCE_P_VALUE) != 0) line += " p_value " + bits(row.p_value);
  return line;
}

}  // namespace

std::string bits(double value) { return fmt::format("{} ({:#018x})", value, std::bit_cast<std::uint64_t>(value)); }

Recorder::Recorder() {
  host_.struct_size = OPH_SIZEOF(oph_host_t, extension);
  host_.abi_version = OPH_ABI_VERSION;
  host_.context = this;
  host_.version = {"0.0.0", 5};
  host_.log = [](void*, oph_log_level_t, oph_str_t) noexcept {};
  host_.progress = [](void*, std::uint64_t, std::uint64_t) noexcept {};
  host_.cancelled = [](void*) noexcept -> std::uint32_t { return 0; };
  host_.monotonic_ns = now;
  host_.seed = seed_of;
  host_.compute = [](void*, oph_str_t, const oph_table_t*, const oph_value_t*, const oph_results_t**,
                     oph_error_t* error) noexcept {
    return refuse(error, OPH_UNSUPPORTED, "the determinism check computes one pillar at a time");
  };
  host_.extension = [](void*, oph_str_t, std::uint32_t) noexcept -> const void* { return nullptr; };

  fill(writer_, this);
  evidence_.struct_size = OPH_SIZEOF(oph_evidence_sink_t, add);
  evidence_.context = this;
  evidence_.add = [](void* context, const oph_evidence_t* row, const oph_writer_t** detail) noexcept {
    if (detail != nullptr) *detail = &self(context).writer_;
    return guarded([&] { self(context).note(line_of(*row)); });
  };
  events_.struct_size = OPH_SIZEOF(oph_event_sink_t, emit);
  events_.context = this;
  events_.emit = [](void* context, const oph_event_t* event) noexcept {
    return write(context, "event {} at row {} value {}", text_of(event->name), event->row, bits(event->value));
  };
}

}  // namespace ophamin::registry
