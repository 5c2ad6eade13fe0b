#include "scenarios/data/data_drift.h"

#include "core/json/number_text.h"
#include "core/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

constexpr double kNotable = 0.1;  // the usual bound of "some change", of PSI and of D
constexpr double kLevel = 0.01;   // of all columns together

struct ColumnSample {
  const ColumnRule* rule = nullptr;
  KeptHistogram counts{};
  KeptNumbers numbers{};
  KeptNumbers reference{};
};

template <class Use>
Result<> for_each_value(DataRows& rows, std::vector<ColumnSample>& samples, Use use) {
  std::vector<DataCell> row;
  for (;;) {
    const auto more = rows.next(row);
    if (more.has_error()) return more.error();
    if (!*more) return {};
    const auto& columns = rows.columns();
    for (auto& sample : samples) {
      const auto place =
          static_cast<std::size_t>(std::find(columns.begin(), columns.end(), sample.rule->name) - columns.begin());
      if (place < row.size() && row[place].kind != DataCell::Kind::absent && row[place].kind != DataCell::Kind::null)
        use(sample, row[place].text);
    }
  }
}

}  // namespace

Result<std::vector<ColumnDrift>> data_drift(DataRows& rows, const DataSchema& reference, DataRows* reference_rows) {
  std::vector<ColumnSample> samples;
  for (const auto& rule : reference.columns)
    if (!rule.histogram.empty()) samples.push_back({&rule, counted_like(rule.histogram)});
  const auto read = for_each_value(rows, samples, [](ColumnSample& sample, const std::string& text) {
    count_into(sample.counts, text);
    if (const auto number = number_of_text(text)) sample.numbers.add(*number);
  });
  if (read.has_error()) return read.error();
  if (reference_rows != nullptr) {
    const auto again = for_each_value(*reference_rows, samples, [](ColumnSample& sample, const std::string& text) {
      if (const auto number = number_of_text(text)) sample.reference.add(*number);
    });
    if (again.has_error()) return again.error();
  }
  std::vector<ColumnDrift> drifts;
  for (const auto& sample : samples) {
    const auto psi = psi_of(sample.counts, sample.rule->histogram);
    if (!psi && sample.counts.rows == 0)
      drifts.push_back({sample.rule->name, {}, std::nullopt, 0, sample.rule->histogram.rows, true, true});
    if (!psi) continue;
    ColumnDrift drift{sample.rule->name,           *psi,  std::nullopt, sample.counts.rows,
                      sample.rule->histogram.rows, false, false};
    if (sample.rule->histogram.categories.empty()) drift.ks = ks_of(sample.numbers.sorted(), sample.reference.sorted());
    const bool by_ks =
        drift.ks && drift.ks->distance > kNotable && drift.ks->p_value * static_cast<double>(samples.size()) < kLevel;
    drift.drifted = by_ks || (psi->value > kNotable && psi->value > psi->noise_high);
    drifts.push_back(std::move(drift));
  }
  return drifts;
}

std::string sentence_of(const ColumnDrift& drift) {
  if (drift.is_without_values) return fmt::format("{}: no row has a value", drift.column);
  auto text = fmt::format(
      "{}: PSI {:.3f}; {} rows beside {} have {:.3f} by chance in the mean, and up to {:.3f} in 99 of "
      "100 samples",
      drift.column, drift.psi.value, format_count(drift.rows), format_count(drift.reference_rows), drift.psi.noise,
      drift.psi.noise_high);
  if (drift.ks) text += fmt::format("; Kolmogorov-Smirnov D {:.3f}, p {:.2g}", drift.ks->distance, drift.ks->p_value);
  return text;
}

}  // namespace plimsoll
