/// Checks a property; for use in a test of any framework.
///
/// Expect ``Report/failureDescription`` to be nil: it has the simplest case, and the line to paste.
package func check(_ property: Property, with runner: Runner = Runner()) -> Report {
  runner.run(property)
}

/// Checks a property that draws its values itself.
package func check(
  _ name: String,
  replaying: [String] = [],
  with runner: Runner = Runner(),
  _ body: @escaping @Sendable (inout TestCase) throws -> Void
) -> Report {
  var runner = runner
  runner.replaying += replaying
  return runner.run(Property(name, body))
}

/// Checks a property of the values of a generator.
package func check<Value>(
  _ name: String,
  forAll generator: Generator<Value>,
  replaying: [String] = [],
  with runner: Runner = Runner(),
  _ body: @escaping @Sendable (Value) throws -> Void
) -> Report {
  var runner = runner
  runner.replaying += replaying
  return runner.run(Property(name, forAll: generator, body))
}
