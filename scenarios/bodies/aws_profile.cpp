#include "scenarios/bodies/aws_profile.h"

#include "core/nearest_name.h"
#include "core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace plimsoll {
namespace {

void set_aws_key(std::string_view line, AwsKeys& keys) {
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return;
  const auto name = lower_case(trimmed(line.substr(0, equals)));
  const auto value = trimmed(line.substr(equals + 1));
  if (name == "aws_access_key_id") keys.access_key = value;
  if (name == "aws_secret_access_key") keys.secret_key = value;
  if (name == "aws_session_token") keys.session_token = value;
}

}  // namespace

Result<AwsKeys> read_aws_profile(std::string_view text, const std::string& profile) {
  AwsKeys keys;
  std::vector<std::string_view> profiles;
  while (!text.empty()) {
    const auto line = trimmed(text.substr(0, text.find('\n')));
    text.remove_prefix(
        std::min(text.size(), text.find('\n') == std::string_view::npos ? text.size() : text.find('\n') + 1));
    if (line.starts_with('[') && line.ends_with(']'))
      profiles.push_back(trimmed(line.substr(1, line.size() - 2)));
    else if (!line.starts_with('#') && !line.starts_with(';') && !profiles.empty() && profiles.back() == profile)
      set_aws_key(line, keys);
  }
  if (std::find(profiles.begin(), profiles.end(), profile) == profiles.end()) {
    const auto nearest = nearest_name(profile, profiles);
    return invalid(nearest.empty() ? fmt::format("has no profile [{}]", profile)
                                   : fmt::format("has no profile [{}]; did you mean [{}]?", profile, nearest));
  }
  if (keys.access_key.empty() || keys.secret_key.empty())
    return invalid(fmt::format("its profile [{}] needs aws_access_key_id and aws_secret_access_key", profile));
  return keys;
}

}  // namespace plimsoll
