package import Foundation
package import Graphs

package enum ONNXError: Error, CustomStringConvertible {
  case absent
  package var description: String { "not there yet" }
}

package struct ONNXModel {
  package let graph: Graph
  package static func read(bytes: Data, name: String, dimensions: [String: Int]) throws(ONNXError)
    -> ONNXModel
  {
    throw .absent
  }
}
