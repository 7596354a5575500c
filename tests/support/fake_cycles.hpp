// SPDX-License-Identifier: Apache-2.0
//
// Records, and the running of substrates, for tests of plugins.
#pragma once

#include <ophamin/abi.h>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fake_host.hpp"

namespace ophamin::test {

/// A record, copied.
struct RecordCopy {
  std::string id, text, raw;
  std::uint32_t flags = 0;
  json::value attributes;
};

inline RecordCopy copy(const oph_record_t& record) {
  return {text(record.id), text(record.text),
          record.raw.size == 0 ? std::string() : std::string(reinterpret_cast<const char*>(record.raw.data), record.raw.size),
          record.flags, record.attributes == nullptr ? json::value() : to_json(*record.attributes)};
}

/// Everything that a corpus delivers, asked for in chunks.
inline std::vector<RecordCopy> read_all(Instance<oph_corpus_t>& corpus, std::uint64_t limit) {
  std::vector<RecordCopy> all;
  for (;;) {
    const oph_record_t* records = nullptr;
    std::uint64_t count = 0;
    call([&](oph_error_t* error) { return corpus->next(corpus.raw(), limit, &records, &count, error); });
    if (count == 0) return all;
    if (count > limit) throw std::logic_error("more records than asked for");
    for (std::uint64_t i = 0; i < count; ++i) all.push_back(copy(records[i]));
  }
}

/// A record with text.
inline oph_record_t record_of(std::string_view id, std::string_view text) {
  return {str(id), str(text), {nullptr, 0}, nullptr, 0, 0};
}

struct FieldCopy {
  std::string name;
  oph_type_t type = 0;
  std::uint32_t flags = 0;
  std::string unit, family;
};

/// What a batch gave: cells as JSON, null where there is none.
struct BatchResult {
  std::vector<bool> success;
  std::vector<std::string> failures;  ///< empty for a cycle that did not fail
  std::map<std::string, std::vector<json::value>> cells;
  std::vector<json::object> raw;
  std::vector<std::uint64_t> marks;
};

/// A substrate with its described fields and buffers.
class SubstrateSession {
 public:
  SubstrateSession(const oph_component_t* component, const FakeHost& host, const json::value& params = json::object{})
      : instance_(component, host, params) {
    const oph_field_sink_t sink{OPH_SIZEOF(oph_field_sink_t, field), this, [](void* c, const oph_field_t* field) noexcept -> oph_status_t {
                                  static_cast<SubstrateSession*>(c)->fields.push_back(
                                      {text(field->name), field->type, field->flags, text(field->unit), text(field->family)});
                                  return OPH_OK;
                                }};
    call([&](oph_error_t* error) { return instance_->describe(instance_.raw(), &sink, error); });
    TextCapture revision_text;
    call([&](oph_error_t* error) { return instance_->revision(instance_.raw(), revision_text.raw(), error); });
    revision = revision_text.value;
    reset();
  }

  void reset() {
    call([&](oph_error_t* error) { return instance_->reset(instance_.raw(), error); });
    next_ = 0;
  }

  BatchResult run(const std::vector<oph_record_t>& records, const json::value& params = json::object{},
                  const std::vector<json::value>& row_params = {}) {
    const auto count = records.size();
    const ValueTree tree(params);
    std::deque<ValueTree> own;
    std::vector<const oph_value_t*> own_pointers;
    for (const auto& value : row_params) own_pointers.push_back(value.is_null() ? nullptr : own.emplace_back(value).get());

    Buffers buffers(fields, count);
    const oph_batch_t batch{OPH_SIZEOF(oph_batch_t, row_params), next_, count, records.data(), tree.get(),
                            own_pointers.empty() ? nullptr : own_pointers.data()};
    next_ += count;
    call([&](oph_error_t* error) { return instance_->run(instance_.raw(), &batch, buffers.raw(), error); });
    return buffers.result(fields);
  }

