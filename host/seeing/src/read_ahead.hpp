// SPDX-License-Identifier: Apache-2.0
//
// Reads a file in a thread of its own, one piece ahead of whoever takes the pieces.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>

#include <ophamin/storage/input_file.hpp>

namespace ophamin::seeing {

/// The file must outlive it, and is read by nobody else meanwhile. One thread takes.
class ReadAhead {
 public:
  static constexpr std::size_t kPiece = std::size_t{256} << 10;

  explicit ReadAhead(storage::InputFile& file);
  ~ReadAhead();
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  /// The next piece; empty at the end. Valid until the next call. Throws what reading threw.
  std::string_view next();

 private:
  static constexpr std::size_t kSlots = 2;
  struct Slot {
    std::unique_ptr<char[]> bytes = std::make_unique_for_overwrite<char[]>(kPiece);
    std::size_t size = 0;
    bool filled = false;  // the taker's turn; else the reader's
  };
  void read();

  storage::InputFile& file_;
  std::array<Slot, kSlots> slots_;
  std::size_t taken_ = 0;  // pieces that were handed out
  std::mutex mutex_;
  std::condition_variable turn_;
  bool stop_ = false;
  std::exception_ptr fault_;
  std::thread thread_;
};

}  // namespace ophamin::seeing
