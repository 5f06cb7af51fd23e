package import Documents
package import Graphs
package import Quantities

/// One measured latency: what a device took for a model, an operator or a stored plan.
///
/// Whatever reads profiles of runtimes makes these; the calibration knows no other input.
package struct Measurement: Hashable, Sendable {
  /// What ran.
  package enum Subject: Hashable, Sendable {
    /// The whole model on one processor, with what its backend refuses on the host.
    case model
    /// One operator, by its name in the model; what it reads lay in the processor's pool.
    case operation(String)
    /// The model as a plan splits it, by the plan's name.
    case plan(String)
    /// The copy of what an operator computes or reads over a link, in bytes.
    case copy(of: String, Bytes, from: String, to: String)
  }

  /// The model's name or path, as `--model` takes it.
  package let model: String
  /// What ran.
  package let subject: Subject
  /// The device's name; nil for the only one that is calibrated.
  package let device: String?
  /// What devices have in common that tell about each other, such as the board of which each is a
  /// number of threads; nil where the device stands for itself.
  package let family: String?
  /// The processor's name in the device file; empty for a plan.
  package let processor: String
  /// The precision it computed in; nil for that of the model.
  package let precision: ElementType?
  /// The threads it ran in; nil where that is not known or means nothing.
  package let threads: Int?
  /// What was measured.
  package let latency: Nanoseconds
  /// The shortest and the longest of the runs that it is the mean of, where they are known.
  package let range: ClosedRange<Nanoseconds>?
  /// The processors on which its layers ran, with how many, where there are several; such a
  /// measurement tells of none of them.
  package let mixture: String?
  /// Where it is written.
  package let place: Place

  /// Makes a measurement.
  package init(
    model: String,
    subject: Subject = .model,
    device: String? = nil,
    family: String? = nil,
    processor: String,
    precision: ElementType? = nil,
    threads: Int? = nil,
    latency: Nanoseconds,
    range: ClosedRange<Nanoseconds>? = nil,
    mixture: String? = nil,
    place: Place
  ) {
    self.model = model
    self.subject = subject
    self.device = device
    self.family = family
    self.processor = processor
    self.precision = precision
    self.threads = threads
    self.latency = latency
    self.range = range
    self.mixture = mixture
    self.place = place
  }

  /// What was measured, in a few words.
  package var title: String {
    let what =
      switch subject {
      case .model: model
      case .operation(let name): "\(model) \(name)"
      case .plan(let name): "\(model) plan \(name)"
      case .copy(of: let name, let bytes, from: let source, to: let target):
        "copy \(source)>\(target) of \(bytes.amount / 1_024) KiB, \(name)"
      }
    let how = [
      device, processor.isEmpty ? nil : processor, precision?.rawValue,
      threads.map { "\($0) threads" },
    ]
    return ([what] + how.compactMap { $0 }).joined(separator: ", ")
  }
}
