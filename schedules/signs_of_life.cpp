#include "schedules/signs_of_life.h"

namespace plimsoll {

bool SignsOfLife::is_heard(const std::string& who, std::int64_t sign, Instant now) {
  std::erase_if(heard_, [&](const auto& one) { return now - one.second.asked > 2 * kSilence; });
  const auto [found, is_new] = heard_.try_emplace(who, Heard{sign, now, now});
  auto& heard = found->second;
  if (!is_new && heard.sign != sign) heard = {sign, now, now};
  heard.asked = now;
  return now - heard.since < kSilence;
}

}  // namespace plimsoll
