import Checking
import Devices
package import Documents
import Formats
import Quantities
import Strategies
import Studies

/// A study for other programs.
extension StudyReport {
  // MARK: CSV

  /// A row for each cell.
  package var csv: String {
    let titles = [
      "model", "device", "condition", "strategy", "latency_us", "best_us", "best", "speedup",
      "operators", "divided", "refused", "peak_bytes", "best_peak_bytes", "energy_uj",
      "best_energy_uj", "frames", "dropped_frames", "predicted_us", "changes_network", "cause",
      "declined",
    ]
    let rows = results.comparison.cells.map { cell -> [String] in
      let setting = cell.setting
      let head = [setting.model, setting.device, setting.condition, cell.strategy]
      switch cell.outcome {
      case .declined(let reason):
        return head + Array(repeating: "", count: titles.count - 5) + [reason]
      case .ran(let run):
        return head + [
          run.latency.microsecondsText, run.best.microsecondsText, run.bestProcessor,
          Thousandths.exact(run.speedup), "\(run.operators)", "\(run.divided)", "\(run.refused)",
          "\(run.peak.amount)", "\(run.bestPeak.amount)", "\(run.energy.amount / 1_000)",
          "\(run.bestEnergy.amount / 1_000)", "\(run.frames)", "\(run.droppedFrames)",
          run.predicted?.microsecondsText ?? "",
          run.changesNetwork ? "yes" : "no", run.cause?.rawValue ?? "", "",
        ]
      }
    }
    return CSVText.text([titles] + rows)
  }

  // MARK: JSON

  /// The `pitfall.study/1` document.
  package var json: JSONValue {
    let study = results.study
    return .object([
      "format": "pitfall.study/1",
      "models": .list(study.models.map { .text($0.name) }),
      "devices": .list(study.devices.map { .text($0.name) }),
      "conditions": .list(study.conditions.map { .text($0.name) }),
      "strategies": .list(study.contenders.map { .text($0.name) }),
      "deadline_us": study.deadline.map(\.inMicroseconds),
      "findings": .list(
        sections.map { section in
          .object([
            "question": .text(section.title), "method": .text(section.method),
            "findings": .list(section.findings.map { .text($0) }),
          ])
        }
      ),
      "standings": .list(results.comparison.standings.map(Self.json)),
      "cells": .list(results.comparison.cells.map(Self.json)),
      "fallbacks": .list(results.fallbacks.rows.map(Self.json)),
      "predictions": .list(results.predictions.rows.map(Self.json)),
      "granularity": .list(results.granularity.curves.map(Self.json)),
      "levels": .list(results.levels.rows.map(Self.json)),
      "passes": .list(results.passes.rows.map(Self.json)),
    ])
  }

  private static func ratio(_ thousandths: UInt64) -> JSONValue {
    .decimal(Thousandths.exact(thousandths))
  }

  private static func count(_ number: Int) -> JSONValue { .integer(Int64(number)) }

  private static func json(_ standing: Comparison.Standing) -> JSONValue {
    .object([
      "strategy": .text(standing.strategy), "runs": count(standing.runs),
      "declined": count(standing.declined), "wins": count(standing.firsts),
      "faster": count(standing.faster), "slower": count(standing.slower),
      "median": ratio(standing.median), "least": ratio(standing.least),
      "greatest": ratio(standing.greatest), "changes_network": .boolean(standing.changesNetwork),
      "cause": standing.cause.map { .text($0.rawValue) },
    ])
  }

  private static func json(_ cell: StudyCell) -> JSONValue {
    let declined: String? = if case .declined(let reason) = cell.outcome { reason } else { nil }
    let run = cell.run
    return .object([
      "model": .text(cell.setting.model), "device": .text(cell.setting.device),
      "condition": .text(cell.setting.condition), "strategy": .text(cell.strategy),
      "declined": declined.map { .text($0) },
      "latency_us": run?.latency.inMicroseconds, "best_us": run?.best.inMicroseconds,
      "best": run.map { .text($0.bestProcessor) }, "speedup": run.map { ratio($0.speedup) },
      "operators": run.map { count($0.operators) }, "divided": run.map { count($0.divided) },
      "refused": run.map { count($0.refused) }, "peak_bytes": run.map { .unsigned($0.peak.amount) },
      "best_peak_bytes": run.map { .unsigned($0.bestPeak.amount) },
      "energy_uj": run.map { .unsigned($0.energy.amount / 1_000) },
      "best_energy_uj": run.map { .unsigned($0.bestEnergy.amount / 1_000) },
      "frames": run.flatMap { $0.frames > 0 ? count($0.frames) : nil },
      "dropped_frames": run.flatMap { $0.frames > 0 ? count($0.droppedFrames) : nil },
      "predicted_us": run?.predicted?.inMicroseconds,
      "changes_network": run.map { .boolean($0.changesNetwork) },
      "cause": run?.cause.map { .text($0.rawValue) },
    ])
  }

  private static func json(_ row: FallbackStudy.Row) -> JSONValue {
    .object([
      "model": .text(row.model), "device": .text(row.device), "operators": count(row.operators),
      "refused": count(row.refused), "without_parallel_kernel": count(row.sequential),
      "ratio": ratio(row.ratio), "operators_fused": count(row.fusedOperators),
      "without_parallel_kernel_fused": count(row.fusedSequential),
      "whole_in_plan": row.whole.map(count),
    ])
  }

  private static func json(_ row: PredictionStudy.Row) -> JSONValue {
    .object([
      "model": .text(row.model), "device": .text(row.device),
      "condition": .text(row.condition), "strategy": .text(row.strategy),
      "estimate": .text(row.estimate.name), "predicted_us": row.predicted.inMicroseconds,
      "latency_us": row.latency.inMicroseconds, "informed_us": row.informed.inMicroseconds,
      "error": ratio(row.errorOfPrediction), "regret": ratio(row.regret),
    ])
  }

  private static func json(_ curve: GranularityStudy.Curve) -> JSONValue {
    .object([
      "scale": .text(curve.scale.rawValue), "model": .text(curve.model),
      "device": .text(curve.device), "condition": .text(curve.condition),
      "points": .list(
        curve.points.map {
          .object([
            "grain": $0.grain.map(count), "latency_us": $0.latency.inMicroseconds,
            "idle": $0.effort.map { ratio($0.idle) },
            "overhead": $0.effort.map { ratio($0.overhead) },
            "contention": $0.effort.map { ratio($0.contention) },
          ])
        }
      ),
    ])
  }

  private static func json(_ row: LevelStudy.Row) -> JSONValue {
    .object([
      "model": .text(row.model), "condition": .text(row.condition), "inputs": count(row.inputs),
      "levels": .list(
        row.entries.map {
          .object([
            "level": .text($0.level.rawValue), "latency_us": $0.latency.inMicroseconds,
            "processors": count($0.processors),
          ])
        }
      ),
    ])
  }

  private static func json(_ row: PassStudy.Row) -> JSONValue {
    .object([
      "model": .text(row.model), "device": .text(row.device), "strategy": .text(row.strategy),
      "frontend": .text(row.frontend), "backend": .text(row.backend),
      "latency_us": row.latency.inMicroseconds, "peak_bytes": .unsigned(row.peak.amount),
      "multiply_accumulates": .unsigned(row.work.amount),
    ])
  }
}
