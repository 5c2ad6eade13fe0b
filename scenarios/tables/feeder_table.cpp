#include "scenarios/tables/feeder_table.h"

#include "core/nearest_name.h"
#include "core/text.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/data/data_schema_table.h"
#include "scenarios/data/feeder_data.h"
#include "scenarios/feeders/feeder_reader.h"
#include "scenarios/template_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <system_error>

namespace plimsoll {
namespace {

using Format = Feeder::Format;
using Order = Feeder::Order;

constexpr std::array kFeederFormats = {std::pair{"csv", Format::csv},     std::pair{"tsv", Format::tsv},
                                       std::pair{"jsonl", Format::jsonl}, std::pair{"json", Format::json},
                                       std::pair{"files", Format::files}, std::pair{"prompts", Format::prompts},
                                       std::pair{"trace", Format::trace}};
constexpr std::array kFeederOrders = {std::pair{"sequential", Order::sequential}, std::pair{"shuffle", Order::shuffle},
                                      std::pair{"random", Order::random}, std::pair{"once", Order::once},
                                      std::pair{"by_user", Order::by_user}};
constexpr std::array kCellTypes = {std::pair{"text", CellType::text}, std::pair{"number", CellType::number},
                                   std::pair{"boolean", CellType::boolean}, std::pair{"json", CellType::json}};

template <class Table>
std::vector<std::string_view> words_of(const Table& table) {
  std::vector<std::string_view> words;
  words.reserve(table.size());
  for (const auto& [word, value] : table) words.push_back(word);
  return words;
}

template <class Table>
auto value_of(const Table& table, std::string_view word) {
  return std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.first == word; })->second;
}

std::optional<Format> format_of(const std::filesystem::path& file) {
  const auto extension = file.extension().string();
  if (extension == ".csv") return Format::csv;
  if (extension == ".tsv" || extension == ".tab") return Format::tsv;
  if (extension == ".jsonl" || extension == ".ndjson") return Format::jsonl;
  if (extension == ".json") return Format::json;
  return std::nullopt;
}

// Prompts that are made.
void begin_synthetic(const Value& value, FeederDraft& draft) {
  auto& feeder = draft.feeder;
  feeder.format = Format::synthetic;
  feeder.label = "synthetic prompts";
  if (draft.file) value.refuse("rows are of a file, or synthetic: remove one of them");
  if (draft.format) value.refuse("format is of a file: synthetic prompts have none");
}

std::string_view word_of(Format format) {
  const auto* found =
      std::find_if(kFeederFormats.begin(), kFeederFormats.end(), [&](const auto& one) { return one.second == format; });
  return found == kFeederFormats.end() ? std::string_view("this kind") : found->first;
}

// Of prompts, what a row holds is known.
void look_at_prompts(const Value& value, const FeederDraft& draft) {
  const auto& feeder = draft.feeder;
  if (!feeder.has_prompts()) return;
  if (!draft.types.empty()) value.refuse("types: the columns of prompts have theirs");
  if (feeder.makes_prompts() && !feeder.is_in_order())
    value.refuse("prompts that are made come in order: order: sequential or once");
}

