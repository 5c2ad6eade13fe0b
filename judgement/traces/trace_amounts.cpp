#include "judgement/traces/trace_amounts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace plimsoll {
namespace {

constexpr std::string_view kExpected = "expected a number, got \"{}\"";

constexpr std::array<MemoryUnit, 4> kUnits = {{{"bytes", 1}, {"KiB", 1024}, {"MiB", 1048576}, {"GiB", 1073741824}}};

// Programs whose columns are known by their company.
struct Company {
  std::array<std::string_view, 8> memory;
  std::array<std::string_view, 3> beside;  // one of them is there too
  MemoryUnit unit;
};

constexpr MemoryUnit kKibibytes = kUnits[1], kMebibytes = kUnits[2];
constexpr std::array<Company, 4> kCompanies = {{
    {{"rss", "rsz", "vsz"}, {"vsz", "%mem", "pmem"}, kKibibytes},                         // ps, pidstat
    {{"res", "virt", "shr"}, {"virt", "shr"}, kKibibytes},                                // top
    {{"mem_real", "mem_virtual", "mem_swap"}, {"mem_real", "mem_virtual"}, kMebibytes},   // psrecord --log-format csv
    {{"real", "virtual", "uss", "pss", "swap"}, {"elapsed_time", "cpu_(%)"}, kMebibytes}  // psrecord
}};

// Of /proc/PID/status: what it calls kB is KiB.
constexpr std::array<std::string_view, 8> kOfStatus = {"vmrss",  "vmsize",  "vmswap",  "vmhwm",
                                                       "vmdata", "rssanon", "rssfile", "rssshmem"};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return !name.empty() && std::find(names.begin(), names.end(), name) != names.end();
}

bool is_in(const Company& company, const std::string& stem, const std::vector<std::string>& header,
           const std::string& name) {
  if (!is_one_of(company.memory, stem)) return false;
  return std::any_of(header.begin(), header.end(), [&](const std::string& other) {
    return other != name && is_one_of(company.beside, name_parts(other).stem);
  });
}

}  // namespace

std::optional<KnownUnit> known_unit(const std::string& name, const std::vector<std::string>& header) {
  const auto parts = name_parts(name);
  if (is_one_of(kOfStatus, parts.stem) && parts.unit.empty()) return KnownUnit{kKibibytes, UnitSource::neighbour};
  for (const auto& company : kCompanies)
    if (is_in(company, parts.stem, header, name)) return KnownUnit{company.unit, UnitSource::neighbour};
  if (const auto unit = memory_unit(parts.unit)) return KnownUnit{*unit, UnitSource::name};
  return std::nullopt;
}

Result<double> TraceAmounts::read(std::string_view text) {
  const auto amount = parse_amount(text, mark_);
  if (!amount) return invalid(fmt::format(kExpected, shown(text)));
  if (std::isnan(amount->value)) return amount->value;
  if (amount->unit) return with_unit(*amount, text);
  if (!unit_of_numbers_.empty() && all_alike() && amount->value != 0) {
    return invalid(fmt::format("expected a number with its unit as the first one, got \"{}\"", shown(text)));
  }
  plain_ = plain_ || amount->value != 0;
  if (std::isfinite(amount->value)) largest_ = std::max(largest_, amount->value);
  return amount->value * (known_ ? known_->unit.bytes : 1);
}

Result<double> TraceAmounts::with_unit(const Amount& amount, std::string_view text) {
  if (plain_ && all_alike()) return invalid(fmt::format(kExpected, shown(text)));
  if (unit_of_numbers_.empty()) unit_of_numbers_ = amount.unit->text;
  // The kernel and what shows its figures say kB and mean KiB.
  const bool of_kernel = known_ && known_->from == UnitSource::neighbour && amount.unit->text == "kB";
  return amount.value * (of_kernel ? 1024 : amount.unit->bytes);
}

double TraceAmounts::factor() const { return known_ || !unit_of_numbers_.empty() ? 1 : guess().bytes; }

UnitRead TraceAmounts::unit() const {
  if (!unit_of_numbers_.empty() && !plain_) return {std::string(unit_of_numbers_), UnitSource::number};
  if (known_) return {std::string(known_->unit.text), known_->from};
  return {std::string(guess().text), UnitSource::guess};
}

// The unit in which the greatest number is nearest to half a GiB, which few processes are a thousand times above or
// below.
MemoryUnit TraceAmounts::guess() const {
  constexpr double kUsual = 536870912;
  if (largest_ <= 0) return kUnits[0];
  return *std::min_element(kUnits.begin(), kUnits.end(), [&](const MemoryUnit& a, const MemoryUnit& b) {
    const auto distance = [&](const MemoryUnit& unit) { return std::abs(std::log(largest_ * unit.bytes / kUsual)); };
    return distance(a) < distance(b);
  });
}

}  // namespace plimsoll
