// SPDX-License-Identifier: Apache-2.0
#define DOCTEST_CONFIG_IMPLEMENT
#include <cstdlib>

#include <doctest/doctest.h>

int main(int count, char** arguments) {
  // A test that wants an attestation says so, with a keystore of its own: none writes to the home of its user.
  ::setenv("OPHAMIN_ATTEST", "0", 1);
  for (const char* name : {"OPHAMIN_AUTHOR", "OPHAMIN_KEYSTORE", "OPHAMIN_SIGNING_KEY", "OPHAMIN_SIGN_KEY_FILE"}) ::unsetenv(name);
  return doctest::Context(count, arguments).run();
}