// Where the rows come from, and which columns there are.
void open_feeder(const Value& value, FeederDraft& draft) {
  if (draft.is_synthetic) {
    begin_synthetic(value, draft);
    draft.known = *feeder_columns(draft.feeder);
    return;
  }
  if (!value.may_read_files()) return;
  const std::string label = draft.file->starts_with('@') ? draft.file->substr(1) : *draft.file;
  auto files = find_files(label, value.folder(), {});
  if (files.has_error()) return value.refuse(files.error().message);
  auto& feeder = draft.feeder;
  feeder.label = label;
  std::error_code ignored;
  const bool folder = std::filesystem::is_directory(value.folder() / label, ignored);
  for (const auto& file : *files) {
    const auto size = size_of_file(file);
    if (size.has_error()) return value.refuse(size.error().message);
    feeder.files.push_back(file.path);
    feeder.bytes += *size;
  }
  if (files->front().path.extension() == ".parquet")
    return value.refuse(fmt::format("{}: Parquet is not read: write the rows as CSV or JSON lines", label));
  const auto known = folder || files->size() > 1 ? std::optional(Format::files) : format_of(files->front().path);
  if (!draft.format && !known)
    return value.refuse(fmt::format("{}: its name does not say what it is: add format: {}", label,
                                    fmt::join(words_of(kFeederFormats), ", ")));
  feeder.format = draft.format ? *draft.format : *known;
  if (feeder.format != Format::files && files->size() > 1)
    return value.refuse(fmt::format("{}: is {} of {} files, and rows of format: {} come from one file: name that one",
                                    label, folder ? "a folder" : "a pattern", files->size(), word_of(feeder.format)));
  if (!feeder.is_in_order() && !feeder.is_kept() && !feeder.makes_prompts())
    return value.refuse(
        fmt::format("{}: of more than 64 MiB rows come in order alone: order: sequential or once (shuf "
                    "mixes a file beforehand)",
                    label));
  auto columns = feeder_columns(feeder);
  if (columns.has_error()) return value.refuse(columns.error().message);
  if (columns->empty()) return value.refuse(fmt::format("{}: its first row names no columns", label));
  draft.known = *std::move(columns);
}

// Every row of it, before any load.
void look_at_data(const Value& value, const FeederDraft& draft) {
  const auto* says = value.is_map() ? value.node().find("on_drift") : nullptr;
  if (says != nullptr && draft.reference.empty() && !(draft.schema && draft.schema->has_spreads()))
    return value.refuse(
        "on_drift: the rows are compared with nothing: add reference: good.csv, or a data_schema that `plimsoll data "
        "describe` made");
  if ((!draft.schema && draft.reference.empty()) || draft.known.empty() || !value.may_read_files()) return;
  if (draft.feeder.format == Format::files || draft.feeder.has_prompts())
    return value.refuse("data_schema: is for rows of a table or of JSON");
  FeederData data{draft.feeder.files.front(),
                  draft.feeder.label,
                  word_of(draft.feeder.format),
                  draft.schema ? &*draft.schema : nullptr,
                  {},
                  draft.reference};
  if (!draft.reference.empty()) data.reference = value.folder() / draft.reference;
  const auto looked = look_at_feeder_data(data);
  for (const auto& trouble : looked.findings) value.refuse(trouble);
  for (const auto& drift : looked.drifts) {
    if (draft.fails_on_drift)
      value.refuse(drift);
    else
      value.warn(drift);
  }
}

std::optional<FeederDraft> read_feeder(const Value& value) {
  FeederDraft draft;
  if (value.is_map()) {
    read_object(value, feeder_table(), draft);
    if (!draft.file && !draft.is_synthetic) {
      if (value.node().find("file") == nullptr && value.node().find("synthetic") == nullptr)
        value.refuse("needs `file`, or `synthetic` for prompts that are made");
      return draft;  // nothing is known of it, and that is told
    }
  } else {
    draft.file = value.text();
    if (!draft.file) return std::nullopt;
  }
  open_feeder(value, draft);
  look_at_prompts(value, draft);
  for (const auto& [column, type] : draft.types) {
    const std::vector<std::string_view> known(draft.known.begin(), draft.known.end());
    if (!known.empty() && std::find(known.begin(), known.end(), column) == known.end())
      value.refuse(fmt::format("types: there is no column \"{}\"{}", column, name_advice(column, known)));
  }
  draft.path = value.path();
  look_at_data(value, draft);
  return draft;
}

std::optional<std::vector<FeederDraft>> read_feeders(const Value& value) {
  if (!value.is_map()) {
    value.expected("a mapping of names to data, like {row: \"data.csv\"}");
    return std::nullopt;
  }
  std::vector<FeederDraft> drafts;
  for (const auto& [key, line, entry] : value.entries()) {
    if (!is_template_name(key)) entry.refuse("expected a name of letters, digits, _ and -: {{NAME.COLUMN}} names it");
    if (is_taken_name(key))
      entry.refuse(fmt::format("{{{{{}}}}} has a meaning of its own: give the feeder another name", key));
    auto draft = read_feeder(entry);
    if (!draft) continue;
    draft->feeder.name = key;
    drafts.push_back(*std::move(draft));
  }
  return drafts;
}

