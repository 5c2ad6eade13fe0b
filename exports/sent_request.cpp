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

class SentRequests {
 public:
  explicit SentRequests(ExportDraft& draft) : draft_(draft) {}

  Result<std::vector<SentRequest>> list() {
    auto source = RequestSource::make(draft_.scenario);
    if (source.has_error()) return source.error();
    std::vector<SentRequest> requests;
    for (std::size_t task = 0; task < draft_.scenario.tasks.size(); ++task) {
      RenderedRequest rendered;
      Random random(0);
      if (!(*source)->begin(task, {}, rendered)) return invalid(fmt::format("{}", (*source)->fault()));
      for (std::size_t step = 0; step < draft_.scenario.tasks[task].steps.size(); ++step) {
        (*source)->next(task, step, random, rendered);
        requests.push_back(as_sent(rendered.get(), place_of_step(draft_.scenario, task, step)));
      }
    }
    return requests;
  }

 private:
  SentRequest as_sent(const Request& request, std::string place) {
    const auto& scenario = draft_.scenario;
    const auto& from = *request.source;
    SentRequest sent;
    sent.place = std::move(place);
    sent.name = from.name;
    sent.source = &from;
    sent.method = to_string(request.method);
    sent.url = origin() + request.path;
    for (const auto& header : request.headers)
      if (!is_of_client(header, scenario, from)) sent.headers.push_back(header);
    if (request.body) sent.body = std::make_shared<const std::string>(*request.body);
    if (sent.body && !from.varying) sent.body_file = file_with(draft_, request.body_label, *sent.body);
    tell_bodies(from.bodies, sent);
    if (from.varying) tell_values(*from.varying, sent);
    if (from.fault) draft_.leave_unsaid(sent.place + ".fault", "a request that goes wrong on purpose");
    return sent;
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
      const bool varies = std::any_of(text.insertions.begin(), text.insertions.end(),
                                      [](const Insertion& one) { return one.source != Insertion::Source::constant; });
      if (varies)
        draft_.leave_unsaid(sent.place + where,
                            "{{...}} is new in each request: the value here is that of a first one");
      const bool coded = std::any_of(text.insertions.begin(), text.insertions.end(), [&](const Insertion& one) {
        return one.source == Insertion::Source::constant && draft_.variables.is_in(one.words.front()) &&
               std::any_of(one.filters.begin(), one.filters.end(),
                           [](const auto& filter) { return filter.kind == TemplateFilter::Kind::base64; });
      });
      if (coded)
        draft_.leave_unsaid(sent.place + where,
                            "a variable in base64: encode it beforehand, what stands here is not it");
    };
    if (parts.path) tell("", *parts.path);
    for (const auto& header : parts.headers) tell(".headers." + header.name, header.text);
    if (!parts.bodies.empty()) tell(" (body)", parts.bodies.front());
  }

  ExportDraft& draft_;
};

}  // namespace

Result<std::vector<SentRequest>> requests_as_sent(ExportDraft& draft) { return SentRequests(draft).list(); }

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
