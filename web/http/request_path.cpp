#include "web/http/request_path.h"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/src.hpp>
#include <boost/url/url_view.hpp>

namespace plimsoll {
namespace {

bool is_plain(const std::string& text) {
  constexpr unsigned char kFirstPrintable = 0x20, kDelete = 0x7f;
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < kFirstPrintable || byte == kDelete;
  });
}

}  // namespace

std::optional<std::string> RequestPath::value(std::string_view name) const {
  const auto found = query.find(name);
  if (found == query.end()) return std::nullopt;
  return found->second;
}

std::optional<RequestPath> parse_request_path(std::string_view target) {
  const auto url = boost::urls::parse_origin_form({target.data(), target.size()});
  if (url.has_error()) return std::nullopt;
  RequestPath path;
  for (const auto segment : url->segments()) {
    std::string text(segment);
    if (text == "." || text == ".." || !is_plain(text)) return std::nullopt;
    path.segments.push_back(std::move(text));
  }
  for (const auto param : url->params()) {
    std::string name(param.key), value(param.value);
    if (is_plain(name) && is_plain(value)) path.query.emplace(std::move(name), std::move(value));
  }
  return path;
}

}  // namespace plimsoll
