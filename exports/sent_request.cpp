#include "exports/sent_request.h"

#include "core/text.h"
#include "core/version.h"
#include "engine/requests/request_source.h"
#include "exports/export_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

// Those that a client has of itself, unless the scenario gives them.
bool is_of_client(const Header& header, const Scenario& scenario, const RequestTemplate& from) {
  if (same_header(header.name, "content-length")) return true;
  if (has_header(from.headers, header.name) || has_header(scenario.headers, header.name)) return false;
  return !same_header(header.name, "content-type");
}

class RequestSending {
 public:
  explicit RequestSending(ExportDraft& draft) : draft_(draft), ordered_(in_order(draft.scenario)) {}

  Result<SentRequests> list() {
    auto source = RequestSource::make(*ordered_);
    if (source.has_error()) return source.error();
    SentRequests requests{ordered_, {}};
    for (std::size_t task = 0; task < ordered_->tasks.size(); ++task) {
      RenderedRequest rendered;
      Random random(0);
      (*source)->make_room(rendered);
      rendered.captured.resize(ordered_->captured.size());
      for (std::size_t slot = 0; slot < ordered_->captured.size(); ++slot)
        rendered.captured[slot] = {draft_.variables.marker_of_captured(ordered_->captured[slot]), CellType::text};
      if (!(*source)->begin(task, {}, rendered)) return invalid(fmt::format("{}", (*source)->fault()));
      std::optional<Wait> pause;
      for (std::size_t step = 0; step < ordered_->tasks[task].steps.size(); ++step) {
        (*source)->next(task, step, random, rendered);
        requests.list.push_back(as_sent(rendered.get(), place_of(task, step)));
        auto& sent = requests.list.back();
        tell_cases(sent.place, task, step);
        sent.pause = std::exchange(pause, sent.flow != nullptr ? sent.flow->wait : std::nullopt);
      }
    }
    return requests;
  }

 private:
  // One user's way through all of it, as tasks.
  static std::shared_ptr<const Scenario> in_order(const Scenario& scenario) {
    auto ordered = std::make_shared<Scenario>(scenario);
    auto& tasks = ordered->tasks;
    if (ordered->login) tasks.insert(tasks.begin(), *ordered->login);
    if (ordered->before_all) tasks.insert(tasks.begin(), *ordered->before_all);
    if (ordered->after_all) tasks.push_back(*ordered->after_all);
    for (auto& task : tasks)
      for (auto& step : task.steps) step.cases = nullptr;
    ordered->login = ordered->before_all = ordered->after_all = std::nullopt;
    return ordered;
  }

  std::string place_of(std::size_t task, std::size_t step) const {
    const auto& scenario = draft_.scenario;
    for (const auto& [once, name] : {std::pair{&scenario.before_all, "before_all"}, {&scenario.login, "login"}}) {
      if (!*once) continue;
      if (task == 0) return fmt::format("{}[{}]", name, step);
      --task;
    }
    if (task == scenario.tasks.size()) return fmt::format("after_all[{}]", step);
    return place_of_step(scenario, task, step);
  }

  SentRequest as_sent(const Request& request, std::string place) {
    const auto& scenario = draft_.scenario;
    const auto& from = *request.source;
    SentRequest sent;
    sent.place = std::move(place);
    sent.name = from.name;
    sent.source = &from;
    sent.flow = from.flow.get();
    sent.method = to_string(request.method);
    sent.url = origin() + path_of(request);
    for (const auto& header : request.headers) {
      if (is_of_client(header, scenario, from)) continue;
      if (auto user = draft_.variables.user_in(header))
        sent.user = *std::move(user);
      else
        sent.headers.push_back(header);
    }
    if (request.body) sent.body = std::make_shared<const std::string>(*request.body);
    if (sent.body && !from.varying) sent.body_file = file_with(draft_, request.body_label, *sent.body);
    tell_bodies(from.bodies, sent);
    if (from.varying) tell_values(*from.varying, sent);
    if (from.fault) draft_.leave_unsaid(sent.place + ".fault", "a request that goes wrong on purpose");
    return sent;
  }

  // A whole path that is captured has its own slash.
  std::string path_of(const Request& request) const {
    const auto& varying = request.source->varying;
    auto path = request.path;
    if (!varying || !varying->path || !varying->path->literals.front().empty()) return path;
    const auto base = draft_.scenario.target.url.base_path.size();
    const auto& first = varying->path->insertions.front();
    if (first.source == Insertion::Source::captured && path.size() > base && path[base] == '/') path.erase(base, 1);
    return path;
  }

