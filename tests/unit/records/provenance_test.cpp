// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include <doctest/doctest.h>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/provenance.hpp>
#include <support/prov_json.hpp>

using namespace ophamin::records;
using ophamin::test::ProvCheck;

namespace {

ScenarioProvenance run_on(std::string substrate) {
  return {.ophamin_version = "0.1.0",
          .substrate = std::move(substrate),
          .scenario = "siege",
          .target = "entity",
          .n_cycles = 10,
          .dataset = {.name = "x y", .content_hash = "h", .n_records = 5}};
}

}  // namespace

TEST_CASE("the document of a scenario run, member for member") {
  CHECK(pretty(Json(scenario_provenance(run_on("mock")))) == R"({
  "prefix": {
    "ophamin": "https://ophamin.example/"
  },
  "agent": {
    "ophamin:ophamin": {
      "ophamin:role": "experimentation_framework",
      "ophamin:version": "0.1.0"
    },
    "ophamin:mock": {
      "ophamin:role": "substrate_under_test"
    }
  },
  "entity": {
    "ophamin:corpus_x_y": {
      "ophamin:content_hash": "h",
      "ophamin:n_records": {
        "$": 5,
        "type": "xsd:int"
      },
      "ophamin:kind": "corpus"
    },
    "ophamin:proof_siege": {}
  },
  "activity": {
    "ophamin:scenario_siege": {
      "ophamin:target": "entity",
      "ophamin:n_cycles": {
        "$": 10,
        "type": "xsd:int"
      }
    }
  },
  "used": {
    "_:id1": {
      "prov:activity": "ophamin:scenario_siege",
      "prov:entity": "ophamin:corpus_x_y"
    }
  },
  "wasAssociatedWith": {
    "_:id2": {
      "prov:activity": "ophamin:scenario_siege",
      "prov:agent": "ophamin:ophamin"
    },
    "_:id3": {
      "prov:activity": "ophamin:scenario_siege",
      "prov:agent": "ophamin:mock"
    }
  },
  "wasGeneratedBy": {
    "_:id4": {
      "prov:entity": "ophamin:proof_siege",
      "prov:activity": "ophamin:scenario_siege"
    }
  },
  "wasAttributedTo": {
    "_:id5": {
      "prov:entity": "ophamin:proof_siege",
      "prov:agent": "ophamin:mock"
    }
  },
  "wasDerivedFrom": {
    "_:id6": {
      "prov:generatedEntity": "ophamin:proof_siege",
      "prov:usedEntity": "ophamin:corpus_x_y"
    }
  }
})");
}

TEST_CASE("a substrate of the framework's own name is one agent") {
  const JsonObject document = scenario_provenance(run_on("ophamin"));
  CHECK(document.find("agent")->as_object().size() == 1);
  CHECK(document.find("wasAssociatedWith")->as_object().size() == 2);
}

TEST_CASE("names are made local") {
  CHECK(provenance_name("corpus:a/b c") == "ophamin:corpus_a_b_c");
  CHECK(provenance_name("A-1._") == "ophamin:A-1._");
  CHECK(provenance_name("caf\xC3\xA9") == "ophamin:caf_");
}

TEST_CASE("a relation declares whom it names") {
  ProvenanceBuilder provenance;
  provenance.activity("run");
  provenance.used("run", "data");
  const JsonObject document = provenance.build();
  CHECK(canonical(*document.find("entity")) == R"({"ophamin:data":{}})");
  CHECK(document.find("agent") == nullptr);
}

TEST_CASE("the document of a scenario run is valid PROV-JSON, and reads back as it was written") {
  for (const char* substrate : {"mock", "ophamin", "a b/c"}) {
    const JsonObject document = scenario_provenance(run_on(substrate));
    CHECK(ProvCheck::faults(document).empty());
    CHECK(parse_json(pretty(Json(document))) == Json(document));
  }
}

TEST_CASE("values of attributes are texts, booleans and typed literals") {
  ProvenanceBuilder provenance;
  provenance.entity("x", {{"text", "t"},
                          {"flag", true},
                          {"small", Json(-2147483648)},
                          {"large", Json(std::int64_t{2147483648})},
                          {"huge", Json::big_integer("92233720368547758080")},
                          {"real", Json(0.5)},
                          {"none", Json(nullptr)},
                          {"list", Json(JsonArray{1, "a", JsonArray{2}})},
                          {"no local name", "y"}});
  const JsonObject document = provenance.build();
  CHECK(ProvCheck::faults(document).empty());
  CHECK(pretty(*document.find("entity")->find("ophamin:x")) == R"({
  "ophamin:text": "t",
  "ophamin:flag": true,
  "ophamin:small": {
    "$": -2147483648,
    "type": "xsd:int"
  },
  "ophamin:large": {
    "$": 2147483648,
    "type": "xsd:long"
  },
  "ophamin:huge": {
    "$": 92233720368547758080,
    "type": "xsd:integer"
  },
  "ophamin:real": {
    "$": 0.5,
    "type": "xsd:double"
  },
  "ophamin:none": "null",
  "ophamin:list": [
    {
      "$": 1,
      "type": "xsd:int"
    },
    "a",
    "[2]"
  ],
  "ophamin:no_local_name": "y"
})");
}

TEST_CASE("several datasets, a parent that informed, and agents that acted for another") {
  ProvenanceBuilder provenance;
  provenance.agent("ophamin");
  provenance.agent("plugin:x");
  provenance.activity("run:parent");
  provenance.activity("run:child");
  for (const char* data : {"corpus:a", "corpus:b"}) {
    provenance.entity(data);
    provenance.used("run:child", data);
  }
  provenance.was_informed_by("run:child", "run:parent");
  provenance.acted_on_behalf_of("plugin:x", "ophamin");
  const JsonObject document = provenance.build();
  CHECK(ProvCheck::faults(document).empty());
  CHECK(document.find("used")->as_object().size() == 2);
  CHECK(canonical(*document.find("wasInformedBy")) ==
        R"({"_:id3":{"prov:informant":"ophamin:run_parent","prov:informed":"ophamin:run_child"}})");
  CHECK(canonical(*document.find("actedOnBehalfOf")) ==
        R"({"_:id4":{"prov:delegate":"ophamin:plugin_x","prov:responsible":"ophamin:ophamin"}})");
}
