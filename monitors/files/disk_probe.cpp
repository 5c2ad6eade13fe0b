#include "monitors/files/disk_probe.h"

#include <fmt/format.h>

#include <utility>

namespace plimsoll {
ProbeReading DiskProbe::read(const ProbeMoment& moment) {
  ProbeReading reading;
  reading.unknown = !walk_ && !period_.due(moment.now);
  if (reading.unknown) return reading;
  if (!walk_) {
    auto begun = DiskUsageWalk::begin(path_);
    if (begun.has_error() && !std::exchange(missing_, true))
      events_.push_back({ProcessEvent::Kind::unread, 0, "cannot be read any more: " + begun.error().message});
    if (begun.has_value()) {
      missing_ = false;
      walk_ = std::move(*begun);
    }
  }
  if (walk_ && walk_->go_on(entries_at_once_)) {
    const auto usage = walk_->usage();
    walk_.reset();
    reading.unknown = usage.cut_short;
    if (usage.cut_short)
      report_once(
          reported_cut_short_, ProcessEvent::Kind::unread,
          fmt::format("{} could not be added up for want of descriptors or memory of plimsoll's own: there are no "
                      "samples until it can be; raise ulimit -n",
                      path_));
    else
      reading.values = {probe_value("disk_bytes", static_cast<double>(usage.bytes)),
                        probe_value("disk_files", static_cast<double>(usage.files))};
    if (usage.unreadable > 0)
      report_once(reported_rights_, ProcessEvent::Kind::rights,
                  fmt::format("{} folders below {} may not be read or lie too deep; what they hold is not counted",
                              usage.unreadable, path_));
  } else if (walk_) {
    reading.unknown = true;
    report_once(reported_large_, ProcessEvent::Kind::backed_off,
                fmt::format("{} holds so many files that they are added up over several readings, {} entries at each",
                            path_, entries_at_once_));
  }
  if (!walk_ && period_.taken(moment)) events_.push_back(backed_off(moment, path_ + " is"));
  reading.events = std::exchange(events_, {});
  return reading;
}

void DiskProbe::report_once(bool& reported, ProcessEvent::Kind kind, std::string message) {
  if (!std::exchange(reported, true)) events_.push_back({kind, 0, std::move(message)});
}

}  // namespace plimsoll
