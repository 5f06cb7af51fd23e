package import Documents
import NCNNModels

/// Reads what a runtime wrote.
package enum ImportSource {
  /// The placement in a file's bytes; without a kind it is detected.
  ///
  /// - Throws: where the bytes are no complete source of the kind.
  package static func read(_ bytes: [UInt8], file: String, kind: ImportKind? = nil)
    throws(InputProblems) -> Placement
  {
    if let problem = wideEncoding(of: bytes, file: file) { throw InputProblems(problem) }
    guard let kind else {
      return try read(bytes, file: file, kind: try ImportKind.detected(in: bytes, file: file))
    }
    do throws(InputProblems) {
      var placement = try read(bytes, file, kind)
      try placement.separateCompiled()
      return placement
    } catch {
      throw error.cured(
        "the source must be \(kind.summary); write it again, or say with --from what "
          + "else it is"
      )
    }
  }

  private static func read(_ bytes: [UInt8], _ file: String, _ kind: ImportKind)
    throws(InputProblems) -> Placement
  {
    switch kind {
    case .onnxRuntimeLog:
      return try ONNXRuntimeLog.read(try LogText(bytes, file: file))
    case .onnxRuntimeAssignment:
      return try JSONSource.assignment(try JSONSource.document(bytes, file: file))
    case .onnxRuntimeProfile:
      return try JSONSource.profile(try JSONSource.document(bytes, file: file))
    case .onnxRuntimeStreams:
      return try JSONSource.streams(try JSONSource.document(bytes, file: file))
    case .openVINO:
      return try JSONSource.openVINO(try JSONSource.document(bytes, file: file))
    case .onnxRuntimeLayers, .onnxRuntimeNames:
      return try Settings.read(try LogText(bytes, file: file), kind: kind)
    case .liteRTLog:
      return try TFLiteSources.liteRTLog(try LogText(bytes, file: file))
    case .liteRTFile:
      return try TFLiteSources.liteRTFile(bytes, file: file)
    case .delegateLog:
      return try TFLiteSources.delegateLog(try LogText(bytes, file: file))
    case .ncnnMasks:
      return try masks(bytes, file: file)
    }
  }

  /// Layers whose mask has the bit for Vulkan stay on the CPU.
  private static func masks(_ bytes: [UInt8], file: String) throws(InputProblems) -> Placement {
    let param: ParamFile
    do throws(NCNNError) {
      param = try ParamFile.read(bytes: bytes)
    } catch {
      throw InputProblems(InputProblem(Place(file: file, line: error.line), error.reason))
    }
    var placement = Placement(kind: .ncnnMasks)
    placement.mention("VULKAN")
    placement.remainder = .target("VULKAN")
    for layer in param.layers where layer.featureMask & 16 != 0 {
      placement.mention("CPU")
      placement.entries.append(
        Placement.Entry(
          name: layer.name,
          typeName: layer.typeName,
          target: "CPU",
          place: Place(file: file, line: layer.line)
        )
      )
    }
    return placement
  }
}

extension InputProblems {
  /// The same problems, each without a cure of its own with this one.
  fileprivate func cured(_ cure: String) -> InputProblems {
    var log = ProblemLog()
    for problem in problems {
      log.report(problem.place, problem.reason, cure: problem.cure ?? cure)
    }
    do throws(InputProblems) {
      try log.check()
      return self
    } catch {
      return error
    }
  }
}
