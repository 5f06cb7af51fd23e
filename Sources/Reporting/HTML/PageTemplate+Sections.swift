// The template of each part of the page, in Mustache.

extension PageTemplate {
  /// Head, headline and numbers.
  static let head = #"""
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
    <a class="skip" href="#verdict">Skip to the verdict</a>
    <header>
    <p class="kicker">Pitfall · counterexample report</p>
    <p class="badge {{verdict}}"><span aria-hidden="true">{{sign}}</span> {{verdict}}</p>
    <h1>{{headline}}</h1>
    <p class="lead">{{lead}}</p>
    <dl class="tiles">
    {{#tiles}}<div><dt>{{name}}</dt><dd>{{value}}<small>{{note}}</small></dd></div>
    {{/tiles}}</dl>
    </header>
    <main>

    """#

  /// Both runs, and where their time goes.
  static let time = #"""
    {{#timelines}}<section aria-labelledby="runs"><h2 id="runs">What happens</h2>
    <p>{{introduction}}</p>
    {{#runs}}<figure>
    <h3>{{title}} <span class="number">{{latency}}</span></h3>
    {{{svg}}}
    </figure>
    {{/runs}}
    <ul class="legend" aria-label="Signs in the timelines">
    {{#legend}}<li>{{{swatch}}}{{name}}</li>
    {{/legend}}</ul>
    </section>

    <section aria-labelledby="time"><h2 id="time">Where the time goes</h2>
    <p>{{pathIntroduction}}</p>
    <figure>
    {{#pathBars}}<h3>{{title}} <span class="number">{{total}}</span></h3>
    {{{svg}}}
    {{/pathBars}}<ul class="legend" aria-label="Signs in the bars">
    {{#barLegend}}<li>{{{swatch}}}{{name}}</li>
    {{/barLegend}}</ul>
    </figure>
    {{#longest}}<h3>The longest commands on the critical path</h3>
    <table role="table" class="rank"><thead role="rowgroup">
    <tr role="row"><th role="columnheader" scope="col">command</th>
    <th role="columnheader" scope="col">where</th>
    <th role="columnheader" scope="col" class="n">time</th>
    <th role="columnheader" scope="col" class="n">of the latency</th></tr></thead>
    <tbody role="rowgroup">
    {{#rows}}<tr role="row">
    <th role="rowheader" scope="row"><bdi>{{name}}</bdi></th>
    <td role="cell" data-label="where"><bdi>{{place}}</bdi></td>
    <td role="cell" class="n" data-label="time">{{time}}</td>
    <td role="cell" class="n" data-label="of the latency">{{part}}</td></tr>
    {{/rows}}</tbody></table>
    {{/longest}}
    <h3>Queue by queue</h3>
    <div class="pair">
    {{#queueBars}}<figure>
    <h4>{{title}}</h4>
    {{#bars}}<p class="bar-name"><bdi>{{name}}</bdi> <span>{{note}}</span></p>
    {{{svg}}}
    {{/bars}}</figure>
    {{/queueBars}}</div>
    <details><summary>The same as a table</summary>
    {{#queueTables}}<table role="table"><caption>{{title}}</caption><thead role="rowgroup">
    <tr role="row"><th role="columnheader" scope="col">queue</th>
    <th role="columnheader" scope="col" class="n">steps</th>{{#columns}}
    <th role="columnheader" scope="col" class="n">{{.}}</th>{{/columns}}</tr></thead>
    <tbody role="rowgroup">
    {{#rows}}<tr role="row">
    <th role="rowheader" scope="row"><bdi>{{name}}</bdi></th>
    <td role="cell" class="n" data-label="steps">{{steps}}</td>{{#cells}}
    <td role="cell" class="n" data-label="{{label}}">{{value}}</td>{{/cells}}</tr>
    {{/rows}}</tbody></table>
    {{/queueTables}}</details>
    </section>
    {{/timelines}}

    """#

  /// The obligations with their verdicts and what shows them.
  static let findings = #"""
    <section aria-labelledby="verdict"><h2 id="verdict">What the plan owes</h2>
    <table role="table" class="findings"><thead role="rowgroup">
    <tr role="row"><th role="columnheader" scope="col">obligation</th>
    <th role="columnheader" scope="col">verdict</th>
    <th role="columnheader" scope="col">finding</th></tr></thead>
    <tbody role="rowgroup">
    {{#findings}}<tr role="row">
    <th role="rowheader" scope="row">{{name}}<small>{{statement}}</small></th>
    <td role="cell">
    <span class="badge small {{verdict}}">
    <span aria-hidden="true">{{sign}}</span> {{verdict}}</span></td>
    <td role="cell"><p dir="ltr">{{message}}</p>
    {{#steps}}<p class="note">Steps: <bdi>{{.}}</bdi></p>{{/steps}}</td></tr>
    {{/findings}}</tbody></table>
    {{#witnesses}}<div class="witness"><h3>{{title}}</h3>
    <p>{{introduction}}</p>
    {{{svg}}}
    {{#queues}}<dl class="state">{{#rows}}<div><dt><bdi>{{name}}</bdi></dt><dd>{{#chips}}
    <span class="chip {{mark}}"><span aria-hidden="true">{{sign}}</span>
    <span class="quiet">{{state}}: </span>
    <bdi>{{name}}</bdi>{{#note}} <em>{{note}}</em>{{/note}}</span>
    {{/chips}}</dd></div>{{/rows}}</dl>{{/queues}}
    {{#items}}<ul class="items">
    {{#rows}}<li><bdi>{{name}}</bdi> <span class="number">{{value}}</span></li>
    {{/rows}}</ul>{{/items}}
    </div>
    {{/witnesses}}</section>

    """#

  /// Memory, graph, commands, and what was judged.
  static let rest = #"""
    {{#memory}}<section aria-labelledby="memory"><h2 id="memory">Memory over time</h2>
    <p>{{introduction}}</p>
    {{#pools}}<figure><h3><bdi>{{name}}</bdi> <span class="number">{{note}}</span></h3>
    {{{svg}}}</figure>
    {{/pools}}<ul class="legend" aria-label="Signs in the memory charts">
    {{#legend}}<li>{{{swatch}}}{{name}}</li>
    {{/legend}}</ul></section>
    {{/memory}}

    <section aria-labelledby="graph"><h2 id="graph">The graph and who computes it</h2>
    <p>{{graph.introduction}}</p>
    <figure>{{{graph.svg}}}
    <ul class="legend" aria-label="Signs in the graph">
    {{#graph.legend}}<li>{{{swatch}}}<bdi>{{name}}</bdi></li>
    {{/graph.legend}}</ul></figure></section>

    {{#commands}}<section aria-labelledby="commands"><h2 id="commands">Every command</h2>
    <details><summary>{{summary}}</summary>
    <table role="table"><thead role="rowgroup">
    <tr role="row"><th role="columnheader" scope="col">command</th>
    <th role="columnheader" scope="col">step</th>
    <th role="columnheader" scope="col">queue</th>
    <th role="columnheader" scope="col" class="n">start</th>
    <th role="columnheader" scope="col" class="n">time</th>
    <th role="columnheader" scope="col">note</th></tr></thead>
    <tbody role="rowgroup">
    {{#rows}}<tr role="row">
    <th role="rowheader" scope="row"><bdi>{{name}}</bdi></th>
    <td role="cell" data-label="step"><bdi>{{step}}</bdi></td>
    <td role="cell" data-label="queue"><bdi>{{queue}}</bdi></td>
    <td role="cell" class="n" data-label="start">{{start}}</td>
    <td role="cell" class="n" data-label="time">{{time}}</td>
    <td role="cell" data-label="note">{{note}}</td></tr>
    {{/rows}}</tbody></table>{{#more}}<p class="note">{{more}}</p>{{/more}}</details></section>
    {{/commands}}

    <section aria-labelledby="setup"><h2 id="setup">What this was judged on</h2>
    <dl class="setup">
    {{#setup}}<div><dt>{{name}}</dt><dd>{{#lines}}<p><bdi>{{.}}</bdi></p>{{/lines}}</dd></div>
    {{/setup}}</dl>
    <h3>Do it again</h3>
    {{#reproduction}}<pre tabindex="0"><code>{{.}}</code></pre>
    {{/reproduction}}</section>
    </main>
    <footer><p>{{footer}}</p></footer>
    </body>
    </html>

    """#
}
