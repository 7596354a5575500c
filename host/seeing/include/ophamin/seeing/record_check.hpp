// SPDX-License-Identifier: Apache-2.0
//
// Whether what a corpus delivers are records that can be taken: every text UTF-8, every pointer there, attributes an object.
// The host does not take a plugin's word for it.
#pragma once

#include <ophamin/abi.h>

#include <string>
#include <vector>

namespace ophamin::seeing {

/// One per reading of a corpus.
class RecordCheck {
 public:
  /// Why a record cannot be taken; empty if it can. Looks at every byte of its texts and at nothing beyond them.
  std::string fault(const oph_record_t& record) { return is_plainly_sound(record) ? std::string() : look_closely(record); }

 private:
  bool is_plainly_sound(const oph_record_t& record) const noexcept;
  bool are_plain(const oph_value_t& attributes) const noexcept;
  bool are_known(const oph_value_t& attributes) const noexcept;
  std::string look_closely(const oph_record_t& record);

  // Of the last record that had many: rows of a table have the same, and comparing them is cheaper than looking for twins.
  std::vector<std::string> known_keys_;
};

}  // namespace ophamin::seeing
