internal import Graphs

/// Operators of `ai.onnx.ml`, as exporters of scikit-learn and of gradient boosting write them.
///
/// The catalogue does not describe them, so that they count no work; but files leave out the shapes
/// between them, which follow from their attributes
/// (https://github.com/onnx/onnx/blob/main/docs/Operators-ml.md).
extension ModelReading {
  private static let domain = "ai.onnx.ml"

  /// Whether a node hands on what it reads as a list of dictionaries, which are no tensors.
  static func isDictionary(_ node: Onnx_NodeProto) -> Bool {
    node.domain == domain && node.opType == "ZipMap"
  }

  /// The types of the outputs of such an operator; nil for another, or where they do not follow.
  static func learningTypes(
    of node: Onnx_NodeProto,
    _ inputs: [TensorType?],
    _ attributes: Attributes
  ) -> [TensorType]? {
    guard node.domain == domain, let input = inputs.first.flatMap({ $0 }) else { return nil }
    let rows = input.shape.rank > 1 ? input.shape[0] : 1
    func table(_ columns: Int64?, _ type: ElementType = .float32) -> [TensorType]? {
      guard let columns, let shape = try? Shape([rows, Int(clamping: columns)]) else { return nil }
      return [TensorType(type, shape)]
    }
    switch node.opType {
    case "Scaler", "Normalizer": return [TensorType(.float32, input.shape)]
    case "Binarizer", "Imputer": return [input]
    case "LabelEncoder", "CategoryMapper":
      return mappedType(attributes, input).map { [TensorType($0, input.shape)] }
    case "LinearRegressor": return table(attributes.integer("targets") ?? 1)
    case "SVMRegressor": return table(1)
    case "TreeEnsembleRegressor": return table(attributes.integer("n_targets"))
    case "TreeEnsemble": return table(attributes.integer("n_targets"), input.elementType)
    case "FeatureVectorizer":
      return table(attributes.integers("inputdimensions").map { $0.reduce(0, &+) })
    case "LinearClassifier", "TreeEnsembleClassifier": return classes(attributes, rows)
    case "SVMClassifier" where attributes["prob_a"] != nil: return classes(attributes, rows)
    case "OneHotEncoder":
      let count = attributes.integers("cats_int64s")?.count ?? texts("cats_strings", attributes)
      return (try? Shape(input.shape.dimensions + [count])).map { [TensorType(.float32, $0)] }
    case "ArrayFeatureExtractor":
      guard inputs.count > 1, let positions = inputs[1]?.shape.elementCount else {
        return nil
      }
      let outer = input.shape.rank > 1 ? Array(input.shape.dimensions.dropLast()) : [1]
      return (try? Shape(outer + [positions])).map { [TensorType(input.elementType, $0)] }
    default: return nil
    }
  }

  /// A label for each row, and a score for each row and class.
  private static func classes(_ attributes: Attributes, _ rows: Int) -> [TensorType]? {
    let numbers =
      attributes.integers("classlabels_int64s") ?? attributes.integers("classlabels_ints")
    let count = numbers?.count ?? texts("classlabels_strings", attributes)
    guard count > 0, let labels = try? Shape([rows]), let scores = try? Shape([rows, count]) else {
      return nil
    }
    return [TensorType(numbers == nil ? .string : .int64, labels), TensorType(.float32, scores)]
  }

  /// The type of the values that keys are mapped to.
  private static func mappedType(_ attributes: Attributes, _ input: TensorType) -> ElementType? {
    if attributes["values_int64s"] != nil { return .int64 }
    if attributes["values_strings"] != nil { return .string }
    if attributes["values_floats"] != nil { return .float32 }
    if let type = attributes.text("values_tensor_type") { return ElementType(rawValue: type) }
    // Earlier versions map between texts and numbers, whichever way the input asks for.
    return input.elementType == .string ? .int64 : .string
  }

  private static func texts(_ name: String, _ attributes: Attributes) -> Int {
    guard case .texts(let texts)? = attributes[name] else { return 0 }
    return texts.count
  }
}
