#include "reports/rules/cache_judgement.h"

#include "judgement/fitting/quantiles.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <cmath>

namespace plimsoll {
namespace {

constexpr std::size_t kFewestBlocks = 5;
constexpr std::uint64_t kFewestAnswers = 5;  // of either kind in a block

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

}  // namespace

CacheAudit judge_cache(const std::vector<AuditBlock>& blocks, double allowed) {
  CacheAudit audit;
  audit.allowed = allowed;
  std::vector<double> ratios;
  double different = 0;
  double repeated = 0;
  for (const auto& block : blocks) {
    audit.failures += block.failures;
    if (block.different < kFewestAnswers || block.repeated < kFewestAnswers || block.different_ms <= 0 ||
        block.repeated_ms <= 0)
      continue;
    audit.different += block.different;
    audit.repeated += block.repeated;
    different += std::log(block.different_ms);
    repeated += std::log(block.repeated_ms);
    ratios.push_back(std::log(block.different_ms / block.repeated_ms));
  }
  audit.blocks = ratios.size();
  if (ratios.size() < kFewestBlocks) {
    audit.why = fmt::format("only {} of {} pairs of blocks have {} good answers of either kind; {} are needed",
                            ratios.size(), blocks.size(), kFewestAnswers, kFewestBlocks);
    return audit;
  }
  const auto n = static_cast<double>(ratios.size());
  audit.different_ms = std::exp(different / n);
  audit.repeated_ms = std::exp(repeated / n);
  double mean = 0;
  for (const double ratio : ratios) mean += ratio / n;
  double squares = 0;
  for (const double ratio : ratios) squares += (ratio - mean) * (ratio - mean);
  constexpr double kUpper = 0.975;
  const double half = student_quantile(kUpper, n - 1) * std::sqrt(squares / (n - 1) / n);
  audit.faster = std::exp(mean) - 1;
  audit.low = std::exp(mean - half) - 1;
  audit.high = std::exp(mean + half) - 1;
  audit.state = *audit.low > allowed    ? RuleState::broken
                : *audit.high > allowed ? RuleState::unknown
                                        : RuleState::holds;
  audit.why = fmt::format("{}; up to {} is allowed", cache_figure(audit), percent(allowed));
  if (audit.state == RuleState::unknown) audit.why += ": more blocks, or longer ones, would tell";
  return audit;
}

std::string cache_figure(const CacheAudit& audit) {
  if (!audit.faster) return audit.why;
  constexpr double kManyTimes = 2;
  if (*audit.faster > kManyTimes)
    return fmt::format(
        "one sample again and again takes {} where different ones take {}: {:.3g} times as fast ({:.3g} to "
        "{:.3g})",
        milliseconds_text(audit.repeated_ms), milliseconds_text(audit.different_ms), 1 + *audit.faster, 1 + *audit.low,
        1 + *audit.high);
  const auto slower = *audit.faster < 0;
  return fmt::format("one sample again and again takes {} where different ones take {}: {} {} ({} to {})",
                     milliseconds_text(audit.repeated_ms), milliseconds_text(audit.different_ms),
                     percent(std::abs(*audit.faster)), slower ? "slower" : "faster", percent(*audit.low),
                     percent(*audit.high));
}

}  // namespace plimsoll
