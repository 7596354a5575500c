// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/substrate_session.hpp>

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include <ophamin/guests/abilities.hpp>
#include <ophamin/guests/component_parameters.hpp>
#include <ophamin/guests/json_writer.hpp>
#include <ophamin/guests/text.hpp>

namespace ophamin::seeing {

using guests::guarded;
using guests::text_fault;
using guests::view;

namespace {

constexpr std::size_t kMostFields = 4096;

std::uint64_t steady_ns() noexcept {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count());
}

}  // namespace

SubstrateSession::SubstrateSession(guests::Environment& environment, const registry::Component& substrate,
                                   const boost::json::object& given, const boost::json::object& cycle,
                                   std::uint64_t replicate)
    : guest_(substrate),
      services_(environment, guest_, replicate),
      params_(guests::lend_parameters(substrate, guests::complete_parameters(substrate, given))),
      cycle_given_(guests::complete_cycle_parameters(substrate, cycle)),
      cycle_(guests::lend_parameters(substrate, cycle_given_)),
      table_(substrate.substrate()),
      instance_(guest_, table_.create, table_.destroy, services_.table(), params_.get()) {
  describe();
  ask_revision();
  reset();
}

void SubstrateSession::describe() {
  struct Context {
    guests::Guest& guest;
    std::vector<Field>& fields;
  } context{guest_, fields_};
  oph_field_sink_t sink{};
  sink.struct_size = OPH_SIZEOF(oph_field_sink_t, field);
  sink.context = &context;
  sink.field = [](void* raw, const oph_field_t* given) noexcept {
    auto& self = *static_cast<Context*>(raw);
    return guarded(self.guest, [&]() -> oph_status_t {
      if (given == nullptr || !OPH_HAS(given, oph_field_t, description)) {
        return self.guest.broke("OPH-ABI-2", "a field that is null or smaller than version 1.0's");
      }
      for (const auto text : {given->name, given->unit, given->family, given->description}) {
        if (auto fault = text_fault(text); !fault.empty()) return self.guest.broke("OPH-ABI-6", "a field: " + fault);
      }
      const auto name = view(given->name);
      if (name.empty() || name.starts_with("host.")) {
        return self.guest.broke("OPH-ABI-5", fmt::format("the field name '{}' is empty or begins with 'host.'", name));
      }
      if (std::any_of(self.fields.begin(), self.fields.end(), [&](const Field& f) { return f.name == name; })) {
        return self.guest.broke("OPH-ABI-5", fmt::format("the field '{}' is declared twice", name));
      }
      const bool known = given->type == OPH_BOOL || given->type == OPH_INT || given->type == OPH_FLOAT ||
                         given->type == OPH_TEXT || given->type == OPH_JSON;
      if (!known) return self.guest.broke("OPH-ABI-5", fmt::format("the field '{}' has the type {}", name, given->type));
      if (self.fields.size() >= kMostFields) return self.guest.broke("", fmt::format("more than {} fields", kMostFields), OPH_LIMIT);
      self.fields.push_back({std::string(name), given->type, given->flags, std::string(view(given->unit)),
                             std::string(view(given->family)), std::string(view(given->description))});
      return OPH_OK;
    });
  };
  guest_.call("describe", [&](oph_error_t* error) {
    const auto status = table_.describe(instance_.get(), &sink, error);
    if (status == OPH_OK && fields_.empty()) return guest_.broke("OPH-ABI-5", "describe declared no field");
    return status;
  });
}

void SubstrateSession::ask_revision() {
  struct Context {
    guests::Guest& guest;
    std::string& text;
  } context{guest_, revision_};
  oph_text_sink_t sink{};
  sink.struct_size = OPH_SIZEOF(oph_text_sink_t, put);
  sink.context = &context;
  sink.put = [](void* raw, oph_str_t piece) noexcept {
    auto& self = *static_cast<Context*>(raw);
    return guarded(self.guest, [&]() -> oph_status_t {
      if (auto fault = text_fault(piece); !fault.empty()) return self.guest.broke("OPH-ABI-6", "the revision: " + fault);
      self.text += view(piece);
      return OPH_OK;
    });
  };
  guest_.call("revision", [&](oph_error_t* error) {
    const auto status = table_.revision(instance_.get(), &sink, error);
    // A record without a substrate version cannot be repeated and would not validate.
    if (status == OPH_OK && revision_.empty()) return guest_.broke("OPH-ABI-5", "the revision is empty");
    return status;
  });
}

void SubstrateSession::reset() {
  guest_.call("reset", [&](oph_error_t* error) { return table_.reset(instance_.get(), error); });
  next_cycle_ = 0;
}

BatchTime SubstrateSession::run(std::span<const oph_record_t> records, CycleBuffers& buffers, const oph_value_t* params,
                                const oph_value_t* const* row_params) {
  oph_batch_t batch{};
  batch.struct_size = OPH_SIZEOF(oph_batch_t, row_params);
  batch.first_cycle = next_cycle_;
  batch.count = records.size();
  batch.records = records.data();
  batch.params = params != nullptr ? params : cycle_.get();
  batch.row_params = row_params;
  const auto* cycles = buffers.prepare(records.size());
  BatchTime time;
  guest_.call("run", [&](oph_error_t* error) {
    if (watcher_ != nullptr) watcher_->before();
    time.begin_ns = steady_ns();
    const auto status = table_.run(instance_.get(), &batch, cycles, error);
    time.end_ns = steady_ns();
    if (watcher_ != nullptr) watcher_->after();
    if (status == OPH_OK) buffers.finish();
    return status;
  });
  next_cycle_ += records.size();
  return time;
}

records::JsonObject SubstrateSession::state() {
  records::JsonObject result;
  if (table_.state == nullptr) return result;
  guests::JsonWriter writer(guest_);
  const auto* table = writer.open_object();
  guest_.call("state", [&](oph_error_t* error) {
    const auto status = table_.state(instance_.get(), table, error);
    if (status == OPH_OK) result = writer.take_object();
    return status;
  });
  return result;
}

std::optional<records::JsonObject> SubstrateSession::probe() {
  const auto function = guests::probe_of(guest_.component());
  if (function == nullptr) return std::nullopt;
  guests::JsonWriter writer(guest_);
  const auto* table = writer.open_object();
  records::JsonObject result;
  guest_.call("probe", [&](oph_error_t* error) {
    const auto status = function(instance_.get(), table, error);
    if (status == OPH_OK) result = writer.take_object();
    return status;
  });
  return result;
}

}  // namespace ophamin::seeing
