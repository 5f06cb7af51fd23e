import Mustache

// How the template finds members by name. The library would ask for their mirrors, which takes a
// fifth of the time of a whole report.

extension Page: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "title": title
    case "style": style
    case "patterns": patterns
    case "kicker": kicker
    case "home": home
    case "badge": badge
    case "headline": headline
    case "lead": lead
    case "tiles": tiles
    case "sections": sections
    case "footer": footer
    default: nil
    }
  }
}

extension Page.Badge: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "word": word
    case "sign": sign
    case "mark": mark
    default: nil
    }
  }
}

extension Page.Tiles: MustacheParent {
  func child(named name: String) -> Any? { name == "items" ? items : nil }
}

extension Page.Tile: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "name": self.name
    case "value": value
    case "note": note
    default: nil
    }
  }
}

extension Page.Section: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "id": id
    case "title": title
    case "introduction": introduction
    case "blocks": blocks
    default: nil
    }
  }
}

extension PageTable: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "kind": kind
    case "caption": caption
    case "columns": columns
    case "rows": rows
    default: nil
    }
  }
}

extension PageTable.Column: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "title": title
    case "mark": mark
    default: nil
    }
  }
}

extension PageTable.Row: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "head": head
    case "cells": cells
    default: nil
    }
  }
}

extension PageTable.Cell: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "text": text
    case "notes": notes
    case "badge": badge
    case "link": link
    case "label": label
    case "mark": mark
    default: nil
    }
  }
}
