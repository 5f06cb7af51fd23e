/// The order of simplicity of choice sequences: shorter first, then rank by rank from the start.
///
/// It is well-founded, so that shrinking ends; and it is independent of what the choices mean, so
/// that passes need no knowledge of the generator.
enum ShortlexOrder {
  static func isSimpler(
    _ left: some RandomAccessCollection<Choice>,
    than right: some RandomAccessCollection<Choice>
  ) -> Bool {
    if left.count != right.count { return left.count < right.count }
    for (mine, theirs) in zip(left, right) {
      let ranks = (mine.rank, theirs.rank)
      if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
    }
    return false
  }
}
