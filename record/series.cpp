#include "record/series.h"

#include <fnmatch.h>

#include <stdexcept>

namespace plimsoll {
namespace {

using Source = SeriesInfo::Source;
using SeriesKind = SeriesInfo::Kind;
using Judged = SeriesInfo::Judged;
using Limit = SeriesInfo::Limit;
using Drawn = SeriesInfo::Drawn;
using Serving = SeriesInfo::Serving;

constexpr double kMebi = 1 << 20;

constexpr SeriesInfo memory_of_processes(std::string_view name, Judged judged, std::string_view title,
                                         std::string_view label) {
  const auto limit = judged == Judged::no ? Limit::none : Limit::of_processes;
  return {name, "bytes", Source::processes, SeriesKind::memory, judged, title, label, limit, Drawn::with_memory};
}

constexpr SeriesInfo shown_always(std::string_view name, std::string_view unit, std::string_view title) {
  return {name, unit, Source::processes, SeriesKind::other, Judged::no, title, {}, Limit::none, Drawn::always};
}

constexpr SeriesInfo plain(std::string_view name, std::string_view unit, std::string_view title = {},
                           Source source = Source::processes) {
  return {name, unit, source, SeriesKind::other, Judged::no, title};
}

constexpr SeriesInfo of_group(std::string_view name, std::string_view unit = "bytes", std::string_view title = {}) {
  return plain(name, unit, title, Source::group);
}

// A service's own figures, known by name.
constexpr SeriesInfo scraped(std::string_view name, std::string_view unit, Judged judged = Judged::no,
                             SeriesKind kind = SeriesKind::other, double factor = 1) {
  return {name, unit, Source::service, kind, judged, {}, {}, Limit::none, Drawn::where_it_reports, factor};
}

// A figure of a server of language models; its unit is a share or a count.
constexpr SeriesInfo serving(std::string_view server, std::string_view name, SeriesInfo::Serving what) {
  auto info = scraped(name, "");
  info.serving = what;
  info.server = server;
  return info;
}

// Where several are drawn, it is in this order.
constexpr SeriesInfo kSeries[] = {
    memory_of_processes("anon_bytes", Judged::yes, "anonymous memory and swap", "anonymous + swap"),
    memory_of_processes("rss_bytes", Judged::sometimes, "resident memory", "RSS"),
    memory_of_processes("pss_bytes", Judged::no, "proportional memory", "PSS"),
    memory_of_processes("uss_bytes", Judged::no, "unshared memory", "USS"),
    memory_of_processes("swap_bytes", Judged::no, "swap", "swap"),
    {"shmem_bytes", "bytes", Source::processes, SeriesKind::shared_memory, Judged::sometimes, "shared memory"},
    {"shm_bytes", "bytes", Source::processes, SeriesKind::shared_memory, Judged::yes, "files of shared memory"},
    plain("shm_other_bytes", "bytes", "files of shared memory that no watched process opened"),
    shown_always("cpu_cores", "cores", "CPU cores in use"),
    shown_always("threads", "", "threads"),
    {"fds", "", Source::processes, SeriesKind::descriptors, Judged::yes, "open file descriptors", "", Limit::none,
     Drawn::always},
    shown_always("monitor_cpu_share", "cores", "CPU cores that watching takes"),
    shown_always("agent_cpu_share", "cores", "CPU cores that the agent takes"),
    plain("sampling_seconds", "s", "time that a sample takes"),
    plain("minor_faults_per_s", "", "page faults a second"),
    plain("major_faults_per_s", "", "page faults from disk a second"),
    plain("sockets", "", "sockets"),
    plain("close_wait", "", "sockets whose other side has gone"),
    plain("zombies", "", "zombie processes"),

    {"gpu_bytes", "bytes", Source::gpu, SeriesKind::gpu, Judged::yes, "GPU memory", "", Limit::of_board},
    {"gpu*_used_bytes", "bytes", Source::gpu, SeriesKind::gpu},
    {"gpu*_total_bytes", "bytes", Source::gpu, SeriesKind::gpu, Judged::no, "", "", Limit::is_the_board},
    {"gpu*_utilisation", "", Source::gpu, SeriesKind::gpu},
    {"gpu*_bytes", "bytes", Source::gpu, SeriesKind::gpu},

    {"cgroup_bytes", "bytes", Source::group, SeriesKind::other, Judged::sometimes, "memory of the control group", "",
     Limit::of_processes},
    of_group("cgroup_current_bytes"),
    of_group("cgroup_peak_bytes"),
    of_group("cgroup_swap_bytes"),
    of_group("cgroup_anon_bytes"),
    of_group("cgroup_file_bytes"),
    of_group("cgroup_shmem_bytes"),
    of_group("cgroup_sock_bytes"),
    of_group("cgroup_slab_bytes"),
    of_group("memory_pressure_some", "%"),
    of_group("memory_pressure_full", "%"),
    of_group("cgroup_cpu_cores", "cores", "CPU cores of the control group"),
    of_group("cgroup_throttled_cores", "cores"),

    {"disk_bytes", "bytes", Source::disk, SeriesKind::disk, Judged::yes, "disk space"},
    {"disk_files", "", Source::disk, SeriesKind::disk, Judged::no, "files on disk"},

    {"process_resident_memory_bytes", "bytes", Source::service, SeriesKind::other, Judged::yes, "", "",
     Limit::of_processes},
    scraped("process_open_fds", "", Judged::yes, SeriesKind::descriptors),
    scraped("process_virtual_memory_bytes", "bytes"),
    scraped("python_gc_objects_collected_total", ""),
    scraped("python_gc_objects_uncollectable_total", ""),
    scraped("python_gc_collections_total", ""),
    scraped("go_memstats_heap_inuse_bytes", "bytes", Judged::yes),
    scraped("jvm_memory_used_bytes", "bytes", Judged::yes),
    scraped("nodejs_heap_size_used_bytes", "bytes", Judged::yes),
    scraped("nodejs_external_memory_bytes", "bytes", Judged::yes),
    scraped("container_memory_working_set_bytes", "bytes", Judged::yes),
    // Triton
    scraped("nv_gpu_memory_used_bytes", "bytes", Judged::yes, SeriesKind::gpu),
    scraped("nv_pinned_memory_pool_used_bytes", "bytes", Judged::yes),
    // shares of a cache that is there from the start, whatever "perc" says; the older name of vLLM behind the newer
    serving("vllm", "vllm:kv_cache_usage_perc", Serving::cache_use),
    serving("vllm", "vllm:gpu_cache_usage_perc", Serving::cache_use),
    serving("vllm", "vllm:num_requests_running", Serving::running),
    serving("vllm", "vllm:num_requests_waiting", Serving::waiting),
    // in tokens
    serving("vllm", "vllm:prefix_cache_hits_total", Serving::hits),
    serving("vllm", "vllm:prefix_cache_queries_total", Serving::lookups),
    serving("vllm", "vllm:gpu_prefix_cache_hits_total", Serving::hits),
    serving("vllm", "vllm:gpu_prefix_cache_queries_total", Serving::lookups),
    serving("sglang", "sglang:token_usage", Serving::cache_use),
    serving("sglang", "sglang:num_running_reqs", Serving::running),
    serving("sglang", "sglang:num_queue_reqs", Serving::waiting),
    serving("sglang", "sglang:cache_hit_rate", Serving::hit_share),
    serving("tgi", "tgi_batch_current_size", Serving::running),
    serving("tgi", "tgi_queue_size", Serving::waiting),
    // of builds that tell it
    serving("llamacpp", "llamacpp:kv_cache_usage_ratio", Serving::cache_use),
    serving("llamacpp", "llamacpp:requests_processing", Serving::running),
    serving("llamacpp", "llamacpp:requests_deferred", Serving::waiting),
    scraped("vllm:cpu_cache_usage_perc", ""),
    // TorchServe, and NVIDIA's exporter: in MiB. The first is of the whole machine.
    scraped("MemoryUsed", "bytes", Judged::no, SeriesKind::other, kMebi),
    scraped("GPUMemoryUsed", "bytes", Judged::yes, SeriesKind::gpu, kMebi),
    scraped("DCGM_FI_DEV_FB_USED", "bytes", Judged::yes, SeriesKind::gpu, kMebi),
    // of the page itself
    plain("scrape_bytes", "bytes", "", Source::scrape),
    plain("scrape_lines", "", "", Source::scrape),
    plain("scrape_seconds", "s", "", Source::scrape),
};

bool is_of(const SeriesInfo& info, const std::string& name) {
  if (info.name.find('*') == std::string_view::npos) return info.name == name;
  return fnmatch(info.name.data(), name.c_str(), 0) == 0;  // written out here, and so with an end
}

}  // namespace

std::span<const SeriesInfo> known_series() { return kSeries; }

const SeriesInfo* find_series_info(std::string_view series) {
  const std::string name(series.substr(0, series.find('{')));
  for (const auto& info : kSeries)
    if (is_of(info, name)) return &info;
  return nullptr;
}

const SeriesInfo& series_info(std::string_view series) {
  const auto* info = find_series_info(series);
  if (info == nullptr) throw std::invalid_argument("no series " + std::string(series));
  return *info;
}

std::vector<std::string_view> known_servers() {
  std::vector<std::string_view> servers;
  for (const auto& info : kSeries)
    if (!info.server.empty() && (servers.empty() || servers.back() != info.server)) servers.push_back(info.server);
  return servers;
}

std::vector<std::string> metrics_of_server(std::string_view server) {
  std::vector<std::string> names;
  for (const auto& info : kSeries)
    if (info.server == server) names.emplace_back(info.name);
  return names;
}

SeriesInfo::Serving serving_of_series(std::string_view series) {
  const auto* info = find_series_info(series);
  return info == nullptr ? Serving::none : info->serving;
}

SeriesInfo::Kind kind_of_series(std::string_view series) {
  const auto* info = find_series_info(series);
  return info == nullptr ? SeriesKind::other : info->kind;
}

SeriesInfo::Limit limit_of_series(std::string_view series) {
  const auto* info = find_series_info(series);
  return info == nullptr ? Limit::none : info->limit;
}

SeriesInfo::Drawn how_series_is_drawn(std::string_view series) {
  const auto* info = find_series_info(series);
  return info == nullptr ? Drawn::where_it_reports : info->drawn;
}

std::string series_title(std::string_view series) {
  const auto* info = find_series_info(series);
  return std::string(info == nullptr || info->title.empty() || info->name != series ? series : info->title);
}

std::string series_label(std::string_view series) {
  const auto* info = find_series_info(series);
  return info == nullptr || info->label.empty() || info->name != series ? series_title(series)
                                                                        : std::string(info->label);
}

bool is_memory_of_processes(std::string_view series) {
  return kind_of_series(series) == SeriesKind::memory && limit_of_series(series) == Limit::of_processes;
}

}  // namespace plimsoll
