// SPDX-License-Identifier: Apache-2.0
//
// Contracts that declarations alone cannot settle, and fields that nobody has put on record.
#include <doctest/doctest.h>

#include <ophamin/measuring/field_contract.hpp>
#include <ophamin/measuring/shard_result.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>

#include <unit/seeing/cycle_filler.hpp>

using namespace ophamin;
using measuring::ContractViolationKind;
using measuring::FieldContract;
using measuring::FieldRequest;
using seeing::FieldCatalog;
using seeing::FieldType;
using test::CycleFiller;

namespace {

const FieldCatalog kCatalog({{"f", "a family"}, {"g", "another"}}, {{"document", seeing::bit(FieldType::kList), "f", "", true},
                                                                    {"phi", seeing::bit(FieldType::kFloat), "g", "", true},
                                                                    {"name", seeing::bit(FieldType::kStr), "g", "", false},
                                                                    {"count", seeing::bit(FieldType::kInt) | seeing::bit(FieldType::kFloat), "f", ""}});

FieldContract contract(std::vector<FieldRequest> requests, bool reads_raw = true, std::vector<seeing::Field> declared = test::all_fields()) {
  return {std::move(requests), std::move(declared), reads_raw, {"asking", "answering"}, kCatalog};
}
FieldRequest required(std::string name, std::uint32_t types = 0, std::string family = "") { return {std::move(name), true, types, std::move(family)}; }
FieldRequest optional(std::string name, std::uint32_t types = 0) { return {std::move(name), false, types, ""}; }

// Shows the contract a batch: a failed cycle, then one with this document and raw output, then a row that nobody shall look at.
void show(FieldContract& contract, std::string_view document, std::string_view raw) {
  CycleFiller filler({true, true, true, true, true}, true);
  filler.run(3, [&](const oph_cycles_t& cycles) {
    cycles.fail(cycles.context, 0, test::str("away"));
    for (std::uint64_t row : {1u, 2u}) {
      CycleFiller::fill_row(cycles, row, 1);
      cycles.set_text(cycles.context, row, 4, row == 1 ? test::str(document) : test::str("0"));
    }
    if (raw.empty()) return;
    const auto parsed = records::parse_json(raw);
    const oph_writer_t* writer = nullptr;
    cycles.raw(cycles.context, 1, &writer);
    for (const auto& member : parsed.as_object()) {
      writer->key(writer->context, test::str(member.key));
      const auto text = records::canonical(member.value);
      writer->json(writer->context, test::str(text));
    }
  });
  contract.look_at(filler.buffers);
}

std::vector<std::string> broken(FieldContract contract, std::string_view document, std::string_view raw) {
  try {
    show(contract, document, raw);
  } catch (const diagnostics::Error& error) {
    std::vector<std::string> kinds;
    for (const auto& each : error.diagnostics()) {
      CHECK(each.code == diagnostics::ErrorCode::kFieldContractViolation);
      kinds.push_back(each.message.substr(0, each.message.find(" of substrate")));
    }
    return kinds;
  }
  return {};
}

using Kinds = std::vector<std::string>;

}  // namespace

TEST_CASE("declarations settle a contract where types are fixed") {
  CHECK(contract({required("count"), optional("absent")}, false).is_settled());
  CHECK_FALSE(contract({required("document")}, false).is_settled());
  CHECK_FALSE(contract({optional("absent")}, true).is_settled());
  CHECK(contract({}).is_settled());
}

TEST_CASE("a declared type must be one of the catalogue's") {
  test::check_error(diagnostics::ErrorCode::kFieldContractViolation, "type_mismatch: the field 'phi'",
                    [] { contract({required("phi")}, true, {{"phi", OPH_INT, 0, "", "g", ""}}); });
  CHECK_NOTHROW(contract({required("phi")}, true, {{"phi", OPH_FLOAT, 0, "", "", ""}}));
  // The family is that of the catalogue where the declaration names none.
  CHECK_NOTHROW(contract({required("phi", 0, "g")}, true, {{"phi", OPH_FLOAT, 0, "", "", ""}}));
  test::check_error(diagnostics::ErrorCode::kFieldContractViolation, "family_mismatch",
                    [] { contract({required("phi", 0, "g")}, true, {{"phi", OPH_FLOAT, 0, "", "f", ""}}); });
}

