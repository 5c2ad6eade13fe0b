#include "store/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

namespace plimsoll {
namespace {

constexpr int kPatienceMs = 5000;

// Of a file that is not what it must be the user can do something; of the rest we say what SQLite says.
Error error_of(sqlite3* database, const std::string& where, int code) {
  const std::string says = database ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_NOTADB:
      return invalid(fmt::format("{}: is not a store of Plimsoll; --store FILE names another", where));
    case SQLITE_CORRUPT:
      return invalid(fmt::format("{}: is damaged ({}); move it away, or name another by --store FILE", where, says));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorKind::internal,
              fmt::format("{}: is locked by another program for more than {} s", where, kPatienceMs / 1000)};
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return {ErrorKind::internal,
              fmt::format("{}: cannot be written or opened ({}); --store FILE names another", where, says)};
    case SQLITE_FULL:
      return {ErrorKind::internal, fmt::format("{}: the disk is full", where)};
    default:
      return {ErrorKind::internal, fmt::format("{}: {}", where, says)};
  }
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement::Statement(sqlite3* database, std::string where, std::string_view sql)
    : database_(database), where_(std::move(where)) {
  sqlite3_stmt* statement = nullptr;
  failed_ = sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  statement_.reset(statement);
}

void Statement::keep(int code) {
  if (failed_ == SQLITE_OK) failed_ = code;
  ++next_value_;
}

Statement& Statement::with(std::int64_t value) {
  keep(sqlite3_bind_int64(statement_.get(), next_value_, value));
  return *this;
}

Statement& Statement::with(double value) {
  keep(sqlite3_bind_double(statement_.get(), next_value_, value));
  return *this;
}

Statement& Statement::with(std::string_view text) {
  const char* data = text.data() ? text.data() : "";  // null would be NULL
  keep(sqlite3_bind_text64(statement_.get(), next_value_, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Statement& Statement::with(const std::optional<double>& value) {
  if (value) return with(*value);
  keep(sqlite3_bind_null(statement_.get(), next_value_));
  return *this;
}

Statement& Statement::with_bytes(std::string_view bytes) {
  const char* data = bytes.data() ? bytes.data() : "";
  keep(sqlite3_bind_blob64(statement_.get(), next_value_, data, bytes.size(), SQLITE_TRANSIENT));
  return *this;
}

Error Statement::problem() const { return error_of(database_, where_, failed_); }

Result<bool> Statement::next() {
  if (failed_ != SQLITE_OK) return problem();
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  failed_ = code;
  return problem();
}

Result<void> Statement::run() {
  const auto row = next();
  if (row.has_error()) return row.error();
  return {};
}

void Statement::again() {
  failed_ = sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
  next_value_ = 1;
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
double Statement::number(int column) const { return sqlite3_column_double(statement_.get(), column); }
bool Statement::is_null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }

std::string Statement::text(int column) const { return std::string(bytes(column)); }

std::string_view Statement::bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return data ? std::string_view(static_cast<const char*>(data), size) : std::string_view();
}

void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Database::Database(std::unique_ptr<sqlite3, Close> database, std::string where)
    : database_(std::move(database)), where_(std::move(where)) {}

Result<Database> Database::open(const std::filesystem::path& path, Access access) {
  const int flags = access == Access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE;
  sqlite3* opened = nullptr;
  int code = sqlite3_open_v2(path.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<sqlite3, Close> database(opened);
  if (code == SQLITE_OK) code = sqlite3_busy_timeout(opened, kPatienceMs);
  if (code != SQLITE_OK) return error_of(opened, path.string(), code);
  return Database(std::move(database), path.string());
}

Result<void> Database::run(std::string_view sql) const {
  const int code = sqlite3_exec(database_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error_of(database_.get(), where_, code);
  return {};
}

Result<void> Database::still_there() const {
  int moved = 0;
  sqlite3_file_control(database_.get(), nullptr, SQLITE_FCNTL_HAS_MOVED, &moved);
  if (moved == 0) return {};
  return Error{ErrorKind::internal, fmt::format("{}: was removed or replaced while it was in use", where_)};
}

// At once as a writer: one that began as a reader could not become one beside another writer.
Result<Transaction> Transaction::begin(const Database& database) {
  if (const auto begun = database.run("BEGIN IMMEDIATE"); begun.has_error()) return begun.error();
  return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
  if (database_) static_cast<void>(database_->run("ROLLBACK"));
}

Result<void> Transaction::commit() {
  auto done = database_->run("COMMIT");
  if (done.has_value()) database_ = nullptr;
  return done;
}

}  // namespace plimsoll
