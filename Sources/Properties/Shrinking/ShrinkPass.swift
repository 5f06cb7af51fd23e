/// One kind of simplification.
///
/// A pass proposes candidates to ``Shrinker/consider(_:)``, in an order that depends on nothing but
/// the best case so far, and goes on from the new best case when one is accepted. It need not know
/// whether a candidate is valid, nor even whether it is simpler.
protocol ShrinkPass: SendableMetatype {
  static func simplify(_ shrinker: inout Shrinker)
}

/// The passes in the order they are tried: those that remove much for one run come first.
enum ShrinkPasses {
  static let all: [any ShrinkPass.Type] = [
    ShortenStretches.self, DeleteSpans.self, ZeroSpans.self, LowerChoices.self,
    DeleteChoiceRuns.self,
    LowerAndDelete.self, DeleteAndRenumber.self, ReorderSpans.self, RedistributePairs.self,
    LowerTogether.self,
  ]
}
