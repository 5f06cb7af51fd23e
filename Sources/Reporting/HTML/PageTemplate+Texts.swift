// The templates in Mustache. A name that starts with a point is that of the nearest object only.

extension PageTemplate {
  /// Head, headline, numbers and sections.
  static let pageText = #"""
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta http-equiv="Content-Security-Policy"
    content="default-src 'none'; style-src 'unsafe-inline'" />
    <meta name="color-scheme" content="light dark" />
    <title>{{title}}</title>
    <style>
    {{{style}}}</style>
    </head>
    <body>
    {{{patterns}}}
    <a class="skip" href="#content">Skip to the content</a>
    <header>
    <p class="kicker">{{kicker}}{{#home}} · <a href="{{.}}">all cases</a>{{/home}}</p>
    {{#badge}}<p class="badge {{.mark}}"><span aria-hidden="true">{{.sign}}</span> {{.word}}</p>
    {{/badge}}<h1>{{headline}}</h1>
    <p class="lead">{{lead}}</p>
    {{#tiles}}<dl class="tiles">
    {{#.items}}<div><dt>{{.name}}</dt><dd>{{.value}}<small>{{.note}}</small></dd></div>
    {{/.items}}</dl>
    {{/tiles}}</header>
    <main id="content">
    {{#sections}}
    <section aria-labelledby="{{.id}}"><h2 id="{{.id}}">{{.title}}</h2>
    {{#.introduction}}<p>{{.}}</p>
    {{/.introduction}}{{#.blocks}}{{>block}}{{/.blocks}}</section>
    {{/sections}}
    </main>
    <footer><p>{{footer}}</p></footer>
    </body>
    </html>

    """#

  /// One block.
  static let blockText = #"""
    {{#.heading}}<h3 class="{{.mark}}"><bdi>{{.title}}</bdi>\#
    {{#.number}} <span class="number">{{.}}</span>{{/.number}}</h3>
    {{/.heading}}{{#.paragraph}}<p>{{.}}</p>
    {{/.paragraph}}{{#.drawing}}<figure>{{{.}}}</figure>
    {{/.drawing}}{{#.legend}}<ul class="legend" aria-label="{{.label}}">
    {{#.items}}<li>{{{.swatch}}}<bdi>{{.name}}</bdi></li>
    {{/.items}}</ul>
    {{/.legend}}{{#.table}}{{>table}}{{/.table}}\#
    {{#.folded}}<details><summary>{{.summary}}</summary>
    {{#.blocks}}{{>block}}{{/.blocks}}</details>
    {{/.folded}}{{#.columns}}<div class="pair">
    {{#.items}}<div>{{#.blocks}}{{>block}}{{/.blocks}}</div>
    {{/.items}}</div>
    {{/.columns}}{{#.witness}}<div class="witness"><h3>{{.summary}}</h3>
    {{#.blocks}}{{>block}}{{/.blocks}}</div>
    {{/.witness}}{{#.scrolled}}<div class="scrolled" role="region" tabindex="0" \#
    aria-label="{{.summary}}">{{#.blocks}}{{>block}}{{/.blocks}}</div>
    {{/.scrolled}}{{#.states}}<dl class="state">
    {{#.rows}}<div><dt><bdi>{{.name}}</bdi></dt><dd>{{#.chips}}
    <span class="chip {{.mark}}"><span aria-hidden="true">{{.sign}}</span>
    <span class="quiet">{{.state}}: </span>
    <bdi>{{.name}}</bdi>{{#.note}} <em>{{.}}</em>{{/.note}}</span>
    {{/.chips}}</dd></div>
    {{/.rows}}</dl>
    {{/.states}}{{#.amounts}}<ul class="items">
    {{#.rows}}<li><bdi>{{.name}}</bdi> <span class="number">{{.value}}</span></li>
    {{/.rows}}</ul>
    {{/.amounts}}{{#.facts}}<dl class="setup">
    {{#.rows}}<div><dt>{{.name}}</dt><dd>{{#.lines}}<p><bdi>{{.}}</bdi></p>{{/.lines}}</dd></div>
    {{/.rows}}</dl>
    {{/.facts}}{{#.command}}<pre tabindex="0"><code>{{.}}</code></pre>
    {{/.command}}
    """#

  /// A table.
  ///
  /// Roles are written out, since a narrow window shows it as blocks.
  static let tableText = #"""
    <table role="table" class="{{.kind}}">\#
    {{#.caption}}<caption>{{.}}</caption>{{/.caption}}<thead role="rowgroup">
    <tr role="row">{{#.columns}}
    <th role="columnheader" scope="col" class="{{.mark}}">{{.title}}</th>{{/.columns}}</tr></thead>
    {{#.groups}}<tbody role="rowgroup">
    {{#.heading}}<tr role="row"><th role="rowheader" scope="rowgroup" class="group" \#
    colspan="{{.width}}">{{#.cell}}{{>cell}}{{/.cell}}</th></tr>
    {{/.heading}}{{#.rows}}<tr role="row">
    {{#.head}}<th role="rowheader" scope="row">{{>cell}}</th>{{/.head}}{{#.cells}}
    <td role="cell" class="{{.mark}}" data-label="{{.label}}"><span>{{>cell}}</span></td>\#
    {{/.cells}}</tr>
    {{/.rows}}</tbody>
    {{/.groups}}</table>

    """#

  /// The content of a cell.
  static let cellText = #"""
    {{#.badge}}<span class="badge small {{.mark}}">\#
    <span aria-hidden="true">{{.sign}}</span> {{.word}}</span> {{/.badge}}\#
    {{#.link}}<a href="{{.}}">{{/.link}}<bdi>{{.text}}</bdi>{{#.link}}</a>{{/.link}}\#
    {{#.notes}}<small>{{.}}</small>{{/.notes}}
    """#
}
