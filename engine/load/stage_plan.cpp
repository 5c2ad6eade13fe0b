#include "engine/load/stage_plan.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace plimsoll {
namespace {

constexpr double kEndless = std::numeric_limits<double>::infinity();

// Further than any run, and far from what an instant can hold.
constexpr double kNeverSeconds = 86400.0 * 3650;

double seconds_of(Nanos time) { return static_cast<double>(time.count()) * 1e-9; }

Nanos instant_of(double seconds) { return Nanos(std::llround(std::min(seconds, kNeverSeconds) * 1e9)); }

}  // namespace

StagePlan::StagePlan(const std::vector<Stage>& stages) {
  for (const auto& stage : stages) add(seconds_of(stage.length), stage.level);
  const double last = stages.empty() ? 0 : stages.back().level;
  add(kEndless, last);
}

void StagePlan::add(double length, double level) {
  const Piece before = pieces_.empty() ? Piece{0, 0, 0, 0, 0} : pieces_.back();
  const double low = std::isinf(length) ? level : before.high;
  if (length <= 0) {  // a jump is where the next piece begins
    pieces_.push_back({before.end, before.end, level, level, before.area_at(before.end)});
    return;
  }
  pieces_.push_back({before.end, before.end + length, low, level, before.area_at(before.end)});
}

StagePlan StagePlan::changed_to(double level, double per_second, Nanos from) const {
  const double start = seconds_of(from);
  StagePlan plan;
  for (const auto& piece : pieces_) {
    if (piece.begin >= start) break;
    plan.pieces_.push_back(piece);
    if (piece.end <= start) continue;
    plan.pieces_.back().high = piece.level(start);
    plan.pieces_.back().end = start;
  }
  if (plan.pieces_.empty()) plan.add(start, 0);
  const double now = plan.pieces_.back().high;
  plan.add(std::isinf(per_second) ? 0 : std::abs(level - now) / per_second, level);
  plan.add(kEndless, level);
  return plan;
}

void StagePlan::append(double begin, double end, double low, double high) {
  pieces_.push_back({begin, end, low, high, pieces_.empty() ? 0 : pieces_.back().area_at(begin)});
}

StagePlan StagePlan::silent_in(const std::vector<TimeSpan>& spans) const {
  StagePlan plan;
  auto span = spans.begin();
  for (const auto& piece : pieces_) {
    double begin = piece.begin;
    while (span != spans.end() && seconds_of(span->begin) < piece.end) {
      const double from = std::max(begin, seconds_of(span->begin));
      const double until = std::min(piece.end, seconds_of(span->end));
      if (from > begin) plan.append(begin, from, piece.level(begin), piece.level(from));
      if (until > from) plan.append(from, until, 0, 0);
      begin = std::max(begin, until);
      if (seconds_of(span->end) > piece.end) break;
      ++span;
    }
    if (begin < piece.end || piece.begin == piece.end)
      plan.append(begin, piece.end, piece.level(begin), piece.end > begin ? piece.high : piece.level(begin));
  }
  return plan;
}

// The one that begins last, of those that have begun.
const StagePlan::Piece& StagePlan::piece_at(double time) const {
  const auto after = std::upper_bound(pieces_.begin(), pieces_.end(), time,
                                      [](double t, const Piece& piece) { return t < piece.begin; });
  return after == pieces_.begin() ? *after : *(after - 1);
}

double StagePlan::level_at(Nanos time) const {
  const double t = seconds_of(time);
  return piece_at(t).level(t);
}

double StagePlan::highest() const {
  double highest = 0;
  for (const auto& piece : pieces_) highest = std::max({highest, piece.low, piece.high});
  return highest;
}

Nanos StagePlan::length() const { return instant_of(pieces_.back().begin); }

double StagePlan::arrivals_until(Nanos time) const {
  const double t = seconds_of(time);
  return piece_at(t).area_at(t);
}

std::optional<Nanos> StagePlan::due_of(double arrivals) const {
  // The last piece that begins with no more than this: in a stretch without arrivals the instant at its end.
  auto piece =
      std::upper_bound(pieces_.begin(), pieces_.end(), arrivals, [](double a, const Piece& p) { return a < p.area; });
  if (piece == pieces_.begin()) return std::nullopt;
  --piece;
  if (piece->low <= 0 && piece->high <= 0) {
    if (std::isinf(piece->end)) return std::nullopt;
    return instant_of(piece->end);
  }
  // Half the slope times x squared plus the level times x is what is left; in the form that holds for a slope near 0.
  const double left = arrivals - piece->area;
  const double slope = piece->slope();
  const double root = std::sqrt(std::max(0.0, piece->low * piece->low + 2 * slope * left));
  const double sum = piece->low + root;
  return instant_of(piece->begin + (sum > 0 ? 2 * left / sum : 0));
}

std::optional<Nanos> StagePlan::wanted_from(std::uint32_t number, Nanos from) const {
  return crossing(number, from, true);
}

std::optional<Nanos> StagePlan::unwanted_from(std::uint32_t number, Nanos from) const {
  return crossing(number, from, false);
}

// The first instant from `from` on right after which the level is above `level`, or is not.
std::optional<Nanos> StagePlan::crossing(double level, Nanos from, bool above) const {
  const double start = seconds_of(from);
  for (auto piece = pieces_.begin() + (&piece_at(start) - pieces_.data()); piece != pieces_.end(); ++piece) {
    if (piece->end <= piece->begin) continue;  // a jump: told by the piece that follows
    const double begin = std::max(start, piece->begin);
    const double slope = piece->slope();
    const double low = piece->level(begin);
    const bool is_above_after = low > level || (low == level && slope > 0);
    if (is_above_after == above) return instant_of(begin);
    if (above ? piece->high <= level : piece->high > level || slope == 0) continue;
    return instant_of(piece->begin + (level - piece->low) / slope);
  }
  return std::nullopt;
}

StagePlan user_plan(const ClosedLoad& load) {
  if (!load.stages.empty()) return StagePlan(load.stages);
  return StagePlan(std::vector<Stage>{}).changed_to(load.users, load.spawn_rate, Nanos(0));
}

}  // namespace plimsoll