std::optional<std::uint64_t> length_of(std::string_view text) {
  text = trimmed(text);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = !text.empty() && error == std::errc() && end == text.data() + text.size();
  return is_whole && value >= 1 && value <= TokenLengths::kMost ? std::optional(value) : std::nullopt;
}

// 512, 200..800, or an object for the normal law.
std::optional<TokenLengths> read_lengths(const Value& value, std::uint64_t most) {
  if (value.is_map()) {
    TokenLengths lengths;
    lengths.law = TokenLengths::Law::normal;
    lengths.low = 1;
    lengths.high = 0;
    read_object(value, lengths_table(), lengths);
    if (lengths.high == 0) lengths.high = static_cast<std::uint64_t>(std::clamp(2 * lengths.mean, 1.0, 1048576.0));
    lengths.high = std::min(lengths.high, most);
    if (lengths.low > lengths.high) value.refuse("at_least is above at_most");
    return lengths;
  }
  const auto text = value.text();
  if (!text) return std::nullopt;
  const auto dots = text->find("..");
  const auto low = length_of(std::string_view(*text).substr(0, dots));
  const auto high = dots == std::string::npos ? low : length_of(std::string_view(*text).substr(dots + 2));
  if (!low || !high || *high > most) {
    value.expected(
        fmt::format("a whole number from 1 to {}, a range like 200..800, or {{mean: 512, deviation: 100}}", most));
    return std::nullopt;
  }
  if (*low > *high) {
    value.refuse(fmt::format("{0}..{1}: the lower end is above the upper; write {1}..{0}", *low, *high));
    return std::nullopt;
  }
  auto lengths = TokenLengths::constant(*low);
  lengths.high = *high;
  if (*low < *high) lengths.law = TokenLengths::Law::uniform;
  return lengths;
}

ValueType<TokenLengths> lengths_type(std::uint64_t most) {
  return {"number, range like `200..800`, or [lengths](#lengths)",
          R"({"oneOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": )"
          R"("^ *[0-9]+ *([.][.] *[0-9]+ *)?$|\\$\\{"}, {"$ref": "#/$defs/lengths"}]})",
          [most](const Value& value) { return read_lengths(value, most); }};
}

ValueType<std::vector<std::pair<std::string, CellType>>> types_type() {
  return {"mapping of columns to `text`, `number`, `boolean` or `json`",
          R"({"type": "object", "additionalProperties": {"enum": ["text", "number", "boolean", "json"]}})",
          [](const Value& value) -> std::optional<std::vector<std::pair<std::string, CellType>>> {
            if (!value.is_map()) {
              value.expected("a mapping of columns to text, number, boolean or json");
              return std::nullopt;
            }
            std::vector<std::pair<std::string, CellType>> types;
            for (const auto& [key, line, entry] : value.entries())
              if (const auto word = word_type(words_of(kCellTypes)).read(entry))
                types.emplace_back(std::string(key), value_of(kCellTypes, *word));
            return types;
          }};
}

}  // namespace

bool are_read(const std::vector<FeederDraft>& feeders) {
  return std::none_of(feeders.begin(), feeders.end(), [](const FeederDraft& draft) { return draft.known.empty(); });
}

const ObjectTable<TokenLengths>& lengths_table() {
  using Lengths = TokenLengths;
  static const ObjectTable<Lengths> kTable = {
      "lengths",
      "Lengths by the normal law. What is drawn beyond an end becomes that end.",
      {
          required(field({"mean", "", "before it is clipped"}, &Lengths::mean, number_type())),
          required(field({"deviation", "", "the standard deviation"}, &Lengths::deviation, number_type())),
          field({"at_least", "1", "the lower end"}, &Lengths::low, count_type(1, Lengths::kMost)),
          field({"at_most", "twice the mean", "the upper end"}, &Lengths::high, count_type(1, Lengths::kMost)),
      },
      {{"stddev", "is called `deviation`"}, {"min", "is called `at_least`"}, {"max", "is called `at_most`"}}};
  return kTable;
}

