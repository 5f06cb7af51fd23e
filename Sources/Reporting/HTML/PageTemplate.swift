import Mustache

/// The page's template.
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
    do {
      let template = try MustacheTemplate(string: "{{% CONTENT_TYPE: XML}}" + text(for: page))
      return template.render(page)
    } catch {
      preconditionFailure("the page's template is well-formed")
    }
  }

  /// The sections in the order in which they matter: a plan that is no legal plan is shown with
  /// what it breaks, any other with its run.
  private static func text(for page: Page) -> String {
    let middle = page.isIllegal ? findings + time : time + findings
    return head + middle + rest
  }
}
