/// What the page's template is filled with: a heading and sections of blocks.
///
/// Names are those of the template.
struct Page {
  let title: String
  let style = PageStyle.text
  let patterns = PageStyle.patterns
  let kicker: String
  /// The page of all cases.
  var home: String?
  var badge: Badge?
  let headline: String
  let lead: String
  var tiles: Tiles?
  let sections: [Section]
  let footer: String

  /// A verdict or a result as a sign with a word.
  struct Badge {
    /// The word, which is also its CSS class where it has colours of its own.
    let word: String
    let sign: String
    /// The CSS class.
    let mark: String
  }

  /// The numbers below the headline.
  struct Tiles {
    let items: [Tile]
  }

  /// A number that matters.
  struct Tile {
    let name: String
    let value: String
    let note: String
  }

  /// A part of the page with a heading.
  struct Section {
    /// The anchor, unique on the page.
    let id: String
    let title: String
    let introduction: String?
    let blocks: [PageBlock]

    init(id: String, title: String, introduction: String? = nil, blocks: [PageBlock]) {
      self.id = id
      self.title = title
      self.introduction = introduction?.withBoundUnits
      self.blocks = blocks
    }
  }
}
