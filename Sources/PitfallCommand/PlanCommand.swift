import ArgumentParser
import Documents
import Formats
import Loading
import Strategies

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Asks a strategy for a plan and writes it.",
    discussion: HelpText.filled(
      """
      EXAMPLES
        pitfall plan --strategy mace --model resnet50 --device snapdragon-855
        pitfall plan --strategy single:processor=gpu --model m.onnx --device phone.yaml -o p.json
        pitfall plan --strategy band --model resnet18,mobilenet_v2 --device snapdragon-855
        pitfall plan --strategy band:scheduler=lst --model resnet18,mobilenet_v2 \\
          --device snapdragon-855 --deadline 33ms
        pitfall plan --strategy pipe-it --model resnet50 --frames 4 --device snapdragon-855
        pitfall plan --strategy heft --model resnet18 --device kirin-990 \\
          --passes prune:ratio=0.5,fuse,memory -o pruned.json

      Several models or frames are planned as one graph; the operators of the second model are \
      named model2/…, those of the second frame frame2/….

      A deadline is told to the strategy; those that plan for one keep to it if they can. Whether \
      the plan does, 'simulate' and 'verify' say.

      A strategy or a pass that changes the network also writes it, as NAME.graph.json beside \
      the plan.
      """
    )
  )

  @Option(
    help: "The strategy, as name or name:key=value,… (see 'list strategies').",
    completion: .strategies
  )
  var strategy: String?

  @OptionGroup var options: TaskOptions

  @Option(help: Deadline.help)
  var deadline: String?

  @Option(
    name: .shortAndLong,
    help: "The file to write; default standard output.",
    completion: .file(extensions: ["json"])
  )
  var output: String?

  func run() throws {
    try reporting {
      let inputs = Inputs()
      let source = try PlanSource(
        file: nil,
        strategy: strategy,
        options,
        inputs,
        deadline: try deadline.map(Deadline.time)
      )
      let json = PlanFile.json(
        source.plan,
        graph: source.task.graph,
        device: source.task.device,
        subject: try subject(of: source, inputs),
        deviceReference: reference(options.device)
      )
      try Output.write(JSONWriter.text(json), to: output)
    }
  }

  /// The models as the plan names them; a changed network is written first.
  private func subject(of source: PlanSource, _ inputs: Inputs) throws -> PlanSubject {
    guard let graph = source.changed else {
      let subject = try options.subject(inputs)
      return PlanSubject(
        models: subject.models.compactMap(reference),
        frames: subject.frames,
        dimensions: subject.dimensions
      )
    }
    return PlanSubject(try Output.write(graph, beside: output))
  }

  /// A path as seen from the plan file, or a bundled name as it is.
  private func reference(_ given: String?) -> String? {
    Output.reference(given, from: output)
  }
}