TEST_CASE("a JSON field is tested by the first successful cycle") {
  CHECK(broken(contract({required("document")}), "[1]", "") == Kinds{});
  CHECK(broken(contract({required("document")}), "null", "") == Kinds{});
  CHECK(broken(contract({required("document")}), "{}", "") == Kinds{"type_mismatch: the field 'document'"});
  auto settled = contract({required("document")});
  show(settled, "[1]", "");
  CHECK(settled.is_settled());
  CHECK_NOTHROW(show(settled, "{}", ""));
}

TEST_CASE("what is not declared may be a member of the raw output") {
  CHECK(broken(contract({required("phi"), required("name", OPH_TYPE_BIT(OPH_TEXT), "g")}), "[]", R"({"phi": 0.5, "name": "n"})") == Kinds{});
  CHECK(broken(contract({required("phi"), required("other"), required("name", 0, "f"), optional("absent"), required("count")}), "[]",
               R"({"phi": 1, "name": "n"})") ==
        Kinds{"type_mismatch: the field 'phi'", "missing_required: the field 'other'", "family_mismatch: the field 'name'"});
  CHECK(broken(contract({required("phi")}), "[]", "") == Kinds{"missing_required: the field 'phi'"});
  CHECK(broken(contract({required("phi", OPH_TYPE_BIT(OPH_INT))}), "[]", R"({"phi": 0.5})") == Kinds{"type_mismatch: the field 'phi'"});
  CHECK(broken(contract({required("phi")}), "[]", R"({"phi": null})") == Kinds{});
  CHECK(broken(contract({required("name")}), "[]", R"({"name": null})") == Kinds{"type_mismatch: the field 'name'"});
  CHECK(broken(contract({optional("phi")}), "[]", R"({"phi": true})") == Kinds{"type_mismatch: the field 'phi'"});
  test::check_error(diagnostics::ErrorCode::kFieldContractViolation, "missing_required", [] { contract({required("phi")}, false); });
}

TEST_CASE("a run without a successful cycle breaks no contract of values") {
  auto asking = contract({required("phi")});
  CycleFiller filler({true, true, true, true, true}, true);
  filler.run(2, [](const oph_cycles_t& cycles) {
    for (std::uint64_t row : {0u, 1u}) cycles.fail(cycles.context, row, test::str("away"));
  });
  CHECK_NOTHROW(asking.look_at(filler.buffers));
  CHECK_FALSE(asking.is_settled());
}

TEST_CASE("a required field that nobody has put on record is a remark") {
  auto asking = contract({required("bare"), optional("plain"), required("loose")}, true,
                         {{"bare", OPH_FLOAT, 0, "", "", ""}, {"plain", OPH_FLOAT, 0, "", "", ""}, {"document", OPH_JSON, 0, "", "", ""}});
  REQUIRE(asking.remarks().size() == 1);
  CHECK(asking.remarks()[0].field == "bare");
  CHECK(asking.remarks()[0].kind == ContractViolationKind::kUncatalogedRequired);
  show(asking, "[]", R"({"loose": 1})");
  REQUIRE(asking.remarks().size() == 2);
  CHECK(asking.remarks()[1].field == "loose");
  // Worse counts first.
  test::check_error(diagnostics::ErrorCode::kFieldContractViolation, "type_mismatch", [] {
    contract({required("bare", OPH_TYPE_BIT(OPH_TEXT))}, true, {{"bare", OPH_FLOAT, 0, "", "", ""}});
  });

  measuring::ShardResult result;
  result.evidence.emplace_back();
  result.evidence.back().pillar = "p";
  result.contract_remarks = asking.remarks();
  const auto back = measuring::ShardResult::from_json(result.to_json());
  REQUIRE(back.contract_remarks.size() == 2);
  CHECK(back.contract_remarks[1].field == "loose");
  CHECK(back.contract_remarks[1].found == "neither");
}
