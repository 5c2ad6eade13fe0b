#include "demo/prediction_service.h"

#include "core/json/json.h"
#include "demo/iris_model.h"

#include <fmt/format.h>

#include <unistd.h>
#include <algorithm>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using nlohmann::json;

ServiceAnswer error(int status, const std::string& message) {
  return {status, "application/json", to_text(json{{"error", message}})};
}

bool is_row(const json& row) {
  if (!row.is_array() || row.size() != 4) return false;
  return std::all_of(row.begin(), row.end(), [](const json& value) { return value.is_number(); });
}

std::uint64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  statm >> size >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

PredictionService::PredictionService(ServiceFaults faults, std::uint64_t seed) : faults_(faults), random_(seed) {}

ServiceAnswer PredictionService::answer(std::string_view method, std::string_view path, std::string_view body) {
  path = path.substr(0, path.find('?'));
  if (path == "/predict") return method == "POST" ? predict(body) : error(405, "use POST");
  if (path == "/health" || path == "/") return {200, "application/json", R"({"status":"ok"})"};
  if (path == "/metrics") return metrics();
  return error(404, "there is /predict, /health and /metrics");
}

ServiceAnswer PredictionService::predict(std::string_view body) {
  ++predictions_;
  leak();
  if (faults_.failure_rate > 0 && random_.uniform() < faults_.failure_rate) {
    ++failed_;
    return error(500, "failed on purpose");
  }
  const auto parsed = parse_json(body);
  const bool has_rows = parsed.is_object() && parsed.contains("rows") && parsed["rows"].is_array();
  if (!has_rows || parsed["rows"].empty() || !std::all_of(parsed["rows"].begin(), parsed["rows"].end(), is_row)) {
    ++refused_;
    return error(400, R"(expected {"rows": [[sepal length, sepal width, petal length, petal width], ...]})");
  }
  json predictions = json::array();
  json probabilities = json::array();
  for (const auto& row : parsed["rows"]) {
    const auto result = predict_iris(row.get<IrisRow>());
    predictions.push_back(result.species);
    probabilities.push_back(result.probabilities);
  }
  return {200, "application/json", to_text(json{{"predictions", predictions}, {"probabilities", probabilities}})};
}

ServiceAnswer PredictionService::metrics() const {
  return {200, "text/plain; version=0.0.4",
          fmt::format("# TYPE predictions_total counter\npredictions_total {}\n"
                      "# TYPE predictions_refused_total counter\npredictions_refused_total {}\n"
                      "# TYPE predictions_failed_total counter\npredictions_failed_total {}\n"
                      "# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes {}\n",
                      predictions_, refused_, failed_, resident_bytes())};
}

void PredictionService::leak() {
  if (faults_.leak_bytes_per_request == 0) return;
  // Written to, so that the pages are really there.
  auto kept = std::make_unique<char[]>(faults_.leak_bytes_per_request);
  std::memset(kept.get(), 1, faults_.leak_bytes_per_request);
  leaked_.push_back(std::move(kept));
}

}  // namespace plimsoll
