package import Foundation

/// Writes whole files: what is there before stays until what replaces it is complete.
package enum FileWriting {
  /// Writes a file in one piece.
  ///
  /// A symbolic link is followed. A device or a pipe is written to and never replaced.
  ///
  /// - Throws: `InputFault.unwritable` with the reason and a cure.
  package static func write(_ bytes: Data, to path: String) throws(InputFault) {
    if let reason = obstacle(at: path) { throw .unwritable(path: path, reason: reason) }
    let url = URL(fileURLWithPath: path)
    do {
      if isSpecial(path) {
        let handle = try FileHandle(forWritingTo: url)
        try handle.write(contentsOf: bytes)
        try handle.close()
      } else {
        try bytes.write(to: url.resolvingSymlinksInPath(), options: .atomic)
      }
    } catch {
      throw .unwritable(path: path, reason: reason(of: error))
    }
  }

  /// Makes a folder, with those it lies in, where there is none.
  ///
  /// - Throws: `InputFault.unwritable` with the reason and a cure.
  package static func makeFolder(_ path: String) throws(InputFault) {
    guard !path.isEmpty else { throw .unwritable(path: path, reason: noName) }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      let isTaken = FileManager.default.fileExists(atPath: path)
      throw .unwritable(
        path: path,
        reason: isTaken ? "there is a file of that name; name a folder" : reason(of: error)
      )
    }
  }

  private static let noName = "the name is empty; name a file or folder"

  /// What stands in the way before anything is tried, and what helps.
  private static func obstacle(at path: String) -> String? {
    guard !path.isEmpty else { return noName }
    guard !CaseFolder.isFolder(path) else { return "it is a folder; name a file in it" }
    if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path),
      !FileManager.default.fileExists(atPath: path)
    {
      return "it is a link to \(InputFault.safe(target)), which is not there; remove the link"
    }
    let parent = FileReading.folder(of: path)
    guard !parent.isEmpty, !CaseFolder.isFolder(parent) else { return nil }
    return FileManager.default.fileExists(atPath: parent)
      ? "\(InputFault.safe(parent)) is no folder; name a file in one"
      : "there is no folder \(InputFault.safe(parent)); make it first"
  }

  /// Whether something is there that is neither a file nor a folder.
  private static func isSpecial(_ path: String) -> Bool {
    var entry = stat()
    return stat(path, &entry) == 0 && entry.st_mode & S_IFMT != S_IFREG
  }

  /// Why the system did not write, and what helps.
  package static func reason(of error: any Error) -> String {
    let error = error as NSError
    let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError
    let posix = [error, cause].compactMap(\.self).first { $0.domain == NSPOSIXErrorDomain }
    if let posix { return reason(ofStatus: Int32(posix.code)) ?? posix.localizedDescription }
    switch CocoaError.Code(rawValue: error.code) {
    case .fileWriteOutOfSpace: return reason(ofStatus: ENOSPC) ?? ""
    case .fileWriteNoPermission: return reason(ofStatus: EACCES) ?? ""
    case .fileWriteVolumeReadOnly: return reason(ofStatus: EROFS) ?? ""
    default: return error.localizedDescription
    }
  }

  /// Why the system did not write, from what it left in `errno`; nil for what is told otherwise.
  package static func reason(ofStatus status: Int32) -> String? {
    switch status {
    case ENOSPC, EDQUOT: "no space is left there; free some, or write elsewhere"
    case EACCES, EPERM: "you may not write there; change the permissions, or write elsewhere"
    case EROFS: "the file system is read-only; write elsewhere"
    case ENAMETOOLONG: "the name is too long"
    default: nil
    }
  }
}
