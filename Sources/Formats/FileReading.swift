package import Documents
package import Foundation

/// Reads whole files.
package enum FileReading {
  /// The largest file that is read at all: 4 GiB.
  package static let largestFile: UInt64 = 1 << 32

  /// The bytes of a regular file, or of standard input.
  ///
  /// - Throws: `InputFault.missing`, or `unreadable` for a folder, a device or too large a file.
  package static func bytes(at path: String, atMost limit: UInt64 = largestFile)
    throws(InputFault) -> [UInt8]
  {
    if StandardInput.isMeant(by: path) {
      return Array(try StandardInput.data(atMost: limit))
    }
    let size = try size(at: path, atMost: limit)
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else {
      throw InputFault.unreadable(path: path, reason: notReadable(path))
    }
    defer { close(descriptor) }
    var (count, last) = (0, 0)
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      repeat {
        last = read(descriptor, buffer.baseAddress?.advanced(by: count), size - count)
        count += max(last, 0)
      } while last > 0 && count < size
      initialized = count
    }
    guard last >= 0 else { throw InputFault.unreadable(path: path, reason: notReadable(path)) }
    return bytes
  }

  /// The content of a regular file, mapped into memory where the system can, or of standard input.
  ///
  /// - Throws: `InputFault.missing`, or `unreadable` for a folder, a device or too large a file.
  package static func data(at path: String, atMost limit: UInt64 = largestFile)
    throws(InputFault) -> Data
  {
    if StandardInput.isMeant(by: path) { return try StandardInput.data(atMost: limit) }
    _ = try size(at: path, atMost: limit)
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    else { throw InputFault.unreadable(path: path, reason: notReadable(path)) }
    return data
  }

  /// The size of a regular file, links followed.
  private static func size(at path: String, atMost limit: UInt64) throws(InputFault) -> Int {
    var entry = stat()
    guard !path.utf8.contains(0), stat(path.isEmpty ? "." : path, &entry) == 0 else {
      throw InputFault.missing(path: path)
    }
    let kind = entry.st_mode & S_IFMT
    guard kind == S_IFREG else {
      throw InputFault.unreadable(
        path: path,
        reason: kind == S_IFDIR ? "a folder, not a file; name a file in it" : notAFile
      )
    }
    guard entry.st_size <= limit else {
      throw InputFault.unreadable(path: path, reason: "larger than \(limit) bytes")
    }
    return Int(entry.st_size)
  }

  /// Why the system does not let a file or folder be read, and what helps.
  static func notReadable(_ path: String) -> String {
    access(path, R_OK) == 0 ? "cannot be read" : "you may not read it; change its permissions"
  }

  private static let notAFile =
    "not a regular file; write what comes from a pipe or device to a file first, or pipe it in "
    + "and name it '-'"

  /// The document in a file: YAML where its name ends in `.yaml` or `.yml`, else JSON.
  ///
  /// Standard input is YAML unless it begins like JSON. Places name the file by the path given.
  package static func document(at path: String) throws(InputFault) -> Document {
    let isYAML =
      StandardInput.isMeant(by: path)
      ? !(try StandardInput.holdsJSON()) : path.hasSuffix(".yaml") || path.hasSuffix(".yml")
    let limits: DocumentLimits = isYAML ? .yaml : .json
    let bytes = try bytes(at: path, atMost: UInt64(limits.bytes))
    do throws(InputProblems) {
      return isYAML
        ? try YAMLReader.read(bytes, file: path, limits: limits)
        : try JSONReader.read(bytes, file: path, limits: limits)
    } catch {
      throw InputFault.content(error)
    }
  }

  /// Whether there is something of that path.
  package static func isFile(_ path: String) -> Bool {
    StandardInput.isMeant(by: path) || FileManager.default.fileExists(atPath: path)
  }

  /// The paths that begin as what somebody is typing, sorted; folders end in `/`.
  package static func names(beginning typed: String) -> [String] {
    let folder = folder(of: typed)
    let prefix = folder.isEmpty || folder == "/" ? folder : folder + "/"
    let entries = try? FileManager.default.contentsOfDirectory(
      atPath: folder.isEmpty ? "." : folder
    )
    return (entries ?? []).filter { !$0.hasPrefix(".") }.map { prefix + $0 }
      .filter { $0.hasPrefix(typed) }.sorted()
      .map { CaseFolder.isFolder($0) ? $0 + "/" : $0 }
  }

  /// Whether a file is JSON, as its name says, or the beginning of standard input.
  ///
  /// - Throws: `InputFault` where standard input cannot be read.
  package static func holdsJSON(_ path: String) throws(InputFault) -> Bool {
    guard StandardInput.isMeant(by: path) else { return path.hasSuffix(".json") && isFile(path) }
    return try StandardInput.holdsJSON()
  }

  /// A path that another file names: itself where it is absolute, else relative to that file.
  package static func path(_ reference: String, relativeTo file: String) -> String {
    guard !reference.hasPrefix("/") else { return reference }
    let folder = folder(of: file)
    return folder.isEmpty || folder == "/" ? folder + reference : folder + "/" + reference
  }

  /// The last component of a path; the path itself where it has none.
  package static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// The folder that a path names its file in; empty where it names none.
  ///
  /// Foundation's own traps for names of one letter (Swift 6.3 on Linux).
  package static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
