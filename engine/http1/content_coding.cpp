#include "engine/http1/content_coding.h"

#include "core/text.h"

#include <algorithm>
#include <array>

namespace plimsoll {

namespace {

bool is_character_set(std::string_view name) {
  constexpr std::array<std::string_view, 14> kWhole = {"utf8",   "ascii",     "us-ascii", "latin1", "latin-1",
                                                       "binary", "shift_jis", "sjis",     "euc-jp", "euc-kr",
                                                       "gb2312", "gbk",       "gb18030",  "big5"};
  constexpr std::array<std::string_view, 6> kBeginnings = {"utf-", "iso-8859-", "windows-12",
                                                           "cp12", "koi8-",     "charset="};
  return std::find(kWhole.begin(), kWhole.end(), name) != kWhole.end() ||
         std::any_of(kBeginnings.begin(), kBeginnings.end(),
                     [&](auto beginning) { return name.starts_with(beginning); });
}

}  // namespace

ContentCoding content_coding(std::string_view header_value) {
  ContentCoding coding;
  for (std::string_view rest = header_value; !rest.empty();) {
    const auto comma = std::min(rest.find(','), rest.size());
    const std::string name = lower_case(trimmed(rest.substr(0, comma)));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    if (name.empty() || name == "identity") continue;
    if (is_character_set(name))
      coding.names_a_character_set = true;
    else
      coding.name += (coding.name.empty() ? "" : ", ") + name;
  }
  return coding;
}

std::string transfer_coding(std::string_view header_value) {
  constexpr std::string_view kChunked = "chunked";
  auto name = content_coding(header_value).name;
  if (name.ends_with(kChunked)) name.resize(name.size() - kChunked.size());
  if (name.ends_with(", ")) name.resize(name.size() - 2);
  return name;
}

}  // namespace plimsoll
