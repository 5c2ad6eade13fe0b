#pragma once

// The different answers of each row, as far as they are kept: which of them an answer is, how far it is from the first,
// and whose it is where it is another row's. JSON is compared by its values, all else by its bytes. Bounded: so many
// answers a row. One thread.

#include "core/error.h"
#include "scenarios/answers/probe_plan.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

class KnownAnswers {
 public:
  static constexpr std::size_t kMostARow = 8;
  static constexpr std::size_t kMostPlaces = 16;
  static constexpr std::uint8_t kOneTooMany = 255;

  // Error: a path that does not compile.
  static Result<KnownAnswers> make(const ProbePlan& plan, std::size_t rows);
  KnownAnswers(KnownAnswers&&) noexcept;
  KnownAnswers& operator=(KnownAnswers&&) noexcept;
  ~KnownAnswers();

  struct Seen {
    std::uint8_t number = 0;             // among the row's answers
    std::uint32_t content = 0;           // the same for equal bodies, whatever their row
    std::optional<double> difference{};  // from the reference: of a number, the greatest, relative; 0: none
    std::vector<std::size_t> of_rows{};  // others whose reference it is; looked for where it is not the row's own
    // Where it is not the reference, both being JSON: the places that differ, elements of lists as [*], each once, at
    // most kMostPlaces; and the first as it is, with what is there in each, as JSON.
    std::vector<std::string> places{};
    std::string place{}, expected{}, got{};
    std::string place_name{};  // of the member that it is, or that it is in; empty: of none
  };
  Seen see(std::size_t row, std::string_view body);

  // From now on each row's answer of that number is its reference: that which others are held against.
  void set_references(const std::vector<std::uint8_t>& numbers);
  // The start of a row's reference as it came.
  std::string_view reference(std::size_t row) const;
  // Of the paths that are ignored those that no kept answer has a place of; none while no answer is JSON.
  std::vector<std::string> idle_paths() const;
  // Rows whose reference no row before them has.
  std::size_t different_rows() const;

 private:
  struct State;
  explicit KnownAnswers(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace plimsoll
