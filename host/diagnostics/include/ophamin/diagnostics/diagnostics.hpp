// SPDX-License-Identifier: Apache-2.0
//
// All of the diagnostics room.
#pragma once

#include <ophamin/diagnostics/catalogue.hpp>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/diagnostics/render.hpp>
