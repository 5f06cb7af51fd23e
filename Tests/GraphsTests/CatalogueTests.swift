import Graphs
import Testing

@Suite struct CatalogueTests {
  @Test(arguments: OperatorKind.allCases)
  func everyKindButOpaqueIsDefinedOnce(kind: OperatorKind) {
    #expect((OperatorCatalogue.definition(of: kind) == nil) == (kind == .opaque))
  }
}
