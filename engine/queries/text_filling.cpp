#include "engine/queries/text_filling.h"

#include "core/clock.h"
#include "core/random.h"
#include "scenarios/environment.h"

#include <fmt/format.h>

#include <random>

namespace plimsoll {
namespace {

// RFC 4122, version 4. Of the machine's chance: Hurl's newUuid has no seed either.
std::string new_uuid() {
  thread_local Random random((std::uint64_t{std::random_device{}()} << 32) | std::random_device{}());
  const auto high = (random.next() & ~0xF000ULL) | 0x4000ULL;
  const auto low = (random.next() & ~(3ULL << 62)) | (2ULL << 62);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xFFFF, high & 0xFFFF, low >> 48,
                     low & 0xFFFFFFFFFFFFULL);
}

Result<QueryValue> of_environment(const std::string& name) {
  if (auto value = process_environment()(name)) return QueryValue(nlohmann::json(*std::move(value)));
  return invalid(fmt::format("the variable {} of the environment is not set", name));
}

}  // namespace

Result<QueryValue> value_of(const QueryInsertion& insertion, const QueryVariables* variables) {
  switch (insertion.source) {
    case QueryInsertion::Source::environment:
      return of_environment(insertion.name);
    case QueryInsertion::Source::new_uuid:
      return QueryValue(nlohmann::json(new_uuid()));
    case QueryInsertion::Source::new_date:
      return QueryValue(QueryDate{std::chrono::floor<std::chrono::microseconds>(wall_now())});
    case QueryInsertion::Source::variable:
      break;
  }
  const auto* value = variables != nullptr ? variables->find(insertion.name) : nullptr;
  if (value == nullptr)
    return invalid(
        fmt::format("there is no variable {0}: pass --variable {0}=VALUE, or capture it before", insertion.name));
  return *value;
}

Result<std::string> filled(const QueryText& text, const QueryVariables* variables) {
  std::string result = text.literals.front();
  for (std::size_t i = 0; i < text.insertions.size(); ++i) {
    const auto value = value_of(text.insertions[i], variables);
    if (value.has_error()) return value.error();
    auto piece = rendered(*value);
    if (!piece)
      return invalid(fmt::format("{{{{{}}}}} is {}, which is no text", text.insertions[i].name, type_of(*value)));
    result += *piece;
    result += text.literals[i + 1];
  }
  return result;
}

}  // namespace plimsoll
