/// The page's looks: light and dark, narrow and wide, on screen and on paper.
enum PageStyle {
  /// The style sheet.
  static let text = """
    :root{--paper:#f6f7f9;--card:#fff;--ink:#16202c;--soft:#56616f;--line:#d5dae1;--grid:#e9ecf0;
    --p0:#2f6bd0;--p1:#b8500b;--p2:#0b7a6b;--p3:#7d3fd0;--p4:#a81f55;--p5:#59636f;
    --copy:#b3246e;--copy-light:#fbe3ef;--critical:#16202c;--bad:#b3261e;--bad-paper:#fdecea;
    --good:#13703c;--good-paper:#e6f4ea;--open:#855300;--open-paper:#fdf3dc;--area:#8fb2ea;
    --launch:#7b8794;--contention:#a87a00;--work:#4d6076;
    --link:#1f56b0;--heat:#b3261e}
    @media screen and (prefers-color-scheme:dark){:root{--paper:#0f141a;--card:#182029;
    --ink:#e8edf3;--soft:#a3afbd;--line:#36414e;--grid:#26303b;--copy:#ef6fae;--copy-light:#4a2038;
    --p0:#3a72d2;--p1:#bb5711;--p2:#12806f;--p3:#8a52dc;--p4:#c0367a;--p5:#66717f;
    --critical:#f4f7fa;--bad:#ff9a90;--bad-paper:#43201f;--good:#7ddba0;--good-paper:#17392a;
    --open:#f5c665;--open-paper:#40321a;--area:#37588f;--launch:#8b97a5;--contention:#d3a526;
    --work:#5d7189;    --link:#8fb8ff}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0 auto;max-width:1120px;padding:28px 24px 56px;background:var(--paper);
    color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",
    "DejaVu Sans",sans-serif;overflow-wrap:anywhere}
    .skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--card);
    padding:8px;z-index:2}
    .kicker{margin:0 0 10px;color:var(--soft);font-size:.85rem;letter-spacing:.04em}
    h1{margin:12px 0 8px;font-size:2rem;line-height:1.2;letter-spacing:-.015em;
    text-wrap:balance}
    .lead{margin:0 0 22px;font-size:1.1rem;color:var(--soft);max-width:48em}
    h2{margin:0 0 6px;font-size:1.3rem;letter-spacing:-.01em}
    h3{margin:22px 0 8px;font-size:1rem}
    .pair h3:first-child,.witness h3{margin-top:6px}
    section{background:var(--card);border:1px solid var(--line);border-radius:12px;
    padding:22px 24px;margin:0 0 20px}
    section>p,.witness>p,details>p{margin:0 0 12px;color:var(--soft);max-width:56em}
    figure{margin:0}
    .number{font-weight:400;color:var(--soft);font-variant-numeric:tabular-nums}
    .note,small{color:var(--soft);font-size:.85rem}
    .badge{display:inline-block;margin:0;padding:3px 12px;border-radius:99px;font-weight:600;
    font-size:.95rem;white-space:nowrap}.badge.small{font-size:.85rem;padding:1px 9px}
    .refuted{color:var(--bad);background:var(--bad-paper)}
    .proved{color:var(--good);background:var(--good-paper)}
    .undecided{color:var(--open);background:var(--open-paper)}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(165px,1fr));gap:12px;
    margin:0 0 20px}
    .tiles div{background:var(--card);border:1px solid var(--line);border-radius:12px;
    padding:12px 16px}
    .tiles dt{color:var(--soft);font-size:.85rem}
    .tiles dd{margin:0;font-size:1.4rem;font-weight:600;line-height:1.3;
    font-variant-numeric:tabular-nums}
    .tiles small{display:block;font-weight:400;font-size:.85rem;line-height:1.4}
    .defs{position:absolute}
    svg.chart{display:block;overflow:visible;font-size:12px}
    svg text{fill:var(--ink);unicode-bidi:isolate}
    svg .lane{paint-order:stroke;stroke:var(--card);stroke-width:7px;stroke-linejoin:round}
    svg .low{stroke-width:4px}svg .lane .name{font-weight:600}svg .lane .note{fill:var(--soft)}
    .tick{fill:var(--soft)!important;font-size:11px}
    .grid{stroke:var(--grid)}
    .floor{stroke:var(--line)}
    .p0{fill:var(--p0)}.p1{fill:var(--p1)}.p2{fill:var(--p2)}.p3{fill:var(--p3)}
    .p4{fill:var(--p4)}.p5{fill:var(--p5)}
    .start{fill:#000;opacity:.4;pointer-events:none}
    .copy{fill:url(#copy);stroke:var(--copy);stroke-width:1}
    .dots{fill:url(#dots);pointer-events:none}
    .edged{stroke:var(--card);stroke-width:1}.copy.edged{stroke:var(--copy)}
    .critical{fill:var(--critical)}
    .turn{stroke:var(--critical);stroke-width:1.5;opacity:.55}
    .wait{stroke:var(--soft);stroke-width:1.5;stroke-dasharray:2 4}
    .end{stroke:var(--ink);stroke-width:2}
    .rival{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:5 4;opacity:.75}
    .saved{fill:url(#saved)}
    svg .gap{font-size:15px;font-weight:700;paint-order:stroke;stroke:var(--card);
    stroke-width:6px;stroke-linejoin:round}
    svg .on{fill:#fff;font-size:11px;pointer-events:none;stroke-linejoin:round}
    svg [class*=" on-"]{paint-order:stroke;stroke-width:6px}.on-p0{stroke:var(--p0)}
    .on-p1{stroke:var(--p1)}.on-p2{stroke:var(--p2)}.on-p3{stroke:var(--p3)}
    .on-p4{stroke:var(--p4)}.on-p5{stroke:var(--p5)}
    .compute{fill:var(--work)}.launch{fill:url(#launch)}.contention{fill:url(#contention)}
    .held{fill:url(#held)}.imbalance{fill:url(#imbalance)}
    .fallback{fill:url(#fallback)}.waiting{fill:url(#waiting)}.after{fill:none;
    stroke:var(--line)}
    .weights{fill:var(--p5)}.live{fill:var(--work)}.rest{fill:url(#launch)}
    .limit{stroke:var(--bad);stroke-width:2.5;stroke-dasharray:7 3}
    .area{fill:var(--area)}.series{stroke-width:2}.dot{stroke-width:1.5;fill:var(--card)}
    .s0{stroke:var(--p0)}.s1{stroke:var(--p1)}.s2{stroke:var(--p2)}.s3{stroke:var(--p3)}
    .s4{stroke:var(--p4)}.s5{stroke:var(--p5)}
    .s0.best{fill:var(--p0)}.s1.best{fill:var(--p1)}.s2.best{fill:var(--p2)}
    .s3.best{fill:var(--p3)}.s4.best{fill:var(--p4)}.s5.best{fill:var(--p5)}
    .rival-line{fill:none;stroke:var(--ink);stroke-width:1.5;stroke-dasharray:5 3;
    vector-effect:non-scaling-stroke}
    .flow{stroke:var(--soft);stroke-width:1.3}
    .copied{stroke:var(--copy);stroke-width:2.4;stroke-dasharray:5 3}
    .missing{fill:none;stroke:var(--bad);stroke-width:2;stroke-dasharray:3 3}
    svg .code{font-weight:700;font-size:12px}svg .kind{font-size:10px}
    .legend{display:flex;flex-wrap:wrap;gap:6px 18px;margin:12px 0 0;padding:0;list-style:none;
    font-size:.85rem;color:var(--soft)}
    .legend+p{margin:16px 0 0;color:var(--soft);max-width:56em}
    .legend li{display:flex;align-items:center;gap:7px}.legend svg{flex:none;display:block}
    .whole{fill:var(--work)}.less{fill:var(--good)}.more{fill:var(--bad)}
    .behind{fill:var(--grid)}.rung{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 3}
    .pair{display:grid;grid-template-columns:1fr 1fr;gap:8px 36px}
    h3.bar-name{margin:8px 0 0;font-size:.9rem}figure+h3.bar-name{margin-top:16px}
    .pair+.pair{margin-top:18px}.scrolled :is(th,td){overflow-wrap:normal}
    .scrolled:not(:has(.atlas)) :is(th,td){padding-right:7px;font-size:.85rem}
    td small,th small{display:block;font-weight:400;max-width:24em}
    table{border-collapse:collapse;width:100%;font-size:.92rem;margin:8px 0}
    caption{text-align:left;font-weight:600;padding:10px 0 4px}
    th,td{text-align:left;vertical-align:top;padding:7px 14px 7px 0;
    border-bottom:1px solid var(--grid)}
    tr>:last-child{padding-right:0}
    thead th{color:var(--soft);font-weight:500;font-size:.85rem;border-color:var(--line);
    overflow-wrap:break-word}
    tbody th{font-weight:600}.n{text-align:right;font-variant-numeric:tabular-nums;
    white-space:nowrap}
    tbody tr:last-child>*{border-bottom:0}
    .findings th{width:32%}.findings th+th,.findings th+td{width:9rem}
    .findings thead th:last-child{width:auto}.findings td small{max-width:none}
    .scrolled{overflow-x:auto}.cases small{max-width:42em}
    .group{padding-top:16px;font-size:1rem}.group small{display:inline;padding-left:8px}
    .atlas td{padding:5px 4px;text-align:center;min-width:3.1rem;height:2.6rem;
    border:1px solid var(--card);vertical-align:middle;font-size:.88rem;line-height:1.25}
    .atlas td.none{background:var(--paper)}.atlas tbody th{border:0;vertical-align:middle;
    padding:5px 10px 5px 0}.atlas tbody th:not(.group){font-weight:400;overflow-wrap:normal}
    .atlas thead th{padding:4px;text-align:center;vertical-align:bottom;border:0}
    .atlas thead th:first-child{text-align:left;padding-left:0}
    .tall thead th:not(:first-child){writing-mode:vertical-rl;text-align:right;line-height:2.2;
    white-space:nowrap}
    .heat,.heat a,.heat small{color:inherit;font-variant-numeric:tabular-nums}
    .heat small{font-size:.75rem}
    .h0{--m:12%}.h1{--m:24%}.h2{--m:38%}.h3{--m:52%}.h4{--m:66%}.h4.heat{font-weight:700}
    .heat{background:color-mix(in srgb,var(--heat) var(--m),var(--card));
    fill:color-mix(in srgb,var(--heat) var(--m),var(--card))}
    .fresh{fill:var(--bad)}.worse{fill:url(#worse)}.same{fill:var(--work)}
    .better{fill:url(#better)}.gone{fill:var(--good)}.mute{fill:var(--open)}
    .notch{stroke:var(--card);stroke-width:3}
    a{color:var(--link)}
    details{margin:14px 0 0}summary{cursor:pointer;font-weight:600;color:var(--ink)}
    summary:focus-visible,a:focus-visible,pre:focus-visible{outline:3px solid var(--p0);
    outline-offset:3px;border-radius:4px}
    .witness{border-left:4px solid var(--bad);padding:0 0 0 16px;margin:22px 0 0}
    .witness p{margin:0 0 8px}.items+p{margin:10px 0 0!important}
    .state{margin:8px 0 0}.state div{display:grid;grid-template-columns:6.5rem 1fr;gap:10px;
    padding:7px 0;border-top:1px solid var(--grid)}
    .state dt{font-weight:600}.state dd{margin:0;display:flex;flex-wrap:wrap;gap:6px}
    .chip{display:inline-flex;gap:5px;align-items:baseline;padding:1px 9px;border-radius:6px;
    border:1px solid var(--line);font-size:.88rem}
    .chip em{font-style:normal;font-weight:700}
    .chip.run{border:2px solid var(--ink)}.chip.culprit{border:2px solid var(--bad);
    background:var(--bad-paper);color:var(--bad)}
    .chip.done,.chip.ahead{color:var(--soft)}
    .chip.ahead{border-style:dashed}
    .quiet{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    .items{margin:8px 0 0;padding:0;list-style:none;columns:2;column-gap:36px;font-size:.92rem}
    .items li{display:flex;justify-content:space-between;gap:12px;padding:3px 0;
    border-bottom:1px solid var(--grid);break-inside:avoid}
    .setup{margin:0}.setup>div{display:grid;grid-template-columns:9rem 1fr;gap:10px;padding:8px 0;
    border-top:1px solid var(--grid)}
    .setup dt{color:var(--soft)}.setup dd{margin:0}.setup dd p{margin:0 0 2px}
    pre{background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:12px 14px;
    overflow-x:auto;white-space:pre-wrap;font:14px/1.5 ui-monospace,"DejaVu Sans Mono",monospace}
    footer{color:var(--soft);font-size:.85rem}
    @media (max-width:1000px){svg .wide{display:none}}
    @media (max-width:640px){svg .medium,svg .minor{display:none}}
    @media screen and (max-width:760px){svg .medium,svg .minor{display:none}
    body{padding:18px 12px 40px;font-size:15px}h1{font-size:1.45rem}.lead{font-size:1rem}
    section{padding:16px 14px}.pair{grid-template-columns:1fr}
    .tiles{grid-template-columns:1fr 1fr}.tiles dd{font-size:1.15rem}.tiles div{padding:10px 12px}
    svg .sole{transform:translateY(6px)}
    .items{columns:1}.setup>div,.state div{grid-template-columns:1fr;gap:0}
    table,thead,tbody,tr,th,td,caption{display:block;width:auto!important}
    thead{position:absolute;width:1px!important;height:1px;overflow:hidden;clip-path:inset(50%)}
    tbody tr{padding:8px 0;border-bottom:1px solid var(--grid)}
    th,td{border:0;padding:2px 0}
    td[data-label]{display:flex;justify-content:space-between;gap:0 16px;text-align:left}
    td[data-label]::before{content:attr(data-label);color:var(--soft);flex:none}
    td[data-label]:not(.n)>span{text-align:right}td[data-label].n{flex-wrap:wrap}
    td[data-label].n::before{flex:0 1 auto;white-space:normal}
    td[data-label].n>span{margin-left:auto}
    .scrolled:not(:has(.atlas)) :is(th,td){padding-right:0;font-size:inherit}
    .atlas td{height:auto;padding:5px 8px;margin:1px 0}.atlas td.none{display:none}
    td.heat::before{color:inherit!important;font-weight:400}.atlas tbody tr{padding:4px 0;border:0}
    .heat small{display:inline;padding-left:8px}
    tbody tr{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));column-gap:20px}
    tbody tr>*{grid-column:1/-1}tbody tr>.n[data-label]{grid-column:auto}
    .rank tbody tr{grid-template-columns:1fr auto auto}.rank td[data-label]{grid-column:auto;
    justify-content:flex-start}.rank td[data-label]::before{content:none}
    .rank td[data-label]:not(.n)>span{text-align:left}
    .findings td[data-label]{display:block}.findings td[data-label]::before{content:none}
    .findings td[data-label]>span{text-align:left}}
    @media print{:root{color-scheme:light;--paper:#fff}body{max-width:none;padding:0;
    background:#fff;font-size:10.5pt}h1{font-size:1.6rem}section{border-color:#bbb;
    padding:14px 16px;margin:0 0 14px;box-decoration-break:clone;
    -webkit-box-decoration-break:clone}h2,h3,caption{break-after:avoid}section>p:first-of-type{
    break-after:avoid}figure,tr,.tiles,.legend,.witness,.setup>div,pre,li{break-inside:avoid}
    *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
    .skip,details:not([open]){display:none}a{color:inherit;text-decoration:none}
    .scrolled{overflow:visible}.atlas td{min-width:0;padding:3px 0;font-size:7.5pt}
    .heat small{font-size:7.5pt}.scrolled:not(:has(.atlas)) :is(td,th){white-space:normal;
    font-size:8pt;padding:3px 4px}section:has(>h2+details:not([open])){display:none}
    .atlas tbody th{font-size:8pt;padding:3px 4px 3px 0;
    overflow-wrap:normal}
    .atlas thead th{padding:2px 0}.scrolled:has(thead th:nth-child(12)) :is(td,th){
    font-size:7.5pt;padding:3px 2px;overflow-wrap:anywhere}
    .scrolled:has(thead th:nth-child(12)) .n{overflow-wrap:normal}}

    """

