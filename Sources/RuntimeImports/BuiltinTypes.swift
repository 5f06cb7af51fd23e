import TFLiteModels

/// The operator types that TensorFlow Lite defines itself.
enum BuiltinTypes {
  /// Whether a type is one of them; all others are custom.
  static func contains(_ type: String) -> Bool { BuiltinNames.contains(type) }
}
