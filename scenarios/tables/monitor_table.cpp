#include "scenarios/tables/monitor_table.h"

#include "record/series.h"

#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

void set_watch(const Value& value, MonitorDraft& draft, WatchSpec watch) {
  if (draft.watch) return value.refuse("an entry watches one thing: make this an entry of its own");
  draft.watch = std::move(watch);
}

void set_metrics(const Value& value, MonitorDraft& draft, std::vector<std::string> metrics) {
  if (metrics.empty()) value.expected("at least one name");
  draft.metrics.insert(draft.metrics.end(), metrics.begin(), metrics.end());
}

void set_server(const Value&, MonitorDraft& draft, const std::string& server) {
  draft.names_server = true;
  const auto metrics = metrics_of_server(server);
  draft.metrics.insert(draft.metrics.end(), metrics.begin(), metrics.end());
}

// Where those of a watch are kept; null: it has none.
std::vector<std::string>* metrics_of(WatchSpec& watch) {
  if (auto* scraped = std::get_if<WatchPrometheus>(&watch)) return &scraped->metrics;
  auto* agent = std::get_if<WatchAgent>(&watch);
  return agent && agent->spec.starts_with("prometheus:") ? &agent->metrics : nullptr;
}

// `kind` is what stands before the colon of the same on the command line.
template <const char* kKind>
ValueType<WatchSpec> spec_type(const char* words, const char* schema) {
  return {words, schema, [](const Value& value) -> std::optional<WatchSpec> {
            return value.parsed<WatchSpec>(
                [](std::string_view text) { return parse_watch_spec(std::string(kKind) + ":" + std::string(text)); });
          }};
}

constexpr char kName[] = "name", kCgroup[] = "cgroup", kContainer[] = "container", kPrometheus[] = "prometheus",
               kAgent[] = "agent";

template <class Watch, class Number>
ValueType<WatchSpec> numbered_type(std::uint64_t high) {
  const auto type = count_type(1, high);
  return {type.words, type.schema, [read = type.read](const Value& value) -> std::optional<WatchSpec> {
            const auto number = read(value);
            if (!number) return std::nullopt;
            return WatchSpec(Watch{static_cast<Number>(*number)});
          }};
}

// As every file of a scenario; it may be made by the target only.
ValueType<WatchSpec> disk_type() {
  return {"path", R"({"type": "string", "minLength": 1})", [](const Value& value) -> std::optional<WatchSpec> {
            const auto path = value.file();
            if (!path) return std::nullopt;
            return WatchSpec(WatchDisk{path->lexically_normal().string()});
          }};
}

// The short form of an entry, as on the command line: "port:5000".
std::optional<WatchSpec> read_spec(const Value& value) {
  auto spec = value.parsed(parse_watch_spec);
  if (spec)
    if (auto* disk = std::get_if<WatchDisk>(&*spec); disk && value.may_read_files())
      disk->path = (value.folder() / disk->path).lexically_normal().string();
  return spec;
}

Field<MonitorDraft> watch_field(FieldWords words, const ValueType<WatchSpec>& type) {
  return field_with<MonitorDraft>(std::move(words), type, set_watch);
}

std::optional<WatchSpec> read_entry(const Value& item) {
  if (item.is_scalar()) return read_spec(item);
  MonitorDraft draft;
  read_object(item, monitor_table(), draft);
  auto* metrics = draft.watch ? metrics_of(*draft.watch) : nullptr;
  if (metrics) *metrics = draft.metrics;
  if (!metrics && !draft.metrics.empty())
    item.refuse(std::string(draft.names_server ? "of goes" : "metrics go") +
                " with prometheus, or with agent: HOST:PORT/prometheus:URL");
  if (item.is_map() && item.node().items.empty()) item.expected("something to watch, like port: 5000");
  return draft.watch;
}

// A list within the list: its processes as one thing.
std::optional<WatchSpec> read_joined(const Value& item) {
  std::vector<WatchSpec> parts;
  for (const auto& part : item.items())
    if (auto spec = read_entry(part)) parts.push_back(*std::move(spec));
  if (parts.size() < item.items().size()) return std::nullopt;
  if (parts.empty()) {
    item.expected("something to watch, like port: 5000");
    return std::nullopt;
  }
  auto joined = join(parts);
  if (joined) return *joined;
  item.refuse(joined.error().message);
  return std::nullopt;
}

std::optional<Monitoring> read_monitoring(const Value& value) {
  Monitoring monitoring;
  monitoring.automatic = false;
  if (value.is_word("none")) return monitoring;
  const bool is_short = value.is_scalar() && value.node().text.find(':') != std::string::npos;
  if (!value.is_list() && !value.is_map() && !is_short) {
    value.expected("none, or a list like - port: 5000");
    return std::nullopt;
  }
  for (const auto& item : value.items())
    if (auto spec = item.is_list() ? read_joined(item) : read_entry(item))
      monitoring.watches.push_back(*std::move(spec));
  return monitoring;
}

}  // namespace

const ObjectTable<MonitorDraft>& monitor_table() {
  constexpr auto kText = R"({"type": "string", "minLength": 1})";
  static const ObjectTable<MonitorDraft> kTable = {
      "monitor",
      "One thing that is watched: a process with every one below it, a group of them, or figures that are told.",
      {
          watch_field({"pid", "", "the process of this number"}, numbered_type<WatchPid, int>(1 << 22)),
          watch_field({"port", "", "the process that listens on this port"},
                      numbered_type<WatchPort, std::uint16_t>(65535)),
          watch_field(
              {"name", "", "the process whose command line matches"},
              spec_type<kName>("regular expression", R"({"type": "string", "minLength": 1, "format": "regex"})")),
          watch_field({"cgroup", "", "a control group, below `/sys/fs/cgroup`"}, spec_type<kCgroup>("path", kText)),
          watch_field({"container", "", "a container, by its name or id"}, spec_type<kContainer>("text", kText)),
          watch_field({"prometheus", "", "the metrics that are told under this address"},
                      spec_type<kPrometheus>("URL", R"({"type": "string", "format": "uri"})")),
          watch_field({"disk", "", "what the files below this path take"}, disk_type()),
          watch_field({"agent", "", "what an agent on another machine watches there"},
                      spec_type<kAgent>("`HOST:PORT/SPEC`", kText)),
          field_with<MonitorDraft>({"metrics", "those of memory that are known by name",
                                    "which metrics of `prometheus`, by an agent too: names, `*` stands for anything"},
                                   list_type(text_type()), set_metrics),
          field_with<MonitorDraft>({"of", "", "the server of language models whose cache and queue it tells"},
                                   word_type(known_servers()), set_server),
      },
      {
          {"gpu", "is not a thing by itself: GPU memory of the processes that are watched is watched with them"},
      }};
  return kTable;
}

ValueType<Monitoring> monitoring_type() {
  return {"`none`, or list of [monitor](#monitor) or text like `port:5000`; a list in it is one thing",
          R"({"oneOf": [{"const": "none"}, {"type": "string", "pattern": ":"}, {"type": "array", "items": )"
          R"({"oneOf": [{"type": "string", "pattern": ":"}, {"$ref": "#/$defs/monitor"}, {"type": "array", "items": )"
          R"({"oneOf": [{"type": "string", "pattern": ":"}, {"$ref": "#/$defs/monitor"}]}}]}}]})",
          read_monitoring};
}

}  // namespace plimsoll
