// SPDX-License-Identifier: Apache-2.0
// expect: ophamin/registry/registry.hpp
#include <ophamin/abi.h>

#ifdef MISUSE
#include <ophamin/registry/registry.hpp>
#endif
