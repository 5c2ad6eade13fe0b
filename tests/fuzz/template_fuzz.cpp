// Any text at all as a template, and as JSON with templates in it: compiled and filled in, or refused. JSON stays JSON.

#include "core/json/json.h"
#include "scenarios/templates/template_parsing.h"
#include "scenarios/templates/template_rendering.h"
#include "scenarios/templates/unique_json.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace {

std::string filled_in(const plimsoll::TemplateText& text) {
  static const std::vector<plimsoll::RowRef> kRows = [] {
    auto block = std::make_shared<plimsoll::RowBlock>(3);
    block->add_row(2);
    block->add_cell("\"\\\n\x01 é", plimsoll::CellType::text);
    block->add_cell("-1.5e3", plimsoll::CellType::number);
    block->add_cell("", plimsoll::CellType::null);
    return std::vector<plimsoll::RowRef>{{block, 0}};
  }();
  plimsoll::TemplateInputs inputs{kRows, 1, 1, plimsoll::Random(1)};
  std::string into;
  plimsoll::render_template(text, inputs, into);
  return into;
}

plimsoll::TemplateNames names() {
  plimsoll::TemplateNames names;
  names.feeders = {{"row", {"a", "b", "c"}, {"a", "b", "c"}}};
  names.read_file = [](const std::string& file) -> plimsoll::Result<std::string> { return file; };
  names.read_environment = names.read_file;
  return names;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  auto known = names();
  for (const auto escape : {plimsoll::Escape::none, plimsoll::Escape::path, plimsoll::Escape::header})
    if (const auto parsed = plimsoll::parse_template(text, escape, known)) filled_in(*parsed);
  if (!plimsoll::is_json(text)) return 0;
  const auto parsed = plimsoll::parse_json_template(text, known);
  if (parsed && !plimsoll::is_json(filled_in(*parsed))) __builtin_trap();
  for (const auto& unique : {plimsoll::with_unique_numbers(text), plimsoll::with_unique_place(text, "$.a[0]")}) {
    if (unique.has_error()) continue;
    const auto again = plimsoll::parse_json_template(*unique, known);
    if (again && !plimsoll::is_json(filled_in(*again))) __builtin_trap();
  }
  return 0;
}
