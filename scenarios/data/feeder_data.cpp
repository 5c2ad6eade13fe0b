#include "scenarios/data/feeder_data.h"

#include "scenarios/data/data_check.h"
#include "scenarios/data/data_description.h"
#include "scenarios/data/data_drift.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

void check_rows(const FeederData& data, const DataSchema& schema, LookAtData& looked) {
  auto rows = DataRows::open(data.file, data.label, data.form);
  if (rows.has_error()) return looked.findings.push_back(rows.error().message);
  auto report = check_data(**rows, schema);
  if (report.has_error()) return looked.findings.push_back(report.error().message);
  if (report->findings.size() > LookAtData::kMostFindings) report->findings.resize(LookAtData::kMostFindings);
  looked.findings = sentences_of(*report, data.label);
}

void compare_rows(const FeederData& data, LookAtData& looked) {
  std::unique_ptr<DataRows> reference;
  std::optional<DataSchema> described;
  const DataSchema* like = data.schema;
  if (!data.reference.empty()) {
    for (int pass = 0; pass < 2; ++pass) {  // once for the bins, once for the values
      auto opened = DataRows::open(data.reference, data.reference_label);
      if (opened.has_error()) return looked.findings.push_back(opened.error().message);
      reference = std::move(*opened);
      if (pass > 0) break;
      auto schema = describe_data(*reference);
      if (schema.has_error()) return looked.findings.push_back(schema.error().message);
      described = std::move(*schema);
    }
    like = &*described;
  }
  if (like == nullptr) return;
  if (described && data.schema == nullptr) {
    check_rows(data, form_of(*described), looked);
    if (!looked.findings.empty()) return;
  }
  auto rows = DataRows::open(data.file, data.label, data.form);
  if (rows.has_error()) return looked.findings.push_back(rows.error().message);
  const auto drifts = data_drift(**rows, *like, reference.get());
  if (drifts.has_error()) return looked.findings.push_back(drifts.error().message);
  for (const auto& drift : *drifts)
    if (drift.drifted)
      looked.drifts.push_back(fmt::format(
          "{}: is spread otherwise than {}: {}", data.label,
          data.reference.empty() ? std::string("what its schema kept") : data.reference_label, sentence_of(drift)));
}

}  // namespace

LookAtData look_at_feeder_data(const FeederData& data) {
  LookAtData looked;
  if (data.schema != nullptr) check_rows(data, *data.schema, looked);
  if (looked.findings.empty()) compare_rows(data, looked);
  return looked;
}

}  // namespace plimsoll
