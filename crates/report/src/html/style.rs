//! The look of the page: one style sheet, system fonts, no request. Colours are listed in pairs so that a test can
//! compute the contrast of each (WCAG 2.2, 1.4.3: 4.5 to 1 for text; 1.4.11: 3 to 1 for marks).

/// Foreground, background and the least contrast the pair must have.
pub const COLOUR_PAIRS: [(&str, &str, f64); 22] = [
    ("#1b1f24", "#ffffff", 7.0),
    ("#1b1f24", "#f6f4ee", 7.0),
    ("#1b1f24", "#fff3c4", 7.0),
    ("#4a5361", "#ffffff", 4.5),
    ("#4a5361", "#f6f4ee", 4.5),
    ("#1d3a5f", "#ffffff", 7.0),
    ("#1d3a5f", "#f6f4ee", 7.0),
    ("#174a86", "#ffffff", 4.5),
    ("#174a86", "#f6f4ee", 4.5),
    ("#174a86", "#fff3c4", 4.5),
    ("#ffffff", "#1d3a5f", 7.0),
    ("#d9e2ee", "#1d3a5f", 4.5),
    ("#1f5c3d", "#ffffff", 4.5),
    ("#1f5c3d", "#f6f4ee", 4.5),
    ("#8a2f1b", "#ffffff", 4.5),
    ("#8a2f1b", "#f6f4ee", 4.5),
    ("#674a00", "#ffffff", 4.5),
    ("#674a00", "#f6f4ee", 4.5),
    ("#5b6b80", "#ffffff", 3.0),
    ("#5b6b80", "#e4e1d8", 3.0),
    ("#8a2f1b", "#e4e1d8", 3.0),
    ("#1f5c3d", "#e4e1d8", 3.0),
];

