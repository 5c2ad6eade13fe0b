#pragma once

// Threads for what blocks: the store, the sockets of runs, reports that are made. The loop hands a function over and
// goes on. Owned by the server; called on the loop's thread. Ended before the loop is.

#include "core/awaitable.h"
#include "core/http/http_server.h"

#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <optional>

namespace plimsoll {

class Workers {
 public:
  explicit Workers(std::size_t threads) : pool_(threads) {}
  ~Workers() { join(); }

  // Nothing where too many wait already. The function lives until it has run.
  Awaitable<std::optional<HttpReply>> run(std::function<HttpReply()> function);
  void join();

 private:
  boost::asio::thread_pool pool_;
  std::size_t waiting_ = 0;
};

}  // namespace plimsoll
