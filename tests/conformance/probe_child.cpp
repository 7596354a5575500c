// SPDX-License-Identifier: Apache-2.0
// The probe child of the tests; the program itself uses its hidden `worker --probe`.
#include <cstdlib>

#include <ophamin/registry/probe.hpp>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  ophamin::registry::probe_main(std::atoi(argv[1]), argv[2]);
}
