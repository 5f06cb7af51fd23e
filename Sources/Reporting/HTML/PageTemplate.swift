import Mustache

/// The template of all pages.
///
/// Everything in double braces is escaped; triple braces hold markup that `Markup` wrote.
enum PageTemplate {
  /// Escapes scalar by scalar; the library's own escaping goes by grapheme clusters and lets a
  /// quotation mark with a combining accent through.
  private struct ScalarEscaping: MustacheContentType {
    func escapeText(_ text: String) -> String { Markup.escaped(text) }
  }

  /// Fills the page.
  static func render(_ page: Page) -> String {
    MustacheContentTypes.register(ScalarEscaping(), named: "XML")
    var library = MustacheLibrary()
    do {
      // A partial starts with the library's own escaping again.
      for (name, text) in [
        ("page", pageText), ("block", blockText), ("table", tableText),
        ("cell", cellText),
      ] {
        try library.register("{{% CONTENT_TYPE: XML}}" + text, named: name)
      }
    } catch {
      preconditionFailure("the page's template is well-formed")
    }
    return library.render(page, withTemplate: "page") ?? ""
  }
}
