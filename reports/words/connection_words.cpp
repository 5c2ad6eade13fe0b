#include "reports/words/connection_words.h"

#include "core/units.h"

#include <algorithm>
#include <array>

namespace plimsoll {
namespace {

using Order = std::array<ConnectionEnd, kConnectionEnds - 1>;

Order ends_in_order(const ConnectionEnds& ends) {
  Order order = {ConnectionEnd::target, ConnectionEnd::failure, ConnectionEnd::surplus, ConnectionEnd::unread};
  std::stable_sort(order.begin(), order.end(), [&](ConnectionEnd a, ConnectionEnd b) { return ends[a] > ends[b]; });
  return order;
}

std::string text_of(ConnectionEnd end, const std::string& count) {
  switch (end) {
    case ConnectionEnd::failure:
      return "Plimsoll closed " + count + " after failures";
    case ConnectionEnd::surplus:
      return "Plimsoll closed " + count + " because more came than the answer";
    case ConnectionEnd::unread:
      return "Plimsoll closed " + count + " that answered before they had read the request";
    default:
      return "the server closed " + count + " of them";
  }
}

}  // namespace

std::string ends_text(const ConnectionEnds& ends) {
  std::string text;
  for (const auto end : ends_in_order(ends))
    if (ends[end] > 0) text += (text.empty() ? "" : ", ") + text_of(end, format_count(ends[end]));
  return text;
}

ConnectionEnd most_frequent_end(const ConnectionEnds& ends) { return ends_in_order(ends).front(); }

}  // namespace plimsoll
