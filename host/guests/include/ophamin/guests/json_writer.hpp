// SPDX-License-Identifier: Apache-2.0
//
// The typed writer that guests write details, state and raw output with (OPH-ABI-12).
#pragma once

#include <ophamin/abi.h>

#include <cstddef>
#include <string>
#include <vector>

#include <ophamin/guests/guest.hpp>
#include <ophamin/records/json.hpp>

namespace ophamin::guests {

/// Builds one JSON value from a guest's calls and checks their order. A wrong call is noted at the guest and refused;
/// so is everything after it. One thread; the writer must outlive the pointer it lends.
class JsonWriter {
 public:
  explicit JsonWriter(Guest& guest) noexcept;
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  /// Starts anew, inside an object: the guest writes keys at once.
  const oph_writer_t* open_object();
  /// The object of open_object; what is still open is a broken promise, noted at the guest. Leaves the writer empty.
  records::JsonObject take_object();

 private:
  enum class Level : unsigned char { kObject, kArray };
  struct Open {
    Level level;
    records::Json value;
    std::string key;  ///< of this value in the object around it
  };

  oph_status_t put(records::Json value);
  oph_status_t begin(Level level);
  oph_status_t end(Level level);
  oph_status_t refuse(std::string_view message);
  static JsonWriter& self(void* context) noexcept { return *static_cast<JsonWriter*>(context); }

  Guest* guest_;
  oph_writer_t table_;
  std::vector<Open> open_;
  std::string key_;
  bool has_key_ = false;
  bool refused_ = false;
};

}  // namespace ophamin::guests
