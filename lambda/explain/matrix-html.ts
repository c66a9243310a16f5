import type { Matrix, MatrixRow } from "./matrix.js";

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #1a1a1a; background: #fff; }
h1 { font-size: 1.3rem; }
p { max-width: 45rem; }
table { border-collapse: collapse; }
th, td { border: 1px solid #b8b8b8; padding: .3rem .7rem; text-align: left; }
thead th { position: sticky; top: 0; background: #ececec; }
tbody th { font: 14px ui-monospace, monospace; }
.allow { background: #d7f0d9; }
.deny { background: #f7d9d7; }
`;

/** The matrix as a page for a reviewer, without scripts and external resources. Every answer is in words. */
export function matrixHtml({ columns, rows, notes }: Matrix): string {
  const head = ["method", "path", ...columns].map((name) => `<th scope="col">${escaped(name)}</th>`).join("");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What tokens may call</title>
<style>${STYLE}</style>
</head>
<body>
<h1>What tokens may call</h1>
<p>The answer to every path and method of the rules, for a token with the claims of each column. A path with wildcards
(<code>*</code>, <code>?</code>) is tested with one path that it matches. <code>{claim}</code> stands for the token's own
value, <code>{another claim}</code> for a different value.${rows.length === 0 ? "" : " Requests that match no row are denied."}</p>
${notes.map((note) => `<p><strong>Note:</strong> ${escaped(note)}.</p>\n`).join("")}<table>
<thead><tr>${head}</tr></thead>
<tbody>
${rows.map(rowHtml).join("\n")}
</tbody>
</table>
</body>
</html>
`;
}

function rowHtml({ method, path, answers }: MatrixRow): string {
  const cells = answers.map((answer) => `<td class="${answer}">${answer}</td>`).join("");
  return `<tr><th scope="row">${escaped(method)}</th><th scope="row">${escaped(path)}</th>${cells}</tr>`;
}

function escaped(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? "");
}
