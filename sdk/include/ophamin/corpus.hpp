// SPDX-License-Identifier: Apache-2.0
//
// Corpora: streams of records.
//
//     class Numbers {
//      public:
//       static constexpr sdk::CorpusInfo kInfo{.name = "numbers", .summary = "the numbers from 0 on"};
//       struct Params { std::uint64_t count = 10; };
//       static constexpr auto kParameters = sdk::parameters(sdk::param("count", &Params::count).help("how many"));
//       explicit Numbers(const Params& params) : count_(params.count) {}
//
//       void next(std::uint64_t limit, sdk::RecordBatch& out) {
//         for (; next_ < count_ && out.size() < limit; ++next_) out.add("n" + std::to_string(next_), std::to_string(next_));
//       }
//     };
//
// Adding nothing ends the corpus. Optional:
//     void files(sdk::FileSink& files);   names every file that next() reads, so that the host hashes their bytes
//     std::string revision();             the version of the data, empty if it has none
// Absent data: the constructor throws sdk::unavailable(), naming the expected layout.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/corpus.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/component.hpp>
#include <ophamin/record_batch.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ophamin::sdk {

/// How the host makes the content hash out of the files' digests, see `hash_rule` in abi.h.
enum class HashRule { kLabels, kFile, kPythonReprFiles, kPythonReprSources };

/// A figure of another implementation beside the content hash, see `reference_hash` in abi.h.
enum class ReferenceHash { kNone, kRevisionCount, kPythonReprSources };

struct CorpusInfo {
  std::string_view name;     ///< kebab-case
  std::string_view summary;  ///< one line
  std::string_view kind = "corpus";
  std::string_view source{};   ///< where the data come from
  std::string_view dataset{};  ///< what records call the data, if not by `name`
  HashRule hash_rule = HashRule::kLabels;
  ReferenceHash reference_hash = ReferenceHash::kNone;
  std::uint32_t revision = 1;
  bool deterministic = true;
};

/// Takes the files whose bytes are the data.
class FileSink {
 public:
  explicit FileSink(const oph_file_sink_t* raw) noexcept : raw_(raw) {}
  FileSink(const FileSink&) = delete;
  FileSink& operator=(const FileSink&) = delete;

  /// `path` is absolute. `label` enters the content hash: relative, the same on every machine, unique, with `/` between parts.
  void add(std::string_view path, std::string_view label) { detail::expect(raw_->file(raw_->context, str(path), str(label)), "a file"); }

 private:
  const oph_file_sink_t* raw_;
};

namespace detail {

// The default is not written down.
constexpr std::string_view hash_rule_name(HashRule rule) noexcept {
  constexpr std::string_view kNames[] = {"", "file", "python-repr-files", "python-repr-sources"};
  return kNames[static_cast<std::size_t>(rule)];
}
constexpr std::string_view reference_hash_name(ReferenceHash figure) noexcept {
  constexpr std::string_view kNames[] = {"", "revision-count", "python-repr-sources"};
  return kNames[static_cast<std::size_t>(figure)];
}

template <class T>
concept IsCorpus = std::same_as<std::remove_cvref_t<decltype(T::kInfo)>, CorpusInfo>;

template <class T>
concept FillsBatches = requires(T& corpus, std::uint64_t limit, RecordBatch& batch) { corpus.next(limit, batch); };
// For corpora that keep their records themselves: as `next` of oph_corpus_t.
template <class T>
concept LendsRecords = requires(T& corpus, std::uint64_t limit) {
  { corpus.next(limit) } -> std::same_as<std::span<const oph_record_t>>;
};
template <class T>
concept NamesFiles = requires(T& corpus, FileSink& files) { corpus.files(files); };
template <class T>
concept HasRevision = requires(T& object) {
  { object.revision() } -> std::convertible_to<std::string>;
};

template <class T>
consteval bool check_corpus() {
  static_assert(is_kebab_name(T::kInfo.name), "sdk: a corpus has a name in kebab-case, such as `text-files`");
  static_assert(FillsBatches<T> || LendsRecords<T>, "sdk: a corpus needs `void next(std::uint64_t limit, sdk::RecordBatch& out)`");
  static_assert(NamesFiles<T> || !requires { &T::files; }, "sdk: files() of a corpus is `void files(sdk::FileSink&)`");
  static_assert(HasRevision<T> || !requires { &T::revision; }, "sdk: revision() of a corpus is `std::string revision()`");
  return check_component<T>();
}

template <class T>
struct CorpusTable {
  struct Held : Instance<T> {
    using Instance<T>::Instance;
    RecordBatch batch;
  };

  static oph_status_t next(oph_instance_t* instance, std::uint64_t limit, const oph_record_t** records, std::uint64_t* count,
                           oph_error_t* error) noexcept {
    return guarded(error, [&] {
      auto& self = held<Held>(instance);
      std::span<const oph_record_t> made;
      if constexpr (FillsBatches<T>) {
        self.batch.clear();
        self.object.next(limit, self.batch);
        made = self.batch.finish();
      } else {
        made = self.object.next(limit);
      }
      *records = made.data();
      *count = made.size();
    });
  }
  static oph_status_t files(oph_instance_t* instance, const oph_file_sink_t* sink, oph_error_t* error) noexcept {
    return guarded(error, [&] {
      FileSink files(sink);
      held<Held>(instance).object.files(files);
    });
  }
  static oph_status_t revision(oph_instance_t* instance, const oph_text_sink_t* sink, oph_error_t* error) noexcept {
    return guarded(error, [&] {
      const std::string text = held<Held>(instance).object.revision();
      expect(sink->put(sink->context, str(text)), "the revision");
    });
  }

  static constexpr oph_corpus_t kTable = [] {
    oph_corpus_t table{};
    table.struct_size = OPH_SIZEOF(oph_corpus_t, revision);
    table.create = detail::create<Held>;
    table.destroy = detail::destroy<Held>;
    table.next = next;
    if constexpr (NamesFiles<T>) table.files = files;
    if constexpr (HasRevision<T>) table.revision = revision;
    return table;
  }();
};

}  // namespace detail
}  // namespace ophamin::sdk
