// SPDX-License-Identifier: Apache-2.0
//
// Files that are either old or new, never half written, even when the machine loses power.
//
// Every function throws diagnostics::Error with the path, the system's reason and how to mend it. All may be called
// from any thread; two writers of one path do not disturb each other, the last rename wins.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace ophamin::storage {

/// The default limit of read_file: 64 MiB.
inline constexpr std::uint64_t kDefaultReadLimit = std::uint64_t{64} << 20;

/// Replaces `path` with `bytes`: a temporary file in the same folder, fsync, rename, fsync of the folder.
/// On any failure the old file is untouched and the temporary one is gone. The folder must exist.
/// A file that exists keeps its permissions; a new one gets 0644 less the umask.
void write_file_atomic(const std::filesystem::path& path, std::string_view bytes);

/// The same for bytes that come in pieces. What was appended is gone unless commit() was called and did not throw. One thread
/// at a time.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void append(std::string_view bytes);
  /// Syncs the file and gives it its name. Once.
  void commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Bytes that are needed again later and may be too many for memory: a nameless file in the folder for temporary files
/// (TMPDIR, else /tmp), gone with this object. One thread at a time. Failures are kFileUnwritable and kFileUnreadable.
class Spool {
 public:
  Spool();
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  void append(std::string_view bytes);
  /// Hands over all that was appended, in pieces of at most 256 KiB. The view is valid during the call.
  void replay(const std::function<void(std::string_view)>& consume);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Writes a new or existing file in place and fsyncs it: for files inside a folder that is published as a whole.
void write_file_synced(const std::filesystem::path& path, std::string_view bytes);

/// Creates `path` with `bytes` and the permissions `mode`, whole or not at all, unless the name is taken: then nothing is
/// touched and the answer is false. Of two that create one path at the same time exactly one gets true. The folder must
/// exist.
bool create_file(const std::filesystem::path& path, std::string_view bytes, unsigned mode = 0644);

/// The whole file. More than `limit_bytes` is kFileTooLarge, said before more than that is read; a folder, a device
/// or a pipe is kFileUnreadable.
std::string read_file(const std::filesystem::path& path, std::uint64_t limit_bytes = kDefaultReadLimit);

/// Hands the file to `consume` in pieces of at most 256 KiB; never holds more. The view is valid during the call.
void read_file_in_pieces(const std::filesystem::path& path,
                         const std::function<void(std::string_view)>& consume);

/// Makes the names in a folder durable.
void sync_directory(const std::filesystem::path& path);

/// Creates a folder and its missing parents, durably, with the permissions `mode` less the umask. An existing folder is fine,
/// and stays as it is.
void ensure_directory(const std::filesystem::path& path, unsigned mode = 0755);

/// Gives a prepared folder its final name, durably. Its files must be written and synced already; the folder itself
/// and both parents are synced here. A folder that already has the final name is replaced in one step and removed.
/// Both must be in the same file system.
void publish_directory(const std::filesystem::path& prepared, const std::filesystem::path& final_path);

/// A folder of its own beside `final_path`, for what publish_directory will rename; removed with all it holds on
/// destruction unless release() was called. Its name begins with a dot and is never used twice.
class PreparedDirectory {
 public:
  explicit PreparedDirectory(const std::filesystem::path& final_path);
  ~PreparedDirectory();
  PreparedDirectory(const PreparedDirectory&) = delete;
  PreparedDirectory& operator=(const PreparedDirectory&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }
  /// Publishes it under its final name; nothing is left to remove.
  void publish();
  void release() noexcept { owned_ = false; }

 private:
  std::filesystem::path path_;
  std::filesystem::path final_path_;
  bool owned_ = true;
};

}  // namespace ophamin::storage
