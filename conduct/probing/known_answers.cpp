#include "conduct/probing/known_answers.h"

#include "core/json/json.h"
#include "scenarios/json_path.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kLargestTree = 256 << 10;
constexpr std::size_t kShown = 512;

struct KnownAnswer {
  std::uint64_t hash = 0;
  bool is_json = false;
  nlohmann::json tree;
  std::string start;  // of the body
};

// As a path has it.
std::string member_step(const std::string& name) {
  const auto is_word = [](unsigned char c) { return c == '_' || std::isalnum(c) != 0; };
  if (!name.empty() && std::all_of(name.begin(), name.end(), is_word) && std::isdigit(name.front()) == 0)
    return "." + name;
  std::string text = "['";
  for (const char c : name) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "']";
}

// Where two values differ.
struct DifferingPlaces {
  std::vector<std::string> places{};                      // each once, elements of lists as [*]
  std::string first{};                                    // as it is
  std::string name{};                                     // of the member that it is or is in
  const nlohmann::json *one = nullptr, *other = nullptr;  // at the first; null: nothing is there

  struct At {
    std::string exact = "$", general = "$", name{};

    At of_member(const std::string& member) const {
      return {exact + member_step(member), general + member_step(member), member};
    }
    At of_element(std::size_t index) const {
      return {exact + "[" + std::to_string(index) + "]", general + "[*]", name};
    }
  };
  void add(const At& at, const nlohmann::json* its_one, const nlohmann::json* its_other) {
    if (places.empty()) {
      first = at.exact;
      name = at.name;
      one = its_one;
      other = its_other;
    }
    if (places.size() < KnownAnswers::kMostPlaces &&
        std::find(places.begin(), places.end(), at.general) == places.end())
      places.push_back(at.general);
  }
};

// A walk over two values beside each other; places that vary are equal whatever they hold.
class Likeness {
 public:
  Likeness(const std::vector<JsonPath>& ignored, double within) : ignored_(ignored), within_(within) {}

  bool are_alike(const nlohmann::json& one, const nlohmann::json& other) {
    left_out_.clear();
    for (const auto& path : ignored_)
      for (const auto* root : {&one, &other})
        for (const auto* place : path.select(*root)) left_out_.insert(place);
    greatest_ = 0;
    return walk(one, other);
  }
  DifferingPlaces places(const nlohmann::json& one, const nlohmann::json& other) {
    DifferingPlaces places;
    if (!are_alike(one, other)) find(one, other, {}, places);
    return places;
  }
  // Of the last look: of a number, relative to the greater one.
  double greatest() const noexcept { return greatest_; }

 private:
  bool is_left_out(const nlohmann::json& value) const { return !left_out_.empty() && left_out_.contains(&value); }

  bool walk(const nlohmann::json& one, const nlohmann::json& other) {
    if (is_left_out(one) || is_left_out(other)) return true;
    if (one.is_number() && other.is_number()) return compare(one.get<double>(), other.get<double>());
    if (one.is_object() && other.is_object()) return members(one, other);
    if (one.is_array() && other.is_array()) {
      bool alike = one.size() == other.size();
      for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i) alike = walk(one[i], other[i]) && alike;
      return alike;
    }
    return one == other;
  }
  bool members(const nlohmann::json& one, const nlohmann::json& other) {
    bool alike = true;
    for (const auto& [key, value] : one.items()) {
      const auto at = other.find(key);
      alike = (at == other.end() ? is_left_out(value) : walk(value, *at)) && alike;
    }
    for (const auto& [key, value] : other.items())
      if (!one.contains(key) && !is_left_out(value)) alike = false;
    return alike;
  }
  // Of what is as a whole of another kind or length the place is the whole.
  void find(const nlohmann::json& one, const nlohmann::json& other, const DifferingPlaces::At& at,
            DifferingPlaces& into) {
    if (walk(one, other)) return;
    if (one.is_object() && other.is_object()) {
      for (const auto& [key, value] : one.items()) {
        if (const auto there = other.find(key); there != other.end())
          find(value, *there, at.of_member(key), into);
        else if (!is_left_out(value))
          into.add(at.of_member(key), &value, nullptr);
      }
      for (const auto& [key, value] : other.items())
        if (!one.contains(key) && !is_left_out(value)) into.add(at.of_member(key), nullptr, &value);
      return;
    }
    if (!one.is_array() || !other.is_array() || one.size() != other.size()) return into.add(at, &one, &other);
    for (std::size_t i = 0; i < one.size(); ++i) find(one[i], other[i], at.of_element(i), into);
  }
  bool compare(double one, double other) {
    const double scale = std::max(std::abs(one), std::abs(other));
    if (one == other || scale == 0) return true;
    const double difference = std::abs(one - other) / scale;
    greatest_ = std::max(greatest_, difference);
    return difference <= within_;
  }

  const std::vector<JsonPath>& ignored_;
  const double within_;
  std::set<const nlohmann::json*> left_out_;
  double greatest_ = 0;
};

