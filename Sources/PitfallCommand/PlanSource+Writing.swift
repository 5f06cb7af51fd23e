import Documents
import Formats
import Loading
import Plans
import Strategies

extension PlanSource {
  /// Writes another plan for the same task as the one that was read from a file, if from one.
  func write(_ plan: Plan, to output: String, file: String?, _ options: TaskOptions) throws {
    let inputs = Inputs()
    var subject = PlanSubject()
    var device: String?
    if stored == nil {
      var header: (file: String, PlanFile.Header)?
      if let file { header = (file, try PlanFile.header(of: try FileReading.document(at: file))) }
      let named = try options.subject(inputs, from: header)
      subject = PlanSubject(
        models: named.models.compactMap { Output.reference($0, from: output) },
        frames: named.frames,
        dimensions: named.dimensions
      )
      let written = header.flatMap { header in
        header.1.device.map { inputs.reference($0, from: header.file) }
      }
      device = Output.reference(options.device ?? written, from: output)
    }
    let json = PlanFile.json(
      plan,
      graph: task.graph,
      device: task.device,
      subject: subject,
      deviceReference: device
    )
    try Output.write(JSONWriter.text(json), to: output)
  }
}
