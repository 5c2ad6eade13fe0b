#pragma once

// The one coroutine type of the program: its executor is fixed, because the type-erased default costs a virtual call
// at every resume. A value type; each runs on the thread of its io_context.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

namespace plimsoll {

using LoopExecutor = boost::asio::io_context::executor_type;

template <class T = void>
using Awaitable = boost::asio::awaitable<T, LoopExecutor>;

}  // namespace plimsoll
