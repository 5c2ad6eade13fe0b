#include "web/api/events_api.h"

#include "core/clock.h"
#include "web/api/stored_runs.h"
#include "web/http/replies.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

constexpr int kMostStreams = 256;
constexpr Nanos kSignOfLife = std::chrono::seconds(15);
constexpr std::size_t kPieceBytes = 64 << 10;

// Counts itself among those that are open.
class OpenStream {
 public:
  static std::shared_ptr<OpenStream> open(std::atomic<int>& streams) {
    if (streams.fetch_add(1) < kMostStreams) return std::shared_ptr<OpenStream>(new OpenStream(streams));
    streams.fetch_sub(1);
    return nullptr;
  }
  ~OpenStream() { streams_.fetch_sub(1); }
  OpenStream(const OpenStream&) = delete;
  OpenStream& operator=(const OpenStream&) = delete;

 private:
  explicit OpenStream(std::atomic<int>& streams) : streams_(streams) {}
  std::atomic<int>& streams_;
};

std::atomic<int>& open_streams() {
  static std::atomic<int> count{0};
  return count;
}

struct Telling {
  std::shared_ptr<FollowedRun> run;
  Doorbell& doorbell;
  std::uint64_t after = 0;
  std::shared_ptr<OpenStream> counted;
};

std::string event_text(const NewsPiece& piece, const std::string& live) {
  if (piece.kind != "second" || live.empty())
    return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", piece.number, piece.kind, piece.data);
  const auto object = std::string_view(piece.data).substr(0, piece.data.size() - 1);
  return fmt::format("id: {}\nevent: second\ndata: {},\"live\":{}}}\n\n", piece.number, object, live);
}

// All that there is; of those of the past the live figures are the last one's.
std::string waiting_text(Telling& telling) {
  std::string text;
  while (text.size() < kPieceBytes) {
    const auto piece = telling.run->next(telling.after);
    if (!piece) break;
    telling.after = piece->number;
    const bool last = !telling.run->next(telling.after);
    text += event_text(*piece, last ? telling.run->live() : std::string());
  }
  return text;
}

Awaitable<> tell(HttpStream& stream, Telling telling) {
  std::string begin = "retry: 1000\n\n";
  bool read = co_await stream.write(std::move(begin));
  while (read) {
    telling.run->look();
    const bool over = telling.run->is_over();  // before what there is is taken: nothing comes behind it
    auto text = waiting_text(telling);
    if (!text.empty()) {
      read = co_await stream.write(std::move(text));
      continue;
    }
    if (over) co_return;
    const auto until = monotonic_now() + kSignOfLife;
    co_await telling.doorbell.wait_until(until);
    if (monotonic_now() < until) continue;
    std::string alive = ": still here\n\n";
    read = co_await stream.write(std::move(alive));
  }
}

std::uint64_t number_in(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// The browser's own header, or where a program cannot set one the query; without either from now on.
std::uint64_t after_of(const ApiCall& call, const FollowedRun& run) {
  const auto header = call.question.header("last-event-id");
  if (!header.empty()) return number_in(header);
  if (const auto after = call.path.value("after")) return number_in(*after);
  return std::max<std::uint64_t>(run.newest(), 1) - 1;
}

HttpReply events(ApiContext& context, const ApiCall& call) {
  const auto run = stored_run(context, call.arguments.front());
  if (run.has_error()) return problem_reply(404, run.error().message);
  if (run->control.empty())
    return problem_reply(409, run->state == RunState::running ? "this run was started without --control"
                                                              : "this run is over: its record has all of it");
  auto counted = OpenStream::open(open_streams());
  auto followed = context.hub.follow(run->id, run->control);
  if (!counted || !followed)
    return problem_reply(503, "as many pages are open as this server takes: close one, or ask again later");
  HttpReply reply;
  reply.content_type = "text/event-stream; charset=utf-8";
  const auto after = after_of(call, *followed);
  reply.stream = [telling = Telling{std::move(followed), context.doorbell, after, std::move(counted)}](
                     HttpStream& stream) { return tell(stream, telling); };
  return reply;
}

}  // namespace

std::vector<Route> events_routes(ApiContext& context) {
  return {{"GET",
           "/api/v1/runs/{id}/events",
           "What happens in a run, as server-sent events",
           "",
           "",
           on(context)(events),
           {"after"}}};
}

}  // namespace plimsoll
