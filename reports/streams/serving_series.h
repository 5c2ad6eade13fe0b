#pragma once

// What a server of language models told of itself during a run, whichever it is: its KV cache, its queue, its prefix
// cache. Of several engines or names of one thing they are one line. Pure; any thread.

#include "record/run_record.h"
#include "record/series.h"

#include <optional>
#include <string_view>
#include <vector>

namespace plimsoll {

struct ServingSeries {
  SeriesInfo::Serving what = SeriesInfo::Serving::none;
  std::vector<double> t_s;
  std::vector<std::optional<double>> values;  // a share, or a count of requests
};

std::string_view serving_title(SeriesInfo::Serving what);  // "KV cache in use"

// At most one of each of cache_use, hit_share, running, waiting: of the cache the fullest, of requests the sum, of hits
// their share of what was looked for since the point before.
std::vector<ServingSeries> serving_series(const RunRecord& record);

}  // namespace plimsoll
