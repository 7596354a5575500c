// SPDX-License-Identifier: Apache-2.0
//
// Who attests: the name, and the file name that is made of it.
#pragma once

#include <string>
#include <string_view>

namespace ophamin::keys {

/// The name without white space around it. Throws diagnostics::Error (kAuthorInvalid) when nothing is left and when it is
/// no UTF-8.
std::string checked_author(std::string_view text);

/// Who attests when nobody is named: OPHAMIN_AUTHOR, else git's user.email, else git's user.name (as they are in the
/// current folder), else the login name, else "ophamin-local". The first that is not blank. Throws kAuthorInvalid when it
/// is no UTF-8. Not for several threads: it reads the environment and may start git.
std::string default_author();

/// The name in the file of its key: white space around it removed, every character that is no letter, no digit and none
/// of '-', '_' and '.' replaced by '_'. Letters and digits are those of Unicode. Different names may give one file name.
std::string author_file_stem(std::string_view author);

}  // namespace ophamin::keys
