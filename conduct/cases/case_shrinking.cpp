#include "conduct/cases/case_shrinking.h"

#include "core/waiting_clock.h"
#include "scenarios/cases/fault_place.h"
#include "scenarios/cases/schema_fault.h"
#include "scenarios/cases/shrinking.h"

#include <chrono>
#include <utility>

namespace plimsoll {
namespace {

using Verdict = CaseResult::Verdict;

constexpr std::size_t kMostTries = 300;
constexpr auto kPatience = std::chrono::seconds(60);

class CaseShrinking {
 public:
  CaseShrinking(const CaseSender& sender, const ShownFault& shown) : sender_(sender), shown_(shown) {
    const auto& good = shown.good;
    const auto& whole = shown.whole;
    is_of_body_ = whole.method == good.method && whole.path == good.path;
    if (is_of_body_ && shown.of_schema == nullptr)
      place_ = FaultPlace::between(CaseSender::body_of(good), CaseSender::body_of(whole));
  }

  // Nothing: nobody can tell any more.
  std::optional<bool> shows(const std::string& body) const {
    if (!has_fault(body)) return false;
    const auto same = is_answered_alike(body);
    if (!same.value_or(false) || !place_) return same;
    const auto repaired = is_answered_alike(place_->repaired(body));
    if (!repaired) return std::nullopt;
    return !*repaired;
  }

  // After these the target may be gone.
  bool may_silence() const { return shown_.verdict != Verdict::unexpected && shown_.verdict != Verdict::server_error; }

 private:
  bool has_fault(const std::string& body) const {
    if (shown_.of_schema != nullptr) return shown_.of_schema->is_all_of(body);
    if (!is_of_body_) return true;
    return place_ ? place_->is_in(body) : has_form_of(body, CaseSender::body_of(shown_.whole));
  }

  std::optional<bool> is_answered_alike(const std::string& body) const {
    const auto answer = sender_.send(CaseSender::with_body(shown_.whole, body));
    if (answer.has_error()) return std::nullopt;
    return answer->verdict == shown_.verdict &&
           (shown_.verdict != Verdict::unexpected || answer->status == shown_.status);
  }

  const CaseSender& sender_;
  const ShownFault& shown_;
  bool is_of_body_ = false;  // and not of the method or the path
  std::optional<FaultPlace> place_;
};

}  // namespace

SmallestRequest smallest_request(const CaseSender& sender, const ShownFault& shown,
                                 const std::function<bool()>& is_stopped, const std::function<bool()>& is_alive) {
  const auto body = CaseSender::body_of(shown.whole);
  if (body.empty()) return {shown.whole, true};
  const CaseShrinking shrinking(sender, shown);
  const auto begun = machine_clock().now();
  const auto made = shrink(
      body,
      [&](const std::string& smaller) -> std::optional<bool> {
        if (is_stopped() || machine_clock().now() - begun > kPatience) return std::nullopt;
        const auto same = shrinking.shows(smaller);
        if (same.value_or(false) && shrinking.may_silence() && !is_alive()) return std::nullopt;
        return same;
      },
      kMostTries);
  return {CaseSender::with_body(shown.whole, made.body), made.is_finished};
}

}  // namespace plimsoll