  /// The patterns that all charts share.
  static let patterns = """
    <svg class="defs" width="0" height="0" aria-hidden="true"><defs>
    <pattern id="copy" width="7" height="7" patternUnits="userSpaceOnUse" \
    patternTransform="rotate(45)"><rect width="7" height="7" fill="var(--copy-light)"/>\
    <rect width="3.5" height="7" fill="var(--copy)"/></pattern>
    <pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse">\
    <circle cx="2" cy="2" r="1.4" fill="#fff"/></pattern>
    <pattern id="launch" width="5" height="5" patternUnits="userSpaceOnUse">\
    <rect width="5" height="5" fill="var(--card)"/><rect width="2.5" height="5" \
    fill="var(--launch)"/></pattern>
    <pattern id="contention" width="6" height="6" patternUnits="userSpaceOnUse">\
    <rect width="6" height="6" fill="var(--card)"/><path d="M0 0L6 6M6 0L0 6" \
    stroke="var(--contention)" stroke-width="1.6"/></pattern>
    <pattern id="held" width="6" height="4" patternUnits="userSpaceOnUse">\
    <rect width="6" height="4" fill="var(--work)"/><rect width="6" height="1.4" fill="var(--card)" \
    opacity=".75"/></pattern>
    <pattern id="imbalance" width="6" height="6" patternUnits="userSpaceOnUse" \
    patternTransform="rotate(-45)"><rect width="6" height="6" fill="var(--work)"/>\
    <rect width="2" height="6" fill="var(--card)" opacity=".8"/></pattern>
    <pattern id="fallback" width="6" height="6" patternUnits="userSpaceOnUse">\
    <rect width="6" height="6" fill="var(--work)"/><circle cx="3" cy="3" r="1.4" fill="#fff"/>\
    </pattern>
    <pattern id="waiting" width="6" height="6" patternUnits="userSpaceOnUse">\
    <rect width="6" height="6" fill="var(--card)"/><circle cx="3" cy="3" r="1" \
    fill="var(--soft)"/></pattern>
    <pattern id="worse" width="7" height="7" patternUnits="userSpaceOnUse" \
    patternTransform="rotate(45)"><rect width="7" height="7" fill="var(--bad-paper)"/>\
    <rect width="3.5" height="7" fill="var(--bad)"/></pattern>
    <pattern id="better" width="7" height="7" patternUnits="userSpaceOnUse" \
    patternTransform="rotate(45)"><rect width="7" height="7" fill="var(--good-paper)"/>\
    <rect width="3.5" height="7" fill="var(--good)"/></pattern>
    <pattern id="saved" width="8" height="8" patternUnits="userSpaceOnUse" \
    patternTransform="rotate(-45)"><rect width="1" height="8" fill="var(--soft)" \
    opacity=".5"/></pattern>
    </defs></svg>
    """
}
