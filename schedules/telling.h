#pragma once

// What is told of a run that ended, if anything is. Pure; any thread.

#include "schedules/history/news.h"
#include "schedules/messages/message.h"
#include "schedules/occurrence.h"

#include <chrono>
#include <optional>
#include <string>

namespace plimsoll {

struct ToldRun {
  const Schedule& schedule;
  const Occurrence& occurrence;
  const PastRun& run;
  const News& news;
  std::string page;  // the dashboard's address; empty: there is none
  std::chrono::sys_seconds now;
};

// Nothing: nobody wants to know that.
std::optional<Message> message_of(const ToldRun& told);

}  // namespace plimsoll
