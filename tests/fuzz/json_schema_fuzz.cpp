// A JSON Schema and a value, a line each: compiling never crashes, reading files or a network is never tried, whether a
// value holds agrees with its findings, and what is derived of it to be wrong is wrong.

#include "scenarios/cases/schema_mutation.h"
#include "scenarios/json_schema/json_schema.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plimsoll;
  constexpr std::size_t kLongest = 4096;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line_end = text.find('\n');
  if (line_end == std::string_view::npos || size > kLongest) return 0;
  SchemaSource source{std::string(text.substr(0, line_end)), "a.json"};
  source.may_read_files = false;
  const auto schema = JsonSchema::compile(std::move(source));
  if (schema.has_error()) {
    if (schema.error().message.empty()) std::abort();
    return 0;
  }
  JsonTree value;
  const auto body = text.substr(line_end + 1);
  if (!value.parse(body)) return 0;
  const bool holds = (*schema)->holds(value);
  const auto findings = (*schema)->findings(value, 5);
  if (holds != (findings.all == 0) || findings.list.size() > 5) std::abort();
  if (!holds && findings.list.empty()) std::abort();
  for (const auto& finding : findings.list)
    if (finding.text().empty() || finding.kind().empty() || finding.place.front() != '$') std::abort();
  if (!holds || size > 1024 || body.find("{{") != std::string_view::npos) return 0;
  const auto mutants = mutate_by_schema(body, **schema);
  if (mutants.has_error()) return 0;  // numbers that lose digits, names that come twice
  for (const auto& mutant : mutants->list) {
    JsonTree wrong;
    if (!wrong.parse(mutant.body) || (*schema)->holds(wrong)) std::abort();
  }
  return 0;
}
