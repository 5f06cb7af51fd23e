import Mustache

// How the template finds members of blocks by name; see the other lookups.

extension PageBlock: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "heading": heading
    case "paragraph": paragraph
    case "drawing": drawing
    case "legend": legend
    case "table": table
    case "folded": folded
    case "columns": columns
    case "witness": witness
    case "scrolled": scrolled
    case "states": states
    case "amounts": amounts
    case "facts": facts
    case "command": command
    default: nil
    }
  }
}

extension PageBlock.Heading: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "title": title
    case "number": number
    case "mark": mark
    default: nil
    }
  }
}

extension PageBlock.Legend: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "label": label
    case "items": items
    default: nil
    }
  }
}

extension PageBlock.LegendItem: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "swatch": swatch
    case "name": self.name
    default: nil
    }
  }
}

extension PageBlock.Folded: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "summary": summary
    case "blocks": blocks
    default: nil
    }
  }
}

extension PageBlock.Columns: MustacheParent {
  func child(named name: String) -> Any? { name == "items" ? items : nil }
}

extension PageBlock.Column: MustacheParent {
  func child(named name: String) -> Any? { name == "blocks" ? blocks : nil }
}

extension PageBlock.States: MustacheParent {
  func child(named name: String) -> Any? { name == "rows" ? rows : nil }
}

extension PageBlock.QueueState: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "name": self.name
    case "chips": chips
    default: nil
    }
  }
}

extension PageBlock.Chip: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "name": self.name
    case "sign": sign
    case "state": state
    case "mark": mark
    case "note": note
    default: nil
    }
  }
}

extension PageBlock.Amounts: MustacheParent {
  func child(named name: String) -> Any? { name == "rows" ? rows : nil }
}

extension PageBlock.Amount: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "name": self.name
    case "value": value
    default: nil
    }
  }
}

extension PageBlock.Facts: MustacheParent {
  func child(named name: String) -> Any? { name == "rows" ? rows : nil }
}

extension PageBlock.Fact: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "name": self.name
    case "lines": lines
    default: nil
    }
  }
}
