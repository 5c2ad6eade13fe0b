#pragma once

// A trace of requests to a language model, row by row, however large the file: when each came, how many tokens it had,
// how many were answered. Three shapes, told apart by the file's beginning:
//   JSON lines, as Mooncake's: timestamp (milliseconds), input_length, output_length, hash_ids (of blocks of 512
//   tokens: equal ids are equal text);
//   a table as BurstGPT's: Timestamp (seconds), "Request tokens", "Response tokens";
//   a table as Azure's: TIMESTAMP (a date and a time), ContextTokens, GeneratedTokens.
// Owned by whoever reads; one thread.

#include "core/csv_reader.h"
#include "core/error.h"
#include "core/time.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct TracedRequest {
  Nanos instant{0};  // from the first one's
  std::uint64_t input_tokens = 0;
  std::uint64_t output_tokens = 0;
  std::vector<std::uint64_t> blocks{};  // of 512 tokens each, by what is in them
  std::uint64_t line = 0;

  static constexpr std::uint64_t kBlockTokens = 512;
};

class TokenTrace {
 public:
  static constexpr std::uint64_t kMostTokens = 1ULL << 20;  // of one request
  static constexpr std::size_t kMostLineBytes = 16 << 20;

  // `label`: of the file, in every message.
  static Result<std::unique_ptr<TokenTrace>> open(const std::filesystem::path& file, const std::string& label);

  // Nothing at the end. Error: place, what is wrong there and the remedy.
  Result<std::optional<TracedRequest>> next();

 private:
  TokenTrace(const std::filesystem::path& file, std::string label);
  Result<> read_head();
  Result<std::optional<TracedRequest>> next_line();
  Result<std::optional<TracedRequest>> next_record();
  Result<TracedRequest> in_order(TracedRequest row, Nanos at);
  Error wrong(const std::string& what) const;

  std::string label_;
  std::ifstream in_;
  std::unique_ptr<CsvReader> csv_;        // null: JSON lines
  std::array<std::size_t, 3> columns_{};  // of instant, input and output
  std::uint64_t line_ = 0;
  std::optional<Nanos> first_;
  Nanos last_{0};
  std::string text_;
};

// A whole trace, read once before the run.
struct TraceSummary {
  std::uint64_t rows = 0;
  Nanos length{0};  // instant of the last one
};
Result<TraceSummary> survey_token_trace(const std::filesystem::path& file, const std::string& label);

// "2023-11-16 18:15:46.6805900", "2024-05-10T00:00:00.009930+00:00": since 1970. Nothing: it is none.
std::optional<Nanos> parse_trace_time(std::string_view text);

}  // namespace plimsoll
