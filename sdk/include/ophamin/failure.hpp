// SPDX-License-Identifier: Apache-2.0
//
// How a plugin says that something went wrong: it throws. No exception crosses the line; the layer turns each into a status
// and a message.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/failure.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/abi.h>
#include <ophamin/text.hpp>

#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace ophamin::sdk {

/// A failure with its status. The message says what was expected, what was found and how to mend it.
class Failure : public std::runtime_error {
 public:
  Failure(oph_status_t status, const std::string& message) : std::runtime_error(message), status_(status) {}
  oph_status_t status() const noexcept { return status_; }

 private:
  oph_status_t status_;
};

/// A parameter or an input that no correct caller passes.
inline Failure invalid_argument(const std::string& message) { return {OPH_INVALID_ARGUMENT, message}; }
/// Data, a tool or a service that is not there; say what was looked for.
inline Failure unavailable(const std::string& message) { return {OPH_UNAVAILABLE, message}; }
/// A role that is needed in this case; name it.
inline Failure missing_role(const std::string& message) { return {OPH_MISSING_ROLE, message}; }
/// The operating system refused; give its words.
inline Failure io_failure(const std::string& message) { return {OPH_IO, message}; }
/// The work ended because the host asked for it.
inline Failure cancelled() { return {OPH_CANCELLED, "cancelled by the host"}; }

/// A single cycle of a substrate that could not run: the host records it as not successful, with these words, and goes on.
class CycleFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace detail {

// A sink of the host said no: its status goes back as it came, for the host knows why.
inline void expect(oph_status_t status, const char* call) {
  if (status != OPH_OK) throw Failure(status, std::string("the host refused ") + call);
}

inline oph_status_t fill(oph_error_t* error, oph_status_t status, std::string_view message) noexcept {
  if (status == OPH_OK) status = OPH_INTERNAL;
  error->status = status;
  const auto text = cut(message, sizeof error->message);
  std::size_t size = 0;
  // The message must be UTF-8; what a file name or an operating system put into it may be anything.
  for (std::size_t at = 0; at < text.size();) {
    const bool ascii = static_cast<unsigned char>(text[at]) < 0x80;
    const auto step = ascii ? Utf8Step{1, true} : utf8_step(text, at);
    if (step.valid) {
      std::memcpy(error->message + size, text.data() + at, step.size);
      size += step.size;
    } else {
      error->message[size++] = '?';
    }
    at += step.size;
  }
  error->message_size = static_cast<std::uint32_t>(size);
  return status;
}

// Runs `body` for a function of the ABI: whatever it throws becomes a status and a message.
template <class Body>
oph_status_t guarded(oph_error_t* error, Body&& body) noexcept {
  try {
    std::forward<Body>(body)();
    return OPH_OK;
  } catch (const Failure& failure) {
    return fill(error, failure.status(), failure.what());
  } catch (const std::bad_alloc&) {
    return fill(error, OPH_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception& unexpected) {
    return fill(error, OPH_INTERNAL, unexpected.what());
  } catch (...) {
    return fill(error, OPH_INTERNAL, "the plugin threw something that is no std::exception");
  }
}

}  // namespace detail
}  // namespace ophamin::sdk
