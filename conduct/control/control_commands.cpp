#include "conduct/control/control_commands.h"

#include "core/units.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <sstream>

namespace plimsoll {
namespace {

constexpr std::uint32_t kMostUsers = 100'000;
constexpr double kHighestRate = 1e6;

class Obedience {
 public:
  Obedience(const Scenario& scenario, Engine& engine) : scenario_(scenario), engine_(engine) {}

  std::string operator()(std::string_view line) {
    std::istringstream words{std::string(line)};
    std::string command;
    std::string amount;
    words >> command;
    if (command == "pause" || command == "resume") return set_paused(command == "pause");
    if (command == "stop") return stop();
    if (command == "status") return status();
    words >> amount;
    std::string load;
    std::getline(words >> std::ws, load);
    if (command == "users") return set_users(amount, load);
    if (command == "rate") return set_rate(amount, load);
    return "error: expected users N, rate R, pause, resume, stop or status";
  }

 private:
  std::string set_paused(bool paused) {
    engine_.set_paused(paused);
    return "ok";
  }

  std::string stop() {
    engine_.stop_gracefully();
    return "ok";
  }

  std::string status() {
    const auto reading = engine_.load_reading();
    return fmt::format("ok users {:g} requests {}", reading.active_users, reading.requests_total);
  }

  std::string set_users(const std::string& amount, const std::string& load) {
    std::uint32_t users = 0;
    const auto [end, error] = std::from_chars(amount.data(), amount.data() + amount.size(), users);
    if (error != std::errc() || end != amount.data() + amount.size() || users > kMostUsers)
      return fmt::format("error: expected users from 0 to {}", kMostUsers);
    const auto part = part_named<ClosedLoad>(load);
    if (!part) return "error: " + problem_;
    engine_.set_users(*part, users);
    return "ok";
  }

  std::string set_rate(const std::string& amount, const std::string& load) {
    const auto rate = parse_rate(amount);
    if (rate.has_error() || *rate > kHighestRate) return R"(error: expected a rate like "200/s", at most 1,000,000/s)";
    const auto part = part_named<OpenLoad>(load);
    if (!part) return "error: " + problem_;
    engine_.set_rate(*part, *rate);
    return "ok";
  }

  template <class Model>
  std::optional<std::size_t> part_named(const std::string& name) {
    const auto& parts = scenario_.load.parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i].name != name && !(name.empty() && parts.size() == 1)) continue;
      if (std::holds_alternative<Model>(parts[i].model)) return i;
      problem_ = "that load is of the other model: users belong to a closed one, a rate to an open one";
      return std::nullopt;
    }
    problem_ = name.empty() ? "there are several loads: name one" : fmt::format(R"(there is no load named "{}")", name);
    return std::nullopt;
  }

  const Scenario& scenario_;
  Engine& engine_;
  std::string problem_;
};

}  // namespace

std::string obey(std::string_view line, const Scenario& scenario, Engine& engine) {
  return Obedience(scenario, engine)(line);
}

}  // namespace plimsoll
