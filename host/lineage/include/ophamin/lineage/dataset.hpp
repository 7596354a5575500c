// SPDX-License-Identifier: Apache-2.0
//
// A file or a folder as a dataset of a run.
#pragma once

#include <filesystem>

#include <ophamin/lineage/run_entry.hpp>

namespace ophamin::lineage {

/// Hashes what is at `path`, streamed.
///
/// A file: SHA-256 of its bytes, kind "file". A folder: kind "directory", size the sum of its files, and as hash the SHA-256 of
/// the canonical JSON of [[relative path, SHA-256 of the file], ...] over all regular files below it, sorted by relative path,
/// component by component, each by its bytes. Links to files count as files, links to folders are not followed. A byte of a
/// name that is no UTF-8 stands as the lone surrogate U+DC80 to U+DCFF, as in the reference. `path` of the result is absolute.
///
/// Throws diagnostics::Error: kFileUnreadable if there is nothing or something cannot be read, kDataMismatch if a file
/// changed while it was read. Memory: the names and hashes of a folder's files.
Dataset link_dataset(const std::filesystem::path& path);

}  // namespace ophamin::lineage