  // Bad requests that go with it: the scenario alone sends them.
  void tell_cases(const std::string& place, std::size_t task, std::size_t step) {
    const auto& scenario = draft_.scenario;
    const std::size_t before = (scenario.before_all ? 1 : 0) + (scenario.login ? 1 : 0);
    if (task < before || task - before >= scenario.tasks.size()) return;
    if (scenario.tasks[task - before].steps[step].cases)
      draft_.leave_unsaid(place + ".cases", "bad requests, and what they are to be answered");
  }

  // The paths of requests have the target's own in front already.
  std::string origin() const {
    const auto& url = draft_.scenario.target.url;
    if (!url.socket_path.empty()) return "http://localhost";
    auto text = url.text();
    if (text.ends_with(url.base_path)) text.resize(text.size() - url.base_path.size());
    return text;
  }

  void tell_bodies(const BodySet& bodies, const SentRequest& sent) {
    const auto more = bodies.payloads.size();
    if (more > 1)
      draft_.leave_unsaid(sent.place, fmt::format("{} bodies in turn: this is the first, {}", more, bodies.labels[0]));
  }

  void tell_values(const VaryingParts& parts, const SentRequest& sent) {
    const auto tell = [&](const std::string& where, const TemplateText& text) {
      const bool varies = std::any_of(text.insertions.begin(), text.insertions.end(), [](const Insertion& one) {
        return one.source != Insertion::Source::constant && one.source != Insertion::Source::captured;
      });
      if (varies)
        draft_.leave_unsaid(sent.place + where,
                            "{{...}} is new in each request: the value here is that of a first one");
      const bool coded = std::any_of(text.insertions.begin(), text.insertions.end(), [&](const Insertion& one) {
        return one.source == Insertion::Source::constant && draft_.variables.is_in(one.words.front()) &&
               std::any_of(one.filters.begin(), one.filters.end(),
                           [](const auto& filter) { return filter.kind == TemplateFilter::Kind::base64; });
      });
      for (const auto& one : text.insertions) tell_captured(one, sent.place + where);
      if (coded)
        draft_.leave_unsaid(sent.place + where,
                            "a variable in base64: encode it beforehand, what stands here is not it");
    };
    if (parts.path) tell("", *parts.path);
    for (const auto& header : parts.headers) tell(".headers." + header.name, header.text);
    if (!parts.bodies.empty()) tell(" (body)", parts.bodies.front());
  }

  void tell_captured(const Insertion& insertion, const std::string& place) {
    if (insertion.source != Insertion::Source::captured) return;
    const auto& name = draft_.scenario.captured[insertion.slot];
    if (!insertion.filters.empty())
      draft_.leave_unsaid(place, fmt::format("{{{{{} | ...}}}}: the value without its filters", name));
    else if (insertion.escape == Escape::json_value)
      draft_.leave_unsaid(place, fmt::format("{{{{{}}}}} is text: take its quotes away where it is none", name));
  }

  ExportDraft& draft_;
  const std::shared_ptr<const Scenario> ordered_;
};

}  // namespace

Result<SentRequests> requests_as_sent(ExportDraft& draft) { return RequestSending(draft).list(); }

std::optional<std::vector<SentPart>> parts_of(std::string_view content_type, std::string_view body) {
  constexpr std::string_view kForm = "multipart/form-data; boundary=";
  if (!content_type.starts_with(kForm)) return std::nullopt;
  const auto boundary = "--" + std::string(content_type.substr(kForm.size()));
  std::vector<SentPart> parts;
  auto rest = body;
  while (rest.starts_with(boundary + "\r\n")) {
    rest.remove_prefix(boundary.size() + kLineEnd.size());
    const auto head_end = rest.find("\r\n\r\n");
    if (head_end == std::string_view::npos) return std::nullopt;
    const auto head = rest.substr(0, head_end);
    rest.remove_prefix(head_end + 2 * kLineEnd.size());
    const auto end = rest.find("\r\n" + boundary);
    if (end == std::string_view::npos) return std::nullopt;
    const auto quoted = [&](std::string_view key) {
      const auto at = head.find(key);
      if (at == std::string_view::npos) return std::string();
      const auto begin = at + key.size();
      return std::string(head.substr(begin, head.find('"', begin) - begin));
    };
    constexpr std::string_view kType = "Content-Type: ";
    const auto type_at = head.find(kType);
    parts.push_back({quoted("; name=\""), std::string(rest.substr(0, end)), quoted("; filename=\""),
                     type_at == std::string_view::npos ? "" : std::string(head.substr(type_at + kType.size()))});
    rest.remove_prefix(end + kLineEnd.size());
  }
  return parts;
}

}  // namespace plimsoll