  json::object state() {
    if (instance_->state == nullptr) return {};
    WriterCapture writer;
    call([&](oph_error_t* error) { return instance_->state(instance_.raw(), writer.raw(), error); });
    return writer.object();
  }

  std::vector<FieldCopy> fields;
  std::string revision;

 private:
  class Buffers {
   public:
    Buffers(const std::vector<FieldCopy>& described, std::size_t count) : count_(count), success_(count), failures_(count), raw_outputs_(count) {
      for (const auto& field : described) {
        auto& column = columns_.emplace_back();
        column.values.resize(count);
        column.texts.resize(count);
        column.validity.resize(count);
        const bool is_text = field.type == OPH_TEXT || field.type == OPH_JSON;
        views_.push_back({field.type, 1, is_text ? nullptr : column.values.data(),
                          (field.flags & OPH_FIELD_NULLABLE) != 0 ? column.validity.data() : nullptr});
      }
      raw_ = {OPH_SIZEOF(oph_cycles_t, reserved),
              this,
              views_.size(),
              views_.data(),
              success_.data(),
              [](void* c, std::uint64_t row, std::uint64_t field, oph_str_t value) noexcept -> oph_status_t {
                self(c).columns_.at(field).texts.at(row) = text(value);
                return OPH_OK;
              },
              [](void* c, std::uint64_t row, oph_str_t error) noexcept -> oph_status_t {
                self(c).failures_.at(row) = text(error);
                return OPH_OK;
              },
              [](void* c, std::uint64_t row, const oph_writer_t** writer) noexcept -> oph_status_t {
                self(c).raw_outputs_.at(row) = std::make_unique<WriterCapture>();
                *writer = self(c).raw_outputs_.at(row)->raw();
                return OPH_OK;
              },
              [](void* c, std::uint64_t row) noexcept { self(c).marks_.push_back(row); },
              1,
              0};
    }
    Buffers(const Buffers&) = delete;
    Buffers& operator=(const Buffers&) = delete;
    const oph_cycles_t* raw() const { return &raw_; }

    BatchResult result(const std::vector<FieldCopy>& described) const {
      BatchResult out;
      out.failures = failures_;
      out.marks = marks_;
      for (std::size_t row = 0; row < count_; ++row) {
        out.success.push_back(success_[row] != 0);
        out.raw.push_back(raw_outputs_[row] ? raw_outputs_[row]->object() : json::object{});
        for (std::size_t f = 0; f < described.size(); ++f) out.cells[described[f].name].push_back(cell(described[f], f, row));
      }
      return out;
    }

   private:
    // Eight bytes a cell for every type: numbers lie in it as the type says, booleans packed byte by byte from its beginning.
    struct Column {
      std::vector<std::int64_t> values;
      std::vector<std::string> texts;
      std::vector<std::uint8_t> validity;
    };
    static Buffers& self(void* context) { return *static_cast<Buffers*>(context); }
    json::value cell(const FieldCopy& field, std::size_t index, std::size_t row) const {
      const auto& column = columns_[index];
      const void* values = column.values.data();
      if (success_[row] == 0 || ((field.flags & OPH_FIELD_NULLABLE) != 0 && column.validity[row] == 0)) return nullptr;
      switch (field.type) {
        case OPH_BOOL: return static_cast<const std::uint8_t*>(values)[row] != 0;
        case OPH_INT: return static_cast<const std::int64_t*>(values)[row];
        case OPH_FLOAT: return to_json(static_cast<const double*>(values)[row]);
        default: return json::string(column.texts[row]);
      }
    }

    std::size_t count_;
    std::deque<Column> columns_;
    std::vector<oph_field_buffer_t> views_;
    std::vector<std::uint8_t> success_;
    std::vector<std::string> failures_;
    std::vector<std::unique_ptr<WriterCapture>> raw_outputs_;
    std::vector<std::uint64_t> marks_;
    oph_cycles_t raw_{};
  };

  Instance<oph_substrate_t> instance_;
  std::uint64_t next_ = 0;
};

}  // namespace ophamin::test
