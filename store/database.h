#pragma once

// One SQLite file: opened, asked, changed. Owned by whoever opened it; one thread at a time. Errors name the file and
// what SQLite says; nothing throws.

#include "core/error.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace plimsoll {

// One statement with its values. Values are given in order, then rows are taken; `again` makes it ready for the next
// round. Of the rows, a text or blob is valid until the next row.
class Statement {
 public:
  Statement(sqlite3* database, std::string where, std::string_view sql);

  Statement& with(std::int64_t value);
  Statement& with(double value);
  Statement& with(std::string_view text);
  Statement& with(const std::optional<double>& value);
  Statement& with_bytes(std::string_view bytes);

  Result<bool> next();  // whether there is a row
  Result<void> run();   // where no row is expected
  void again();

  std::int64_t integer(int column) const;
  double number(int column) const;
  std::string text(int column) const;
  std::string_view bytes(int column) const;
  bool is_null(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  Error problem() const;
  void keep(int code);

  sqlite3* database_;
  std::string where_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int next_value_ = 1;
  int failed_ = 0;  // SQLite's code of the first thing that went wrong
};

class Database {
 public:
  enum class Access { read, write };

  // With `write` the file is made where there is none. Waits for another writer up to 5 s, then says who is in the way.
  static Result<Database> open(const std::filesystem::path& path, Access access);

  Statement statement(std::string_view sql) const { return {database_.get(), where_, sql}; }
  Result<void> run(std::string_view sql) const;  // one or several, without values
  const std::string& where() const noexcept { return where_; }

  // Error: the file was removed, moved or replaced since it was opened; what is written would be lost.
  Result<void> still_there() const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  Database(std::unique_ptr<sqlite3, Close> database, std::string where);

  std::unique_ptr<sqlite3, Close> database_;
  std::string where_;  // its path, for messages
};

// Changes that are all made or none: undone at its end, unless committed.
class Transaction {
 public:
  static Result<Transaction> begin(const Database& database);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  Result<void> commit();

 private:
  explicit Transaction(const Database& database) : database_(&database) {}

  const Database* database_;
};

}  // namespace plimsoll
