#include "engine/checks/finite_check.h"

#include "core/json/number_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>

namespace plimsoll {
namespace {

constexpr std::size_t kDeepestLook = 64;
constexpr std::size_t kApart = static_cast<std::size_t>(-1);  // not on the way to the place

class NumberScan {
 public:
  NumberScan(std::string_view text, const std::vector<FiniteStep>& place) : text_(text), place_(place) {}

  CheckFailure find() {
    while (at_ < text_.size() && !is_over_) {
      const char c = text_[at_];
      if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ':') {
        ++at_;
      } else if (c == '{' || c == '[') {
        open(c == '{');
      } else if (c == '}' || c == ']') {
        ++at_;
        is_over_ = depth_ == 0 || --depth_ == 0;
      } else if (c == ',') {
        ++at_;
        if (depth_ == 0) return {};
        ++top().index;
        top().wants_key = top().is_object;
      } else if (c == '"') {
        take_text();
      } else if (auto failure = take_word(); failure.kind != FailureKind::none) {
        return failure;
      }
    }
    return {};
  }

 private:
  struct Frame {
    bool is_object = false;
    bool wants_key = false;
    std::size_t index = 0;
    std::string_view key;
    std::size_t matched = 0;  // steps of the place that lead here; all: it is the place, or below it
  };

  Frame& top() { return frames_[depth_ - 1]; }

  // Of the value that comes next.
  std::size_t matched() {
    if (depth_ == 0) return 0;
    const auto& frame = top();
    if (frame.matched == kApart || frame.matched == place_.size()) return frame.matched;
    const auto& step = place_[frame.matched];
    const bool leads = step.name    ? frame.is_object && frame.key == *step.name
                       : step.index ? !frame.is_object && frame.index == *step.index
                                    : true;
    return leads ? frame.matched + 1 : kApart;
  }

  void open(bool is_object) {
    if (depth_ == kDeepestLook) {
      is_over_ = true;
      return;
    }
    const auto leads = matched();
    frames_[depth_++] = {is_object, is_object, 0, {}, leads};
    ++at_;
  }

  void take_text() {
    const auto begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    if (at_ >= text_.size()) {
      is_over_ = true;
      return;
    }
    if (depth_ > 0 && top().wants_key) {
      top().key = text_.substr(begin, at_ - begin);
      top().wants_key = false;
    }
    ++at_;
  }

  CheckFailure take_word() {
    const auto end = std::min(text_.find_first_of(",]} \n\r\t:", at_), text_.size());
    const auto word = text_.substr(at_, end - at_);
    at_ = end;
    if (word == "true" || word == "false") return {};
    if (word == "null") {
      const bool is_of_list = depth_ > 0 && !top().is_object;
      return is_of_list && matched() == place_.size() ? failure("null, which stands for NaN") : CheckFailure();
    }
    const auto digits = word.starts_with('-') || word.starts_with('+') ? word.substr(1) : word;
    for (const std::string_view name : {"NaN", "nan", "Infinity", "inf", "Inf", "infinity"})
      if (digits == name) return failure(std::string(word));
    constexpr std::size_t kSurelyFits = 15;
    const bool is_short = word.size() <= kSurelyFits && word.find_first_of("eE") == std::string_view::npos;
    // One that is too small for a double is 0 to it.
    const bool is_doubtful = !is_short && is_number_text(word) && !number_of_text(word);
    if (is_doubtful && std::isinf(std::strtod(std::string(word).c_str(), nullptr)))
      return failure("beyond a double", std::string(word.substr(0, 40)));
    return {};
  }

  CheckFailure failure(const std::string& what, std::string shown = {}) const {
    std::string where = "$";
    std::string exact = "$";
    for (std::size_t i = 0; i < depth_; ++i) {
      const auto& frame = frames_[i];
      where += frame.is_object ? "." + std::string(frame.key) : "[*]";
      exact += frame.is_object ? "." + std::string(frame.key) : fmt::format("[{}]", frame.index);
    }
    return {FailureKind::check, fmt::format("{} is {}", where, what),
            fmt::format("{} is {}", exact, shown.empty() ? what : shown + ", beyond a double")};
  }

  std::string_view text_;
  const std::vector<FiniteStep>& place_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool is_over_ = false;
  std::array<Frame, kDeepestLook> frames_{};
};

}  // namespace

Result<FiniteJudge> FiniteJudge::compile(const FiniteCheck& check) {
  auto place = parse_finite_place(check.path);
  if (place.has_error()) return place.error();
  return FiniteJudge(*std::move(place));
}

CheckFailure FiniteJudge::judge(Answer& answer) const { return NumberScan(answer.json.text(), place_).find(); }

}  // namespace plimsoll
