// SPDX-License-Identifier: Apache-2.0
//
// Somebody who wants to be there right before and right after a substrate runs a batch.
#pragma once

namespace ophamin::seeing {

class BatchWatcher {
 public:
  virtual ~BatchWatcher() = default;
  virtual void before() noexcept = 0;
  /// Always, whatever the substrate says of the batch.
  virtual void after() noexcept = 0;
};

}  // namespace ophamin::seeing
