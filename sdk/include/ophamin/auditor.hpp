// SPDX-License-Identifier: Apache-2.0
//
// Auditors: each wraps one external tool.
//
//     class Linter {
//      public:
//       static constexpr sdk::AuditorInfo kInfo{.name = "linter", .summary = "...", .tool = "lint"};
//       sdk::Availability available();
//       std::string version();
//       void run(std::string_view path, sdk::Findings& findings);
//     };
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/auditor.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/component.hpp>
#include <ophamin/corpus.hpp>
#include <ophamin/writer.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace ophamin::sdk {

struct AuditorInfo {
  std::string_view name;     ///< kebab-case
  std::string_view summary;  ///< one line
  std::string_view tool{};
  std::string_view install{};
  std::uint32_t revision = 1;
  bool deterministic = true;
};

struct Availability {
  bool yes = false;
  std::string how_to_get_it{};
};

enum class Severity : oph_severity_t {
  kInfo = OPH_SEVERITY_INFO,
  kLow = OPH_SEVERITY_LOW,
  kMedium = OPH_SEVERITY_MEDIUM,
  kHigh = OPH_SEVERITY_HIGH,
  kCritical = OPH_SEVERITY_CRITICAL,
};

/// `message` and `severity` are required.
struct Finding {
  std::string_view message;
  Severity severity = Severity::kInfo;
  std::string_view rule{};
  std::string_view path{};     ///< as the tool gave it
  std::uint32_t line = 0;      ///< 1-based; 0 if none
  std::uint32_t column = 0;    ///< 1-based; 0 if none
  std::function<void(Object&)> extra{};
};

class Findings {
 public:
  explicit Findings(const oph_finding_sink_t* raw) noexcept : raw_(raw) {}
  Findings(const Findings&) = delete;
  Findings& operator=(const Findings&) = delete;

  void add(const Finding& finding) {
    const oph_finding_t raw{OPH_SIZEOF(oph_finding_t, reserved), str(finding.rule), str(finding.message), str(finding.path),
                            static_cast<oph_severity_t>(finding.severity), finding.line, finding.column, 0};
    const oph_writer_t* writer = nullptr;
    detail::expect(raw_->add(raw_->context, &raw, finding.extra ? &writer : nullptr), "a finding");
    if (finding.extra) {
      Object object(writer);
      finding.extra(object);
    }
  }
  /// How the tool ended; once.
  void tool(std::int32_t exit_code, std::uint64_t stdout_size, std::uint64_t stderr_size) {
    detail::expect(raw_->tool(raw_->context, exit_code, stdout_size, stderr_size), "how the tool ended");
  }

 private:
  const oph_finding_sink_t* raw_;
};

namespace detail {

template <class T>
concept IsAuditor = std::same_as<std::remove_cvref_t<decltype(T::kInfo)>, AuditorInfo>;

template <class T>
concept TellsAvailability = requires(T& a) {
  { a.available() } -> std::same_as<Availability>;
};
template <class T>
concept TellsVersion = requires(T& a) {
  { a.version() } -> std::convertible_to<std::string>;
};
template <class T>
concept Audits = requires(T& a, std::string_view path, Findings& findings) { a.run(path, findings); };

template <class T>
consteval bool check_auditor() {
  static_assert(is_kebab_name(T::kInfo.name), "sdk: an auditor has a name in kebab-case");
  static_assert(TellsAvailability<T>, "sdk: an auditor needs `sdk::Availability available()`");
  static_assert(TellsVersion<T>, "sdk: an auditor needs `std::string version()`");
  static_assert(Audits<T>, "sdk: an auditor needs `void run(std::string_view path, sdk::Findings&)`");
  return check_component<T>();
}

template <class T>
struct AuditorTable {
  using Held = Instance<T>;

  static oph_status_t available(oph_instance_t* instance, std::uint32_t* yes, const oph_text_sink_t* why, oph_error_t* error) noexcept {
    return guarded(error, [&] {
      const Availability answer = held<Held>(instance).object.available();
      *yes = answer.yes ? 1 : 0;
      if (!answer.yes) expect(why->put(why->context, str(answer.how_to_get_it)), "how to get the tool");
    });
  }
  static oph_status_t version(oph_instance_t* instance, const oph_text_sink_t* sink, oph_error_t* error) noexcept {
    return guarded(error, [&] {
      const std::string text = held<Held>(instance).object.version();
      expect(sink->put(sink->context, str(text)), "the version");
    });
  }
  static oph_status_t run(oph_instance_t* instance, oph_str_t path, const oph_finding_sink_t* sink, oph_error_t* error) noexcept {
    return guarded(error, [&] {
      Findings findings(sink);
      held<Held>(instance).object.run(view(path), findings);
    });
  }

  static constexpr oph_auditor_t kTable = [] {
    oph_auditor_t table{};
    table.struct_size = OPH_SIZEOF(oph_auditor_t, run);
    table.create = detail::create<Held>;
    table.destroy = detail::destroy<Held>;
    table.available = available;
    table.version = version;
    table.run = run;
    return table;
  }();
};

}  // namespace detail
}  // namespace ophamin::sdk
