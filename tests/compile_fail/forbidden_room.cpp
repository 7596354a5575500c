// SPDX-License-Identifier: Apache-2.0
// expect: ophamin/records/json.hpp
#include <ophamin/abi.h>

#ifdef MISUSE
#include <ophamin/records/json.hpp>
#endif
