#include "exports/locust_rows.h"

#include <fmt/format.h>

namespace plimsoll {

std::string LocustRows::declared() {
  return for_rows_taken(draft_, python_, [this](std::size_t index) { return declared(index); });
}

std::string LocustRows::own(std::size_t users) {
  std::string lines;
  for (std::size_t i = 0; i < draft_.scenario.feeders.size(); ++i) {
    if (draft_.scenario.feeders[i].order != Feeder::Order::by_user || !python_.needs(fmt::format("row of {}", i)))
      continue;
    python_.need("user");
    lines += fmt::format(
        "        self.{0}_rows = itertools.cycle({0}_rows[(self.number - 1) % min({1}, len({0}_rows))::{1}])\n",
        python_.row_name(i), users);
  }
  return lines;
}

std::string LocustRows::declared(std::size_t index) {
  const auto& feeder = draft_.scenario.feeders[index];
  const auto file = feeder.has_prompts() ? "" : python_.literal(script_file(draft_, feeder.files.front()));
  std::string rows;
  switch (feeder.format) {
    case Feeder::Format::csv:
    case Feeder::Format::tsv:
      python_.need("csv");
      rows = fmt::format(R"(list(csv.DictReader(open({}, newline="", encoding="utf-8-sig"){})))", file,
                         feeder.format == Feeder::Format::tsv ? R"(, delimiter="\t")" : "");
      break;
    case Feeder::Format::jsonl:
      python_.need("json");
      rows = fmt::format("[json.loads(line) for line in open({}, encoding=\"utf-8\") if line.strip()]", file);
      break;
    case Feeder::Format::json:
      python_.need("json");
      rows = fmt::format("json.load(open({}, encoding=\"utf-8\"))", file);
      break;
    case Feeder::Format::prompts:
    case Feeder::Format::trace:
    case Feeder::Format::synthetic:
      rows = first_prompts(draft_, python_, feeder);
      break;
    case Feeder::Format::files:
      tell_of_files_as_rows(draft_, feeder);
      rows = "[";
      for (const auto& one : feeder.files)
        rows += fmt::format("\n    {{\"name\": {}, \"path\": {}, \"content\": \"\"}},",
                            python_.literal(one.filename().string()), python_.literal(script_file(draft_, one)));
      rows += "\n]";
  }
  const auto name = python_.row_name(index) + "_rows";
  return fmt::format("{} = {}\n{}", name, rows, order(feeder, name));
}

std::string LocustRows::order(const Feeder& feeder, const std::string& name) {
  using Order = Feeder::Order;
  if (!feeder.is_kept() && !feeder.has_prompts())
    draft_.leave_unsaid("feeders." + feeder.name, "a large file: the script keeps all of it in memory");
  if (feeder.order == Order::random) return python_.need("random"), "";
  if (feeder.order == Order::once) return fmt::format("{0} = iter({0})\n", name);
  python_.need("itertools");
  if (feeder.order == Order::by_user) return "";
  if (feeder.order == Order::sequential) return fmt::format("{0} = itertools.cycle({0})\n", name);
  python_.need("random");
  return fmt::format("random.shuffle({0})\n{0} = itertools.cycle({0})\n", name);
}

std::string LocustRows::next(std::size_t index) const {
  using Order = Feeder::Order;
  const auto name = python_.row_name(index);
  const auto order = draft_.scenario.feeders[index].order;
  if (order == Order::by_user) return fmt::format("next(self.{}_rows)", name);
  if (order == Order::once) return fmt::format("next({}_rows, None)", name);
  return fmt::format("{}({}_rows)", order == Order::random ? "random.choice" : "next", name);
}

std::string LocustRows::take(std::size_t index) const {
  const auto name = python_.row_name(index);
  auto code = fmt::format("        {} = {}\n", name, next(index));
  if (draft_.scenario.feeders[index].order == Feeder::Order::once)
    code += fmt::format("        if {} is None:\n            return self.environment.runner.quit()\n", name);
  return code;
}

}  // namespace plimsoll
