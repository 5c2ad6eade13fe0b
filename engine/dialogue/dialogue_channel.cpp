#include "engine/dialogue/dialogue_channel.h"

#include "core/http/header_names.h"
#include "core/http/http_date.h"
#include "core/text.h"
#include "core/units.h"
#include "engine/dialogue/location.h"
#include "engine/dialogue/retry_pause.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace plimsoll {
namespace {

constexpr int kUnauthorized = 401;
// While another token is on its way.
constexpr Nanos kLookForToken = std::chrono::milliseconds(10);
constexpr Nanos kTokenPatience = std::chrono::seconds(30);
constexpr std::size_t kLongestStop = 200;  // of a path, in a story
constexpr std::size_t kLongestLocation = 200;

bool leads_elsewhere(int status) {
  constexpr std::array kStatuses = {301, 302, 303, 307, 308};
  return std::find(kStatuses.begin(), kStatuses.end(), status) != kStatuses.end();
}

void fail(Response& response, FailureKind kind, std::string message) {
  response.failure = kind;
  response.failure_message = std::move(message);
}

std::string came_to(const Response& response) {
  return response.failure == FailureKind::none || response.status != 0 ? std::to_string(response.status)
                                                                       : std::string(to_string(response.failure));
}

}  // namespace

DialogueChannel::DialogueChannel(DialogueParts& parts)
    : parts_(parts), channels_(parts.places.size()), random_(Random::stream(parts.seed, 0)) {
  channels_.front() = parts.places.front().transport->make_channel();
}

void DialogueChannel::abort() noexcept {
  for (auto& channel : channels_)
    if (channel) channel->abort();
  if (!sending_) return;
  aborted_ = true;
  parts_.clock.wake_sleepers();
}

// Who comes has no cookies, and draws by a number of its own.
void DialogueChannel::serve(std::uint64_t user) noexcept {
  jar_.clear();
  random_ = Random::stream(parts_.seed, user);
}

Awaitable<> DialogueChannel::send(const Request& request, Response& response) {
  rules_ = request.source == nullptr ? nullptr : request.source->rules.get();
  if (rules_ == nullptr) co_return co_await channels_.front()->send(request, response);
  begin(request);
  for (;;) {
    const Request& next = prepare();
    co_await channel().send(next, response);
    look_at(response);
    if (renewing_) co_await wait_for_renewal(response);
    if (!pause_ || aborted_) break;
    co_await pause();
    if (aborted_) break;
  }
  finish(response);
}

void DialogueChannel::begin(const Request& request) {
  followed_.begin(request);
  cause_ = AttemptCause::first;
  log_.clear();
  sum_.clear();
  retries_ = 0;
  renewed_ = renewing_ = aborted_ = false;
  sending_ = true;
}

Channel& DialogueChannel::channel() {
  auto& channel = channels_[followed_.place()];
  if (!channel) channel = parts_.places[followed_.place()].transport->make_channel();
  return *channel;
}

RequestAuth* DialogueChannel::auth() {
  const auto* auth = rules_->auth.get();
  if (auth == nullptr || followed_.place() != 0) return nullptr;
  for (auto& known : auths_)
    if (known.auth() == auth) return &known;
  auths_.emplace_back(*auth, parts_.sources == nullptr ? nullptr : parts_.sources->of(auth));
  return &auths_.back();
}

// What is the same as it was given is sent as it was given.
const Request& DialogueChannel::prepare() {
  used_auth_ = auth();
  const bool has_cookies = rules_->cookies && !jar_.empty();
  if (!has_cookies && used_auth_ == nullptr) return followed_.base();
  auto& request = followed_.copy();
  auto slots = followed_.slots();
  if (has_cookies) add_cookies(request, slots);
  if (used_auth_ != nullptr) used_auth_->add_to(request, parts_.clock.wall_now(), slots);
  return request;
}

// Behind those that the scenario gives, where it does.
void DialogueChannel::add_cookies(Request& request, HeaderSlots& slots) {
  cookies_.clear();
  if (!jar_.append_to(cookies_, cookie_place(), now())) return;
  for (std::size_t i = 0; i < slots.count(); ++i)
    if (auto& header = request.headers[i]; same_header(header.name, "cookie")) {
      header.value.append("; ").append(cookies_);
      return;
    }
  slots.add("Cookie").assign(cookies_);
}

// A loopback address counts as secure, as it does for browsers.
CookiePlace DialogueChannel::cookie_place() const {
  const auto& url = place();
  return {url.host, followed_.base().path, url.scheme == Url::Scheme::https || url.is_loopback()};
}

void DialogueChannel::look_at(Response& response) {
  pause_.reset();
  const bool was_sent = response.sent != Instant{};
  log_.attempts.push_back(
      {cause_, response.status, was_sent ? std::optional<Nanos>(response.done - response.sent) : std::nullopt});
  if (response.aborted || aborted_) return;
  if (rules_->cookies && response.status != 0) take_cookies(response);
  if (followed_.base().fault != nullptr || followed_.base().case_number != 0) return;
  if (renew(response) || redirect(response)) return;
  retry(response);
}

void DialogueChannel::take_cookies(const Response& response) {
  constexpr std::string_view kName = "set-cookie:";
  for (std::string_view rest = response.headers; !rest.empty();) {
    const auto line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(std::min(line.size() + 2, rest.size()));
    if (!line.starts_with(kName)) continue;
    const CookieTime time{now(), parts_.clock.wall_now()};
    if (!jar_.take(trimmed(line.substr(kName.size())), cookie_place(), time)) ++log_.refused_cookies;
  }
}

