#include "record/quality/quality_fields.h"

#include <array>
#include <cstdint>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::size_t kStepFigures = 7;

// A list of so many, of each kind that there is.
bool has_length(JsonReader& reader, std::size_t found, std::size_t wanted, const char* what) {
  if (found == wanted) return true;
  reader.fail("expected " + std::to_string(wanted) + " " + what + ", got " + std::to_string(found));
  return false;
}

}  // namespace

Json store(OwnForm, const ScoreSet& scores) {
  Json object = Json::object();
  const auto area = scores.area();
  object["area"] = area ? json_number(area->value) : Json(nullptr);
  object["error"] = area ? json_number(area->error) : Json(nullptr);
  object["of_class"] = scores.of_class();
  object["others"] = scores.others();
  return object;
}

void restore(JsonReader& reader, ScoreSet& scores) {
  std::optional<double> area;
  std::optional<double> error;
  std::uint64_t of_class = 0;
  std::uint64_t others = 0;
  reader("area", area);
  reader("error", error);
  reader("of_class", of_class);
  reader("others", others);
  if (area) scores.restore({*area, error.value_or(0)}, of_class, others);
}

Json store(OwnForm, const ClassQuality& quality) {
  const auto parts = quality.parts();
  JsonWriter writer;
  writer("count", parts.classes);
  writer("positive", parts.positive);
  writer("confusion", parts.confusion);
  writer("rated", parts.rated);
  if (parts.rated > 0) {
    writer("log_loss", parts.log_loss);
    writer("brier", parts.brier);
    writer("calibration", std::vector(parts.bins.begin(), parts.bins.end()));
    writer("areas", parts.scores);
  }
  return writer.take();
}

void restore(JsonReader& reader, ClassQuality& quality) {
  ClassQuality::Parts parts;
  std::vector<CalibrationBin> bins;
  reader("count", parts.classes);
  reader("positive", parts.positive);
  reader("confusion", parts.confusion);
  reader("rated", parts.rated);
  reader("log_loss", parts.log_loss);
  reader("brier", parts.brier);
  reader("calibration", bins);
  reader("areas", parts.scores);
  if (reader.failed() || parts.classes == 0) return;
  if (parts.classes < 2 || parts.classes > ClassQuality::kMostClasses || parts.positive >= parts.classes)
    return reader.fail("expected 2 to " + std::to_string(ClassQuality::kMostClasses) + " classes");
  const auto counts = parts.classes * (parts.classes + 1);
  if (!has_length(reader, parts.confusion.size(), counts, "counts")) return;
  const std::size_t areas = parts.classes == 2 ? 1 : parts.classes;
  if (parts.rated == 0) {
    parts.scores.resize(areas);
  } else {
    if (!has_length(reader, bins.size(), parts.bins.size(), "bins")) return;
    if (!has_length(reader, parts.scores.size(), areas, "areas")) return;
    std::copy(bins.begin(), bins.end(), parts.bins.begin());
  }
  quality.restore(std::move(parts));
}

Json figures_json(const QualityStats& quality) {
  Json figures = Json::object();
  for (const auto& figure : quality_figures())
    if (const auto value = figure.read(quality)) figures[std::string(figure.name)] = json_number(*value);
  if (const auto area = quality.classes.auc(); area && area->error > 0) figures["auc_error"] = json_number(area->error);
  return figures;
}

Json store(OwnForm, const QualityStep& step) {
  Json list = Json::array();
  list.push_back(step.rows);
  list.push_back(step.hits);
  list.push_back(step.rated);
  for (const double one : {step.log_loss, step.brier, step.squared, step.absolute}) list.push_back(json_number(one));
  return list;
}

void restore(JsonReader& reader, QualityStep& step) {
  if (!has_length(reader, reader.size(), kStepFigures, "figures") || reader.failed()) return;
  reader.item(0).read(step.rows);
  reader.item(1).read(step.hits);
  reader.item(2).read(step.rated);
  const std::array<double*, 4> sums = {&step.log_loss, &step.brier, &step.squared, &step.absolute};
  for (std::size_t i = 0; i < sums.size(); ++i) reader.item(i + 3).read(*sums[i]);
}

}  // namespace plimsoll
