#include "reports/words/pause_sentences.h"

#include "core/units.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::uint64_t kFewestDelayed = 10;
constexpr double kShareDelayed = 0.01;
constexpr std::uint64_t kApart = 4;  // times what is beside the mode

constexpr double kSignificance = 0.05;

constexpr std::uint64_t kFewestResent = 3;
constexpr double kShareResent = 0.001;

double share_of(std::uint64_t part, const RunRecord& record) {
  const auto all = record.stats.total().requests;
  return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

// A service that pauses by itself would pause in first answers as often: by chance they are spared with this
// probability.
double chance_of_spared_firsts(const RequestStats& stats) {
  const double share = static_cast<double>(stats.later_pieces.delayed) / static_cast<double>(stats.requests);
  return std::pow(std::max(0.0, 1 - share), static_cast<double>(stats.first_pieces.all()));
}

bool waits_for_acknowledgements(const RequestStats& stats) {
  const auto& first = stats.first_pieces;
  const auto& later = stats.later_pieces;
  const bool is_mode = later.delayed >= kFewestDelayed && later.delayed >= kApart * (later.below + later.above);
  return is_mode && first.quick >= kApart * first.delayed && chance_of_spared_firsts(stats) <= kSignificance;
}

std::string acknowledgements_text(const RunRecord& record) {
  std::string names;
  PieceTimes later;
  for (std::size_t i = 0; i < std::min(record.request_names.size(), record.stats.by_request.size()); ++i) {
    const auto& stats = record.stats.by_request[i];
    if (!waits_for_acknowledgements(stats)) continue;
    later.merge(stats.later_pieces);
    names += (names.empty() ? "" : ", ") + record.request_names[i];
  }
  if (share_of(later.delayed, record) < kShareDelayed) return {};
  return fmt::format(
      "{} of the requests ({}) waited about 40 ms between the first piece of the answer and the rest: {} of {} answers "
      "in several pieces did, but not the first ones of connections. The target sends head and body apart with Nagle's "
      "algorithm on, and its second piece waits for our delayed acknowledgement. Set TCP_NODELAY in the target, or "
      "write head and body at once.",
      share_text(share_of(later.delayed, record)), fitted(names, 80), format_count(later.delayed),
      format_count(later.all()));
}

bool resends(const RunRecord& record) {
  const auto resent = record.stats.pauses.resent;
  return resent >= kFewestResent && share_of(resent, record) >= kShareResent;
}

std::string resent_text(const RunRecord& record) {
  const auto resent = record.stats.pauses.resent;
  return fmt::format(
      "{} of the requests ({}) took 200 ms or longer while the kernel sent a segment of theirs again, after 200 ms and "
      "then twice as long each time: packets are lost on the way to the target (a busy network or machine, a limit of "
      "a "
      "virtual network card, a firewall). nstat TcpRetransSegs on both machines counts them.",
      share_text(share_of(resent, record)), format_count(resent));
}

std::string connections_text(const RunRecord& record) {
  const auto resent = record.stats.pauses.connections_resent;
  return fmt::format(
      "{} of {} opened only after their first segment (SYN) had been sent again, after 1 s, 3 s or longer; {} of the "
      "requests waited for that. It was lost, or the target's queue of new connections was full: a longer backlog of "
      "listen() and net.core.somaxconn, or more that accept. nstat TcpExtListenDrops on the target counts them.",
      format_count(resent), plural(record.stats.connections.opened, "connection"),
      share_text(share_of(resent, record)));
}

std::string resolver_text(const RunRecord& record) {
  const auto waited = record.stats.pauses.resolver_timeouts;
  return fmt::format(
      "{} ({} of all) waited 5 s or a multiple of it for the target's name: so long a resolver waits for a name server "
      "that does not answer before it asks the next one. Take it out of /etc/resolv.conf, or give the address "
      "(--resolve).",
      plural(waited, "request"), share_text(share_of(waited, record)));
}

}  // namespace

std::vector<std::string> pause_sentences(const RunRecord& record) {
  const auto& pauses = record.stats.pauses;
  std::vector<std::string> sentences;
  if (auto text = acknowledgements_text(record); !text.empty()) sentences.push_back(std::move(text));
  if (resends(record)) sentences.push_back(resent_text(record));
  if (pauses.connections_resent > 0) sentences.push_back(connections_text(record));
  if (pauses.resolver_timeouts > 0) sentences.push_back(resolver_text(record));
  return sentences;
}

}  // namespace plimsoll
