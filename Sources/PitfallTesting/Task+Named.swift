import Documents
import Formats
import Loading
public import Strategies

/// An input that cannot be used, in one sentence with file, place, reason and cure.
public struct InputError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ fault: InputFault) {
    description = fault.description
  }

  init(_ problems: InputProblems) {
    description = problems.description
  }
}

extension Task {
  /// Makes a task of a model, a device and a condition by name or path.
  ///
  /// - Parameters:
  ///   - model: an ONNX file, a `pitfall.graph/1` file, or the name of a bundled model.
  ///   - device: a `pitfall.device/1` file or the name of a bundled device.
  ///   - condition: a `pitfall.condition/1` file or the name of a bundled condition.
  ///   - dimensions: values for the model's symbolic dimensions, each positive.
  /// - Throws: `InputError`.
  public init(
    model: String,
    device: String,
    condition: String = "calm",
    dimensions: [String: Int] = [:]
  ) throws(InputError) {
    let inputs = Inputs()
    do throws(InputFault) {
      let bindings = dimensions.sorted { $0.key < $1.key }
        .compactMap { DimensionBinding(name: $0.key, value: $0.value) }
      self.init(
        graph: try inputs.graph(model, dimensions: bindings),
        device: try inputs.device(device),
        condition: try inputs.condition(condition)
      )
    } catch {
      throw InputError(error)
    }
  }
}
