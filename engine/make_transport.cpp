#include "engine/make_transport.h"

#include "engine/dialogue/dialogue_transport.h"
#include "engine/dialogue/location.h"
#include "engine/http1/http1_transport.h"
#include "engine/wire/tls.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace plimsoll {

namespace {

Http1Options options_of(const Scenario& scenario, bool uses_ring) {
  Http1Options options;
  options.url = scenario.target.url;
  options.tls = scenario.target.tls;
  options.connection = scenario.target.connection;
  options.connect_timeout = scenario.connect_timeout;
  options.max_response_bytes = scenario.max_response_bytes;
  options.uses_ring = uses_ring;
  return options;
}

// Another place is trusted by the same authorities, but does not get our certificate.
Http1Options options_of(const Scenario& scenario, const Url& place, bool uses_ring) {
  auto options = options_of(scenario, uses_ring);
  options.url = place;
  options.tls.certificate_file.clear();
  options.tls.key_file.clear();
  return options;
}

std::vector<Url> places_of_redirects(const Scenario& scenario) {
  std::vector<Url> places = {scenario.target.url};
  for (const auto* task : scenario.all_tasks())
    for (const auto& step : task->steps) {
      if (!step.rules) continue;
      for (const auto& place : step.rules->redirects.to)
        if (std::none_of(places.begin(), places.end(), [&](auto& known) { return is_same_place(known, place); }))
          places.push_back(place);
    }
  return places;
}

}  // namespace

Result<std::unique_ptr<Transport>> make_transport(boost::asio::io_context& context, Clock& clock,
                                                  const Scenario& scenario, const TransportChoice& choice) {
  auto target = make_http1_transport(context, clock, options_of(scenario, choice.uses_ring));
  if (target.has_error() || !needs_dialogue(scenario)) return target;
  DialogueParts parts{clock, {}, choice.sources, scenario.secret_headers, choice.seed};
  const auto places = places_of_redirects(scenario);
  parts.places.push_back({places.front(), *std::move(target)});
  for (std::size_t i = 1; i < places.size(); ++i) {
    const auto& place = places[i];
    auto further = make_http1_transport(context, clock, options_of(scenario, place, choice.uses_ring));
    if (further.has_error()) return with_context(further.error(), place.text());
    parts.places.push_back({place, *std::move(further)});
  }
  return make_dialogue_transport(std::move(parts));
}

Result<void> check_trust(const Scenario& scenario) {
  if (scenario.target.url.scheme != Url::Scheme::https) return {};
  const auto context = TlsContext::make(scenario.target.tls, scenario.target.url);
  return context.has_error() ? Result<void>(with_context(context.error(), "target.tls")) : Result<void>();
}

}  // namespace plimsoll
