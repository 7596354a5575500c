// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/corpus_session.hpp>

#include <set>
#include <utility>

#include <fmt/format.h>

#include <ophamin/guests/component_parameters.hpp>
#include <ophamin/guests/json_bridge.hpp>
#include <ophamin/guests/text.hpp>
#include <ophamin/records/canonical.hpp>

namespace ophamin::seeing {

using guests::guarded;
using guests::lend;
using guests::text_fault;
using guests::view;

std::string dataset_name(const registry::Component& corpus) {
  const auto name = corpus.meta("dataset");
  return name.empty() ? corpus.name : std::string(name);
}

CorpusSession::CorpusSession(guests::Environment& environment, const registry::Component& corpus,
                             const boost::json::object& given)
    : guest_(corpus),
      services_(environment, guest_),
      params_(guests::lend_parameters(corpus, guests::complete_parameters(corpus, given))),
      table_(corpus.corpus()),
      instance_(guest_, table_.create, table_.destroy, services_.table(), params_.get()) {}

std::optional<std::vector<CorpusFile>> CorpusSession::files() {
  if (table_.files == nullptr) return std::nullopt;
  struct Context {
    guests::Guest& guest;
    std::vector<CorpusFile> files;
    std::set<std::string, std::less<>> labels;
  } context{guest_, {}, {}};
  oph_file_sink_t sink{};
  sink.struct_size = OPH_SIZEOF(oph_file_sink_t, file);
  sink.context = &context;
  sink.file = [](void* raw, oph_str_t path, oph_str_t label) noexcept {
    auto& self = *static_cast<Context*>(raw);
    return guarded(self.guest, [&]() -> oph_status_t {
      // A path may hold any bytes; the label enters the hash and must be text.
      if (path.data == nullptr || path.size == 0 || path.data[0] != '/') {
        return self.guest.broke("OPH-ABI-7", fmt::format("the file '{}' is no absolute path", guests::printable(view(path), 200)));
      }
      if (auto fault = text_fault(label); !fault.empty() || label.size == 0) {
        return self.guest.broke("OPH-ABI-6", "the label of a file is " + (fault.empty() ? std::string("empty") : fault));
      }
      if (!self.labels.emplace(view(label)).second) {
        return self.guest.broke("OPH-ABI-7", fmt::format("the label '{}' names two files", view(label)));
      }
      self.files.push_back({std::string(view(path)), std::string(view(label))});
      return OPH_OK;
    });
  };
  guest_.call("files", [&](oph_error_t* error) { return table_.files(instance_.get(), &sink, error); });
  return std::move(context.files);
}

std::string CorpusSession::revision() {
  if (table_.revision == nullptr) return {};
  std::string text;
  struct Context {
    guests::Guest& guest;
    std::string& text;
  } context{guest_, text};
  oph_text_sink_t sink{};
  sink.struct_size = OPH_SIZEOF(oph_text_sink_t, put);
  sink.context = &context;
  sink.put = [](void* raw, oph_str_t piece) noexcept {
    auto& self = *static_cast<Context*>(raw);
    return guarded(self.guest, [&]() -> oph_status_t {
      if (auto fault = text_fault(piece); !fault.empty()) return self.guest.broke("OPH-ABI-6", "a revision: " + fault);
      self.text += view(piece);
      return OPH_OK;
    });
  };
  guest_.call("revision", [&](oph_error_t* error) { return table_.revision(instance_.get(), &sink, error); });
  return text;
}

std::span<const oph_record_t> CorpusSession::next(std::uint64_t limit) {
  const oph_record_t* records = nullptr;
  std::uint64_t count = 0;
  guest_.call("next", [&](oph_error_t* error) {
    const auto status = table_.next(instance_.get(), limit, &records, &count, error);
    if (status != OPH_OK || count == 0) return status;
    if (records == nullptr || count > limit) {
      return guest_.broke("OPH-ABI-7", fmt::format("{} records at {} were delivered where at most {} were asked for", count,
                                                   records == nullptr ? "a null pointer" : "an address", limit));
    }
    for (std::uint64_t i = 0; i < count; ++i) {
      if (auto fault = check_.fault(records[i]); !fault.empty()) return guest_.broke("OPH-ABI-6", fault);
    }
    return status;
  });
  delivered_ += count;
  for (std::uint64_t i = 0; i < count; ++i) invalid_utf8_ += (records[i].flags & OPH_RECORD_INVALID_UTF8) != 0 ? 1u : 0u;
  return {records, count};
}

void RecordHash::add(const oph_record_t& record) {
  scratch_.clear();
  const auto number = [&](std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) scratch_ += static_cast<char>(value >> shift & 0xFFu);
  };
  std::string attributes;
  if (record.attributes != nullptr) attributes = records::canonical(guests::from_boost(registry::to_json(*record.attributes)));
  number(record.id.size);
  number(record.text.size);
  number(record.raw.size);
  number(record.flags);
  number(attributes.size());
  hash_.update(scratch_);
  hash_.update(view(record.id));
  hash_.update(view(record.text));
  if (record.raw.size != 0) hash_.update({reinterpret_cast<const char*>(record.raw.data), record.raw.size});
  hash_.update(attributes);
}

}  // namespace ophamin::seeing
