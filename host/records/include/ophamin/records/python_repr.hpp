// SPDX-License-Identifier: Apache-2.0
//
// Python's `repr` of what some hashes of the reference are taken over: of corpora, of the targets of audits.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ophamin::records {

/// Appends `repr(text)` of a `str`. `text` is UTF-8. Code points that Unicode has not assigned count as printable, because
/// which ones they are depends on the version of Python.
void append_python_repr(std::string& out, std::string_view text);

/// `repr` of a list of pairs of texts: `[('a', 'b'), ('c', 'd')]`, `[]` for none.
std::string python_repr(const std::vector<std::pair<std::string, std::string>>& pairs);

/// The name of a file as Python holds it: a byte that is no UTF-8 becomes the surrogate U+DC00 plus the byte.
std::string python_file_name(std::string_view bytes);

}  // namespace ophamin::records
