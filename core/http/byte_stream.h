#pragma once

// Bytes of a connection that was taken, plain or over TLS: one type for both, so that what speaks over it is compiled
// once. Owned by its connection; the loop's thread.

#include "core/awaitable.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <memory>

namespace plimsoll {

class ByteStream {
 public:
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, LoopExecutor>;

  virtual ~ByteStream() = default;

  // To be awaited first. Not possible: the other side does not speak TLS as it must.
  virtual Awaitable<bool> begin() = 0;
  // How many came; 0: none will come any more.
  virtual Awaitable<std::size_t> read_some(boost::asio::mutable_buffer into) = 0;
  // All of it; false: the connection broke.
  virtual Awaitable<bool> write(boost::asio::const_buffer from) = 0;
  // Nothing is written afterwards; what the other side still sends may be read.
  virtual void finish() = 0;
  // Ends what is awaited. Nothing is read or written afterwards.
  virtual void close() = 0;
};

// `tls`: null for plain bytes; outlives the stream.
std::unique_ptr<ByteStream> make_byte_stream(ByteStream::Socket socket, boost::asio::ssl::context* tls);

}  // namespace plimsoll