pub(crate) const CSS: &str = r##"
:root{color-scheme:light;--serif:Georgia,Cambria,"Times New Roman","DejaVu Serif",serif;--sans:"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif}
*{box-sizing:border-box}
html{font-size:100%;scroll-padding-top:1rem}
body{margin:0;background:#ffffff;color:#1b1f24;font:1rem/1.55 var(--sans);overflow-wrap:break-word}
a{color:#174a86;text-underline-offset:.15em}
a:hover{text-decoration-thickness:.16em}
:focus-visible{outline:3px solid #1d3a5f;outline-offset:2px}
.skip{position:absolute;left:-999rem;top:0;background:#ffffff;padding:.75rem 1rem;z-index:9}
.skip:focus{left:.5rem;top:.5rem}
h1,h2,h3,h4{font-family:var(--serif);line-height:1.2;color:#1d3a5f;font-weight:700;margin:0}
h1{font-size:clamp(1.8rem,4.5vw,2.9rem);color:#ffffff;letter-spacing:-.01em;max-width:26em;text-wrap:balance}
h2{font-size:1.75rem;margin:3.5rem 0 .75rem;padding-top:.9rem;border-top:3px solid #1d3a5f}
h3{font-size:1.3rem;margin:2.25rem 0 .4rem}
h4{font-size:1.06rem;margin:1.6rem 0 .35rem;color:#1b1f24}
p{margin:.5rem 0 .9rem;max-width:46rem}
.lead{font-family:var(--serif);font-size:1.12rem;line-height:1.6}
.quiet{color:#4a5361;font-size:.92rem}
header.top{background:#1d3a5f;color:#ffffff;padding:2.6rem 0 2.2rem}
header.top .kind{text-transform:uppercase;letter-spacing:.14em;font-size:.78rem;color:#d9e2ee;margin:0 0 .9rem}
header.top dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));gap:.9rem 2rem;margin:1.7rem 0 0}
header.top dt{font-size:.78rem;color:#d9e2ee}
header.top dd{margin:0;font-size:1rem}
.wrap{max-width:78rem;margin:0 auto;padding:0 1.5rem}
.body{display:grid;grid-template-columns:15rem minmax(0,1fr);gap:3.5rem}
nav.toc{font-size:.92rem;padding-top:2rem}
nav.toc>div{position:sticky;top:1.5rem;max-height:calc(100vh - 3rem);overflow:auto}
nav.toc h2{font-size:.85rem;font-family:var(--sans);border:0;margin:0 0 .4rem;padding:0;color:#4a5361;font-weight:600}
nav.toc ol{list-style:none;margin:0;padding:0}
nav.toc a{display:block;padding:.3rem .2rem;min-height:24px;text-decoration:none;border-bottom:1px solid #e4e1d8}
nav.toc a:hover{text-decoration:underline}
main{padding:1rem 0 4rem;min-width:0}
main>section:first-of-type>h2{margin-top:1rem}
.note{border-left:4px solid #1d3a5f;background:#f6f4ee;padding:.8rem 1.1rem;margin:1rem 0;max-width:50rem}
.note p{margin:.3rem 0}
.tiles{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:1px;background:#c9c4b8;border:1px solid #c9c4b8;margin:1.4rem 0 1.8rem;padding:0;list-style:none}
.tiles li{background:#ffffff;padding:1rem 1.1rem}
.tiles b{display:block;font-family:var(--serif);font-size:1.95rem;line-height:1.15;color:#1d3a5f;font-weight:700}
.tiles .of{color:#4a5361;font-size:.86rem;display:block}
.scroll{overflow-x:auto;margin:.8rem 0 1.6rem}
table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.45}
caption{text-align:left;font-weight:600;padding:.2rem 0 .5rem;color:#1b1f24}
th,td{text-align:left;vertical-align:top;padding:.5rem .8rem .5rem 0;border-bottom:1px solid #e4e1d8;font-weight:400}
thead th{border-bottom:2px solid #1d3a5f;color:#1d3a5f;font-weight:600;vertical-align:bottom}
.n+td,.n+th{padding-left:.6rem}
tbody th{font-weight:600}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.wide,.stack{min-width:44rem}
thead .n{white-space:normal}
.wide tbody th{min-width:8rem}
.wide td:last-child{min-width:8rem}
tr:target>*,li:target{background:#fff3c4}
.ref{white-space:nowrap;font-variant-numeric:tabular-nums}
.nb{white-space:nowrap}
code{font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.84em;overflow-wrap:anywhere}
.items{list-style:none;margin:.6rem 0 1.4rem;padding:0}
.items>li{border:1px solid #c9c4b8;border-left:5px solid #5b6b80;padding:.8rem 1.1rem .7rem;margin:0 0 .8rem;background:#ffffff}
.items>li.done{border-left-color:#1f5c3d}
.items>li.ask{border-left-color:#8a2f1b}
.head{display:flex;flex-wrap:wrap;gap:.3rem .8rem;align-items:baseline;margin:0 0 .4rem;max-width:none}
.head b{font-size:1.02rem}
.head .id{margin-left:auto;color:#4a5361;font-size:.85rem}
.v{display:inline-block;border:1.5px solid currentColor;border-radius:3px;padding:0 .45rem;font-size:.82rem;font-weight:600;white-space:nowrap;line-height:1.6}
.v.ok{color:#1f5c3d}.v.no{color:#8a2f1b}.v.dk{color:#674a00}.v.open{color:#4a5361}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:.4rem 1.4rem;margin:.3rem 0 .5rem}
.facts dt{font-size:.8rem;color:#4a5361}
.facts dd{margin:0}
.ver{font-size:.92rem;margin:.4rem 0}
.ask-line{font-family:var(--serif);font-size:1.05rem;margin:.5rem 0}
.ev{font-size:.9rem;margin:.4rem 0;max-width:none}
details{margin:.35rem 0}
summary{cursor:pointer;color:#174a86;min-height:24px;padding:.15rem 0;font-size:.92rem}
details[open]>summary{margin-bottom:.3rem}
details ul{margin:.2rem 0 .5rem;padding-left:1.2rem;font-size:.88rem}
.bar{display:block;width:100%;height:.5rem;margin-top:.25rem;background:#e4e1d8}
.bar rect{fill:#5b6b80}.bar.ok rect{fill:#1f5c3d}.bar.no rect{fill:#8a2f1b}
.strip{display:block;width:100%;height:2rem;background:#f6f4ee}
.chart{display:block;width:100%;min-width:34rem;max-width:56rem;height:auto}.chart text{font:12px var(--sans)}
.strip rect{fill:#5b6b80}
.strip rect.none{fill:#e4e1d8}
.strip rect.tick{fill:#5b6b80}
.strip rect.change{fill:#8a2f1b}
.axis{display:flex;justify-content:space-between;min-width:13rem;font-size:.75rem;color:#4a5361}
th .quiet{font-weight:400}
.lead b{font-weight:700;color:#1d3a5f;font-size:1.25rem}
tr.subject>th{padding-top:1.3rem;font-size:1.12rem;color:#1d3a5f;border-bottom:1px solid #1d3a5f}
tr.subject details,tr.subject .tag{font-weight:400;font-size:.9rem}
td>b{font-size:1.02rem}
td details p,th details p{font-size:.88rem;font-weight:400;margin:.25rem 0;color:#1b1f24}
.big{font-family:var(--serif);font-size:1.3rem;font-weight:700;line-height:1.1}
.big.ok{color:#1f5c3d}.big.no{color:#8a2f1b}.big.dk{color:#674a00}.big.nil{color:#4a5361;font-weight:400}
th.again{color:#4a5361;font-weight:400}
.years{display:grid;font-size:.78rem;color:#4a5361}
.strips td{padding-right:0;width:72%}
.strips th,.strips td{border-bottom:0;padding-bottom:.35rem}
figure{margin:1.6rem 0}
figcaption{font-weight:600;margin-bottom:.4rem}
.tag{display:inline-block;border:1px solid #5b6b80;padding:0 .4rem;font-size:.78rem;color:#4a5361;white-space:nowrap}
.tag.own{border-style:dashed;color:#674a00;border-color:#674a00}
.tag.law{color:#1d3a5f;border-color:#1d3a5f;border-width:2px}
dl.words{display:grid;grid-template-columns:minmax(9rem,14rem) 1fr;gap:.35rem 1.4rem;margin:.5rem 0 1rem}
dl.words dt{font-weight:600}
dl.words dd{margin:0}
footer{border-top:1px solid #c9c4b8;padding:1.4rem 0 2.5rem;color:#4a5361;font-size:.9rem}
@media (max-width:62rem){
.body{display:block}
nav.toc{padding-top:1.2rem}
nav.toc>div{position:static;max-height:none}
nav.toc ol{columns:2;column-gap:2rem}
nav.toc li{break-inside:avoid}
}
@media (max-width:40rem){
.wrap{padding:0 1rem}
nav.toc ol{columns:1}
h2{font-size:1.45rem;margin-top:2.6rem}
.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}
.tiles li{padding:.7rem .8rem}
.tiles b{font-size:1.5rem}
.items>li{padding:.7rem .8rem}
.head .id{margin-left:0}
.stack,.stack tbody,.stack tr,.stack th,.stack td{display:block;width:100%;min-width:0;border:0;padding:0}
.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.stack tr{border-bottom:1px solid #c9c4b8;padding:.7rem 0}
.stack td:last-child{color:#4a5361;font-size:.85rem}
dl.words{grid-template-columns:1fr;gap:0}
dl.words dd{margin-bottom:.6rem}
.strips,.strips tbody,.strips tr,.strips th,.strips td{display:block;width:100%}
}
@media print{
@page{size:A4;margin:18mm 16mm}
html{font-size:9.5pt}
body{line-height:1.42}
header.top{background:#ffffff;color:#1b1f24;padding:0 0 1rem;border-bottom:3px solid #1d3a5f}
h1{color:#1d3a5f;font-size:24pt}
header.top dt,header.top .kind{color:#4a5361}
.wrap{max-width:none;padding:0}
.body{display:block}
.skip,nav.toc{display:none}
h2{font-size:16pt;margin-top:1.6rem}
h2,h3,h4,h4+p,h3+.quiet,caption,figcaption,thead,thead tr{break-after:avoid}
.page{break-before:page}
.items>li,tr,.tiles li,.note{break-inside:avoid}
thead{display:table-header-group}
.scroll{overflow:visible}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.wide,.stack{min-width:0}
a{color:#1b1f24;text-decoration:none}
details::details-content{content-visibility:visible;display:block;block-size:auto}
details>*{display:block}
summary{list-style:none;color:#4a5361;font-weight:600}
.bar,.strip,.bar rect,.strip rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
"##;
