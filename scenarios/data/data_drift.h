#pragma once

// How the columns of a file are spread beside a reference: a file of good data, or what a schema kept of it. One pass
// over each; what is kept is bounded. No state; one thread.

#include "core/error.h"
#include "scenarios/data/data_rows.h"
#include "scenarios/data/data_schema.h"
#include "scenarios/data/distribution.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct ColumnDrift {
  std::string column;
  Psi psi;
  std::optional<KolmogorovSmirnov> ks;  // of numbers, against a file
  std::uint64_t rows = 0, reference_rows = 0;
  bool is_without_values = false;  // no row has one: then nothing else is told, and it has drifted
  bool drifted = false;
};

// A column has drifted where its PSI is above 0.1 and above what 99 of 100 samples of this size have without drift, or
// where Kolmogorov and Smirnov's p-value times the number of columns is below 0.01 and D above 0.1. Columns without a
// histogram are left out. Error: a file cannot be read on.
Result<std::vector<ColumnDrift>> data_drift(DataRows& rows, const DataSchema& reference, DataRows* reference_rows);

// "age: PSI 0.31 (0.05 is noise ...)".
std::string sentence_of(const ColumnDrift& drift);

}  // namespace plimsoll
