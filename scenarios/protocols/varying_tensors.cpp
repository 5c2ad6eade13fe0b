#include "scenarios/protocols/varying_tensors.h"

#include "core/json/json.h"
#include "scenarios/tensors/datatype.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using VaryingJson = nlohmann::ordered_json;

std::size_t insertions_in(std::string_view text) {
  std::size_t count = 0;
  for (auto open = text.find("{{"); open != std::string_view::npos; open = text.find("{{", open)) {
    const auto end = end_of_insertion(text, open);
    if (end == std::string_view::npos) break;
    ++count;
    open = end;
  }
  return count;
}

class VaryingTensors {
 public:
  VaryingTensors(const TemplateText& text, const std::vector<Feeder>& feeders, bool is_guessed)
      : text_(text), feeders_(feeders), is_guessed_(is_guessed) {}

  std::string trouble_of(const VaryingJson& input) {
    const auto name = input.value("name", "");
    next_ += insertions_in(name);
    const auto type = datatype_of(input.value("datatype", ""));
    const auto data = input.find("data");
    if (data == input.end() || !data->is_array()) return {};
    const bool has_plain = std::any_of(data->begin(), data->end(), [](auto& one) { return !one.is_string(); });
    const bool takes_text = !type || *type == Datatype::bytes || (is_guessed_ && !has_plain);
    for (const auto& element : *data) {
      if (!element.is_string()) continue;
      const auto& written = element.get_ref<const std::string&>();
      const auto first = next_;
      next_ += insertions_in(written);
      if (!takes_text && next_ == first + 1 && is_text(first))
        return fmt::format(
            "input {}: {} is a column of text, and {} takes {}: write a column of numbers, or datatype: BYTES", name,
            written, facts_of(*type).name, *type == Datatype::boolean ? "true and false" : "numbers");
    }
    return {};
  }

 private:
  bool is_text(std::size_t index) const {
    if (index >= text_.insertions.size()) return false;
    const auto& insertion = text_.insertions[index];
    if (insertion.source != Insertion::Source::column || insertion.feeder >= feeders_.size()) return false;
    const auto& feeder = feeders_[insertion.feeder];
    return feeder.is_table() && insertion.column < feeder.columns.size() &&
           feeder.columns[insertion.column].type == CellType::text;
  }

  const TemplateText& text_;
  const std::vector<Feeder>& feeders_;
  const bool is_guessed_;
  std::size_t next_ = 0;  // insertion
};

}  // namespace

std::string trouble_of_varying_tensors(std::string_view body, const TemplateText& text,
                                       const std::vector<Feeder>& feeders, bool is_guessed) {
  const auto whole = parse_ordered_json(body);
  const auto inputs = whole.is_object() ? whole.find("inputs") : whole.end();
  if (!whole.is_object() || inputs == whole.end() || !inputs->is_array()) return {};
  VaryingTensors tensors(text, feeders, is_guessed);
  for (const auto& input : *inputs)
    if (auto trouble = input.is_object() ? tensors.trouble_of(input) : std::string(); !trouble.empty()) return trouble;
  return {};
}

}  // namespace plimsoll