KnownAnswer read_answer(std::string_view body) {
  KnownAnswer answer;
  answer.hash = std::hash<std::string_view>{}(body);
  answer.start = std::string(body.substr(0, kShown));
  if (body.size() > kLargestTree) return answer;
  answer.tree = parse_json(body);
  answer.is_json = !answer.tree.is_discarded();
  if (!answer.is_json) answer.tree = nullptr;
  return answer;
}

}  // namespace

struct KnownAnswers::State {
  std::vector<JsonPath> ignored;
  double within = 0;
  std::vector<std::vector<KnownAnswer>> rows;
  std::vector<std::size_t> references;

  bool are_alike(const KnownAnswer& one, const KnownAnswer& other, double* greatest = nullptr) const {
    if (one.hash == other.hash) return true;
    if (!one.is_json || !other.is_json) return false;
    Likeness likeness(ignored, within);
    const bool alike = likeness.are_alike(one.tree, other.tree);
    if (greatest != nullptr) *greatest = likeness.greatest();
    return alike;
  }
  void tell_places(const KnownAnswer& expected, const KnownAnswer& got, Seen& seen) const {
    if (!expected.is_json || !got.is_json) return;
    auto found = Likeness(ignored, within).places(expected.tree, got.tree);
    const auto text_of = [](const nlohmann::json* value) { return value == nullptr ? "nothing" : to_text(*value); };
    seen.expected = text_of(found.one);
    seen.got = text_of(found.other);
    seen.places = std::move(found.places);
    seen.place = std::move(found.first);
    seen.place_name = std::move(found.name);
  }
  const KnownAnswer* reference(std::size_t row) const {
    return rows[row].empty() ? nullptr : &rows[row][std::min(references[row], rows[row].size() - 1)];
  }
};

KnownAnswers::KnownAnswers(std::unique_ptr<State> state) : state_(std::move(state)) {}
KnownAnswers::KnownAnswers(KnownAnswers&&) noexcept = default;
KnownAnswers& KnownAnswers::operator=(KnownAnswers&&) noexcept = default;
KnownAnswers::~KnownAnswers() = default;

Result<KnownAnswers> KnownAnswers::make(const ProbePlan& plan, std::size_t rows) {
  auto state = std::make_unique<State>();
  state->within = plan.within;
  state->rows.resize(rows);
  state->references.resize(rows, 0);
  for (const auto& text : plan.ignore) {
    auto path = JsonPath::compile(text);
    if (path.has_error()) return path.error();
    state->ignored.push_back(std::move(*path));
  }
  return KnownAnswers(std::move(state));
}

KnownAnswers::Seen KnownAnswers::see(std::size_t row, std::string_view body) {
  auto& state = *state_;
  auto& known = state.rows[row];
  auto answer = read_answer(body);
  Seen seen;
  seen.content = static_cast<std::uint32_t>(answer.hash ^ (answer.hash >> 32));
  const auto at =
      std::find_if(known.begin(), known.end(), [&](const KnownAnswer& one) { return state.are_alike(one, answer); });
  seen.number = at != known.end()          ? static_cast<std::uint8_t>(at - known.begin())
                : known.size() < kMostARow ? static_cast<std::uint8_t>(known.size())
                                           : kOneTooMany;
  if (const auto* reference = state.reference(row)) {
    double greatest = 0;
    const bool alike = state.are_alike(*reference, answer, &greatest);
    if (alike || greatest > 0) seen.difference = greatest;
    if (!alike) state.tell_places(*reference, answer, seen);
    if (!alike)
      for (std::size_t other = 0; other < state.rows.size(); ++other)
        if (other != row && state.reference(other) != nullptr && state.are_alike(*state.reference(other), answer))
          seen.of_rows.push_back(other);
  }
  if (at == known.end() && known.size() < kMostARow) known.push_back(std::move(answer));
  return seen;
}

void KnownAnswers::set_references(const std::vector<std::uint8_t>& numbers) {
  for (std::size_t row = 0; row < numbers.size(); ++row) state_->references[row] = numbers[row];
}

std::vector<std::string> KnownAnswers::idle_paths() const {
  std::vector<std::string> idle;
  std::vector<const nlohmann::json*> trees;
  for (const auto& row : state_->rows)
    for (const auto& answer : row)
      if (answer.is_json) trees.push_back(&answer.tree);
  if (trees.empty()) return idle;
  for (const auto& path : state_->ignored)
    if (std::all_of(trees.begin(), trees.end(), [&](const auto* tree) { return path.select(*tree).empty(); }))
      idle.push_back(path.text());
  return idle;
}

std::string_view KnownAnswers::reference(std::size_t row) const {
  const auto* answer = state_->reference(row);
  return answer == nullptr ? std::string_view() : std::string_view(answer->start);
}

std::size_t KnownAnswers::different_rows() const {
  std::size_t different = 0;
  for (std::size_t row = 0; row < state_->rows.size(); ++row) {
    const auto* own = state_->reference(row);
    bool is_known = own == nullptr;
    for (std::size_t before = 0; before < row && !is_known; ++before)
      is_known = state_->reference(before) != nullptr && state_->are_alike(*state_->reference(before), *own);
    if (!is_known) ++different;
  }
  return different;
}

}  // namespace plimsoll
