// A good body: what is derived of it to be wrong differs from it at one place, which is found in it, can be repaired,
// and stays in whatever smaller body shows it.

#include "core/json/json.h"
#include "core/json/json_shape.h"
#include "scenarios/cases/fault_place.h"
#include "scenarios/cases/mutation.h"
#include "scenarios/cases/shrinking.h"

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plimsoll;
  constexpr std::size_t kLongest = 512;
  constexpr std::size_t kMostTries = 50;
  using enum MutationKind;
  const std::string_view good(reinterpret_cast<const char*>(data), size);
  if (size > kLongest || good.find(kRawPlace) != std::string_view::npos) return 0;
  const auto mutants =
      mutate({Method::post, good}, {missing_field, wrong_type, null, nan, extra_field, empty, broken_json});
  for (const auto& mutant : mutants.list) {
    const auto body = with_raw(mutant.body, mutant.raw);
    const auto place = FaultPlace::between(good, body);
    if (!place) continue;
    if (!place->is_in(body)) std::abort();
    const auto repaired = place->repaired(body);
    if (parse_json(repaired) != parse_json(good)) std::abort();  // a member may stand elsewhere
    const auto shrunk = shrink(
        body, [&](const std::string& smaller) -> std::optional<bool> { return place->is_in(smaller); }, kMostTries);
    if (!place->is_in(shrunk.body) || shrunk.body.size() > body.size() || shrunk.tries > kMostTries) std::abort();
  }
  return 0;
}
