#include "monitors/probe.h"

#include "record/series.h"

namespace plimsoll {

ProbeValue probe_value(const std::string& series, double value) {
  const auto& info = series_info(series);
  return {series, std::string(info.unit), value, info.judged == SeriesInfo::Judged::yes};
}

}  // namespace plimsoll
