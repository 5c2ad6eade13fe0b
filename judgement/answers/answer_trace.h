#pragma once

// Answers to rows that were asked again and again, as the judgement of them reads it: pure values, any thread.
//
// A volley is what was asked at the same time. Under load each connection is asked the same row twice, one volley after
// the other; the first row of a volley is asked over two connections at once. So what the time does and what the
// connection does are told apart. Which rows share a volley is drawn at random.

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

enum class ProbePhase : std::uint8_t { before, under_load, after };

struct ProbeAnswer {
  static constexpr std::size_t kHeaders = 8;
  static constexpr std::size_t kTold = kHeaders + 1;  // by these, or by the process
  static constexpr std::uint8_t kNone = std::numeric_limits<std::uint8_t>::max();

  double t_s = 0;    // when it was asked, from the start of the load: negative before it
  float took_s = 0;  // until its answer was there
  std::uint32_t volley = 0;
  std::uint32_t connection = 0;
  std::uint32_t content = 0;  // the same for equal answers, whatever their row
  std::uint16_t row = 0;
  std::uint8_t answer = 0;  // which of the row's different answers; kNone: one too many to have a number
  ProbePhase phase = ProbePhase::under_load;
  bool is_repeat = false;                  // of the one before, over its connection, which was kept
  bool is_of_other = false;                // the answer of another row
  bool is_of_in_flight = false;            // of one in the same volley
  float chance = 0;                        // that so many rows drawn at random had held one with this answer
  float difference = 0;                    // greatest relative difference of a number
  std::array<std::uint8_t, kTold> told{};  // by header the number of its value; kNone: it has none
};

// In the order of time.
struct AnswerTrace {
  std::size_t rows = 0;
  std::size_t different_rows = 0;  // rows with an answer of their own
  std::vector<ProbeAnswer> answers;
  std::vector<std::string> headers;              // by which answers may tell who gave them, at most ProbeAnswer::kTold
  std::vector<std::vector<std::string>> values;  // of each, by number
  std::optional<std::size_t> process{};          // the place among them that is no header: the process was seen
};

// By row the answer that it had most often before the load; where it was not asked then, its first.
std::vector<std::uint8_t> reference_answers(const AnswerTrace& trace);

}  // namespace plimsoll
