// Two JSON texts, a line each: comparing them never crashes, a value does not differ from itself, no difference is the
// same in both directions, and a wider tolerance finds no more.

#include "engine/checks/json_body.h"
#include "engine/checks/json_compare.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

constexpr std::size_t kLimit = 5;

std::size_t differences(const nlohmann::json& expected, const nlohmann::json& actual, double tolerance) {
  const auto comparison = plimsoll::JsonComparison::make({tolerance, tolerance}, {"$..id", "$[0]"}).value();
  const auto found = comparison.differences(expected, actual, kLimit);
  if (found.size() > kLimit) std::abort();
  for (const auto& difference : found)
    if (!difference.path.starts_with("$") || difference.message.empty()) std::abort();
  return found.size();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line_end = text.find('\n');
  if (line_end == std::string_view::npos) return 0;
  plimsoll::JsonBody one(text.substr(0, line_end));
  plimsoll::JsonBody other(text.substr(line_end + 1));
  if (one.get() == nullptr || other.get() == nullptr) return 0;
  if (differences(*one.get(), *one.get(), 0) != 0) std::abort();
  const auto exact = differences(*one.get(), *other.get(), 0);
  if ((exact == 0) != (differences(*other.get(), *one.get(), 0) == 0)) std::abort();
  if (exact == 0 && differences(*one.get(), *other.get(), 0.1) != 0) std::abort();
  if (plimsoll::shown_json(*one.get()).size() > 90) std::abort();
  return 0;
}
