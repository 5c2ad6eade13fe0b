#include "core/units.h"
#include "reports/html/memory.h"
#include "reports/words/mapping_words.h"
#include "reports/words/sentences.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::size_t kProcessesShown = 4;

std::string held_text(MappingClass kind, const MappingAmount& amount, bool by_size) {
  return bytes_text(static_cast<double>(held_bytes(kind, amount, by_size)));
}

std::string growth_text(MappingClass kind, const MappingAmount& before, const MappingAmount& after, bool by_size) {
  const auto gained =
      static_cast<double>(held_bytes(kind, after, by_size)) - static_cast<double>(held_bytes(kind, before, by_size));
  return (gained > 0 ? "+" : "") + bytes_text(gained);
}

void write_class_rows(HtmlWriter& html, const ProcessMappings& process) {
  for (const auto& one : process.classes) {
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "row"}, {"class", "name"}}, title_of(one.kind));
    html.leaf("td", fmt::format("{} to {}", format_count(one.mappings_before), format_count(one.mappings_after)));
    html.leaf("td", held_text(one.kind, one.before, process.by_size));
    html.leaf("td", held_text(one.kind, one.after, process.by_size));
    html.leaf("td", growth_text(one.kind, one.before, one.after, process.by_size));
  }
}

void write_grown_rows(HtmlWriter& html, const ProcessMappings& process) {
  for (const auto& mapping : process.grown) {
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "row"}, {"class", "name"}},
              mapping.name.empty() ? mapping.address : fmt::format("{} ({})", mapping.name, mapping.address));
    html.leaf("td", title_of(mapping.kind));
    html.leaf("td", held_text(mapping.kind, mapping.before, process.by_size));
    html.leaf("td", held_text(mapping.kind, mapping.after, process.by_size));
    html.leaf("td", growth_text(mapping.kind, mapping.before, mapping.after, process.by_size));
  }
}

void write_process(HtmlWriter& html, const ProcessMappings& process) {
  const std::string_view what = process.by_size ? "Address space, since it was too large to walk" : "Memory";
  const auto caption = fmt::format(
      "{} of process {} by kind of mapping, at {} and at {}. Of mappings of a GPU's driver "
      "the address space.",
      what, process.pid, seconds_text(process.from_s), seconds_text(process.to_s));
  {
    const auto scroll = open_scroll(html, "What kind of memory grew");
    const auto table = html.open("table");
    html.leaf("caption", caption);
    write_column_heads(html, {"Kind", "Mappings", "Before", "After", "Growth"});
    const auto body = html.open("tbody", {{"class", "rows"}});
    write_class_rows(html, process);
  }
  if (process.grown.empty()) return;
  const auto scroll = open_scroll(html, "The mappings that grew most");
  const auto table = html.open("table");
  html.leaf("caption", fmt::format("The mappings of process {} that grew most.", process.pid));
  write_column_heads(html, {"Mapping", "Kind", "Before", "After", "Growth"});
  const auto body = html.open("tbody", {{"class", "rows"}});
  write_grown_rows(html, process);
}

}  // namespace

void write_kind_of_growth(const HtmlPage& page) {
  const LeakRecord* leak = gravest_leak(page.record);
  if (leak == nullptr) return;
  for (const auto& monitor : page.record.monitors)
    if (const auto sentence = kind_sentence(monitor, *leak); monitor.name == leak->monitor && !sentence.empty())
      page.html.leaf("p", {{"class", "why"}}, sentence);
}

void write_mappings(HtmlWriter& html, const MonitorRecord& monitor, const LeakRecord& leak) {
  const auto sentence = kind_sentence(monitor, leak);
  if (sentence.empty()) return;
  const auto kind = html.open("div", {{"class", "kind"}});
  html.leaf("p", {{"class", "statement"}}, sentence);
  for (const auto& note : monitor.mappings.notes) html.leaf("p", {{"class", "statement"}}, as_sentence(note));
  if (!kind_of_growth(monitor, leak)) return;
  const auto details = html.open("details");
  html.leaf("summary", "Memory by kind of mapping, before and after");
  std::size_t shown = 0;
  for (const auto& process : monitor.mappings.processes)
    if ((!leak.pid || *leak.pid == process.pid) && ++shown <= kProcessesShown) write_process(html, process);
}

}  // namespace plimsoll
