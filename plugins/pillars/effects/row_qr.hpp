// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/QR>
#include <cstddef>

namespace ophamin::effects {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using Index = Eigen::Index;

/// The R factor of a matrix whose rows come one by one: memory for a block of rows, however many there are. Householder
/// reflections of the block below the R so far (G. H. Golub and C. F. Van Loan, Matrix Computations, 4th ed. 2013, 6.5): as
/// accurate as the factorisation of the whole, where cross products would square its condition.
class RowQr {
 public:
  explicit RowQr(Index columns) : columns_(columns), filled_(columns), block_(Matrix::Zero(columns + kBlock, columns)) {}

  /// `cell(j)` is the number in column j of the next row.
  template <class Cell>
  void add(Cell cell) {
    if (filled_ == block_.rows()) reduce();
    for (Index j = 0; j < columns_; ++j) block_(filled_, j) = cell(j);
    ++filled_;
  }

  /// Upper triangular, `columns` x `columns`; signs of rows are arbitrary. Rows may still follow.
  Matrix r() {
    reduce();
    return block_.topRows(columns_);
  }

 private:
  static constexpr Index kBlock = 256;

  void reduce() {
    auto rows = block_.topRows(filled_);
    const Eigen::HouseholderQR<Eigen::Ref<Matrix>> in_place(rows);
    block_.topRows(columns_).triangularView<Eigen::StrictlyLower>().setZero();  // reflections were kept there
    filled_ = columns_;
  }

  Index columns_;
  Index filled_;  // rows of the block that hold something
  Matrix block_;  // R, and new rows below it
};

}  // namespace ophamin::effects