const ObjectTable<PromptPlan>& synthetic_table() {
  using Plan = PromptPlan;
  static const ObjectTable<Plan> kTable = {
      "synthetic",
      "Prompts of words that are one token each for the usual tokenisers; no two begin alike but for what they share. "
      "The same seed makes the same ones.",
      {
          field({"input_tokens", "512", "of each text of the user, what is shared included; counted in words"},
                &Plan::input, lengths_type(TokenLengths::kMost)),
          field({"output_tokens", "128", "the column of that name: what the request asks for"}, &Plan::output,
                lengths_type(TokenLengths::kMost)),
          field({"turns", "1", "texts of the user in a row"}, &Plan::turns, lengths_type(Plan::kMostTurns)),
          field_with<Plan>({"shared_prefix", "0%", "that share of the first text is alike in all rows of a group"},
                           share_type(),
                           [](const Value& value, Plan& plan, double share) {
                             if (share > 1) return value.expected("a share up to 100%");
                             plan.shared_share = share;
                           }),
          field_with<Plan>(
              {"groups", "1", "how many shared beginnings there are; of each row one is drawn"},
              count_type(1, Plan::kMostGroups),
              [](const Value&, Plan& plan, std::uint64_t groups) { plan.groups = static_cast<std::uint32_t>(groups); }),
          field({"rows", "no end", "after so many rows the first one comes again; of `order: once` the load ends"},
                &Plan::rows, count_type(1, 1ULL << 36)),
      },
      {{"prefix", "is called `shared_prefix`"}, {"prompt_tokens", "is called `input_tokens`"}}};
  return kTable;
}

const ObjectTable<FeederDraft>& feeder_table() {
  using Draft = FeederDraft;
  static const ObjectTable<Draft> kTable = {
      "feeder",
      "Rows of data: `{{NAME.COLUMN}}` in a path, query, header or body is the row's value there.",
      {
          field_with<Draft>({"file", "", "the data; of a folder or a glob each file is a row"}, text_type(),
                            [](const Value&, Draft& draft, std::string file) { draft.file = std::move(file); }),
          field_with<Draft>({"synthetic", "", "instead of a file: prompts that are made"},
                            object_type(synthetic_table()),
                            [](const Value&, Draft& draft, PromptPlan plan) {
                              draft.feeder.synthetic = plan;
                              draft.is_synthetic = true;
                            }),
          field_with<Draft>(
              {"format", "by the file's name",
               "a table with a line of names, JSON objects, or whole files; `prompts`: conversations as ShareGPT, "
               "MT-bench or OpenAI write them; `trace`: of Mooncake, BurstGPT or Azure, whose prompts are made"},
              word_type(words_of(kFeederFormats)),
              [](const Value&, Draft& draft, std::string_view word) { draft.format = value_of(kFeederFormats, word); }),
          field_with<Draft>({"order", "sequential",
                             "in turn over all users; each once a turn in a drawn order; drawn; in turn until none is "
                             "left, which ends the load; or to each user its own part"},
                            word_type(words_of(kFeederOrders)),
                            [](const Value&, Draft& draft, std::string_view word) {
                              draft.feeder.order = value_of(kFeederOrders, word);
                            }),
          field({"types", "a number where all rows of a table have one, else text", "what a column holds"},
                &Draft::types, types_type()),
          field({"data_schema", "", "what the rows have to be; all are looked at before any load"}, &Draft::schema,
                data_schema_type()),
          field({"reference", "what `data_schema` keeps",
                 "a file of good data that the rows are to be spread like; what is not is a warning"},
                &Draft::reference, text_type()),
          field_with<Draft>(
              {"on_drift", "warn", "what a column is that is spread otherwise"}, word_type({"warn", "fail"}),
              [](const Value&, Draft& draft, std::string_view word) { draft.fails_on_drift = word == "fail"; }),
      },
      {{"path", "is called `file`"}, {"files", "is called `file`: a folder or a glob is one too"}}};
  return kTable;
}

ValueType<std::vector<FeederDraft>> feeders_type() {
  return {"mapping of names to a file or [feeder](#feeder)",
          R"({"type": "object", "additionalProperties": {"oneOf": [{"type": "string"}, {"$ref": "#/$defs/feeder"}]}})",
          read_feeders};
}

}  // namespace plimsoll
