// SPDX-License-Identifier: Apache-2.0
//
// A component's parameters, checked against its schema, as an error that people can read.
#pragma once

#include <boost/json/object.hpp>

#include <ophamin/registry/parameters.hpp>
#include <ophamin/registry/plugin.hpp>

namespace ophamin::guests {

/// `given` with the defaults applied. Throws kParameterSchemaViolation with every problem at once.
boost::json::object complete_parameters(const registry::Component& component, const boost::json::object& given);

/// The same against a substrate's schema of cycle parameters.
boost::json::object complete_cycle_parameters(const registry::Component& substrate, const boost::json::object& given);

/// Completed parameters as the values that cross. Throws kParameterSchemaViolation for integers beyond 64 bits.
registry::ValueTree lend_parameters(const registry::Component& component, const boost::json::object& complete);

}  // namespace ophamin::guests
