import Quantities

/// The work of attention: the products of queries with keys, and of their weights with values.
struct AttentionProducts {
  let batch: Int
  /// The heads of the queries.
  let heads: Int
  let queries: Int
  let keys: Int
  /// The depth of a query and that of a value together.
  let depths: Int

  /// Both products as one of matrices, for each sequence and head.
  var workClass: WorkClass {
    .matrixProduct(batches: batch * heads, rows: queries, depth: depths, columns: keys)
  }

  /// The multiply-accumulates of both.
  var operations: Operations { Work.product([batch, heads, queries, keys, depths]) }
}
