#include "engine/dialogue/followed_request.h"

#include "core/http/header_names.h"

#include <algorithm>

namespace plimsoll {
namespace {

constexpr int kMovedPermanently = 301;
constexpr int kFound = 302;
constexpr int kSeeOther = 303;

bool is_about_the_body(std::string_view name) {
  constexpr std::string_view kContent = "content-";
  return (name.size() > kContent.size() && same_without_case(name.substr(0, kContent.size()), kContent)) ||
         same_header(name, "transfer-encoding") || same_header(name, "expect");
}

// Into strings that are there already.
void copy_headers(const std::vector<Header>& from, std::vector<Header>& into) {
  const auto shared = std::min(from.size(), into.size());
  for (std::size_t i = 0; i < shared; ++i) {
    into[i].name.assign(from[i].name);
    into[i].value.assign(from[i].value);
  }
  into.insert(into.end(), from.begin() + static_cast<std::ptrdiff_t>(shared), from.end());
}

void set_value(std::vector<Header>& headers, std::string_view name, const std::string& value) {
  for (auto& header : headers)
    if (same_header(header.name, name)) header.value = value;
}

}  // namespace

Method method_after_redirect(Method method, int status) {
  const bool asks_anew = status == kSeeOther && method != Method::head;
  const bool is_posted = method == Method::post && (status == kMovedPermanently || status == kFound);
  return asks_anew || is_posted ? Method::get : method;
}

void FollowedRequest::begin(const Request& request) {
  given_ = &request;
  hops_ = 0;
  place_ = 0;
  stops_.clear();
}

Request& FollowedRequest::copy() {
  const auto& from = base();
  if (from.number != 0 && from.number == copied_) {
    copy_headers(from.headers, copy_.headers);
    return copy_;
  }
  copied_ = from.number;
  copy_.name_index = from.name_index;
  copy_.source = from.source;
  copy_.method = from.method;
  copy_.body = from.body;
  copy_.keeps_body = from.keeps_body;
  copy_.stream = from.stream;
  copy_.keeps_headers = from.keeps_headers;
  copy_.expects = from.expects;
  copy_.timeout = from.timeout;
  copy_.fault = from.fault;
  copy_.case_number = from.case_number;
  copy_.path.assign(from.path);
  copy_headers(from.headers, copy_.headers);
  return copy_;
}

void FollowedRequest::drop_body() {
  hop_.body = nullptr;
  std::erase_if(hop_.headers, [](const Header& header) { return is_about_the_body(header.name); });
}

void FollowedRequest::lead_to(const NextStop& destination, std::size_t place, Method method) {
  stops_.push_back({place_, base().path});
  if (hops_ == 0) hop_ = *given_;
  ++hops_;
  hop_.number = 0;
  hop_.path = destination.path;
  if (hop_.method != method) {
    hop_.method = method;
    drop_body();
  }
  if (place == place_) return;
  place_ = place;
  set_value(hop_.headers, "host", destination.place.authority());
}

bool FollowedRequest::was_at(const NextStop& destination, std::size_t place) const {
  const auto is_it = [&](std::size_t other, const std::string& path) {
    return other == place && path == destination.path;
  };
  return is_it(place_, base().path) ||
         std::any_of(stops_.begin(), stops_.end(), [&](const Stop& stop) { return is_it(stop.place, stop.path); });
}

}  // namespace plimsoll