// Once a request: a token may be refused before its time.
bool DialogueChannel::renew(const Response& response) {
  const bool is_refused = response.failure == FailureKind::none && response.status == kUnauthorized;
  if (!is_refused || used_auth_ == nullptr || used_auth_->source() == nullptr || renewed_) return false;
  renewed_ = true;
  auto& source = *used_auth_->source();
  failures_before_ = source.failures();
  renewing_ = source.renew(used_auth_->version());
  return renewing_;
}

Awaitable<> DialogueChannel::wait_for_renewal(Response& response) {
  renewing_ = false;
  auto& source = *used_auth_->source();
  const auto since = now();
  while (!aborted_ && source.version() == used_auth_->version()) {
    if (source.failures() != failures_before_) {
      fail(response, FailureKind::auth, "answered 401, and another token cannot be had: " + source.trouble());
      co_return;
    }
    if (now() - since >= kTokenPatience) {
      fail(response, FailureKind::auth,
           "answered 401, and another token did not come within " + format_duration(kTokenPatience));
      co_return;
    }
    co_await parts_.clock.sleep_until(now() + kLookForToken);
  }
  if (aborted_)
    sum_.add(response);
  else
    go_on(AttemptCause::renewal, response, "again with another token");
}

bool DialogueChannel::retry(const Response& response) {
  const auto& rules = rules_->retry;
  if (retries_ >= rules.at_most || !is_to_be_retried(response, rules)) return false;
  std::optional<Nanos> asked;
  if (rules.heeds_retry_after)
    if (const auto header = response.header("retry-after")) asked = parse_retry_after(*header, parts_.clock.wall_now());
  const auto wait = retry_pause(rules, retries_, asked, random_);
  ++retries_;
  go_on(AttemptCause::retry, response, "again after " + format_duration(wait));
  pause_ = wait;
  return true;
}

// True: it leads elsewhere, or cannot.
bool DialogueChannel::redirect(Response& response) {
  const auto& rules = rules_->redirects;
  if (rules.at_most == 0 || response.failure != FailureKind::none || !leads_elsewhere(response.status)) return false;
  const auto location = response.header("location");
  if (!location) return false;
  const std::string leads_to = "leads to " + std::string(location->substr(0, kLongestLocation));
  const auto give_up = [&](std::string message) {
    tell(response, leads_to);
    fail(response, FailureKind::redirect, std::move(message));
    return true;
  };
  const auto destination = next_stop(*location, place(), followed_.base().path);
  if (destination.has_error()) return give_up(destination.error().message);
  const auto& places = parts_.places;
  const auto known = std::find_if(places.begin(), places.end(),
                                  [&](const auto& one) { return is_same_place(one.url, destination->place); });
  const auto allowed = [&](const Url& url) { return is_same_place(url, destination->place); };
  const bool may = known == places.begin() || std::any_of(rules.to.begin(), rules.to.end(), allowed);
  if (known == places.end() || !may)
    return give_up(fmt::format("the redirect leads to {}, which `redirects: {{to: ...}}` does not name",
                               destination->place.text()));
  const auto index = static_cast<std::size_t>(known - places.begin());
  if (followed_.hops() >= rules.at_most)
    return give_up(followed_.was_at(*destination, index)
                       ? std::string("redirects lead in a circle")
                       : fmt::format("more than {} redirect{}", rules.at_most, rules.at_most == 1 ? "" : "s"));
  const int status = response.status;
  go_on(AttemptCause::redirect, response, leads_to);
  const bool is_elsewhere = index != followed_.place();
  followed_.lead_to(*destination, index, method_after_redirect(followed_.base().method, status));
  if (is_elsewhere)
    followed_.leave_behind([&](const std::string& name) { return is_secret_header(name, parts_.secret_headers); });
  return true;
}

// A line for an example of what came of it.
void DialogueChannel::tell(const Response& response, const std::string& what) {
  const auto& asked = followed_.base();
  log_.story += fmt::format("{}. {} {}{}: {}{}{}\n", log_.attempts.size(), to_string(asked.method),
                            followed_.place() == 0 ? "" : place().text(), asked.path.substr(0, kLongestStop),
                            came_to(response), what.empty() ? "" : ", ", what);
}

// At once, unless there is to be a pause.
void DialogueChannel::go_on(AttemptCause cause, const Response& response, std::string what) {
  tell(response, what);
  sum_.add(response);
  cause_ = cause;
  pause_ = Nanos(0);
}

Awaitable<> DialogueChannel::pause() {
  const auto since = now();
  const auto due = since + *pause_;
  while (!aborted_ && now() < due) co_await parts_.clock.sleep_until(due);
  log_.paused += now() - since;
}

void DialogueChannel::finish(Response& response) {
  sending_ = false;
  if (aborted_ && !response.aborted) {  // in a pause: what came before is no answer to it
    response.reset();
    response.aborted = true;
    response.done = now();
  } else if (log_.attempts.size() > 1 && response.failure != FailureKind::redirect) {
    tell(response, "");
  }
  sum_.put_into(response);
  response.remarkable = true;
  response.attempts = &log_;
}

}  // namespace plimsoll
