#include "tests/judgement/expectation.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <optional>

namespace plimsoll {
namespace {

using nlohmann::json;

void expect_figure(const char* name, const std::optional<double>& got, const json& expected) {
  if (expected.is_null()) {
    EXPECT_FALSE(got.has_value()) << name << " is " << got.value_or(0) << ", must be absent";
    return;
  }
  ASSERT_TRUE(got.has_value()) << name << " is absent, must be " << expected;
  EXPECT_TRUE(near_enough(*got, expected.get<double>())) << name << " is " << *got << ", must be " << expected;
}

void expect_types(const LeakVerdict& verdict, const json& expected) {
  if (!expected.contains("by_request")) {
    EXPECT_TRUE(verdict.by_request.empty());
    return;
  }
  const auto& types = expected["by_request"];
  ASSERT_EQ(verdict.by_request.size(), types.size());
  for (std::size_t i = 0; i < types.size(); ++i) {
    const auto& type = verdict.by_request[i];
    SCOPED_TRACE(type.name);
    EXPECT_EQ(type.name, types[i]["name"]);
    expect_figure("bytes_per_request", type.bytes_per_request, types[i]["bytes_per_request"]);
    expect_figure("ci_low", type.ci_low, types[i]["ci_low"]);
    expect_figure("ci_high", type.ci_high, types[i]["ci_high"]);
  }
}

// Where the floor does not move at all the slope, and what is made of it, is rounding; so are events then.
bool floor_moves(const json& expected) { return std::abs(expected["bytes_per_second"].get<double>()) > 1e-6; }

void expect_intermediate(const Intermediate& got, const json& expected, bool moves) {
  expect_figure("phi", got.phi, expected["phi"]);
  expect_figure("raw", got.raw, expected["raw"]);
  expect_figure("cut", got.cut, expected["cut"]);
  EXPECT_EQ(got.floor_points, expected["K"].get<std::size_t>());
  expect_figure("t", got.t, expected["t"]);
  expect_figure("t0", got.plain_t, expected["t0"]);
  expect_figure("tw", got.walk_t, expected["tw"]);
  expect_figure("q", got.walk_ratio, expected["q"]);
  if (moves) expect_figure("ev", got.events, expected["ev"]);
  EXPECT_EQ(got.possible_shapes, expected["ok"].get<std::size_t>());
  EXPECT_EQ(got.trimmed, expected["trimmed"].get<std::size_t>());
  EXPECT_EQ(got.sawtooth, expected["saw"].get<bool>());
  EXPECT_EQ(got.teeth, expected["teeth"].get<std::size_t>());
  EXPECT_EQ(got.persists, expected["persists"].get<bool>());
  EXPECT_EQ(got.tends, expected["tends"].get<bool>());
  EXPECT_EQ(got.worth, expected["worth"].get<bool>());
  EXPECT_EQ(got.harmless, expected["harmless"].get<bool>());
  EXPECT_EQ(got.fell_at_once, expected["fell"].get<bool>());
  EXPECT_EQ(got.shape, expected["shape"][0].get<std::string>());
  expect_figure("shape parameter", got.shape_parameter, expected["shape"][1]);
}

// As many digits as the comparison looks at.
nlohmann::ordered_json written(const std::optional<double>& figure) {
  if (!figure) return nullptr;
  return json::parse(fmt::format("{:.7g}", *figure)).get<double>();
}

void write_expected(nlohmann::ordered_json& expected, const LeakVerdict& verdict) {
  expected["verdict"] = to_string(verdict.verdict);
  expected["explanation"] = verdict.explanation;
  expected["bytes_per_second"] = written(verdict.bytes_per_second);
  expected["ci_low"] = written(verdict.ci_low);
  expected["ci_high"] = written(verdict.ci_high);
  expected["bytes_per_request"] = written(verdict.bytes_per_request);
  expected["bytes_per_request_ci_low"] = written(verdict.bytes_per_request_ci_low);
  expected["bytes_per_request_ci_high"] = written(verdict.bytes_per_request_ci_high);
  expected["onset_s"] = written(verdict.onset_s);
  expected["limit_bytes"] = written(verdict.limit_bytes);
  expected["seconds_to_limit"] = written(verdict.seconds_to_limit);
  if (expected.contains("by_request")) {
    auto& types = expected["by_request"] = json::array();
    for (const auto& type : verdict.by_request)
      types.push_back({{"name", type.name},
                       {"bytes_per_request", written(type.bytes_per_request)},
                       {"ci_low", written(type.ci_low)},
                       {"ci_high", written(type.ci_high)}});
  }
  if (!expected.contains("intermediate")) return;
  const Intermediate& found = verdict.intermediate;
  auto& intermediate = expected["intermediate"];
  intermediate["phi"] = written(found.phi);
  intermediate["raw"] = written(found.raw);
  intermediate["cut"] = written(found.cut);
  intermediate["K"] = found.floor_points;
  intermediate["t"] = written(found.t);
  intermediate["t0"] = written(found.plain_t);
  intermediate["tw"] = written(found.walk_t);
  intermediate["q"] = written(found.walk_ratio);
  intermediate["ev"] = written(found.events);
  intermediate["ok"] = found.possible_shapes;
  intermediate["trimmed"] = found.trimmed;
  intermediate["saw"] = found.sawtooth;
  intermediate["teeth"] = found.teeth;
  intermediate["persists"] = found.persists;
  intermediate["tends"] = found.tends;
  intermediate["worth"] = found.worth;
  intermediate["harmless"] = found.harmless;
  intermediate["fell"] = found.fell_at_once;
  intermediate["shape"] = {found.shape, written(found.shape_parameter)};
}

}  // namespace

bool update_expected(const std::string& file, const std::function<LeakVerdict(const std::string& name)>& judge) {
  if (std::getenv("UPDATE_GOLDEN") == nullptr) return false;
  const std::string path = PLIMSOLL_TEST_DATA "/leak-traces/" + file;
  std::ifstream in(path);
  auto all = nlohmann::ordered_json::parse(in);
  for (auto& [name, entry] : all.items())
    write_expected(entry.contains("expect") ? entry["expect"] : entry, judge(name));
  std::ofstream(path) << all.dump(1) << "\n";
  return true;
}

json read_json(const std::string& file) {
  std::ifstream in(PLIMSOLL_TEST_DATA "/leak-traces/" + file);
  return json::parse(in);
}

bool near_enough(double got, double expected) {
  return std::abs(got - expected) <= std::max(1e-4 * std::abs(expected), 1e-9);
}

void expect_equal(const LeakVerdict& verdict, const json& expected) {
  EXPECT_EQ(to_string(verdict.verdict), expected["verdict"].get<std::string>());
  EXPECT_EQ(verdict.explanation, expected["explanation"].get<std::string>());
  expect_figure("bytes_per_second", verdict.bytes_per_second, expected["bytes_per_second"]);
  expect_figure("ci_low", verdict.ci_low, expected["ci_low"]);
  expect_figure("ci_high", verdict.ci_high, expected["ci_high"]);
  expect_figure("bytes_per_request", verdict.bytes_per_request, expected["bytes_per_request"]);
  expect_figure("bytes_per_request_ci_low", verdict.bytes_per_request_ci_low, expected["bytes_per_request_ci_low"]);
  expect_figure("bytes_per_request_ci_high", verdict.bytes_per_request_ci_high, expected["bytes_per_request_ci_high"]);
  expect_figure("onset_s", verdict.onset_s, expected["onset_s"]);
  expect_figure("limit_bytes", verdict.limit_bytes, expected["limit_bytes"]);
  expect_figure("seconds_to_limit", verdict.seconds_to_limit, expected["seconds_to_limit"]);
  expect_types(verdict, expected);
  if (expected.contains("intermediate")) {
    expect_intermediate(verdict.intermediate, expected["intermediate"], floor_moves(expected));
  }
}

}  // namespace plimsoll
