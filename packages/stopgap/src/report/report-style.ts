/** The page's whole style: light and dark by the reader's choice, plain on paper. No font, image or script is loaded. */
export const reportStyle = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --faint: #57606a; --line: #d0d7de; --panel: #f6f8fa;
  --good: #1a7f37; --look: #8a5a00; --act: #b42318; --change: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --faint: #9aa4af; --line: #30363d;
  --panel: #161b22; --good: #4cc26a; --look: #e0a63a; --act: #ff8078; --change: #6cb2ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, "Segoe UI", sans-serif; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; } h3 { font-size: 1rem; margin: 1.4rem 0 .3rem; }
p { margin: .3rem 0; } .faint { color: var(--faint); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .35rem .7rem;
  border-bottom: 1px solid var(--line); overflow-wrap: break-word; } thead th { color: var(--faint); font-weight: 600; white-space: nowrap; }
tr.differs td, tr.differs th { background: var(--panel); } tr.differs th::after { content: " differs"; color: var(--look); font-size: .8rem; }
td.details { white-space: pre-line; overflow-wrap: anywhere; min-width: 8rem; } td.text { min-width: 10rem; } a { color: var(--change); }
tr.goes-on td { color: var(--faint); } tr:target, h3:target { outline: 2px solid var(--change); outline-offset: 2px; }
.tallies { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; margin: .3rem 0 0; padding: 0; }
ol { padding-left: 1.6rem; margin: .3rem 0; overflow-wrap: anywhere; } time { white-space: nowrap; font-variant-numeric: tabular-nums; }
.mark { display: inline-block; min-width: 3.2rem; font-weight: 600; } .Grey .mark { color: var(--faint); font-weight: 400; } .Green, .good { color: var(--good); }
.Yellow, .warning { color: var(--look); } .Red, .bad { color: var(--act); }
.verdict { border: 1px solid var(--line); border-left: .4rem solid var(--good); padding: .6rem 1rem; margin: 1rem 0; background: var(--panel); }
.verdict.Yellow { border-left-color: var(--look); color: inherit; } .verdict.Red { border-left-color: var(--act); color: inherit; }
.verdict.Green { color: inherit; }
.lane { display: grid; grid-template-columns: minmax(6rem, 10rem) 1fr; gap: .5rem; align-items: center; margin: .3rem 0; overflow-wrap: anywhere; }
.days { display: grid; grid-template-columns: repeat(30, minmax(0, 1fr)); gap: 2px; }
.day { height: 1.6rem; border: 1px solid var(--line); border-radius: 2px; text-align: center; font-size: .75rem; line-height: 1.5rem; }
.key { display: inline-block; width: .8em; height: .8em; border-radius: 2px; vertical-align: -.05em; }
.key.changed { background: var(--change); } .key.look { background: var(--look); } .key.failed { background: var(--act); }
.day.changed { background: var(--change); color: var(--paper); } .day.look { background: var(--look); color: var(--paper); }
.day.failed { background: var(--act); color: var(--paper); }
@media (max-width: 40rem) { body { padding: 1rem; } th, td { padding: .35rem .4rem; } table { font-size: .9rem; } .mark { min-width: 2.4rem; }
  .lane { grid-template-columns: 1fr; } .days { grid-template-columns: repeat(15, minmax(0, 1fr)); } }
@media print { :root { color-scheme: light; --ink: #000; --paper: #fff; --faint: #444; --line: #bbb; --panel: #fff;
  --good: #14532d; --look: #7a4d00; --act: #8f1d14; --change: #003d82; }
  body { max-width: none; padding: 0; font-size: 11pt; } tr, .lane, article { break-inside: avoid; } .scroll { overflow: visible; } a { text-decoration: none; } h2, h3 { break-after: avoid; }
  .day, .key { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
`;
