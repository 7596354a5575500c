// SPDX-License-Identifier: Apache-2.0
//
// A model for the substrate `process` of Ophamin: a line of JSON comes in, a line of JSON goes back.
//
//     g++ -std=c++20 -O2 model.cpp -lboost_json -o model
#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <iostream>
#include <string>

namespace json = boost::json;

// What is under test. Here: the Shannon entropy of a text's bytes, in bits.
json::object model(const json::string& stimulus, const json::object&) {
  std::array<double, 256> counts{};
  for (const char byte : stimulus) counts[static_cast<unsigned char>(byte)] += 1.0;
  double entropy = 0.0;
  for (const double count : counts) {
    const double share = count / static_cast<double>(stimulus.size());
    if (count > 0.0) entropy -= share * std::log2(share);
  }
  return {{"bytes", stimulus.size()}, {"entropy", entropy}};
}

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    json::object reply;
    try {
      const json::object request = json::parse(line).as_object();
      reply["cycle_index"] = request.at("cycle_index");
      reply.insert({{"ok", true}, {"raw", model(request.at("stimulus").as_string(), request.at("params").as_object())}});
    } catch (const std::exception& error) {
      reply.insert({{"ok", false}, {"stage", "run"}, {"error", error.what()}});
    }
    std::cout << json::serialize(reply) << std::endl;
  }
}
