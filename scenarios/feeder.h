#pragma once

// Rows of data for requests: what {{NAME.COLUMN}} stands for. Plain data, part of the plan; any thread.

#include "scenarios/prompts/prompt_plan.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

// A CSV column is a number where every row has one, else text, unless its type is said. JSON says it row by row.
enum class CellType : std::uint8_t { null, boolean, number, text, json };

struct FeederColumn {
  std::string name;  // of JSON lines a path: "address.city"
  CellType type = CellType::text;
};

class RowBlock;

struct Feeder {
  enum class Format {
    csv,
    tsv,
    jsonl,
    json,
    files,
    prompts,    // conversations of a data set (feeders/prompt_rows.h)
    trace,      // a trace that says how long each prompt was: they are made to that length
    synthetic,  // prompts that are made
  };
  enum class Order {
    sequential,  // in turn over all users, from the first again at the end
    shuffle,     // each once a turn, drawn with the seed, another order each turn
    random,      // drawn with the seed
    once,        // in turn, and then no more: the load ends
    by_user,     // user k of n has the rows k, k + n, ... for itself, in turn
  };

  std::string name;
  std::vector<std::filesystem::path> files;  // one; of Format::files each is a row, of synthetic there is none
  std::string label;                         // the file as it was written, for messages
  Format format = Format::csv;
  Order order = Order::sequential;
  std::vector<FeederColumn> columns;  // those that a template names
  std::uint64_t bytes = 0;            // of all files
  PromptPlan synthetic{};             // of Format::synthetic
  std::uint64_t seed = 0;             // of prompts that are made; set where the run begins
  // All of them, where they are kept: read once, with the scenario. Of a larger file a sample was looked at, and each
  // row is checked when it is read.
  std::shared_ptr<const RowBlock> rows{};

  // Read before the run and kept; what is larger is read again and again while it goes on, which is in order alone.
  static constexpr std::uint64_t kMostKept = 64ULL << 20;
  static constexpr std::uint64_t kMostKeptInOrder = 1ULL << 20;
  bool is_table() const { return format == Format::csv || format == Format::tsv; }  // with a line of names
  bool is_in_order() const { return order == Order::sequential || order == Order::once; }
  bool makes_prompts() const { return format == Format::trace || format == Format::synthetic; }
  bool has_prompts() const { return format == Format::prompts || makes_prompts(); }
  bool is_kept() const { return !makes_prompts() && bytes <= (is_in_order() ? kMostKeptInOrder : kMostKept); }
};

}  // namespace plimsoll
