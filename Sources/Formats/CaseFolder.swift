import Documents
import Foundation

/// A folder of cases, one file each.
///
/// A file is written beside its place and moved there, so that whoever looks, at whatever moment
/// the writer dies, finds whole files only.
package struct CaseFolder: Hashable, Sendable {
  /// The folder's path.
  package let path: String

  /// Takes a folder, which need not exist before something is written.
  package init(path: String) {
    self.path = path
  }

  /// Writes a case under its name, or under another; one that is there already is replaced.
  ///
  /// - Throws: `InputFault.unwritable` where the folder cannot be written.
  package func write(_ item: StoredCase, named other: String? = nil) throws(InputFault) {
    let name = other ?? CaseFile.name(of: item)
    let text = JSONWriter.bytes(CaseFile.json(item))
    let target = path + "/" + name
    let temporary = path + "/." + name + ".partial"
    try FileWriting.makeFolder(path)
    do {
      try Data(text).write(to: URL(fileURLWithPath: temporary))
    } catch {
      unlink(temporary)
      throw .unwritable(path: path, reason: FileWriting.reason(of: error))
    }
    guard rename(temporary, target) == 0 else {
      let reason = FileWriting.reason(ofStatus: errno)
      unlink(temporary)
      throw .unwritable(
        path: target,
        reason: reason ?? "a folder of that name is in the way; move it"
      )
    }
  }

  /// Removes a case; one that is not there is removed already.
  ///
  /// - Throws: `InputFault.unwritable` where it cannot be removed.
  package func remove(_ name: String) throws(InputFault) {
    let file = path + "/" + name
    guard unlink(file) != 0, errno != ENOENT else { return }
    let reason = FileWriting.reason(ofStatus: errno) ?? "it is no file that can be removed"
    throw .unwritable(path: file, reason: reason)
  }

  /// The paths of the cases, sorted by name; none where there is no such folder.
  ///
  /// - Throws: `InputFault.unreadable` for a folder that cannot be looked into.
  package var files: [String] {
    get throws(InputFault) {
      guard Self.isFolder(path) else { return [] }
      let names: [String]
      do {
        names = try FileManager.default.contentsOfDirectory(atPath: path)
      } catch {
        throw .unreadable(path: path, reason: FileReading.notReadable(path))
      }
      return names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted()
        .map { path + "/" + $0 }
    }
  }

  /// Whether a path is that of a folder.
  package static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
