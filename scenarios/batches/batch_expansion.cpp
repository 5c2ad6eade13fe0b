#include "scenarios/batches/batch_expansion.h"

#include "scenarios/document/document_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::size_t kMostSizes = 20;

bool is_size(const YamlNode& node) {
  return node.is_scalar() && !node.text.empty() && node.text.find_first_not_of("0123456789") == std::string::npos;
}

YamlNode* batch_of(YamlNode& request, bool of_predict) {
  if (!of_predict) return request.find("batch");
  auto* predict = request.find("predict");
  return predict != nullptr && predict->is_map() ? predict->find("batch") : nullptr;
}

void set_batch(YamlNode& map, const YamlNode& size) {
  if (auto* there = map.find("batch")) {
    *there = size;
    return;
  }
  map.keys.push_back({"batch", size.line});
  map.items.push_back(size);
}

void remove_batch(YamlNode& map) {
  for (std::size_t i = map.keys.size(); i-- > 0;)
    if (map.keys[i].text == "batch") {
      map.keys.erase(map.keys.begin() + static_cast<std::ptrdiff_t>(i));
      map.items.erase(map.items.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

YamlNode of_size(const YamlNode& request, const YamlNode& size, bool is_one_of_many) {
  auto made = request;
  set_batch(made, size);
  if (auto* predict = made.find("predict"); predict != nullptr && predict->is_map()) set_batch(*predict, size);
  auto* name = made.find("name");
  if (is_one_of_many && name != nullptr && name->is_scalar()) {
    name->text += fmt::format(" (batch {})", size.text);
    name->written = name->text;
  }
  return made;
}

class BatchExpansion {
 public:
  explicit BatchExpansion(FindingLog& log) : log_(log) {}

  std::vector<YamlNode> expanded(YamlNode& request, const std::string& path) {
    if (!request.is_map()) return {request};
    auto* own = batch_of(request, false);
    auto* of_predict = batch_of(request, true);
    if (own != nullptr && of_predict != nullptr && request.find("predict") != nullptr) {
      log_.add(of_predict->line, path + ".predict.batch", "`batch` of the request says it already: remove one of them");
      return {request};
    }
    const auto* given = own != nullptr ? own : of_predict;
    if (given == nullptr) return {request};
    const bool is_list = given->is_list();
    if (!is_list && own == nullptr) return {request};  // rows in a body, and nothing is told of it
    if (!is_list) return {is_size(*given) ? of_size(request, *given, false) : request};
    const auto sizes = given->items;
    if (!are_sizes(sizes, *given, path + (own != nullptr ? ".batch" : ".predict.batch"))) {
      remove_batch(own != nullptr ? request : *request.find("predict"));  // it is told
      return {request};
    }
    std::vector<YamlNode> all;
    all.reserve(sizes.size());
    for (const auto& size : sizes) all.push_back(of_size(request, size, true));
    return all;
  }

 private:
  bool are_sizes(const std::vector<YamlNode>& sizes, const YamlNode& given, const std::string& path) {
    const auto refuse = [&](std::string message) {
      log_.add(given.line, path, std::move(message));
      return false;
    };
    if (sizes.empty() || sizes.size() > kMostSizes)
      return refuse(fmt::format("expected 1 to {} sizes like [1, 10, 100]", kMostSizes));
    std::vector<std::string> seen;
    for (const auto& size : sizes) {
      if (!is_size(size)) return refuse("expected sizes like [1, 10, 100]");
      if (std::find(seen.begin(), seen.end(), size.text) != seen.end())
        return refuse(fmt::format("names {} twice", size.text));
      seen.push_back(size.text);
    }
    return true;
  }

  FindingLog& log_;
};

}  // namespace

void expand_batches(YamlNode& root, FindingLog& log) {
  auto* list = root.find("requests");
  if (list == nullptr || !list->is_list()) return;
  BatchExpansion expansion(log);
  std::vector<YamlNode> all;
  for (std::size_t i = 0; i < list->items.size(); ++i)
    for (auto& one : expansion.expanded(list->items[i], path_to_item("requests", i))) all.push_back(std::move(one));
  list->items = std::move(all);
}

}  // namespace plimsoll
