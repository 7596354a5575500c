// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/abilities.hpp>

#include <string_view>

#include <doctest/doctest.h>
#include <ophamin/probe.h>
#include <ophamin/templates.h>

#include <fixtures/guests/guest_registry.hpp>
#include <ophamin/registry/plugin.hpp>

using namespace ophamin;
using guests::probe_of;
using guests::templates_of;

namespace {

oph_str_t text(std::string_view view) { return {view.data(), view.size()}; }

oph_status_t no_probe(oph_instance_t*, const oph_writer_t*, oph_error_t*) noexcept { return OPH_OK; }

oph_template_t model() {
  return {OPH_SIZEOF(oph_template_t, text), OPH_SUBSTRATE, 0, text("sub"), text(""), text("model.py"), text("a model"), text("print()\n")};
}

// What the plugin below answers with.
oph_template_t given[2];
const oph_template_t* given_items[2] = {&given[0], &given[1]};
oph_templates_t templates{};
oph_probe_t given_probe{};
const oph_probe_t* probe_items[1] = {&given_probe};
oph_probes_t probes{};

const void* extension(oph_str_t name, std::uint32_t revision) noexcept {
  const std::string_view asked(name.data, name.size);
  if (asked == OPH_ABILITY_TEMPLATES && revision == OPH_ABILITY_TEMPLATES_REVISION && templates.struct_size != 0) return &templates;
  if (asked == OPH_ABILITY_PROBE && revision == OPH_ABILITY_PROBE_REVISION && probes.struct_size != 0) return &probes;
  return nullptr;
}

/// A substrate of a plugin that has what the variables above say.
class Offering {
 public:
  Offering() {
    given[0] = given[1] = model();
    given[1].variant = text("other");
    given[1].flags = OPH_TEMPLATE_EXECUTABLE;
    templates = {OPH_SIZEOF(oph_templates_t, items), 2, given_items};
    given_probe = {OPH_SIZEOF(oph_probe_t, probe), text("sub"), no_probe};
    probes = {OPH_SIZEOF(oph_probes_t, items), 1, probe_items};
    plugin_.extension = extension;
    component.kind = OPH_SUBSTRATE;
    component.name = "sub";
    component.plugin = &plugin_;
  }
  registry::Component component;
  void without_extension() { plugin_.extension = nullptr; }

 private:
  registry::Plugin plugin_;
};

void refused(const Offering& offering, std::string_view piece) {
  const auto error = test::check_error(diagnostics::ErrorCode::kGuestBrokePromise, piece, [&] {
    (void)templates_of(offering.component);
    (void)probe_of(offering.component);
  });
  CHECK(error.diagnostics().front().rule == "OPH-ABI-11");
}

}  // namespace

TEST_CASE("templates and probes of a component are found") {
  Offering offering;
  const auto found = templates_of(offering.component);
  REQUIRE(found.size() == 2);
  CHECK(found[0].variant.empty());
  CHECK(found[0].file == "model.py");
  CHECK(found[0].text == "print()\n");
  CHECK_FALSE(found[0].executable);
  CHECK(found[1].variant == "other");
  CHECK(found[1].executable);
  const bool same = probe_of(offering.component) == no_probe;
  CHECK(same);
}

TEST_CASE("a component without any has none") {
  Offering offering;
  offering.component.name = "other";
  CHECK(templates_of(offering.component).empty());
  bool has_probe = probe_of(offering.component) != nullptr;
  CHECK_FALSE(has_probe);
  offering.component.name = "sub";
  offering.component.kind = OPH_CORPUS;
  CHECK(templates_of(offering.component).empty());
  Offering silent;
  templates.struct_size = probes.struct_size = 0;
  CHECK(templates_of(silent.component).empty());
  has_probe = probe_of(silent.component) != nullptr;
  CHECK_FALSE(has_probe);
  Offering older;
  older.without_extension();
  CHECK(templates_of(older.component).empty());
}

TEST_CASE("tables that cannot be taken break a promise") {
  const auto spoiled = [](auto spoil, std::string_view piece) {
    Offering offering;
    spoil();
    refused(offering, piece);
  };
  spoiled([] { templates.struct_size = 16; }, "a table smaller than its first revision's");
  spoiled([] { templates.count = 0; }, "0 items, where 1 to 4096 are allowed");
  spoiled([] { templates.count = 5000; }, "5000 items");
  spoiled([] { templates.items = nullptr; }, "items, where");
  spoiled([] { given[1].struct_size = 8; }, "an item 1 that is null or smaller");
  spoiled([] { given[1].variant = text(""); }, "the variant '' twice");
  spoiled([] { given[0].file = text("../evil"); }, "the file name '../evil'");
  spoiled([] { given[0].file = text(".."); }, "the file name '..'");
  spoiled([] { given[0].file = text(""); }, "the file name ''");
  spoiled([] { given[0].text = text(""); }, "a text of 0 bytes");
  spoiled([] { given[0].text = text("\xff"); }, "an item 0: ");
  spoiled([] { given[0].summary = {nullptr, 4}; }, "an item 0: ");
  spoiled([] { given_probe.probe = nullptr; }, "a null pointer for its function");
  spoiled([] { given_probe.struct_size = 16; }, "an item 0 that is null or smaller");
}
